import { describe, expect, it } from 'vitest';
import { affine, affineProduct } from '../../../src/beliefs/affine-product.ts';
import type { BeliefPayoff } from '../../../src/beliefs/belief-payoff.ts';
import { METRICS } from '../../../src/beliefs/belief-set.ts';
import { piecewisePolynomial, polynomialAt } from '../../../src/beliefs/piecewise-polynomial.ts';
import { quantileCells } from '../../../src/beliefs/quantile-cells.ts';
import { boundedPayoff, worstMean } from '../../../src/beliefs/worst-mean.ts';
import { worstExpectation } from '../../../src/beliefs/worst-case.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { ballRadius } from '../../../src/notions/robust/ball-radius.ts';

const law = (text: string) => parseDistribution(text, 'law');
const UNIFORM = [law('uniform(0,1)')];

/** The finite worst case on a fine grid of draws: by the formulas of worst-case.ts, without cells. */
function onDraws(payoff: BeliefPayoff, text: string, metric: (typeof METRICS)[number], delta: number): number {
  const draws = Array.from({ length: 400 }, (_, c) => law(text).quantile((c + 0.5) / 400));
  const values = draws.map((z) => payoff.valueAt([z]));
  const grid = Array.from({ length: 801 }, (_, k) => payoff.valueAt([k / 800]));
  const eroded = draws.map((z) => Math.min(payoff.valueAt([z]), ...grid.filter((_, k) => Math.abs(k / 800 - z) <= delta)));
  return worstExpectation({ kind: metric, delta }, { values, eroded, least: Math.min(...grid) });
}

const PAYOFFS: readonly (readonly [string, BeliefPayoff])[] = [
  ['affine', affine({ constant: -1, slopes: [3] })],
  ['falling', affine({ constant: 0.7, slopes: [-1] })],
  ['product', affineProduct({ constant: -1, slopes: [3] }, { constant: 0.8, slopes: [-0.9] })],
  ['piece', piecewisePolynomial([0.2, -1.5, 2], [0.1, 0.8])],
];

describe('worstMean', () => {
  it.each(PAYOFFS)('holds the finite worst case of a fine grid: %s', (_, payoff) => {
    for (const text of ['beta(2,3)', 'uniform(0.25,0.75)']) {
      const bounded = boundedPayoff(payoff, quantileCells([law(text)], 256));
      for (const metric of METRICS) {
        for (const delta of [0, 0.07, 0.3]) {
          const [lower, upper] = worstMean(metric, delta, bounded);
          const fine = delta === 0 ? worstMean('contamination', 0, bounded)[0] : onDraws(payoff, text, metric, delta);
          expect(upper - lower, `${text} ${metric} ${delta}`).toBeLessThan(0.05);
          expect(fine).toBeGreaterThan(lower - 0.01);
          expect(fine).toBeLessThan(upper + 0.01);
        }
      }
      expect(worstMean('prokhorov', 1, bounded)[0]).toBe(bounded.least);
    }
  });

  it('bounds two coordinates, where a product has no least point inside', () => {
    const [a, b] = [{ constant: -0.3, slopes: [1, -0.4] }, { constant: 0.6, slopes: [-1, 0.9] }];
    const payoff = affineProduct(a, b);
    const { value, at } = payoff.least([0, 0.1], [1, 0.9]);
    const grid = Array.from({ length: 101 * 101 }, (_, c) => [(c % 101) / 100, 0.1 + (0.8 * Math.floor(c / 101)) / 100]);
    expect(value).toBeCloseTo(payoff.valueAt(at), 12);
    expect(Math.min(...grid.map((z) => payoff.valueAt(z)))).toBeGreaterThanOrEqual(value - 1e-12);
    expect(Math.min(...grid.map((z) => payoff.valueAt(z)))).toBeLessThan(value + 1e-3);
    expect(Math.max(...grid.map((z) => payoff.valueAt(z)))).toBeLessThanOrEqual(payoff.greatest([0, 0.1], [1, 0.9]) + 1e-12);
    // E[ab] under independent uniform laws.
    const [low, high] = worstMean('contamination', 0, boundedPayoff(payoff, quantileCells([...UNIFORM, ...UNIFORM])));
    const exact = (-0.3 * 0.6) + (0.3 + 0.6) / 2 + (-0.27 - 0.24) / 2 - 1 / 3 - 0.36 / 3 + (0.9 + 0.4) / 4;
    expect(low).toBeCloseTo(exact, 9);
    expect(high).toBeCloseTo(exact, 9);
  });
});

describe('ballRadius', () => {
  const of = (payoff: BeliefPayoff, metric: (typeof METRICS)[number], laws = UNIFORM, cells = 4096) =>
    ballRadius(metric, boundedPayoff(payoff, quantileCells(laws, cells)));

  it('has the radii that section 3 of JMM12 implies', () => {
    const known = { totalVariation: 1 - Math.sqrt(2 / 3), contamination: 1 / 3, prokhorov: (1 - Math.sqrt(2 / 3)) / 2 };
    for (const metric of METRICS) {
      const { lower, upper, fails } = of(affine({ constant: -1, slopes: [3] }), metric);
      expect(lower).toBeLessThanOrEqual(known[metric] + 1e-12);
      expect(upper).toBeGreaterThanOrEqual(known[metric] - 1e-12);
      expect(upper - lower).toBeLessThan(1e-6);
      expect(fails).toBe(false);
    }
  });

  it('is 1 where every belief will do, 0 where the baseline itself fails, and survives a shift to the edge', () => {
    for (const metric of METRICS) {
      expect(of(affine({ constant: 0, slopes: [2] }), metric)).toMatchObject({ lower: 1, upper: 1, fails: false });
      expect(of(affine({ constant: -2, slopes: [3] }), metric)).toMatchObject({ lower: 0, upper: 0, fails: true });
      const edge = of(affine({ constant: -1, slopes: [2] }), metric);
      expect(edge.lower).toBe(0);
      expect(edge.upper).toBeLessThan(1e-3);
    }
  });

  it('does not depend on the scale of a payoff', () => {
    for (const metric of METRICS) {
      const [one, large] = [1, 1e8].map((scale) => of(affine({ constant: -scale, slopes: [3 * scale] }), metric, UNIFORM, 64));
      expect(large!.estimate).toBeCloseTo(one!.estimate, 6);
    }
  });
});

it('finds the least value of a polynomial between and at its turns', () => {
  const cubic = [0.1, -1.4, 3, -1.9];
  const grid = Array.from({ length: 10_001 }, (_, k) => k / 10_000);
  const { value } = piecewisePolynomial(cubic).least([0], [1]);
  expect(value).toBeLessThanOrEqual(Math.min(...grid.map((z) => polynomialAt(cubic, z))));
  expect(value).toBeCloseTo(Math.min(...grid.map((z) => polynomialAt(cubic, z))), 6);
  expect(piecewisePolynomial([1], [0.4, 0.6]).least([0], [1]).value).toBe(0);
  expect(piecewisePolynomial([1], [0.4, 0.6]).least([0.45], [0.5]).value).toBe(1);
});
