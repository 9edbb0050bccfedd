import { describe, expect, it } from 'vitest';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { boundedMean } from '../../src/statistics/bounded-mean.ts';
import { chernoffLower, chernoffUpper } from '../../src/statistics/chernoff.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../src/statistics/clopper-pearson.ts';

const uniform = (replication: number, i: number): number => threefry2x32({ k0: 7, k1: replication }, [i, 0])[0] / 2 ** 32;

describe('Chernoff', () => {
  it.each(
    [[0, 50], [0.02, 50], [0.5, 200], [0.98, 50], [1, 50]]
  )('is wider than Clopper-Pearson where the variable is an event: p = %f, n = %i', (p, n) => {
    expect(chernoffUpper(p * n, n, 0.01)).toBeGreaterThanOrEqual(clopperPearsonUpper(Math.round(p * n), n, 0.01) - 1e-12);
    expect(chernoffLower(p * n, n, 0.01)).toBeLessThanOrEqual(clopperPearsonLower(Math.round(p * n), n, 0.01) + 1e-12);
  });
  it('has the closed form at the ends: 1 - alpha^(1/n)', () => {
    expect(chernoffUpper(0, 100, 0.05)).toBeCloseTo(1 - 0.05 ** (1 / 100), 12);
    expect(chernoffLower(100, 100, 0.05)).toBeCloseTo(0.05 ** (1 / 100), 12);
    expect(chernoffLower(0, 100, 0.05)).toBe(0);
    expect(chernoffUpper(100, 100, 0.05)).toBe(1);
  });
});

describe('boundedMean', () => {
  it.each([
    ['rare large values', (u: number) => (u < 0.01 ? 3 : -1), -1 + 0.04],
    ['uniform', (u: number) => 4 * u - 1, 1],
    ['constant', () => 2, 2],
  ])('covers at 90%%: %s', (_, of, mean) => {
    let covered = 0;
    for (let replication = 0; replication < 300; replication++) {
      const values = Array.from({ length: 200 }, (__, i) => of(uniform(replication, i)));
      const { lower, upper, estimate } = boundedMean(
        values.reduce((a, b) => a + b),
        values.reduce((a, b) => a + b * b, 0),
        200,
        [-1, 3],
        0.1,
      );
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(upper).toBeGreaterThanOrEqual(estimate);
      covered += Number(lower <= mean && mean <= upper);
    }
    expect(covered).toBeGreaterThanOrEqual(270);
  });
  it('is the better of empirical Bernstein and Chernoff, each side of each at a quarter of alpha', () => {
    const [n, alpha] = [4000, 0.04];
    // Maurer and Pontil at alpha / 4 = 0.01: log(2 / 0.01) = log 200. Variance near 0, mean in the middle: Bernstein decides.
    const quiet = boundedMean(n * 0.5, n * 0.25 + 0.001 * (n - 1), n, [0, 1], alpha);
    const half = Math.sqrt((2 * 0.001 * Math.log(200)) / n) + (7 * Math.log(200)) / (3 * (n - 1));
    expect(quiet.upper - 0.5).toBeCloseTo(half, 10);
    expect(0.5 - quiet.lower).toBeCloseTo(half, 10);
    // Nothing seen: Chernoff's 1 - (1/100)^(1/n) is below Bernstein's 7 log(200) / (3 (n - 1)).
    expect(boundedMean(0, 0, n, [0, 1], alpha).upper).toBeCloseTo(1 - 0.01 ** (1 / n), 10);
    expect(boundedMean(n, n, n, [0, 1], alpha).lower).toBeCloseTo(0.01 ** (1 / n), 10);
  });
  it('stays finite without a sample, with one, and where the range is a point', () => {
    expect(boundedMean(0, 0, 0, [1, 3], 0.1)).toEqual({ estimate: 2, lower: 1, upper: 3 });
    const { lower, upper } = boundedMean(2, 4, 1, [1, 3], 0.1);
    expect([Math.floor(lower), Math.ceil(upper)]).toEqual([1, 3]);
    expect(boundedMean(10, 20, 5, [2, 2], 0.1)).toEqual({ estimate: 2, lower: 2, upper: 2 });
  });
});
