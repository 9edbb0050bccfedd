import { describe, expect, it } from 'vitest';
import { direct } from '../../kernels/direct/cpu.ts';
import { othersOf, type DirectParameters } from '../../kernels/direct/spec.ts';
import { expectedWindow } from '../../kernels/direct/window.ts';
import { orderStatisticCdf } from '../oracles/special.ts';
import { caseMaker, chiSquareP } from '../oracles/statistics.ts';
import { runKernel, thresholds, total } from './run.ts';

const ALL = 2 ** 32;

function agrees(parameters: DirectParameters, first: number, count: number): void {
  const fast = runKernel(direct, 'prepareCpu', parameters, first, count);
  const plain = runKernel(direct, 'prepareReference', parameters, first, count);
  expect(fast).toEqual(plain);
  expect(total(fast.lower!)).toBe(count);
  expect(total(fast.upper!)).toBe(count);
}

/** Nondecreasing thresholds with runs of repeats and with the ends touched now and then. */
function wildThresholds(make: ReturnType<typeof caseMaker>, cells: number): Float64Array {
  const values = Array.from({ length: cells + 1 }, () => {
    const kind = make.unit();
    if (kind < 0.15) return 0;
    if (kind < 0.3) return ALL;
    if (kind < 0.5) return 2 ** 31;
    return Math.floor(make.unit() * ALL);
  });
  return Float64Array.from(values.sort((a, b) => a - b));
}

