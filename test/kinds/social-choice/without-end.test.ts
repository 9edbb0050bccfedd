/** Laws without an end: which constants hold over all types, which are infinite, and which rows name the types that they speak of. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { withoutEnd } from '../../../src/kinds/social-choice/without-end.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { renderTables } from '../../../src/report/terminal/table.ts';
import { csvOf } from '../../report/tables.ts';
import { firstPriceEquilibrium } from '../../../scenarios/first-price/equilibrium.ts';
import { row, study } from './support.ts';

const efficient = { kind: 'efficient' } as const;
const vcg: Mechanism = { name: 'second price', rule: efficient, transfers: { kind: 'vcg' } };
const firstPrice: Mechanism = { name: 'first price', rule: efficient, transfers: { kind: 'first-price' } };
const allPay: Mechanism = { name: 'all-pay', rule: efficient, transfers: { kind: 'all-pay' } };
const insured = (base: Mechanism): Mechanism => ({ name: 'insured', rule: efficient, transfers: { kind: 'full-insurance', base } });
const laws = (...texts: string[]) => texts.map((text) => parseDistribution(text));
const bids = firstPriceEquilibrium(parseDistribution('exponential(1)'), 2);
const GAINS = ['epsilonLic', 'epsilonIc', 'irrelevantGain', 'weakEpsilonLic', 'epsilonBounded'];
const PAID = ['epsilonLic', 'epsilonBounded', 'monotonicityViolation', 'interimIr'];

it.each<readonly [string, readonly [string, string], Mechanism, readonly string[] | undefined, number | undefined, boolean]>([
  ['first price', ['exponential(1)', 'uniform(0,1)'], firstPrice, PAID, 1, true],
  ['first price of a law that ends', ['uniform(0,1)', 'exponential(1)'], firstPrice, undefined, undefined, false],
  ['insured first price', ['pareto(1,1.1)', 'uniform(0,1)'], insured(firstPrice), PAID, 1, true],
  ['all-pay, truthful', ['normal(0,1)', 'normal(0,1)'], allPay, [], undefined, true],
  ['second price', ['lognormal(3,2)', 'exponential(1)'], vcg, [...GAINS, 'monotonicityViolation', 'interimIr'], undefined, false],
  [
    'insured second price', ['weibull(0.5,1)', 'weibull(0.5,1)'], insured(vcg), [...GAINS, 'monotonicityViolation', 'interimIr'], undefined,
    false,
  ],
  ['second price of a law without a lower end', ['normal(0,1)', 'normal(0,1)'], vcg, GAINS, undefined, false],
  ['strategies', ['exponential(1)', 'exponential(1)'], { ...firstPrice, strategies: [bids, bids] }, ['epsilonIc'], undefined, false],
])('%s', (_name, texts, mechanism, everywhere, lic, infinite) => {
  const found = withoutEnd(singleObject({ laws: laws(...texts) }), mechanism, 'private', 0);
  expect(found?.everywhere).toEqual(everywhere);
  expect(found?.lic).toBe(lic);
  expect(found?.infinite !== undefined).toBe(infinite);
});

it('says nothing of dependent types', () => {
  const dependence = { kind: 'clayton', theta: 2 } as const;
  const problem = { ...singleObject({ laws: laws('exponential(1)', 'exponential(1)') }), dependence };
  expect(withoutEnd(problem, firstPrice, 'private', 0)).toMatchObject({ everywhere: [] });
});

it('g(t, s) = H(t) (s - t) of exponential types and a lognormal rival passes every bound, by the law alone', () => {
  const [own, rival] = laws('exponential(1)', 'lognormal(3,2)');
  const gain = (s: number): number => Math.max(...[1, 10, 100, 1000].map((t) => rival!.whole!.cdf(t) * (s - t)));
  for (const s of [1e3, 1e6, 1e12]) expect(gain(s) / s).toBeGreaterThan(0.6);
  // What draws reach is nowhere near.
  expect(rival!.cdf(own!.support[1])).toBeLessThan(0.55);
});

it('a document has a verdict and no number, names types in rows, tables and the CSV, and knows the ε-LIC constant', async () => {
  const problem = singleObject({ laws: laws('exponential(1)', 'lognormal(3,2)') });
  const document = await study({
    kind: 'social-choice', problem, mechanisms: [vcg, firstPrice, allPay], agents: [0], reports: () => [[0.2], [0.5], [0.8]],
  }, { profiles: 64 });
  expect(document.estimates.some(({ quantity, point }) => quantity === 'epsilonIc' && point.mechanism === 'first price')).toBe(false);
  expect(document.verdicts.find(({ id }) => id === 'infinite-epsilon-ic')).toMatchObject({ agent: 'bidder 1', status: 'no' });
  const lic = document.estimates.find(({ quantity, point }) => quantity === 'epsilonLic' && point.mechanism === 'first price')!;
  expect(lic).toMatchObject({ estimate: 1, lower: 1, upper: 1, guarantee: 'continuum' });
  expect(lic.typesWithin).toBeUndefined();
  expect(row(document, 'epsilonIc', 'bidder 1', 'second price')).toMatchObject({ upper: 0, guarantee: 'continuum' });
  for (const [quantity, name] of [
    ['epsilonBounded', 'first price'], ['monotonicityViolation', 'first price'], ['interimIr', 'first price'],
    ['epsilonBounded', 'second price'],
  ] as const) {
    expect(row(document, quantity, 'bidder 1', name)).toMatchObject({ guarantee: 'continuum' });
    expect(row(document, quantity, 'bidder 1', name).typesWithin).toBeUndefined();
  }
  const bounded = row(document, 'epsilonBounded', 'bidder 1', 'all-pay');
  expect(bounded.typesWithin).toEqual([problem.signals[0]!.law.support]);
  const text = renderTables(document, { width: 120, color: false });
  expect(text).toMatch(/ε-IC constant +0 .*infinite/);
  expect(text).toMatch(/Rows of some types alone\n +Bidder 1, types and reports in \[0, 22\.1807\]:[^.]*ε-bounded/);
  expect(csvOf(document, 'estimates')).toContain('"[0, 22.1807]"');
});
