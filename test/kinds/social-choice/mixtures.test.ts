/** Mixtures of atoms and densities in social choice problems, against chances and quadratures written here from the definitions. */
import { expect, test } from 'vitest';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { openPlayedInterim } from '../../../src/experiments/played/interim.ts';
import { fastQuantile } from '../../../src/experiments/tensor/quantile.ts';
import type { Estimate } from '../../../src/results/document.ts';
import { law, mechanism, row } from './atoms-support.ts';
import { study } from './support.ts';
import { describeFirst, further } from '../../support/evidence.ts';

describeFirst(1, 'laws', [0, 1e6])('atoms beside densities, moved by %d', (by) => {
  const half = law(`mixture(0.3:${by + 0.5},0.7:uniform(${by},${by + 1}))`);
  const laws = [half, half, law(`uniform(${by},${by + 2})`)];

  test('the first-listed of those who tie wins', async () => {
    // Drawn at both ends of its levels and between them, an atom is met to the last bit.
    expect([0.3501, 0.3503, 0.5, 0.6496, 0.6499].map(fastQuantile(half))).toEqual(Array<number>(5).fill(by + 0.5));
    const problem = singleObject({ laws });
    const profiles = 4096;
    for (const [agent, exact] of [[0, 0.65 * 0.25], [1, 0.35 * 0.25], [2, 0.35 * 0.35]] as const) {
      const question = { agent, reports: [[by + 0.5], [by + 1]], paired: [0, 1], groupSize: 32, line: true };
      const { choices, classOf, classes, profiles: played } = await openPlayedInterim({
        problem, mechanism: mechanism({ kind: 'vcg' }), question,
      }).run({ k0: 1, k1: 2 }, 0, profiles, {});
      const wins = choices[classOf[problem.alternatives.length - 3 + agent]!]! / played;
      expect(classes).toBe(2);
      expect(Math.abs(wins - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / profiles));
    }
  });
});

test('constants of VCG, first price and full insurance lie in their intervals', async () => {
  const by = 1e6;
  const half = law(`mixture(0.3:${by + 0.5},0.7:uniform(${by},${by + 1}))`);
  const second = mechanism({ kind: 'vcg' });
  const problem = singleObject({ laws: [law(`uniform(${by},${by + 1})`), half] });
  const { estimates } = await study(
    { kind: 'social-choice', problem, agents: [0], mechanisms: [
      second, mechanism({ kind: 'first-price' }), mechanism({ kind: 'full-insurance', base: second }),
    ] }, { profiles: 512 },
  );
  const of = (quantity: string, name: string): Estimate => row(estimates, quantity, 'bidder 1', name);
  expect([of('epsilonIc', 'vcg').upper, of('epsilonLic', 'vcg').upper]).toEqual([0, 0]);
  // Reports t win with F(t): (1 - t) F(t) is largest at the atom, 0.5 (0.3 + 0.35).
  for (const [quantity, exact, wide] of [['epsilonIc', 0.325, 0.3], ['epsilonLic', 1, 0.2]] as const) {
    const { lower, upper, guarantee } = of(quantity, 'first-price');
    expect(lower).toBeLessThanOrEqual(exact + 1e-9);
    expect(upper).toBeGreaterThanOrEqual(exact - 1e-9);
    expect(upper - lower).toBeLessThan(wide);
    expect(guarantee).toBe('continuum');
  }
  expect(of('epsilonIc', 'full-insurance').lower).toBe(0);
  // E max - E min over 2, the bidders' laws having the same mean: E |x - y| = 0.3 / 4 + 0.7 / 3.
  const expected = (0.3 / 4 + 0.7 / 3) / 2;
  for (const name of ['vcg', 'full-insurance']) {
    const utility = of('exAnteUtility', name);
    expect(utility.lower).toBeLessThan(expected);
    expect(utility.upper).toBeGreaterThan(expected);
  }
});

test('a trade of expected externalities balances, and truth is worth what a quadrature says', async () => {
  const one = law('mixture(0.3:0.5,0.7:uniform(0,1))');
  const { estimates, notes } = await study({
    kind: 'social-choice', problem: bilateralTrade({ cost: one, value: one }), mechanisms: [mechanism({ kind: 'expected-externality' })],
  }, { profiles: 512, confidence: 0.99 });
  const of = (quantity: string, agent: string): Estimate => row(estimates, quantity, agent, 'expected-externality');
  for (const agent of ['seller', 'buyer']) {
    expect(of('epsilonIc', agent)).toMatchObject({ lower: 0, upper: 0, guarantee: 'continuum' });
    expect(of('epsilonLic', agent)).toMatchObject({ lower: 0, upper: 0, guarantee: 'continuum' });
  }
  for (const quantity of ['revenue', 'imbalanceProbability']) expect(of(quantity, 'market').estimate).toBe(0);
  expect(notes.join()).toMatch(/not reported for 'expected-externality': expected externalities are those of the profile itself/);
  // Worst off are the seller of cost 1, who sells to nobody, and the buyer of value 0. Seller at 1: 0 - E[what the buyer adds to her].
  const mean = (g: (x: number) => number): number =>
    0.3 * g(0.5) + Array.from({ length: 2000 }, (_, x) => 0.7 * g((x + 0.5) / 2000) / 2000).reduce((sum, x) => sum + x, 0);
  const trades = (c: number, v: number): number => Number(v > c);
  const costs = mean((v) => mean((c) => -c * trades(c, v)));
  const worths = mean((c) => mean((v) => v * trades(c, v)));
  for (const [agent, exact] of [['seller', -costs], ['buyer', -worths]] as const) {
    const { lower, upper } = of('interimIr', agent);
    expect(lower).toBeLessThan(exact);
    expect(upper).toBeGreaterThan(exact);
    expect(upper - lower).toBeLessThan(0.7);
  }
});

test('all-pay with an atom: the loss of truthful bids over all types, and no constant for short lies', further('laws'), async () => {
  const one = law('mixture(0.3:0.5,0.7:uniform(0,1))');
  const { estimates, verdicts } = await study({
    kind: 'social-choice', problem: singleObject({ laws: [one, one] }), agents: [1], mechanisms: [mechanism({ kind: 'all-pay' })],
  }, { profiles: 512 });
  // The second-listed loses ties. Bids just above t win with F(t), and pay t.
  const points = Array.from({ length: 2001 }, (_, x) => x / 2000);
  const worstLoss = Math.max(...points.map((s) => {
    const best = Math.max(0, ...points.map((t) => one.cdf(t) * s - t));
    return best - ((one.cdf(s) - (s === 0.5 ? 0.3 : 0)) * s - s);
  }));
  const { lower, upper, guarantee } = row(estimates, 'epsilonIc', 'bidder 2', 'all-pay');
  expect(guarantee).toBe('continuum');
  expect(lower).toBeLessThanOrEqual(worstLoss + 1e-3);
  expect(upper).toBeGreaterThanOrEqual(worstLoss - 1e-3);
  expect(upper - lower).toBeLessThan(0.5);
  expect(estimates.some(({ quantity }) => quantity === 'epsilonLic')).toBe(false);
  expect(verdicts.some(({ text }) => text.includes('payoffs jump at the truth'))).toBe(true);
});
