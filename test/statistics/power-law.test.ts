import { describe, expect, it } from 'vitest';
import { fitRate, type RatePoint } from '../../src/statistics/power-law.ts';
import { caseMaker } from '../oracles/statistics.ts';

const markets = [2, 4, 8, 16, 32, 64];
const exact = (market: number, error = 0): RatePoint => {
  const value = 0.8 * market ** -0.55;
  return { market, estimate: value, lower: value * (1 - error), upper: value * (1 + error) };
};

describe('rate fit', () => {
  it('recovers an exact power law', () => {
    const fit = fitRate(markets.map((M) => exact(M)))!;
    for (const exponent of [fit.exponent, fit.exponentLower, fit.exponentUpper]) expect(exponent).toBeCloseTo(-0.55, 12);
    for (const coefficient of [fit.coefficient, fit.coefficientLower, fit.coefficientUpper]) expect(coefficient).toBeCloseTo(0.8, 12);
  });

  it('the ends of the interval are attained: no choice within the points\' intervals goes beyond, one reaches each', () => {
    const points = markets.map((M, i) => exact(M, 0.02 + 0.01 * i));
    const fit = fitRate(points)!;
    const make = caseMaker(31);
    const slopeOf = (pick: (point: RatePoint, i: number) => number) =>
      fitRate(points.map((point, i) => ({ ...exact(point.market), estimate: pick(point, i) })))!;
    for (let trial = 0; trial < 500; trial++) {
      const { exponent, coefficient } = slopeOf((point) => point.lower + make.unit() * (point.upper - point.lower));
      expect(exponent).toBeGreaterThan(fit.exponentLower);
      expect(exponent).toBeLessThan(fit.exponentUpper);
      expect(coefficient).toBeGreaterThan(fit.coefficientLower);
      expect(coefficient).toBeLessThan(fit.coefficientUpper);
    }
    // Small markets low and large ones high is the flattest.
    expect(slopeOf((point, i) => (i < 3 ? point.lower : point.upper)).exponent).toBeCloseTo(fit.exponentUpper, 12);
    expect(slopeOf((point, i) => (i < 3 ? point.upper : point.lower)).exponent).toBeCloseTo(fit.exponentLower, 12);
  });

  it('two points decide a line', () => {
    const fit = fitRate([{ market: 1, estimate: 3, lower: 2, upper: 4 }, { market: Math.E, estimate: 6, lower: 5, upper: 7 }])!;
    expect(fit.exponent).toBeCloseTo(Math.log(2), 12);
    expect(fit.coefficient).toBeCloseTo(3, 12);
    expect(fit.exponentLower).toBeCloseTo(Math.log(5 / 4), 12);
    expect(fit.exponentUpper).toBeCloseTo(Math.log(7 / 2), 12);
    expect(fit.coefficientLower).toBeCloseTo(2, 12);
  });

  it('no fit: one market, none, a zero, a lower bound of zero, NaN', () => {
    expect(fitRate([])).toBeUndefined();
    expect(fitRate([exact(2)])).toBeUndefined();
    expect(fitRate([exact(2), exact(2)])).toBeUndefined();
    expect(fitRate([exact(2), { market: 4, estimate: 0, lower: 0, upper: 0.1 }])).toBeUndefined();
    expect(fitRate([exact(2), { market: 4, estimate: 0.1, lower: 0, upper: 0.2 }])).toBeUndefined();
    expect(fitRate([exact(2), { market: 4, estimate: NaN, lower: 0.1, upper: 0.2 }])).toBeUndefined();
    expect(fitRate([exact(2), { market: 0, estimate: 1, lower: 1, upper: 1 }])).toBeUndefined();
  });
});
