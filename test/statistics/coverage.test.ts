import { describe, expect, it } from 'vitest';
import { clopperPearsonLower, clopperPearsonUpper } from '../../src/statistics/clopper-pearson.ts';
import { dkwHalfWidth } from '../../src/statistics/dkw.ts';
import { empiricalBernstein } from '../../src/statistics/empirical-bernstein.ts';
import { binomialAtLeast, binomialAtMost } from '../oracles/special.ts';
import { caseMaker } from '../oracles/statistics.ts';

describe('Clopper-Pearson', () => {
  it('tabulated limits', () => {
    // Two-sided 95% limits for 4 of 10 and 1 of 20 (Clopper and Pearson 1934; Brown, Cai, DasGupta 2001).
    expect(clopperPearsonLower(4, 10, 0.025)).toBeCloseTo(0.12155, 5);
    expect(clopperPearsonUpper(4, 10, 0.025)).toBeCloseTo(0.73762, 5);
    expect(clopperPearsonLower(1, 20, 0.025)).toBeCloseTo(0.00127, 5);
    expect(clopperPearsonUpper(1, 20, 0.025)).toBeCloseTo(0.24873, 5);
  });

  it('ends: nothing seen, everything seen, one trial', () => {
    expect(clopperPearsonLower(0, 10, 0.01)).toBe(0);
    expect(clopperPearsonUpper(10, 10, 0.01)).toBe(1);
    expect(clopperPearsonUpper(0, 10, 0.05)).toBeCloseTo(1 - 0.05 ** 0.1, 14);
    expect(clopperPearsonLower(10, 10, 0.05)).toBeCloseTo(0.05 ** 0.1, 14);
    expect(clopperPearsonUpper(0, 1, 0.05)).toBeCloseTo(0.95, 14);
    expect(clopperPearsonLower(1, 1, 0.05)).toBeCloseTo(0.05, 14);
    expect((clopperPearsonUpper(0, 2 ** 32, 1e-9) * 2 ** 32) / (9 * Math.LN10)).toBeCloseTo(1, 8);
    // Counts below zero can come from differences of counts; they say nothing.
    expect(clopperPearsonLower(-3, 10, 0.05)).toBe(0);
  });

  const sizes = [1, 2, 7, 100, 4096, 2 ** 20, 2 ** 26, 2 ** 32];
  const shares = [0, 1e-6, 0.001, 0.0088, 0.07, 0.3, 0.5, 0.9, 0.999];
  const alphas = [0.1, 0.005, 1e-6, 3.5e-9, 1e-12];
  const cases = sizes.flatMap((n) => [
    1,
    2,
    5,
    ...shares.map((share) => Math.round(n * share)),
  ].map((k) => [n, k] as const)).filter(([n, k]) => k < n);

  it.each(sizes)('n = %d: the binomial tail at each limit is alpha', (n) => {
    for (const [size, k] of cases) {
      if (size !== n) continue;
      for (const alpha of alphas) {
        const upper = clopperPearsonUpper(k, n, alpha);
        expect(upper).toBeGreaterThan(k / n);
        if (upper < 1 - 1e-12) {
          expect(Math.abs(binomialAtMost(n, k, upper) / alpha - 1), `upper limit of ${k} in ${n} at ${alpha}`).toBeLessThan(1e-5);
        }
        const lower = clopperPearsonLower(k, n, alpha);
        expect(lower).toBeLessThanOrEqual(k / n);
        if (k > 0) expect(Math.abs(binomialAtLeast(n, k, lower) / alpha - 1), `lower limit of ${k} in ${n} at ${alpha}`).toBeLessThan(1e-5);
      }
    }
  });

  it('covers: exact coverage over all outcomes is at least 1 - alpha, and not much more', () => {
    for (const [n, p, alpha] of [[30, 0.2, 0.1], [200, 0.05, 0.05], [50, 0.5, 0.01]] as const) {
      let missUpper = 0;
      let missLower = 0;
      for (let k = 0; k <= n; k++) {
        const mass = binomialAtMost(n, k, p) - (k > 0 ? binomialAtMost(n, k - 1, p) : 0);
        if (clopperPearsonUpper(k, n, alpha) < p) missUpper += mass;
        if (clopperPearsonLower(k, n, alpha) > p) missLower += mass;
      }
      for (const miss of [missUpper, missLower]) {
        expect(miss).toBeLessThanOrEqual(alpha);
        expect(miss).toBeGreaterThan(alpha / 6);
      }
    }
  });
});

describe('uniform bands and means, by simulation', () => {
  it('Dvoretzky-Kiefer-Wolfowitz with Massart\'s constant covers and is nearly exact', () => {
    const make = caseMaker(21);
    const [n, alpha, runs] = [200, 0.1, 3000];
    const half = dkwHalfWidth(n, alpha);
    expect(half).toBeCloseTo(Math.sqrt(Math.log(20) / 400), 14);
    let missed = 0;
    for (let run = 0; run < runs; run++) {
      const draws = Float64Array.from({ length: n }, make.unit).sort();
      let worst = 0;
      draws.forEach((u, i) => (worst = Math.max(worst, (i + 1) / n - u, u - i / n)));
      if (worst > half) missed++;
    }
    expect(missed / runs).toBeLessThan(alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs));
    expect(missed / runs).toBeGreaterThan(alpha / 2);
  });

  it.each([
    ['rare and large', (u: number) => (u < 0.01 ? 1 : 0), 0.01],
    ['uniform', (u: number) => u, 0.5],
    ['skew', (u: number) => u ** 8, 1 / 9],
  ] as const)('empirical Bernstein covers: %s', (_, variable, mean) => {
    const make = caseMaker(22);
    const [n, alpha, runs] = [400, 0.1, 2000];
    let missed = 0;
    let widths = 0;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: n }, () => variable(make.unit()));
      const average = values.reduce((a, b) => a + b) / n;
      const variance = values.reduce((sum, v) => sum + (v - average) ** 2, 0) / (n - 1);
      const width = empiricalBernstein(n, variance, 1, alpha);
      widths += width / runs;
      if (mean > average + width) missed++;
    }
    expect(missed / runs).toBeLessThanOrEqual(alpha);
    expect(widths).toBeLessThan(0.12);
  });

  it('empirical Bernstein: the published constants, and nothing known from one draw', () => {
    expect(empiricalBernstein(101, 0.25, 2, 0.1)).toBeCloseTo(Math.sqrt((2 * 0.25 * Math.log(20)) / 101) + (14 * Math.log(20)) / 300, 14);
    expect(empiricalBernstein(1, 0, 3, 0.1)).toBe(3);
  });
});
