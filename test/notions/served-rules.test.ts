/** Distances of rules and xi-efficiency without sampling: closed forms, and Definition 7 by brute force over a dense list of types. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Served } from '../../src/experiments/quadrature/served.ts';
import { servedEfficiency, servedRuleDistance } from '../../src/notions/served-rules.ts';

const law = (text: string) => parseDistribution(text);
const turning = (text: string, start: number, slope: number): Pick<Served, 'law' | 'critical'> =>
  ({ law: law(text), critical: (s) => start + slope * s });
const holds = ({ lower, estimate, upper }: { lower: number; estimate: number; upper: number }, truth: number, slack = 0): void => {
  expect(lower).toBeLessThanOrEqual(truth + slack + 1e-9);
  expect(upper).toBeGreaterThanOrEqual(truth - slack - 1e-9);
  expect(lower).toBeLessThanOrEqual(estimate);
  expect(estimate).toBeLessThanOrEqual(upper);
  expect(upper - lower).toBeLessThan(4e-3);
};

describe('uniform values', () => {
  const uniform = law('uniform(0,1)');
  const best = turning('uniform(0,1)', 0, 1);

  it.each([0.1, 0.25])('weight 1 + %d: xi / (1 + xi) apart, and half of it lost at most', (xi) => {
    for (const rule of [turning('uniform(0,1)', 0, 1 + xi), turning('uniform(0,1)', 0, 1 / (1 + xi))]) {
      holds(servedRuleDistance(rule, best, uniform), xi / (1 + xi));
      holds(servedRuleDistance(best, rule, uniform), xi / (1 + xi));
      // The chance of a loss of e is xi / (1 + xi) - e where it is largest.
      holds(servedEfficiency(rule, best, 1, uniform), xi / (1 + xi) / 2);
    }
  });

  it('a bonus of 0.2: the whole of it lost, at chances of 0.2 - e', () => {
    holds(servedEfficiency(turning('uniform(0,1)', 0.2, 1), best, 1, uniform), 0.1);
    // In units of which the opponent's signal is worth 3, a loss of e is one of e / 3 in signals: 0.2 - e / 3 = e.
    holds(servedEfficiency(turning('uniform(0,1)', 0.2, 1), best, 3, uniform), 0.15);
  });

  it('the same rule is no distance away and loses nothing', () => {
    expect(servedRuleDistance(best, best, uniform).lower).toBe(0);
    holds(servedRuleDistance(best, best, uniform), 0);
    holds(servedEfficiency(best, best, 1, uniform), 0);
  });
});

describe.each([
  ['beta laws', 'beta(2,3)', 'beta(3,2)', [0.05, 1.1], [0, 1]],
  ['against the order of signals', 'beta(2,2)', 'beta(2,3)', [1, -0.8], [0.95, -1]],
  ['a rule that crosses the best', 'uniform(0,2)', 'beta(2,2)', [0.2, 0.6], [0, 1]],
] as const)('%s', (_, other, own, [a, b], [c, d]) => {
  const [rule, best, law0] = [turning(other, a, b), turning(other, c, d), law(other)];
  const types = Array.from({ length: 1001 }, (__, n) => n / 1000);

  it('the distance', () => {
    const truth = Math.max(...types.map((s) => Math.abs(law0.cdf(a + b * s) - law0.cdf(c + d * s))));
    holds(servedRuleDistance(rule, best, law(own)), truth, 1e-3);
  });

  it('xi-efficiency', () => {
    const rate = 1.7;
    const draws = Array.from({ length: 2000 }, (__, n) => law0.quantile((n + 0.5) / 2000));
    /** Least xi of one type, losses in falling order: so many are at least xi. */
    const least = (s: number): number => {
      const [at, to] = [a + b * s, c + d * s];
      const losses = draws.filter((x) => (x < at) !== (x < to)).map((x) => rate * Math.abs(x - to)).sort((x, y) => y - x);
      let xi = 0;
      losses.forEach((loss, n) => (xi = Math.max(xi, Math.min(loss, (n + 1) / draws.length))));
      return xi;
    };
    const truth = Math.max(...types.filter((__, n) => n % 10 === 0).map(least));
    expect(truth).toBeGreaterThan(0.01);
    holds(servedEfficiency(rule, best, rate, law(own)), truth, 3e-3);
  });
});
