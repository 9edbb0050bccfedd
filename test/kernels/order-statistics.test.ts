import { describe, expect, it } from 'vitest';
import { direct } from '../../kernels/direct/cpu.ts';
import { orderStatistics } from '../../kernels/order-statistics/cpu.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import type { OrderStatisticsParameters } from '../../kernels/order-statistics/spec.ts';
import { orderStatisticsGpu } from '../../kernels/order-statistics/webgpu.ts';
import { orderStatisticCdf } from '../oracles/special.ts';
import { caseMaker, chiSquareP, twoSampleP } from '../oracles/statistics.ts';
import { runKernel, thresholds, total } from './run.ts';

/** Levels that split the spread of the two order statistics into cells of about equal mass, and both tails. */
function centralLevels(N: number, rank: number, cells: number): Float64Array {
  const mean = (rank + 0.5) / (N + 1);
  const deviation = Math.sqrt((mean * (1 - mean)) / (N + 1)) + 1 / (N + 1);
  return Float64Array.from({ length: cells + 1 }, (_, j) => Math.min(1, Math.max(0, mean + deviation * 5 * ((2 * j) / cells - 1))));
}

const shapes: readonly (readonly [number, number])[] = [
  [1, 0], [1, 1], [2, 1], [3, 3], [7, 4], [15, 7], [15, 14], [127, 64], [127, 1], [127, 126], [8191, 4095], [10 ** 6, 3], [1_999_999,
    10 ** 6],
  [2 ** 25 - 1, 2 ** 24], [2 ** 30, 2 ** 29], [2 ** 30, 1], [2 ** 30, 0], [2 ** 30, 2 ** 30],
];

