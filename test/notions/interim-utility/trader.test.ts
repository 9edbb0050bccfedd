/** Bands of a trader against the law at the edge of the Dvoretzky-Kiefer-Wolfowitz band that is least favourable to each. */
import { describe, expect, it } from 'vitest';
import type { Survival } from '../../../src/experiments/order-statistics/survival.ts';
import { ambiguousGainOfTrader, ambiguousGainsOfTrader, type CoupledSet } from '../../../src/notions/ambiguous-gain.ts';
import { interimBands } from '../../../src/notions/interim-utility.ts';
import { dkwHalfWidth } from '../../../src/statistics/dkw.ts';
import type { Interval } from '../../../src/statistics/interval.ts';

const [n, alpha] = [4000, 0.01];
/** Nobody's type falls within these cells, so that integrals are known without brackets. */
const table = (u: number, l: number): Survival => ({
  n, weight: 1, sign: 1, first: 0, end: 4, witness: 2,
  x: Float64Array.of(0, 0.25, 0.5, 0.75, 1),
  atLeastL: new Float64Array(5).fill(l * n),
  atLeastU: new Float64Array(5).fill(u * n),
});
const [u, l] = [0.6, 0.3];
/** Two survival functions share alpha. */
const half = dkwHalfWidth(n, alpha / 2);
const lawError = 0.002;
const off = half + lawError;
const sample = interimBands(table(u, l), alpha, lawError);
const cdf = (x: number): number => Math.min(1, Math.max(0, x)) ** 2;

/** What a number is where the two survival functions lie off by these shares of the band. */
const at = (of: (bands: ReturnType<typeof interimBands>) => Interval, shareU: number, shareL: number): number =>
  of(interimBands(table(u + shareU * off, l + shareL * off), alpha, lawError)).estimate;

function expectAttained(of: (bands: ReturnType<typeof interimBands>) => Interval, [upU, upL]: readonly [number, number]): void {
  const { estimate, lower, upper } = of(sample);
  expect(upper - estimate).toBeGreaterThan(off / 5);
  expect(upper).toBeCloseTo(at(of, upU, upL), 12);
  expect(lower).toBeCloseTo(at(of, -upU, -upL), 12);
}

describe('bands are attained', () => {
  it('interim utility, chance of trade and their averages: both survival functions above', () => {
    for (const j of [0, 1, 3]) {
      expectAttained((bands) => bands.utility(j), [1, 1]);
      expectAttained((bands) => bands.trade(j), [1, 1]);
    }
    expectAttained((bands) => bands.exAnteTrade(cdf), [1, 1]);
    // The average over types adds brackets of the cdf on either side, so the edges lie inside by what those are wide.
    const { lower, upper } = sample.exAnteUtility(cdf);
    const edge = (side: 1 | -1) => interimBands(table(u + side * off, l + side * off), alpha, lawError).exAnteUtility(cdf).estimate;
    const bracket = 0.25 * (l + off);
    expect(upper - edge(1)).toBeGreaterThanOrEqual(0);
    expect(upper - edge(1)).toBeLessThan(bracket);
    expect(edge(-1) - lower).toBeGreaterThanOrEqual(0);
  });

  it('gains: trade more likely at the report, the price less often set below it; turned round for lies the other way', () => {
    for (const [type, report] of [[0, 1], [0, 4], [1, 3]] as const) {
      expectAttained((bands) => bands.gain(type, report), [1, -1]);
      expectAttained((bands) => bands.gain(report, type), [-1, 1]);
    }
    expect(sample.gain(2, 2)).toEqual({ estimate: 0, lower: 0, upper: 0 });
  });

  it.each(
    [[{ kind: 'bayesian' }], [{ kind: 'totalVariation', delta: 0.1 }], [{ kind: 'contamination', delta: 0.2 }]] as [CoupledSet][]
  )('gains under %j', (beliefs) => {
    const gains = (shareU: number, shareL: number) =>
      ambiguousGainsOfTrader(table(u + shareU * off, l + shareL * off), beliefs, alpha, lawError);
    for (const [type, report] of [[0, 1], [0, 4], [3, 1]] as const) {
      const { lower, upper } = gains(0, 0)(type, report);
      const sign = report > type ? 1 : -1;
      expect(upper).toBeCloseTo(gains(sign, -sign)(type, report).estimate, 12);
      expect(lower).toBeCloseTo(gains(-sign, sign)(type, report).estimate, 12);
    }
    const largest = (shareU: number, shareL: number) =>
      ambiguousGainOfTrader(table(u + shareU * off, l + shareL * off), beliefs, alpha, lawError);
    expect(largest(0, 0).upper).toBeCloseTo(largest(1, -1).estimate, 12);
    expect(largest(0, 0).lower).toBeCloseTo(largest(-1, 1).estimate, 12);
  });
});
