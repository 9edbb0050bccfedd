import { describe, expect, it } from 'vitest';
import { clopperPearsonUpper } from '../../src/statistics/clopper-pearson.ts';
import { empiricalBernstein } from '../../src/statistics/empirical-bernstein.ts';
import { groupHalfWidth, groupMean } from '../../src/statistics/group-mean.ts';
import { chernoffAt, chernoffLower, chernoffUpper } from '../../src/statistics/chernoff.ts';
import { binomialAtMost } from '../oracles/special.ts';

describe('means of groups', () => {
  it('is the textbook mean and sample variance', () => {
    const xs = [0.5, -1, 2, 0.25, 7, 1e-3, 3, 3];
    const sum = xs.reduce((a, b) => a + b, 0);
    const { mean, variance, standardError } = groupMean(sum, xs.reduce((a, b) => a + b * b, 0), xs.length);
    const byHand = xs.reduce((a, x) => a + (x - sum / 8) ** 2, 0) / 7;
    expect(mean).toBeCloseTo(sum / 8, 14);
    expect(variance).toBeCloseTo(byHand, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(byHand / 8), 12);
  });

  it('bounds the variance where squares were taken of rounded numbers', () => {
    const xs = Array.from({ length: 64 }, (_, i) => Math.sin(i * i) / 3);
    const step = 1 / 16;
    const sum = xs.reduce((a, b) => a + b, 0);
    const squares = xs.reduce((a, x) => a + (Math.floor(x / step) * step) ** 2, 0);
    const truth = groupMean(sum, xs.reduce((a, x) => a + x * x, 0), 64).variance;
    const bound = groupMean(sum, squares, 64, step).variance;
    expect(bound).toBeGreaterThanOrEqual(truth);
    expect(bound).toBeLessThan(truth * 2);
  });

  it('takes empirical Bernstein where groups are many, Hoeffding where they are few, and never more than the range', () => {
    const quiet = groupMean(0, 0, 1e5);
    expect(groupHalfWidth(quiet, 1e5, 4e5, 3, 0.01)).toBe(empiricalBernstein(1e5, 0, 3, 0.01));
    expect(groupHalfWidth(groupMean(0, 0, 10), 10, 640, 3, 0.01)).toBeCloseTo(3 * Math.sqrt(Math.log(100) / 1280), 14);
    for (const groups of [1, 2]) {
      const half = groupHalfWidth(groupMean(1, 1, groups), groups, groups * 4, 3, 1e-6);
      expect(half).toBeGreaterThan(0);
      expect(half).toBeLessThanOrEqual(3);
    }
  });
});

describe('means of shares', () => {
  it.each(
    [[0, 10], [3, 10], [500, 1000], [999, 1000], [12, 1e6]] as const
  )('%d of %d: covers as Clopper-Pearson does, at a small price', (k, n) => {
    for (const alpha of [0.1, 0.005, 1e-6]) {
      const upper = chernoffUpper(k, n, alpha);
      expect(upper).toBeGreaterThanOrEqual(clopperPearsonUpper(k, n, alpha) - 1e-12);
      if (upper < 1) expect(binomialAtMost(n, k, upper)).toBeLessThanOrEqual(alpha * (1 + 1e-6));
      expect(upper - k / n).toBeLessThanOrEqual(Math.sqrt(Math.log(1 / alpha) / (2 * n)) + 1e-12);
      expect(chernoffLower(n - k, n, alpha)).toBeCloseTo(1 - upper, 12);
    }
  });

  it('is certain at the ends and takes sums of probabilities', () => {
    expect(chernoffUpper(7, 7, 0.01)).toBe(1);
    expect(chernoffLower(0, 7, 0.01)).toBe(0);
    expect(chernoffUpper(0, 50, 0.01)).toBeCloseTo(-Math.expm1(Math.log(0.01) / 50), 10);
    expect(chernoffUpper(2.5, 10, 0.05)).toBeGreaterThan(chernoffUpper(2, 10, 0.05));
  });
});

it('bounds of many shares are those of each', () => {
  const { lower, upper } = chernoffAt(50, 1e-4);
  for (const sum of [0, 50, 17, 0, 33, 12.5, 17]) {
    expect([lower(sum), upper(sum)]).toEqual([chernoffLower(sum, 50, 1e-4), chernoffUpper(sum, 50, 1e-4)]);
  }
});
