/**
 * Threefry-2x32-20 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 *
 * A counter-based generator: a pure bijection of a 64-bit counter under a 64-bit key. Nothing runs, nothing is
 * stored, so draw `d` of profile `i` can be had on any device in any order.
 *
 * Layout used by every kernel: counter = (low 32 bits of the profile index, d >> 1), and draw `d` is word `d & 1`
 * of the block. The upper bits of the profile index enter through the key (`profileBlockKey`).
 */
import type { StreamKey } from '../kernel.ts';

/** Skein's key-schedule parity constant for 32-bit words. */
export const PARITY = 0x1bd11bda;
/** Rotation distances of Threefry-2x32, repeating every eight rounds. */
export const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

const rotateLeft = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** One block: two 32-bit words in [0, 2^32). Written for clarity; the kernels inline it. */
export function threefry2x32(key: StreamKey, counter: readonly [number, number]): [number, number] {
  const schedule = [key.k0 | 0, key.k1 | 0, key.k0 ^ key.k1 ^ PARITY];
  let x0 = (counter[0] + schedule[0]!) | 0;
  let x1 = (counter[1] + schedule[1]!) | 0;
  for (let round = 0; round < 20; round++) {
    x0 = (x0 + x1) | 0;
    x1 = rotateLeft(x1, ROTATIONS[round % 8]!) ^ x0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x0 = (x0 + schedule[injection % 3]!) | 0;
      x1 = (x1 + schedule[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x0 >>> 0, x1 >>> 0];
}

/**
 * The key under which profiles `high * 2^32 .. (high + 1) * 2^32 - 1` of a stream are drawn. `high` < 2^21, so profile
 * indices cover all integers a double holds exactly.
 */
export function profileBlockKey(stream: StreamKey, high: number): StreamKey {
  const [k0, k1] = threefry2x32(stream, [high >>> 0, 0x70726f66 /* 'prof' */]);
  return { k0, k1 };
}
