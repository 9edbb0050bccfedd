/** What the truth leaves who pays by her report, against formulas: three bidders of uniform values, at equilibrium bids and at others. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { bidderOf } from '../../src/experiments/quadrature/won-given.ts';
import { independentPayments, type SlopedCosts } from '../../src/notions/independent-payments.ts';
import { payerUtility } from '../../src/notions/payer-utility.ts';

function inOne<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

const uniform = parseDistribution('uniform(0,1)');
const bidder = bidderOf(
  singleObject({ laws: [uniform, uniform, uniform] }), { name: 'a', rule: { kind: 'efficient' }, transfers: { kind: 'first-price' } }, 0,
)!;
const holds = (found: { lower: number; estimate: number; upper: number; guarantee: string }, truth: number, width: number): void => {
  expect(found.lower).toBeLessThanOrEqual(truth + 1e-12);
  expect(found.upper).toBeGreaterThanOrEqual(truth - 1e-12);
  expect(found.lower).toBeLessThanOrEqual(found.estimate);
  expect(found.estimate).toBeLessThanOrEqual(found.upper);
  expect(found.upper - found.lower).toBeLessThan(width);
  expect(found.guarantee).toBe('continuum');
};

const first = (c: number): SlopedCosts =>
  ({ served: (t) => c * t, unserved: () => 0, slopes: () => ({ served: [c, c], unserved: [0, 0] }) });
const all = (c: number): SlopedCosts => {
  const cost = (t: number): number => c * t ** 3;
  return {
    served: cost, unserved: cost,
    slopes: (from, to) => ({ served: [3 * c * from ** 2, 3 * c * to ** 2], unserved: [3 * c * from ** 2, 3 * c * to ** 2] }),
  };
};

// H = t^2: served at c t, or at c t^3 whatever happens, mu = (1 - c) t^3 and omega = (2 - 3 c) t^2.
describe.each([['first price', first], ['all-pay', all]] as const)('%s', (_, costsAt) => {
  it.each([2 / 3, 0.5, 0.2, 1.2])('bids of %d of the value', (c) => {
    const costs = costsAt(c);
    const lic = inOne(independentPayments(bidder, costs))!;
    const { monotone, participation, bounded } = inOne(payerUtility(bidder, costs, lic.upper));
    holds(monotone, Math.max(0, 3 * (c - 1)), 0.02);
    holds(participation, Math.min(0, 1 - c), 0.005);
    // min(1 - t^2, (2 - 3 c) t^2) is largest where both are equal.
    holds(bounded.epsilon, c < 2 / 3 ? (2 - 3 * c) / (3 - 3 * c) : 0, 0.02);
    // mu' is above 1 from t on.
    const t = Math.min(1, (3 * (1 - c)) ** -0.5 || 1);
    holds(bounded.excess, c < 2 / 3 ? (1 - c) * (1 - t ** 3) - (1 - t) : 0, 0.01);
  });

  it('at the equilibrium nothing but what the constant leaves open', () => {
    const costs = costsAt(2 / 3);
    const lic = inOne(independentPayments(bidder, costs))!;
    const { participation, bounded } = inOne(payerUtility(bidder, costs, lic.upper));
    expect(bounded.epsilon.upper).toBeLessThanOrEqual(lic.upper);
    expect(lic.upper).toBeLessThan(3e-3);
    expect(participation.lower).toBeGreaterThan(-1e-5);
  });
});

it('types between those at which utilities are computed may have less', () => {
  // With v = t and a cost of 2 t (1 - t) + 0.8 t, mu = t^2 (t - 2 t (1 - t) - 0.8 t) = t^3 (2 t - 1.8), least at t = 0.675.
  const cost = (t: number): number => 2 * t * (1 - t) + 0.8 * t;
  const slopeAt = (t: number): number => 2.8 - 4 * t;
  const costs: SlopedCosts = {
    served: cost, unserved: () => 0, slopes: (from, to) => ({ served: [slopeAt(to), slopeAt(from)], unserved: [0, 0] }),
  };
  const { participation } = inOne(payerUtility(bidder, costs, 10));
  const at = 0.675;
  holds(participation, at ** 3 * (2 * at - 1.8), 1e-5);
  expect(participation.lower).toBeLessThan(at ** 3 * (2 * at - 1.8));
});
