/** Doubles in WGSL: the bits of the host's sums, complements and products, ties to even and carries included. */
import { afterAll, describe, expect, it } from 'vitest';
import { placeOf } from '../../kernels/double-auction-mechanisms/spec.ts';
import { PLACE_WGSL } from '../../kernels/double-auction-mechanisms/webgpu-text.ts';
import { DIVISION_WGSL, DOUBLE_WGSL } from '../../kernels/double-wgsl.ts';
import type { GpuDispatch, GpuPlan, GpuProgram } from '../../kernels/gpu-program.ts';
import { THREEFRY_WGSL } from '../../kernels/threefry/webgpu.ts';
import { WIDE_WGSL } from '../../kernels/wide-wgsl.ts';
import { openGpuBackend, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';

const noGpu = await gpuHere();

/** Results of a pair. */
const RESULTS = 9;
const program: GpuProgram = {
  key: 'test-doubles',
  workgroupSize: 64,
  text: /* wgsl */ `${WIDE_WGSL}${DOUBLE_WGSL}${DIVISION_WGSL}
fn double(i : u32) -> vec2<u32> { return vec2<u32>(u32(tables[i]), u32(tables[i + 1u])); }
fn put(i : u32, a : vec2<u32>) { atomicStore(&result[i], i32(a.x)); atomicStore(&result[i + 1u], i32(a.y)); }
fn main(index : i32) {
  let i = u32(index);
  if (i >= uniforms.count) { return; }
  let a = double(4u * i);
  let b = double(4u * i + 2u);
  let at = ${2 * RESULTS}u * i;
  put(at, sumOf(a, b));
  put(at + 2u, complementOf(a));
  put(at + 4u, timesOf(a, b));
  put(at + 6u, unitOf(a.x));
  put(at + 8u, differenceOf(select(a, b, isLess(a, b)), select(b, a, isLess(a, b))));
  if (!isZero(b)) { put(at + 10u, quotientOf(a, b)); }
  put(at + 12u, rootOf(a));
  put(at + 14u, wholeOf(a.x));
  // From 0 to 2^31 and beyond.
  atomicStore(&result[at + 16u], i32(floorOf(timesOf(wholeOf(b.x >> (b.y & 31u)), sumOf(ONE, a)))));
}`,
};

/** Numbers from 0 to 1 with significands of all ones, single bits and any bits, near 1, near each other and far apart. */
function pairsOf(count: number): Float64Array {
  const make = caseMaker(7);
  const any = (): number => (make.whole(2 ** 30) + make.whole(2 ** 22) * 2 ** 30 + 1) / 2 ** 53;
  const numbers = [
    any, (): number => any() * 2 ** -make.whole(70), (): number => 1 - 2 ** -(1 + make.whole(53)), (): number => 2 ** -make.whole(80),
    (): number => (2 ** 53 - 1) * 2 ** -(53 + make.whole(60)), (): number => (2 ** 27 + make.whole(9)) / 2 ** 28,
    (): number => make.whole(2),
  ];
  return Float64Array.from({ length: 2 * count }, () => numbers[make.whole(numbers.length)]!());
}

/** What the program writes, given such tables. */
async function resultOf(gpu: GpuBackend, what: GpuProgram, tables: Int32Array, count: number, words: number): Promise<Int32Array> {
  const dispatches = (): GpuDispatch[] => [{ program: what, first: 0, count, workgroups: Math.ceil(count / 64) }];
  const plan: GpuPlan = {
    tables, batchProfilesMax: count, resultLength: () => words, dispatches, exactDispatches: dispatches, collect: () => true,
  };
  return (await runPlan(gpu, plan, { k0: 0, k1: 0 }, 0, count, {})).result as Int32Array;
}

describe.skipIf(noGpu !== undefined)('on a GPU', () => {
  let opened: Promise<GpuBackend> | undefined;
  const backend = (): Promise<GpuBackend> => (opened ??= openGpuBackend());
  afterAll(async () => (await opened)?.close());

  it('doubles have the bits of the host', async () => {
    const count = 640;
    const pairs = pairsOf(count);
    const words = new Int32Array(pairs.buffer);
    const result = await resultOf(await backend(), program, words, count, 2 * RESULTS * count);
    const found = new Float64Array(Int32Array.from(result).buffer).subarray(0, RESULTS * count);
    const wanted = Float64Array.from({ length: RESULTS * count }, (_, at) => {
      const pair = Math.floor(at / RESULTS);
      const [a, b] = [pairs[2 * pair]!, pairs[2 * pair + 1]!];
      const [word, low, high] = [0, 2, 3].map((w) => words[4 * pair + w]! >>> 0) as [number, number, number];
      const floor = (x: number): number => (x >= 2 ** 31 ? 2 ** 32 - 1 : Math.floor(x)) * 2 ** -1074;
      return [
        a + b, 1 - a, a * b, (word + 0.5) / 2 ** 32, Math.abs(a - b), b > 0 ? a / b : 0, Math.sqrt(a), word,
        floor((low >>> (high & 31)) * (1 + a)),
      ][at % RESULTS]!;
    });
    expect(found).toEqual(wanted);
  });

  it('places of kernel double-auction-mechanisms are those of the host where its quotients are rounded up to whole numbers', async () => {
    const cases = placesOf(600);
    expect(cases.filter(({ isRounded }) => isRounded).length).toBeGreaterThan(60);
    const tables = Int32Array.from(cases.flatMap(({ word, width, inside }, i) => {
      const at = CASE * i;
      // Three buckets of a cell that begins at 0; the last threshold may be 2^32, which is 0.
      return [31, at + 4, at + 7, at + 9, 1, 1, 1, 0, width, 0, inside + 1, word];
    }), (x) => x | 0);
    const result = await resultOf(await backend(), placeProgram, tables, cases.length, cases.length);
    expect([...result].slice(0, cases.length)).toEqual(cases.map(({ word, width, inside }) =>
      placeOf(word, 1, { thresholds: Float64Array.of(0, width), places: Float64Array.of(0, inside + 1) })));
  });
});

/** Words of a case: a side, its buckets, thresholds and places, and the word that is drawn. */
const CASE = 12;
const placeProgram: GpuProgram = {
  key: 'test-places',
  workgroupSize: 64,
  text: /* wgsl */ `${THREEFRY_WGSL}${WIDE_WGSL}${PLACE_WGSL}
fn main(index : i32) {
  let i = u32(index);
  if (i >= uniforms.count) { return; }
  atomicStore(&result[i], i32(positionOf(${CASE}u * i, word(${CASE}u * i + ${CASE - 1}u))));
}`,
};

interface Place { readonly word: number; readonly width: number; readonly inside: number; readonly isRounded: boolean }

/** x with a x = 1 modulo m, a and m having no common divisor. */
function inverse(a: bigint, m: bigint): bigint {
  let [r, next, x, step] = [m, a % m, 0n, 1n];
  while (next > 0n) [r, next, x, step] = [next, r % next, step, x - (r / next) * step];
  return ((x % m) + m) % m;
}

/** Words of a cell from 0 to `width`: any, and such that word times inside is little below a multiple of the width. */
function placesOf(count: number): Place[] {
  const make = caseMaker(11);
  return Array.from({ length: count }, (_, i) => {
    const width = [2 ** 32, 2 ** 32 - 5, 2 ** 31 + 11, 2 ** 32 - 2 * make.whole(2 ** 20) - 1, 1 + make.whole(2 ** 20)][i % 5]!;
    const inside = Math.min(2 ** 28 - 1, [2 ** 28 - 1, 2 ** 28 - 2 * make.whole(2 ** 10) - 1, 2 * make.whole(2 ** 27) + 1][i % 3]!);
    const [w, n] = [BigInt(width), BigInt(inside)];
    const common = (a: bigint, b: bigint): bigint => (b === 0n ? a : common(b, a % b));
    const below = BigInt(1 + make.whole(80));
    const word = i % 2 === 0 && common(w, n) === 1n ? Number(((w - below) * inverse(n, w)) % w) : Math.floor(make.unit() * width);
    const isRounded = BigInt(Math.floor((word * inside) / width)) !== (BigInt(word) * n) / w;
    return { word, width, inside, isRounded };
  });
}
