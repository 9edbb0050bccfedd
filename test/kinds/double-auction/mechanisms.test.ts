/** Mechanisms of a double auction on the same draws: their costs, what is zero by structure, and what is refused. */
import { describe, expect, it } from 'vitest';
import { mechanismReferences } from '../../../scenarios/double-auction-mechanisms/reference.ts';
import { doubleAuctionMechanismsScenario } from '../../../scenarios/double-auction-mechanisms/scenario.ts';
import { doubleAuctionScenario } from '../../../scenarios/double-auction/scenario.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { configurationHash } from '../../../src/study/configuration-hash.ts';
import { checkConfiguration } from '../../../src/study/check-configuration.ts';
import { prepareStudy, runStudy } from '../../../src/study/study.ts';
import type { Estimate, ResultDocument } from '../../../src/results/document.ts';
import type { ParameterValues } from '../../../src/study/scenario.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const aim = { profiles: 4000, confidence: 0.99, seed: 'mechanisms', sampler: 'auto' } as const;

const study = (values: ParameterValues, mechanisms: string, command: 'run' | 'rate' = 'run'): Promise<ResultDocument> =>
  runStudy(checkConfiguration({ command, scenario: doubleAuctionScenario, points: [values], mechanisms, ...aim }),
    inProcessDevice(), {});

const row = ({ estimates }: ResultDocument, mechanism: string, quantity: string, agent = 'market'): Estimate =>
  estimates.find((one) => one.point.mechanism === mechanism && one.quantity === quantity && one.agent === agent)!;

const holds = ({ lower, upper }: Estimate, value: number): boolean => lower <= value && value <= upper;

