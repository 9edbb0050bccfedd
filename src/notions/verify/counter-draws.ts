/**
 * The profiles that a seed stands for, drawn again by code of its own: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011)
 * under a key that seed and name of the stream give (DESIGN.md, "A profile is a pure function").
 */
import seedrandom from 'seedrandom';

type Pair = readonly [number, number];

const TURNS = [13, 15, 26, 6, 17, 29, 16, 24];
const whole = (x: number): number => x >>> 0;
const turned = (x: number, by: number): number => whole((x << by) | (x >>> (32 - by)));

function threefry([k0, k1]: Pair, [c0, c1]: Pair): Pair {
  const keys = [whole(k0), whole(k1), whole(k0 ^ k1 ^ 0x1bd11bda)];
  let [a, b] = [whole(c0 + keys[0]!), whole(c1 + keys[1]!)];
  for (let group = 1; group <= 5; group++) {
    for (let round = 0; round < 4; round++) {
      a = whole(a + b);
      b = whole(turned(b, TURNS[(4 * (group - 1) + round) % 8]!) ^ a);
    }
    a = whole(a + keys[group % 3]!);
    b = whole(b + keys[(group + 1) % 3]! + group);
  }
  return [a, b];
}

/** FNV-1a of 64 bits. */
function hashed(text: string): Pair {
  let hash = 14695981039346656037n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 1099511628211n);
  return [Number(hash >> 32n), Number(BigInt.asUintN(32, hash))];
}

/** Probability, in (0, 1), of draw d of profile p (below 2^32). */
export function drawsOf(seed: string, stream: string): (p: number, d: number) => number {
  const text = [...new TextEncoder().encode(seed)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const source = seedrandom(`${text.length}:${text}`);
  const under: Pair = [source.int32(), source.int32()];
  const key = threefry(threefry(under, hashed(stream)), [0, 0x70726f66]);
  return (p, d) => (threefry(key, [p, d >> 1])[d % 2]! + 0.5) / 2 ** 32;
}
