/** AmbiguityPremium from reach against worst beliefs found draw by draw, and against exact probabilities. */
import { describe, expect, it } from 'vitest';
import { METRICS, type Metric } from '../../../src/beliefs/belief-set.ts';
import { meanOf, worstExpectation } from '../../../src/beliefs/worst-case.ts';
import { reachPremium } from '../../../src/notions/ambiguity-premium/reach.ts';
import type { ReachSums } from '../../../src/experiments/reach-sums.ts';
import { auctionReach, levelOf, levelsReach, reachSums, uniformDraws } from './reach.ts';
import { coverage, line } from '../simulate.ts';

const RADII = [0.02, 0.1, 0.3, 1];

describe('three classes', () => {
  const reports = line(5);
  // Own values of neither order: the second class loses where the third gains.
  const value = [(x: number) => 0.2 * x, (x: number) => -0.5 * x ** 2, (x: number) => x] as const;
  const rise = (report: number, type: number): number[] => value.map((f) => f(reports[type]![0]!) - f(reports[report]![0]!));
  const [seed, profiles] = [11, 200];
  const sums = reachSums(levelsReach(reports), RADII, seed, profiles);

  it.each(METRICS)('%s: the loss is what the worst belief costs, draw by draw', (metric: Metric) => {
    const loss = reachPremium({ sums, rise, metric, alpha: 0.1 });
    for (const [report, [t]] of reports.entries()) {
      for (const type of reports.keys()) {
        const d = rise(report, type);
        const draws = Array.from({ length: profiles }, (_, i) => uniformDraws(seed, i)(0));
        const values = draws.map((y) => d[levelOf(t!, y)]!);
        const least = Math.min(...line(1000).map(([y]) => d[levelOf(t!, y!)]!));
        RADII.forEach((delta, k) => {
          // The lowest of a class that some point of the ball leads to; classes are intervals of y.
          const eroded = draws.map((y) => Math.min(
            ...[
              0,
              0.5 - t!,
              1 - t!,
              y - delta,
              y + delta,
              y,
            ].filter((x) => x >= Math.max(0, y - delta) && x <= Math.min(1, y + delta)).map((x) => d[levelOf(t!, x)]!),
            d[levelOf(t!, Math.min(1, y + delta))]!,
            d[levelOf(t!, Math.max(0, y - delta))]!,
          ));
          const worst = worstExpectation({ kind: metric, delta }, { values, eroded, least });
          expect(loss.worst(report, type, k).estimate).toBeCloseTo(worst, 10);
          expect(loss.at(report, type, k).estimate).toBeCloseTo(meanOf(values) - worst, 10);
        });
        expect(loss.wald(report, type).estimate).toBeCloseTo(meanOf(values) - least, 10);
      }
    }
  });

  it('bounds hold the estimate between them and grow with delta', () => {
    const loss = reachPremium({ sums, rise, metric: 'prokhorov', alpha: 0.1 });
    let before = 0;
    for (const k of RADII.keys()) {
      const { estimate, lower, upper } = loss.at(2, 4, k);
      expect(lower).toBeLessThan(estimate);
      expect(upper).toBeGreaterThan(estimate);
      expect(estimate).toBeGreaterThanOrEqual(before);
      before = estimate;
    }
    expect(loss.wald(2, 4).estimate).toBeCloseTo(before, 12);
  });
});

it('with masks that are only bounds the estimate lies between the two losses', () => {
  const reports = line(4);
  const exact = reachSums(auctionReach(reports, 2), [0.1], 3, 400);
  const everything = exact.inner.map((rows) => rows.map((counts) => counts.map((one) => ({ ...one, mask: 3 }))));
  const nothing = exact.inner.map((rows) => rows.map((counts) => counts.map((one) => ({ ...one, mask: 1 << one.chosen }))));
  const rise = (report: number, type: number): number[] => [0, reports[type]![0]! - reports[report]![0]!];
  const lossOf = (inner: ReachSums['inner'], outer: ReachSums['inner']) =>
    reachPremium({ sums: { ...exact, inner, outer, exact: false }, rise, metric: 'prokhorov', alpha: 0.1 }).at(2, 4, 0);
  const [truth, low, high, between] = [
    lossOf(exact.inner, exact.inner),
    lossOf(nothing, nothing),
    lossOf(everything, everything),
    lossOf(nothing, everything),
  ];
  expect(low.estimate).toBeLessThan(truth.estimate);
  expect(high.estimate).toBeGreaterThan(truth.estimate);
  expect(between.lower).toBe(low.lower);
  expect(between.upper).toBe(high.upper);
  expect(() => reachPremium({ sums: exact, rise, metric: 'prokhorov', alpha: 0.1, deltas: [0.2] })).toThrow(RangeError);
});

it('lower bounds hold for all pairs at once at 95%, upper ones for one pair', () => {
  const reports = line(8);
  const rise = (report: number, type: number): number[] => [0, reports[type]![0]! - reports[report]![0]!];
  const delta = 0.1;
  const exactLoss = (report: number, type: number): number => {
    const [t, up] = [reports[report]![0]!, type > report];
    if (t === 0) return 0;
    const [wins, eroded, dilated] = [t ** 2, Math.max(0, t - delta) ** 2, Math.min(1, t + delta) ** 2];
    return Math.abs(rise(report, type)[1]!) * (up ? Math.min(wins, wins - eroded + delta) : Math.min(1 - wins, dilated - wins + delta));
  };
  const pairs = reports.flatMap((_r, report) => reports.flatMap((_t, type) => (report === type ? [] : [[report, type] as const])));
  const lossOf = (seed: number) =>
    reachPremium({ sums: reachSums(auctionReach(reports, 2), [delta], seed, 200), rise, metric: 'prokhorov', alpha: 0.1 });
  const [runs, allowed] = [100, 0.95 - 3 * Math.sqrt((0.95 * 0.05) / 100)];
  expect(coverage(runs, (seed) => {
    const loss = lossOf(seed);
    return pairs.every(([report, type]) => loss.at(report, type, 0).lower <= exactLoss(report, type) + 1e-12);
  })).toBeGreaterThanOrEqual(allowed);
  expect(coverage(runs, (seed) => lossOf(seed).at(5, 7, 0).upper >= exactLoss(5, 7))).toBeGreaterThanOrEqual(allowed);
});
