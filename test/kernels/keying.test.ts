/** Statistics of our keying: that neighbouring profiles, draws, blocks and streams are unrelated. Fixed seeds. */
import { describe, expect, it } from 'vitest';
import { profileBlockKey, threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { streamKey } from '../../src/engine/streams.ts';
import { chiSquareP, correlationZ, normalP } from '../oracles/statistics.ts';

const N = 1 << 14;
/** Probability below which a run counts as a failure; some 60 tests share it. */
const TINY = 1e-5;
const stream = streamKey('keying', 'a');

/** Two sequences that should be independent of one another, by how they are keyed. */
const neighbours: Record<string, (i: number) => [number, number]> = {
  'adjacent profiles': (i) => [threefry2x32(stream, [i, 0])[0], threefry2x32(stream, [i + 1, 0])[0]],
  'the two words of a block': (i) => threefry2x32(stream, [i, 0]),
  'adjacent blocks of a profile': (i) => [threefry2x32(stream, [i, 0])[1], threefry2x32(stream, [i, 1])[0]],
  'the same profile far along': (i) => [threefry2x32(stream, [i, 0])[0], threefry2x32(stream, [i, 2 ** 24])[0]],
  'profiles 2^31 apart': (i) => [threefry2x32(stream, [i, 0])[0], threefry2x32(stream, [(i + 2 ** 31) >>> 0, 0])[0]],
  'adjacent draws of one profile': (i) => [threefry2x32(stream, [3, i])[0], threefry2x32(stream, [3, i + 1])[0]],
  'adjacent 2^32 blocks of profiles': (i) => [
    threefry2x32(profileBlockKey(stream, i), [5, 0])[0],
    threefry2x32(profileBlockKey(stream, i + 1), [5, 0])[0],
  ],
  'the first two 2^32 blocks of profiles': (i) => [
    threefry2x32(profileBlockKey(stream, 0), [i, 0])[0],
    threefry2x32(profileBlockKey(stream, 1), [i, 0])[0],
  ],
};

/** The same for whole streams: names or seeds that differ in one character. */
const keyed = (a: ReturnType<typeof streamKey>, b: ReturnType<typeof streamKey>) => (i: number): [number, number] => [
  threefry2x32(profileBlockKey(a, 0), [i, 0])[0],
  threefry2x32(profileBlockKey(b, 0), [i, 0])[0],
];
neighbours['pilot and certifying stream'] = keyed(
  streamKey('misreport', 'double-auction/seller/x/pilot-0'), streamKey('misreport', 'double-auction/seller/x/certify'),
);
neighbours['adjacent stream names'] = keyed(streamKey('misreport', 'a/1'), streamKey('misreport', 'a/2'));
neighbours['adjacent seeds'] = keyed(streamKey('1', 'a'), streamKey('2', 'a'));

function histogram(values: readonly number[], byteShift: number): number[] {
  const counts = new Array<number>(256).fill(0);
  for (const v of values) counts[(v >>> byteShift) & 255]!++;
  return counts;
}

describe.each(Object.entries(neighbours))('%s', (_, pairOf) => {
  const pairs = Array.from({ length: N }, (__, i) => pairOf(i));

  it('each is uniform in its low and in its high byte', () => {
    for (const side of [0, 1] as const) {
      for (const shift of [0, 24]) {
        expect(chiSquareP(histogram(pairs.map((p) => p[side]), shift), new Array<number>(256).fill(N / 256))).toBeGreaterThan(TINY);
      }
    }
  });

  it('they are uncorrelated', () => {
    expect(normalP(correlationZ(pairs))).toBeGreaterThan(TINY);
    expect(normalP(correlationZ(pairs.map(([x, y]) => [x & 0xffff, y & 0xffff])))).toBeGreaterThan(TINY);
  });

  it('high and low nibbles are jointly uniform, also after exclusive or', () => {
    for (const [a, b] of [[28, 28], [0, 0], [28, 0], [0, 28]] as const) {
      const joint = new Array<number>(256).fill(0);
      for (const [x, y] of pairs) joint[((x >>> a) & 15) * 16 + ((y >>> b) & 15)]!++;
      expect(chiSquareP(joint, new Array<number>(256).fill(N / 256))).toBeGreaterThan(TINY);
    }
    expect(chiSquareP(histogram(pairs.map(([x, y]) => x ^ y), 24), new Array<number>(256).fill(N / 256))).toBeGreaterThan(TINY);
    expect(chiSquareP(histogram(pairs.map(([x, y]) => x ^ y), 0), new Array<number>(256).fill(N / 256))).toBeGreaterThan(TINY);
  });

  it('never equal in both', () => {
    expect(pairs.filter(([x, y]) => x === y).length).toBeLessThan(4);
  });
});

describe('avalanche', () => {
  const bitsOf = (x: number): number => x.toString(2).replaceAll('0', '').length;

  it('a flipped bit of profile, draw or key flips each output bit with probability one half', () => {
    const trials = 256;
    const flips: ((i: number, bit: number) => [[number, number], [number, number]])[] = [
      (i, bit) => [threefry2x32(stream, [i, 0]), threefry2x32(stream, [(i ^ (2 ** bit)) >>> 0, 0])],
      (i, bit) => [threefry2x32(stream, [i, 0]), threefry2x32(stream, [i, (2 ** bit) >>> 0])],
      (i, bit) => [threefry2x32(stream, [i, 0]), threefry2x32({ k0: (stream.k0 ^ (2 ** bit)) >>> 0, k1: stream.k1 }, [i, 0])],
      (i, bit) => [threefry2x32(stream, [i, 0]), threefry2x32({ k0: stream.k0, k1: (stream.k1 ^ (2 ** bit)) >>> 0 }, [i, 0])],
    ];
    for (const flip of flips) {
      for (let bit = 0; bit < 32; bit++) {
        let changed = 0;
        for (let i = 0; i < trials; i++) {
          const [[a0, a1], [b0, b1]] = flip(i, bit);
          changed += bitsOf((a0 ^ b0) >>> 0) + bitsOf((a1 ^ b1) >>> 0);
        }
        const deviations = (changed - 32 * trials) / Math.sqrt(16 * trials);
        expect(normalP(deviations)).toBeGreaterThan(TINY);
      }
    }
  });
});

describe('streamKey', () => {
  it('has no collisions over many names and many seeds', () => {
    const seen = new Set<string>();
    // The seed is hashed anew for every name, so a fixed seed with many names and many seeds with one name.
    for (let i = 0; i < 3000; i++) seen.add(JSON.stringify(streamKey('misreport', `double-auction/seller/uniform(0,1)/${i}x/rank${i}`)));
    for (let i = 0; i < 3000; i++) seen.add(JSON.stringify(streamKey(String(i), 'double-auction')));
    expect(seen.size).toBe(6000);
  });

  it('tells apart seeds that are repetitions of one another, or the same modulo 256', () => {
    const seeds = [
      '', '0', '00', '1', '11', '111', '1111', 'ab', 'abab', 'a', 'š', '\u0061\u0000', 'x'.repeat(256), 'x'.repeat(257), 'x'.repeat(512),
    ];
    expect(new Set(seeds.map((seed) => JSON.stringify(streamKey(seed, 'x')))).size).toBe(seeds.length);
  });

  it('spreads keys evenly', () => {
    const keys = Array.from({ length: 4096 }, (_, i) => streamKey('misreport', `name ${i}`));
    for (const word of [keys.map(({ k0 }) => k0), keys.map(({ k1 }) => k1)]) {
      for (const shift of [0, 24]) expect(chiSquareP(histogram(word, shift), new Array<number>(256).fill(16))).toBeGreaterThan(TINY);
    }
  });

  it('is a fixed function of seed and name', () => {
    expect(streamKey('misreport', 'x')).toEqual(streamKey('misreport', 'x'));
    expect(streamKey('misreport', 'x')).not.toEqual(streamKey('misreport', 'y'));
    expect(streamKey('misreport', 'x')).not.toEqual(streamKey('Misreport', 'x'));
    expect(streamKey('', '')).not.toEqual(streamKey('', ' '));
    expect(streamKey('ä', 'x')).not.toEqual(streamKey('a', 'x'));
  });

  it('keeps its published values: changing them would change every result', () => {
    expect(streamKey('misreport', 'double-auction')).toMatchInlineSnapshot(`
      {
        "k0": 3537493477,
        "k1": 3048060410,
      }
    `);
  });
});
