/** Laws whose support is much wider than their bulk: intervals cover the truth and say something; references are right. */
import { describe, expect, it } from 'vitest';
import { firstPriceEquilibrium } from '../../scenarios/first-price/equilibrium.ts';
import { FIRST_PRICE, FULL_INSURANCE, SECOND_PRICE } from '../../scenarios/single-object/environment.ts';
import { expectedSecond } from '../../scenarios/single-object/reference.ts';
import { singleObjectScenario } from '../../scenarios/single-object/scenario.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { quadrature } from '../oracles/special.ts';
import { againstReferences, study } from './support/study.ts';
import { further, itFirst } from '../support/evidence.ts';

const KNOTS = 'piecewise-linear(0:0,0.5:1,0.9:10,0.99:100,0.999:1000,1:1000000)';

describe('one bidder on [0, 1] against a rival whose values run far beyond', () => {
  itFirst(1, 'laws', [
    ['truncated-exponential(1,0,100000)', 1 - Math.exp(-1), 0.199349],
    [KNOTS, 0.5, 0.125],
  ])('%s', async (rivals, lic, ic) => {
    const result = await study(singleObjectScenario, { bidders: 2, value: 'uniform(0,1)', rivals }, 20_000);
    expect(againstReferences(result).missed).toEqual([]);
    // Nothing that is sold here is worth less than nothing, whatever positions signals are rounded to.
    expect(result.estimates.filter(({ quantity, lower }) => quantity.startsWith('welfare') && lower < 0)).toEqual([]);
    const found = (quantity: string) =>
      result.estimates.find((one) => one.quantity === quantity && one.agent === 'bidder 1' && one.point.mechanism === FIRST_PRICE.name)!;
    for (const [quantity, exact] of [['epsilonLic', lic], ['epsilonIc', ic]] as const) {
      const { lower, upper } = found(quantity);
      expect(lower).toBeLessThan(exact);
      expect(upper).toBeGreaterThan(exact);
      expect(upper - lower).toBeLessThan(0.05);
    }
    // The rival's own types are tried where they matter, and what is never drawn of them costs nothing.
    const hers = (quantity: string, mechanism: string) =>
      result.estimates.find((one) => one.quantity === quantity && one.agent === 'bidder 2' && one.point.mechanism === mechanism)!;
    expect(hers('interimIr', SECOND_PRICE.name).upper).toBeLessThan(0.1);
    const [, wide] = parseDistribution(rivals).support;
    expect(hers('epsilonIc', FIRST_PRICE.name).lower).toBeGreaterThan(0.999 * (wide - 1));
  });
});

it('three bidders of a law with knots up to a million times its median: the expected second highest value', () => {
  const law = parseDistribution(KNOTS);
  // In probability: E = int 6 p (1 - p) q(p) dp, piece by piece.
  const levels = [0, 0.5, 0.9, 0.99, 0.999, 1];
  const exact = levels.slice(1).reduce((sum, to, i) => sum + quadrature((p) => 6 * p * (1 - p) * law.quantile(p), levels[i]!, to, 200), 0);
  expect(expectedSecond([law, law, law])).toBeCloseTo(exact, 8);
  expect(exact).toBeCloseTo(4.947, 3);
});

it('revenue of three such bidders lies in its interval', further('sizes'), async () => {
  const { estimates } = await study(singleObjectScenario, { bidders: 3, value: KNOTS, rivals: KNOTS }, 20_000);
  const { lower, upper } = estimates.find(({ quantity, point }) => quantity === 'revenue' && point.mechanism === SECOND_PRICE.name)!;
  expect(lower).toBeLessThan(4.947);
  expect(upper).toBeGreaterThan(4.947);
  expect(upper - lower).toBeLessThan(0.02);
  // Insured by its own rule it pays what it would in expectation: lies gain nothing by structure, which draws of such laws do not tell.
  const insured = estimates.filter(({ point, quantity }) => point.mechanism === FULL_INSURANCE.name && /^epsilon(Ic|Lic)$/.test(quantity));
  expect(insured.map(({ estimate, upper: most, guarantee }) => [estimate, most, guarantee])).toEqual(Array(2).fill([0, 0, 'continuum']));
});

it.each([10, 1000, 1e4, 1e6])('equilibrium bids of exponential values do not depend on where the law is cut, %d', (top) => {
  const strategy = firstPriceEquilibrium(parseDistribution(`truncated-exponential(1,0,${top})`), 3);
  const total = -Math.expm1(-top);
  for (const v of [0.01, 0.5, 1, 3, 8]) {
    const F = (x: number): number => -Math.expm1(-x) / total;
    const exact = v - quadrature((x) => (F(x) / F(v)) ** 2, 0, v, 400);
    expect(Math.abs(strategy.bid(v) - exact)).toBeLessThan(2e-6);
    expect(Math.abs(strategy.inverse(strategy.bid(v)) - v)).toBeLessThan(1e-9);
  }
  expect(strategy.isStrict).toBe(true);
});
