import { describe, expect, it } from 'vitest';
import { orderQuantile } from '../../src/statistics/order-quantile.ts';

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
const atMost = (k: number, n: number, p: number): number =>
  Array.from({ length: k + 1 }, (_, j) => choose(n, j) * p ** j * (1 - p) ** (n - j)).reduce((a, b) => a + b, 0);
const interval = (n: number, share: number, alpha: number, most = Infinity) => {
  const numbers = Array.from({ length: n }, (_, k) => k + 1);
  return orderQuantile({ lower: numbers, upper: numbers, most }, share, alpha);
};

describe('quantiles by order statistics', () => {
  // Of the numbers 1 .. n their ranks: coverage is a binomial sum, and one rank less would cover too little.
  it.each([[20, 0.5, 0.1], [40, 0.9, 0.1], [60, 0.25, 0.01]])('%i numbers at %f, error %f', (n, share, alpha) => {
    const { estimate, lower, upper } = interval(n, share, alpha);
    expect(estimate).toBe(Math.ceil(n * share));
    expect(atMost(lower - 1, n, share)).toBeLessThanOrEqual(alpha / 2);
    expect(atMost(lower, n, share)).toBeGreaterThan(alpha / 2);
    if (upper === Infinity) expect(share ** n).toBeGreaterThan(alpha / 2);
    else {
      expect(1 - atMost(upper - 1, n, share)).toBeLessThanOrEqual(alpha / 2);
      expect(1 - atMost(upper - 2, n, share)).toBeGreaterThan(alpha / 2);
    }
  });
  it('has no upper end but the largest there may be where the draws are too few, and 0 below', () => {
    expect(interval(10, 0.99, 0.01, 77)).toEqual({ estimate: 10, lower: 9, upper: 77 });
    expect(interval(1, 0.5, 0.01, 3)).toEqual({ estimate: 1, lower: 0, upper: 3 });
  });
});
