import { describe, expect, it } from 'vitest';
import { binomialSumAt } from '../../src/statistics/binomial-sum.ts';

const choose = (n: number, k: number): number =>
  (k < 0 || k > n ? 0 : Array.from({ length: k }, (_, j) => (n - j) / (j + 1)).reduce((product, x) => product * x, 1));
const mass = (n: number, p: number, k: number): number => (k < 0 || k > n ? 0 : choose(n, k) * p ** k * (1 - p) ** (n - k));

describe('binomialSumAt', () => {
  it('is the convolution of the two laws', () => {
    for (const [n, p, m, q] of [[3, 0.2, 4, 0.9], [1, 0.5, 12, 0.01], [7, 0.6, 7, 0.6], [0, 0.3, 5, 0.4]] as const) {
      for (let k = -1; k <= n + m + 1; k++) {
        const at = (total: number): number =>
          Array.from({ length: n + 1 }, (_, j) => mass(n, p, j) * mass(m, q, total - j)).reduce((sum, x) => sum + x, 0);
        const { equal, below, above } = binomialSumAt([{ count: n, p }, { count: m, p: q }], k);
        expect(equal).toBeCloseTo(at(k), 13);
        expect(below).toBeCloseTo(Array.from({ length: Math.max(0, k) }, (_, j) => at(j)).reduce((sum, x) => sum + x, 0), 13);
        expect(below + equal + above).toBeCloseTo(1, 13);
      }
    }
  });

  it('keeps relative precision far out in the tails of large counts', () => {
    const { above } = binomialSumAt([{ count: 60, p: 0.01 }], 57);
    expect(above / (mass(60, 0.01, 58) + mass(60, 0.01, 59) + mass(60, 0.01, 60))).toBe(0);
    const near = binomialSumAt([{ count: 60, p: 0.2 }], 25);
    const exact = Array.from({ length: 35 }, (_, j) => mass(60, 0.2, 26 + j)).reduce((sum, x) => sum + x, 0);
    expect(near.above / exact).toBeCloseTo(1, 11);
  });

  it('is certain where a chance is 0 or 1, or nothing is counted', () => {
    expect(binomialSumAt([{ count: 4, p: 1 }, { count: 3, p: 0 }], 4)).toEqual({ equal: 1, below: 0, above: 0 });
    expect(binomialSumAt([{ count: 0, p: 0.5 }], 0)).toEqual({ equal: 1, below: 0, above: 0 });
    expect(binomialSumAt([{ count: 5, p: 0 }], 2)).toEqual({ equal: 0, below: 1, above: 0 });
  });

  it('agrees with one group where both have the same chance', () => {
    for (const p of [0.001, 0.37, 0.5, 0.999]) {
      const two = binomialSumAt([{ count: 900, p }, { count: 1100, p }], 1000);
      const one = binomialSumAt([{ count: 2000, p }], 1000);
      expect(Math.abs(two.equal - one.equal)).toBeLessThan(1e-13);
      expect(Math.abs(two.below - one.below)).toBeLessThan(1e-12);
    }
  });
});