describe('mechanisms of a double auction', () => {
  it('one pair of uniform traders: every figure by hand', async () => {
    const result = await study({ sellers: 1, buyers: 1 }, 'mcafee,trade-reduction,posted-price,posted-price(0.25)');
    expect(result.complete).toBe(true);
    // Trade is efficient with chance 1/2, and gains are 1/6 in the mean; McAfee's price is 1/2, and so is the best one.
    for (const mechanism of ['mcafee', 'posted-price']) {
      expect(holds(row(result, mechanism, 'expectedTrades'), 1 / 4)).toBe(true);
      expect(holds(row(result, mechanism, 'lostTrades'), 1 / 2)).toBe(true);
      expect(holds(row(result, mechanism, 'lostWelfare'), 1 - 6 / 8)).toBe(true);
    }
    expect(row(result, 'posted-price', 'price').estimate).toBeCloseTo(0.5, 6);
    expect(row(result, 'trade-reduction', 'expectedTrades').upper).toBeLessThan(0.1);
    expect(holds(row(result, 'trade-reduction', 'lostWelfare'), 1)).toBe(true);
    expect(holds(row(result, 'posted-price(0.25)', 'expectedTrades'), 3 / 16)).toBe(true);
    expect(holds(row(result, 'posted-price(0.25)', 'lostWelfare'), 1 - 6 * (3 / 16) * (0.625 - 0.125))).toBe(true);
    const { lower, upper } = row(result, 'posted-price(0.25)', 'lostWelfare');
    expect(upper - lower).toBeLessThan(0.4);
  });

  it('what is zero by structure is exact, and its guarantee and basis say so', async () => {
    const result = await study({ sellers: 3, buyers: 5 }, 'cem,mcafee,posted-price', 'rate');
    for (const agent of ['seller', 'buyer']) {
      for (const quantity of ['epsilonLic', 'epsilonIc']) {
        const { estimate, lower, upper, guarantee, basis } = row(result, 'mcafee', quantity, agent);
        expect({ estimate, lower, upper, guarantee }).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'exact' });
        expect(basis).toMatch(/dominant/);
      }
    }
    expect(row(result, 'cem', 'epsilonLic', 'seller').lower).toBeGreaterThan(0.1);
    // What the scenario knows is known of its own mechanism.
    expect(row(result, 'cem', 'epsilonLic', 'seller').reference!.value).toBeGreaterThan(0.1);
    expect(row(result, 'mcafee', 'epsilonLic', 'seller').reference).toBeUndefined();
    expect(row(result, 'cem', 'lostTrades')).toMatchObject({ estimate: 0, lower: 0, upper: 0, guarantee: 'exact' });
    expect(row(result, 'cem', 'efficiency')).toMatchObject({ estimate: 1, lower: 1, upper: 1, guarantee: 'exact' });
    expect(row(result, 'posted-price', 'budgetSurplus')).toMatchObject({ lower: 0, upper: 0, guarantee: 'exact' });
    expect(row(result, 'mcafee', 'budgetSurplus').lower).toBeGreaterThan(0);
  });

  it('atoms tie exactly: an ask equal to a bid trades', async () => {
    // Cost 1 or 2, value 1 or 2, half each: one pair trades unless cost 2 meets value 1.
    const laws = { cost: 'discrete(1:0.5,2:0.5)', value: 'discrete(1:0.5,2:0.5)' };
    const result = await study({ sellers: 1, buyers: 1, ...laws }, 'cem,posted-price(1),posted-price(1.5)');
    expect(holds(row(result, 'cem', 'expectedTrades'), 3 / 4)).toBe(true);
    // At price 1 cost 1 trades with either value; at 1.5 with value 2 alone, which is all the gains there are.
    expect(holds(row(result, 'posted-price(1)', 'expectedTrades'), 1 / 2)).toBe(true);
    expect(holds(row(result, 'posted-price(1.5)', 'expectedTrades'), 1 / 4)).toBe(true);
    expect(row(result, 'posted-price(1.5)', 'lostWelfare')).toMatchObject({ estimate: 0 });
    expect(row(result, 'posted-price(1)', 'lostWelfare')).toMatchObject({ estimate: 0 });
  });

  it('laws without an end: McAfee\'s finds no price where nobody stands outside, and what has no mean is left out', async () => {
    const result = await study({ sellers: 1, buyers: 1, cost: 'normal(0,1)', value: 'normal(0,1)' }, 'mcafee,posted-price');
    expect(row(result, 'mcafee', 'lostTrades')).toMatchObject({ estimate: 1 });
    expect(row(result, 'posted-price', 'price').estimate).toBeCloseTo(0, 3);
    expect(holds(row(result, 'posted-price', 'lostTrades'), 1 / 2)).toBe(true);
    const heavy = await study({ sellers: 2, buyers: 2, cost: 'pareto(1,0.9)', value: 'pareto(1,0.9)' }, 'trade-reduction');
    expect(row(heavy, 'trade-reduction', 'lostTrades')).toBeDefined();
    // Most types share the last cell, which says nothing of their order; two pairs can trade at most.
    const heaviest = await study({ sellers: 2, buyers: 4, cost: 'pareto(1,0.1)', value: 'pareto(1,0.1)' }, 'cem');
    expect(row(heaviest, 'cem', 'expectedTrades').upper).toBe(2);
    expect(row(heavy, 'trade-reduction', 'lostWelfare')).toBeUndefined();
    // E (v | v >= p) is infinite at every price; of costs alone it is not.
    await expect(study({ sellers: 2, buyers: 2, value: 'pareto(1,0.9)' }, 'posted-price')).rejects.toThrow(
      'posted-price: pareto(1,0.9) has no mean, and every price infinite gains; accepted: posted-price(PRICE)');
    expect(JSON.stringify(heavy)).not.toMatch(/null|NaN/);
  });

  it('of a list of one the CEM\'s constants are those of the study without it', async () => {
    const [listed, alone] = [await study({ sellers: 2, buyers: 3 }, 'cem'), await runStudy(
      checkConfiguration({ scenario: doubleAuctionScenario, points: [{ sellers: 2, buyers: 3 }], ...aim }),
      inProcessDevice(), {},
    )];
    for (const agent of ['seller', 'buyer']) {
      const own = alone.estimates.find((one) => one.quantity === 'epsilonLic' && one.agent === agent)!;
      const { point: { mechanism, ...point }, ...rest } = row(listed, 'cem', 'epsilonLic', agent);
      expect({ point, ...rest }).toEqual(own);
      expect(mechanism).toBe('cem');
    }
  });

  it('traders of several units: constants without draws, the market that of the CEM, and laws that are refused', async () => {
    const result = await runStudy(checkConfiguration({
      command: 'rate', scenario: doubleAuctionMechanismsScenario, points: [{ sellers: 2, buyers: 3 }], ...aim,
      mechanisms: 'uniform-price(2),cem',
    }), inProcessDevice(), {});
    const found = row(result, 'uniform-price(2)', 'epsilonLic', 'seller');
    // Three others, one below: her second ask sets the price of two units with 3 (1/3) (2/3)^2 at most.
    expect(found).toMatchObject({ guarantee: 'continuum', profiles: 0, reference: { value: expect.closeTo(8 / 9, 9) } });
    expect(found.lower).toBeLessThanOrEqual(8 / 9);
    expect(found.upper).toBeGreaterThanOrEqual(8 / 9);
    expect(row(result, 'uniform-price(2)', 'epsilonIc', 'buyer').lower).toBeGreaterThan(0);
    for (const quantity of ['expectedTrades', 'expectedSurplus', 'lostTrades']) {
      const { lower, upper } = row(result, 'cem', quantity);
      expect(row(result, 'uniform-price(2)', quantity)).toMatchObject({ lower, upper });
    }
    for (const cost of ['discrete(0:0.5,1:0.5)', 'normal(0,1)']) {
      expect(() => prepareStudy(checkConfiguration({
        scenario: doubleAuctionScenario, points: [{ cost, value: cost }], ...aim, mechanisms: 'uniform-price(2)',
      }))).toThrow(/takes laws with a density between two ends/);
      // The scenario's own list leaves it out.
      prepareStudy(checkConfiguration({ scenario: doubleAuctionMechanismsScenario, points: [{ cost, value: cost }], ...aim }));
    }
  });

  it('the list is part of what is hashed, by its canonical text', () => {
    const hash = (mechanisms?: string): string => configurationHash(
      checkConfiguration({ scenario: doubleAuctionScenario, points: [{}], ...aim, mechanisms }));
    expect(hash('cem, mcafee')).toBe(hash('k-double-auction(0),mcafee'));
    expect(new Set([hash(), hash('cem'), hash('mcafee'), hash('posted-price'), hash('posted-price(0.5)')]).size).toBe(5);
  });

  it.each([
    ['vcg', /^mechanisms: cannot read 'vcg'; accepted: cem; k-double-auction/],
    ['cem,cem', /lists 'cem' more than once/],
    ['cem,k-double-auction(0)', /lists 'cem' more than once/],
    ['k-double-auction', /accepted: k-double-auction\(KAPPA\)/],
    ['k-double-auction(2)', /KAPPA must be in \[0, 1\], got 2/],
    ['mcafee(1)', /accepted: mcafee/],
    ['posted-price(x)', /cannot read/],
    ['', /is empty/],
    ['uniform-price', /accepted: uniform-price\(UNITS\)/],
    ['uniform-price(1.5)', /UNITS must be a whole number from 1 to 64, got 1.5/],
    ['uniform-price(2,-1)', /KAPPA must be in \[0, 1\], got -1/],
    ['uniform-price(9)', /nobody holds more than there are of a side, 8 here/],
    ['posted-price(1.5)', /must lie between the ends of all types, 0 and 1/],
  ])('refuses %s', (mechanisms, words) => {
    expect(() => prepareStudy(
      checkConfiguration({ scenario: doubleAuctionScenario, points: [{}], ...aim, mechanisms }),
    )).toThrow(words);
  });

  it('refuses types that depend on each other, and kinds that have no such mechanisms', () => {
    const given = { points: [{}], ...aim, mechanisms: 'cem' };
    expect(() => prepareStudy(checkConfiguration({ scenario: doubleAuctionScenario, dependence: 'gaussian(0.5)', ...given })))
      .toThrow(/compared for independent types only/);
    expect(() => prepareStudy(checkConfiguration({ scenario: doubleAuctionMechanismsScenario, dependence: 'gaussian(0.5)', ...given })))
      .toThrow(/compared for independent types only/);
  });
});

it('exact values of trade reduction are no fewer than no trades, all given up with one trader on a side', () => {
  const market = doubleAuction({
    sellers: 5, buyers: 1, kappa: 0.312, cost: parseDistribution('beta(2.1,2.91,0.391,2.14)'),
    value: parseDistribution('truncated-exponential(0.0165,0,189)'),
  });
  const of = (quantity: string): number =>
    mechanismReferences(market).find((one) => one.mechanism === 'trade-reduction' && one.quantity === quantity)!.reference!.value;
  expect(of('expectedTrades')).toBeGreaterThanOrEqual(0);
  expect(of('expectedTrades')).toBeLessThan(1e-6);
  expect(of('lostTrades')).toBeLessThanOrEqual(1);
});
