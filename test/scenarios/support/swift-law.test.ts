import { describe, expect, it } from 'vitest';
import { swiftLaw } from '../../../scenarios/support/swift-law.ts';
import { integrateBetween } from '../../../scenarios/support/quadrature.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';

const LAWS = [
  'uniform(-2,5)', 'beta(2,3)', 'beta(3.27,1.7,0.601,1.23)', 'beta(0.4,0.6)', 'truncated-normal(0.4,0.2,0,1)',
  'truncated-exponential(1,0,1000)', 'piecewise-linear(0:0,0.5:1,0.9:10,1:100)', 'discrete(1:0.2,2:0.5,4:0.3)',
  'mixture(0.3:0.5,0.7:uniform(0,1))', 'beta(3.27,1.7,1000000,1000001)', 'beta(3.27,1.7,0,1e-9)',
];

describe.each(LAWS)('%s by polynomials', (text) => {
  const law = parseDistribution(text);
  const swift = swiftLaw(law);
  const [low, high] = law.support;
  const types = Array.from({ length: 173 }, (_, i) => low + ((high - low) * i) / 172);

  it('has the chances of the law', () => {
    // Types have as many digits as a double leaves them.
    const allowed = 1e-13 + (2 ** -50 * Math.max(-low, high)) / (high - low);
    for (const t of [low - 1, ...types, high + 1]) expect(Math.abs(swift.cdf(t) - law.cdf(t)), `${t}`).toBeLessThan(allowed);
  });

  it('has quantiles at which the law has those chances', () => {
    for (const p of [0, 1e-6, 0.013, 0.25, 0.5, 0.77, 0.9999, 1]) {
      const [at, step] = [swift.quantile(p), 1e-9 * (high - low)];
      expect(law.cdf(at + step)).toBeGreaterThan(p - 1e-12);
      expect(at === low || law.cdf(at - step) < p + 1e-12).toBe(true);
    }
  });

  it('has the integral of its cdf', () => {
    const ends = [...(law.knots ?? []), ...(law.atoms ?? []).map(({ at }) => at)];
    for (const t of [types[5]!, types[86]!, high, high + 1]) {
      const exact = integrateBetween((x) => law.cdf(x), [low, ...ends.filter((x) => x > low && x < t), t], 16);
      expect(Math.abs(swift.integral(t) - exact) / (t - low)).toBeLessThan(1e-9);
    }
    expect(swift.integral(low - 1)).toBe(0);
  });
});