describe('kernel direct', () => {
  it('equals its reference on two hundred made-up shapes', () => {
    const make = caseMaker(2);
    for (let trial = 0; trial < 200; trial++) {
      const cells = 1 + make.whole(trial % 3 === 0 ? 3 : 60);
      const groups = Array.from(
        { length: 1 + make.whole(3) }, () => ({ count: make.whole(trial % 2 === 0 ? 8 : 40), thresholds: wildThresholds(make, cells) }),
      );
      if (groups.every(({ count }) => count === 0)) groups.push({ count: 1, thresholds: wildThresholds(make, cells) });
      const others = groups.reduce((sum, { count }) => sum + count, 0);
      const rank = [0, others, make.whole(others + 1)][trial % 3]!;
      agrees({ groups, rank, cells }, make.whole(1000), 1 + make.whole(30));
    }
  });

  it.each([
    ['one law', [{ count: 40, thresholds: thresholds(64) }], 20],
    ['one law, rank 12 of 50', [{ count: 50, thresholds: thresholds(64) }], 12],
    ['two laws', [{ count: 20, thresholds: thresholds(64) }, { count: 25, thresholds: thresholds(64, (x) => x * x) }], 22],
    ['a rank near the top', [{ count: 50, thresholds: thresholds(64, (x) => x ** 3) }], 45],
  ] as const)('profiles whose ranks miss the window are done in full: %s', (_, groups, rank) => {
    const parameters = { groups, rank, cells: 64 };
    const count = 5000;
    const window = expectedWindow(parameters);
    expect(window.high - window.low).toBeLessThan(65);
    const plain = runKernel(direct, 'prepareReference', parameters, 0, count);
    // The window really fails here, or this test says nothing.
    const outside = total(
      plain.lower!.filter((_v, cell) => cell < window.low || cell > window.high)
    ) + total(plain.upper!.filter((_v, cell) => cell < window.low || cell > window.high));
    expect(outside).toBeGreaterThan(0);
    expect(runKernel(direct, 'prepareCpu', parameters, 0, count)).toEqual(plain);
  });

  it('ranges across 2^32 add up to their pieces, and the profiles beyond are new ones', () => {
    for (const sizes of [[3, 2], [40, 30]]) {
      const groups = sizes.map((count) => ({ count, thresholds: thresholds(64) }));
      const parameters = { groups, rank: sizes[1]!, cells: 64 };
      const from = ALL - 300;
      const whole = runKernel(direct, 'prepareCpu', parameters, from, 600);
      const below = runKernel(direct, 'prepareCpu', parameters, from, 300);
      const beyond = runKernel(direct, 'prepareCpu', parameters, ALL, 300);
      for (const name of ['lower', 'upper']) whole[name]!.forEach((v, c) => expect(v).toBe(below[name]![c]! + beyond[name]![c]!));
      expect(beyond).not.toEqual(runKernel(direct, 'prepareCpu', parameters, 0, 300));
      expect(runKernel(direct, 'prepareCpu', parameters, 5 * ALL, 300)).not.toEqual(beyond);
    }
  });

  it.each(
    [[1, 0], [1, 1], [3, 1], [15, 7], [127, 64], [255, 3]]
  )('N = %d, rank %d: both histograms follow the law of order statistics', (N, rank) => {
    const cells = 64;
    const count = N > 64 ? 10_000 : 20_000;
    const { lower, upper } = runKernel(
      direct, 'prepareCpu', { groups: [{ count: N, thresholds: thresholds(cells) }], rank, cells }, 0, count,
    );
    const expectedOf = (r: number): number[] => {
      const cdf = Array.from({ length: cells + 1 }, (_, j) => orderStatisticCdf(N, r, j / cells));
      return [cdf[0]!, ...cdf.slice(1).map((p, j) => p - cdf[j]!), 1 - cdf[cells]!].map((p) => p * count);
    };
    expect(chiSquareP(lower!, expectedOf(rank))).toBeGreaterThan(1e-4);
    expect(chiSquareP(upper!, expectedOf(rank + 1))).toBeGreaterThan(1e-4);
  });

  it('L = minus infinity at rank 0 and U = plus infinity at rank N', () => {
    const parameters = { groups: [{ count: 30, thresholds: thresholds(8) }], rank: 0, cells: 8 };
    expect(runKernel(direct, 'prepareCpu', parameters, 0, 100).lower![0]).toBe(100);
    expect(runKernel(direct, 'prepareCpu', { ...parameters, rank: 30 }, 0, 100).upper![9]).toBe(100);
  });

  it('draws follow groups in order: swapping two groups with the same law changes nothing, with different laws it does', () => {
    const [a, b] = [thresholds(32), thresholds(32, (x) => x ** 3)];
    const statistics = (groups: DirectParameters['groups']): unknown =>
      runKernel(direct, 'prepareCpu', { groups, rank: 10, cells: 32 }, 0, 200);
    expect(statistics([{ count: 10, thresholds: a }, { count: 12, thresholds: a }])).toEqual(statistics([{ count: 22, thresholds: a }]));
    expect(
      statistics([{ count: 10, thresholds: a }, { count: 10, thresholds: b }])
    ).not.toEqual(statistics([{ count: 10, thresholds: b }, { count: 10, thresholds: a }]));
    expect(othersOf({ groups: [{ count: 10, thresholds: a }, { count: 12, thresholds: a }], rank: 0, cells: 32 })).toBe(22);
  });

  it.each<[string, Partial<DirectParameters>, RegExp]>([
    ['no others', { groups: [{ count: 0, thresholds: thresholds(4) }] }, /groups/],
    ['rank too large', { rank: 3 }, /rank/],
    ['rank not whole', { rank: 0.5 }, /rank/],
    ['negative rank', { rank: -1 }, /rank/],
    ['negative count', { groups: [{ count: -1, thresholds: thresholds(4) }, { count: 4, thresholds: thresholds(4) }] }, /count/],
    ['no cells', { cells: 0 }, /cells/],
    ['too few thresholds', { groups: [{ count: 2, thresholds: thresholds(3) }] }, /thresholds/],
    ['falling thresholds', { groups: [{ count: 2, thresholds: Float64Array.of(0, 5, 4, 9, 10) }] }, /thresholds/],
    ['fractional thresholds', { groups: [{ count: 2, thresholds: Float64Array.of(0, 1.5, 4, 9, 10) }] }, /thresholds/],
    ['thresholds above 2^32', { groups: [{ count: 2, thresholds: Float64Array.of(0, 1, 4, 9, ALL + 1) }] }, /thresholds/],
    ['NaN threshold', { groups: [{ count: 2, thresholds: Float64Array.of(0, 1, NaN, 9, ALL) }] }, /thresholds/],
  ])('refuses parameters: %s', (_, change, message) => {
    const good: DirectParameters = { groups: [{ count: 2, thresholds: thresholds(4) }], rank: 1, cells: 4 };
    expect(() => direct.validate(good)).not.toThrow();
    expect(() => direct.validate({ ...good, ...change })).toThrow(message);
  });
});
