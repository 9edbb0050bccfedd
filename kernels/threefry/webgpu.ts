/**
 * Threefry-2x32-20 in WGSL.
 *
 * Cost of a block of two words: 20 rounds of add, rotate, xor and 6 injections of 2 adds, 72 integer operations where
 * the device rotates in one instruction (NVIDIA's funnel shift); 36 a draw.
 */
import type { GpuProgram } from '../gpu-program.ts';
import type { KnownAnswer } from './known-answers.ts';
import { PARITY, ROTATIONS } from './threefry.ts';

function rounds(): string {
  const lines: string[] = [];
  for (let round = 0; round < 20; round++) {
    const bits = ROTATIONS[round % 8]!;
    lines.push(`x0 += x1; x1 = ((x1 << ${bits}u) | (x1 >> ${32 - bits}u)) ^ x0;`);
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      lines.push(`x0 += key[${injection % 3}]; x1 += key[${(injection + 1) % 3}] + ${injection}u;`);
    }
  }
  return lines.join('\n  ');
}

/**
 * `threefrySchedule(k0, k1)`: the key schedule, once a thread.
 * `threefry2x32(schedule, x0, x1)`: the block of counter (x0, x1). Layout of draws as in threefry.ts.
 */
export const THREEFRY_WGSL = /* wgsl */ `
fn threefrySchedule(k0 : u32, k1 : u32) -> vec3<u32> {
  return vec3<u32>(k0, k1, k0 ^ k1 ^ ${PARITY}u);
}
fn threefry2x32(key : vec3<u32>, c0 : u32, c1 : u32) -> vec2<u32> {
  var x0 = c0 + key[0];
  var x1 = c1 + key[1];
  ${rounds()}
  return vec2<u32>(x0, x1);
}
`;

const KNOWN_ANSWER_THREADS = 64;

/** Thread i writes the words of counter and key `tables[4 i .. 4 i + 3]` to `result[2 i]` and `result[2 i + 1]`. */
export const knownAnswerProgram: GpuProgram = {
  key: 'threefry-known-answers',
  workgroupSize: KNOWN_ANSWER_THREADS,
  text: `${THREEFRY_WGSL}
fn main(index : i32) {
  let i = u32(index);
  if (i >= uniforms.count) { return; }
  let key = threefrySchedule(bitcast<u32>(tables[4u * i + 2u]), bitcast<u32>(tables[4u * i + 3u]));
  let words = threefry2x32(key, bitcast<u32>(tables[4u * i]), bitcast<u32>(tables[4u * i + 1u]));
  atomicStore(&result[2u * i], bitcast<i32>(words[0]));
  atomicStore(&result[2u * i + 1u], bitcast<i32>(words[1]));
}`,
};

/** Up to 64 known answers as the program's tables. */
export const knownAnswerTables = (answers: readonly KnownAnswer[]): Int32Array =>
  Int32Array.from(answers.flatMap(({ counter, key }) => [...counter, ...key]));

/** Whether the program's result holds the words of every answer. */
export const answersAgree = (answers: readonly KnownAnswer[], result: Int32Array): boolean =>
  answers.every(({ words }, i) => words.every((word, w) => result[2 * i + w]! >>> 0 === word));
