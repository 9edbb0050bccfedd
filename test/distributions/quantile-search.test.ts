/** Quantiles by search are those by bisection, in fewer steps. */
import { describe, expect, it } from 'vitest';
import { quantileBySearch } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';

type Law = Parameters<typeof quantileBySearch>[0];

function byBisection({ cdf, support }: Law, p: number): number {
  let [low, high] = support;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return high;
    if (cdf(middle) >= p) high = middle;
    else low = middle;
  }
}

/** Calls of the cdf for a quantile. */
function callsOf({ cdf, support }: Law, p: number): number {
  let calls = 0;
  quantileBySearch({ support, cdf: (x) => (calls++, cdf(x)) }, p);
  return calls;
}

const LEVELS = [1e-300, 1e-9, 0.01, 0.25, 0.37, 0.5, 0.9, 0.999, 1 - 1e-12];

describe.each([
  'beta(2,3)', 'beta(0.1,0.2)', 'beta(50,1000,-7,1e6)', 'beta(1e6,2e6)', 'truncated-normal(0,1,-3,8)', 'truncated-normal(0,1,37,60)',
])('%s', (text) => {
  const law = parseDistribution(text);
  it.each(LEVELS)('at %f', (p) => {
    // Where rounding makes the cdf fall from one double to the next, several have a claim.
    expect(Math.abs(quantileBySearch(law, p) / byBisection(law, p) - 1)).toBeLessThan(1e-14);
  });
});

it('steps and flat parts: the smallest x that reaches p', () => {
  const stairs: Law = { support: [0, 8], cdf: (x) => Math.min(1, Math.floor(x) / 8) };
  for (const p of [0.01, 0.125, 0.5, 0.51, 0.99]) expect(quantileBySearch(stairs, p)).toBe(byBisection(stairs, p));
  expect([quantileBySearch(stairs, 0), quantileBySearch(stairs, 1)]).toEqual([0, 8]);
});

it('takes a third of the steps where the cdf is smooth, and hardly more anywhere', () => {
  expect(callsOf(parseDistribution('beta(2,3)'), 0.37)).toBeLessThan(20);
  expect(callsOf({ support: [0, 1], cdf: (x) => (x < 0.3 ? 0 : 1) }, 0.5)).toBeLessThan(62);
});