describe('kernel order-statistics', () => {
  it.each(shapes)('N = %d, rank %d: equals its reference', (others, rank) => {
    for (const cells of [1, 100]) {
      const parameters = { others, rank, levels: centralLevels(others, rank, cells) };
      expect(runKernel(orderStatistics, 'prepareCpu', parameters, 7, 1501)).toEqual(
        runKernel(orderStatistics, 'prepareReference', parameters, 7, 1501)
      );
    }
  });

  it('equals its reference on made-up levels with repeats and ends', () => {
    const make = caseMaker(3);
    for (let trial = 0; trial < 40; trial++) {
      const others = 1 + make.whole(trial % 2 === 0 ? 4 : 500);
      const levels = Float64Array.from({ length: 2 + make.whole(20) }, () => [0, 1, 0.5, make.unit(), make.unit()][make.whole(5)]!).sort();
      const parameters = { others, rank: make.whole(others + 1), levels };
      expect(runKernel(orderStatistics, 'prepareCpu', parameters, trial, 101)).toEqual(
        runKernel(orderStatistics, 'prepareReference', parameters, trial, 101)
      );
    }
  });

  it.each(shapes)('N = %d, rank %d: follows the Beta laws', (N, rank) => {
    const cells = 60;
    const count = 60_000;
    const levels = centralLevels(N, rank, cells);
    const { lower, upper } = runKernel(orderStatistics, 'prepareCpu', { others: N, rank, levels }, 0, count);
    expect(total(lower!)).toBe(count);
    expect(total(upper!)).toBe(count);
    const expectedOf = (r: number): number[] => {
      const cdf = Array.from(levels, (level) => orderStatisticCdf(N, r, level));
      return [cdf[0]!, ...cdf.slice(1).map((p, j) => p - cdf[j]!), 1 - cdf[cells]!].map((p) => p * count);
    };
    if (rank > 0) expect(chiSquareP(lower!, expectedOf(rank))).toBeGreaterThan(1e-4);
    else expect(lower![0]).toBe(count);
    if (rank < N) expect(chiSquareP(upper!, expectedOf(rank + 1))).toBeGreaterThan(1e-4);
    else expect(upper!.at(-1)).toBe(count);
  });

  it.each([[3, 1], [15, 7], [15, 0], [15, 15], [63, 32], [127, 100]])('N = %d, rank %d: agrees in law with kernel direct', (N, rank) => {
    const cells = 50;
    const levels = centralLevels(N, rank, cells);
    const byDrawing = runKernel(
      direct, 'prepareCpu', { groups: [{ count: N, thresholds: levels.map((u) => Math.round(u * 2 ** 32)) }], rank, cells }, 0, 25_000,
    );
    const byLaw = runKernel(orderStatistics, 'prepareCpu', { others: N, rank, levels }, 0, 25_000);
    expect(twoSampleP(byDrawing.lower!, byLaw.lower!)).toBeGreaterThan(1e-4);
    expect(twoSampleP(byDrawing.upper!, byLaw.upper!)).toBeGreaterThan(1e-4);
  });

  it.each([[3, 1], [15, 7], [1023, 512]])('N = %d, rank %d: L and U are dependent as they should be', (N, rank) => {
    // Pr(L < x <= U) = Pr(binomial(N, level) = rank) needs the joint law; at every boundary it is a difference of counts.
    const count = 60_000;
    const levels = centralLevels(N, rank, 24);
    const { lower, upper } = runKernel(orderStatistics, 'prepareCpu', { others: N, rank, levels }, 0, count);
    let [belowL, belowU] = [0, 0];
    levels.forEach((level, j) => {
      belowL += lower![j]!;
      belowU += upper![j]!;
      expect(belowL).toBeGreaterThanOrEqual(belowU);
      const p = orderStatisticCdf(N, rank, level) - orderStatisticCdf(N, rank + 1, level);
      expect(Math.abs(belowL - belowU - count * p)).toBeLessThan(5 * Math.sqrt(count * p * (1 - p)) + 1);
    });
  });

  it('ranges across 2^32 add up to their pieces', () => {
    const parameters = { others: 9, rank: 5, levels: centralLevels(9, 5, 30) };
    const from = 2 ** 32 - 301;
    const whole = runKernel(orderStatistics, 'prepareCpu', parameters, from, 600);
    const below = runKernel(orderStatistics, 'prepareCpu', parameters, from, 301);
    const beyond = runKernel(orderStatistics, 'prepareCpu', parameters, 2 ** 32, 299);
    for (const name of ['lower', 'upper']) whole[name]!.forEach((v, c) => expect(v).toBe(below[name]![c]! + beyond[name]![c]!));
    expect(beyond).not.toEqual(runKernel(orderStatistics, 'prepareCpu', parameters, 0, 299));
  });

  it.each<[string, Partial<OrderStatisticsParameters>, RegExp]>([
    ['no others', { others: 0, rank: 0 }, /others/],
    ['too many others', { others: 2 ** 30 + 1 }, /others/],
    ['rank above N', { rank: 10 }, /rank/],
    ['one boundary', { levels: Float64Array.of(0.5) }, /levels/],
    ['falling levels', { levels: Float64Array.of(0.5, 0.4) }, /levels/],
    ['levels above one', { levels: Float64Array.of(0.5, 1.1) }, /levels/],
    ['NaN level', { levels: Float64Array.of(0, NaN) }, /levels/],
  ])('refuses parameters: %s', (_, change, message) => {
    const good = { others: 9, rank: 5, levels: thresholds(4).map((t) => t / 2 ** 32) };
    expect(() => orderStatistics.validate(good)).not.toThrow();
    expect(() => orderStatistics.validate({ ...good, ...change })).toThrow(message);
  });
});

describe('what a GPU leaves to the cpu', () => {
  const parameters: OrderStatisticsParameters = { others: 9, rank: 9, levels: Float64Array.of(0, 0.3, 0.5, 0.5, 0.8, 1) };
  const plan = orderStatisticsGpu.prepare(parameters, { workgroupThreadsMax: 256, workgroupBytesMax: 16384, workgroupsMax: 65535 });
  const key = { k0: 1, k1: 2 };
  const drawn = (profiles: readonly number[]): Statistics => {
    const into = orderStatistics.emptyStatistics(parameters);
    for (const profile of profiles) orderStatistics.prepareCpu(parameters)(key, profile, 1, into);
    return into;
  };
  const collected = (listed: readonly number[], length: number): Statistics => {
    const into = orderStatistics.emptyStatistics(parameters);
    const result = new Int32Array(plan.resultLength(40));
    result.set([length, ...listed], 14);
    expect(plan.collect(result, { key, first: 3, count: 40 }, into)).toBe(true);
    return into;
  };

  it('profiles listed are done by the twin, and the others are where the device counted them', () => {
    const { lower, upper } = drawn([5, 2 ** 32 - 1]);
    // Nothing was counted of 38 others but that their U is at infinity.
    upper![6]! += 38;
    expect(collected([5, -1], 2)).toEqual({ lower, upper });
  });

  it('where more are listed than there is room for, all are', () => {
    expect(collected([7], 4000)).toEqual(drawn(Array.from({ length: 40 }, (_, i) => 3 + i)));
  });
});
