/** Markets at the ends of what there is: nothing to gain, certain trade, very many traders. */
import { openRun } from '../../../src/run/run.ts';
import { describe, expect, it } from 'vitest';
import { exactEpsilonLic } from '../../../scenarios/double-auction/reference.ts';
import { traderProblem } from '../../../src/environment/double-auction.ts';
import { interimBands } from '../../../src/notions/interim-utility.ts';
import { traderResults } from '../../../src/kinds/double-auction/trader-results.ts';
import { certifyTrader, planTrader } from '../../../src/kinds/double-auction/trader-study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { certify, marketOf, planOf, study } from './certify.ts';
import { itFirst } from '../../support/evidence.ts';

const zero = { estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' };

describe('supports that do not meet', () => {
  it('costs above all values: nobody trades, nobody can gain', async () => {
    const market = marketOf({ sellers: 3, buyers: 4, kappa: 0.5, cost: 'uniform(2,3)', value: 'uniform(0,1)' });
    for (const trader of ['seller', 'buyer'] as const) {
      const { constants, sample } = await study(market, trader, 20_000);
      expect(constants.lic).toEqual(zero);
      expect(constants.ic).toEqual(zero);
      const s = sample.survival;
      const bands = interimBands(s, 0.01, sample.lawError);
      expect(bands.trade(s.first + 1).estimate).toBe(0);
      expect(bands.utility(s.first).estimate).toBeLessThan(0.01);
    }
  });

  it('values above all costs, fewer sellers: sellers always trade and never set the price, buyers do', async () => {
    const market = marketOf({ sellers: 2, buyers: 4, kappa: 0.5, cost: 'uniform(0,1)', value: 'uniform(2,3)' });
    const seller = await study(market, 'seller', 50_000);
    // Within her own costs an ask never reaches the buyers' values.
    expect(seller.constants.lic).toEqual(zero);
    expect(seller.constants.ic).toEqual(zero);
    const s = seller.sample.survival;
    expect(interimBands(s, 0.01, 0).trade(s.end - 1).estimate).toBe(1);
    const buyer = await study(market, 'buyer', 50_000);
    // The others: 2 sellers below, 3 buyers; her report is pivotal as the second highest of the four: rank 4 of N = 5.
    const exact = 0.5 * 3 * (2 / 3) ** 2 * (1 / 3);
    expect(buyer.constants.lic.lower).toBeLessThanOrEqual(exact);
    expect(buyer.constants.lic.upper).toBeGreaterThanOrEqual(exact);
    expect(buyer.constants.lic.lower).toBeGreaterThan(0.8 * exact);
    expect(buyer.constants.ic.upper).toBeGreaterThan(0);
  });

  it('one seller, values far above: she sets the price with certainty at kappa 0 and gains all her lie', async () => {
    const { constants } = await study(
      marketOf({ sellers: 2, buyers: 1, kappa: 0, cost: 'uniform(0,1)', value: 'uniform(5,6)' }), 'seller', 50_000,
    );
    // Against one other seller and one buyer: L = the other's cost if below ... price-setting event {other < c}: P(c) = c.
    expect(constants.lic.upper).toBe(1);
    expect(constants.lic.lower).toBeGreaterThan(0.9);
  });

  it('a hair of overlap: the certificate is small and still covers', async () => {
    const { constants } = await study(
      marketOf({ sellers: 1, buyers: 1, kappa: 0, cost: 'uniform(0.999,2)', value: 'uniform(0,1)' }), 'seller', 100_000,
    );
    expect(constants.lic.upper).toBeGreaterThanOrEqual(0.001);
    expect(constants.lic.upper).toBeLessThan(0.01);
    expect(constants.lic.lower).toBeLessThanOrEqual(0.001);
  });
});

describe('large markets', () => {
  itFirst(1, 'sizes',
    [[4096, 4096], [2 ** 20, 2 ** 20], [2 ** 24, 2 ** 24], [1, 10 ** 6], [10 ** 6, 3]]
  )('%d sellers, %d buyers: covers the exact value', async (sellers, buyers) => {
    const market = marketOf({ sellers, buyers, kappa: 0.25 });
    const exact = exactEpsilonLic(traderProblem(market, 'seller'), sellers + buyers - 1);
    const { constants, plan } = await study(market, 'seller', 2 ** 19);
    expect(plan.decision.sampler).toBe('order-statistics');
    const { estimate, lower, upper } = constants.lic;
    expect(lower <= exact && exact <= upper).toBe(true);
    const error = 0.75 * Math.sqrt(exact / 0.75 / 2 ** 19);
    expect(Math.abs(estimate - exact)).toBeLessThan(5 * error + 0.02 * exact);
    expect(upper).toBeLessThan(1.1 * exact + 12 * error);
    expect(lower).toBeGreaterThan(0.9 * exact - 6 * error);
    expect(constants.ic.upper).toBeLessThan(0.75);
    expect(constants.ic.upper).toBeGreaterThanOrEqual(constants.ic.lower);
  });

  it('every sampler says the same of one market', async () => {
    const market = marketOf({ sellers: 30, buyers: 25, kappa: 0 });
    const exact = exactEpsilonLic(traderProblem(market, 'seller'), 54);
    for (const sampler of ['direct', 'order-statistics', 'binomial-splitting'] as const) {
      const plan = await planOf(market, 'seller', 50_000, 'samplers', 0.99, sampler);
      expect(plan.decision.sampler).toBe(sampler);
      const { constants } = await certify(plan, 50_000, 'samplers');
      expect(constants.lic.lower <= exact && exact <= constants.lic.upper).toBe(true);
      expect(Math.abs(constants.lic.estimate - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / 50_000) + 0.01 * exact);
    }
  });
});

describe('rows of one trader', () => {
  it('witnesses, bands and verdicts are in the trader\'s own orientation and consistent', async () => {
    const market = marketOf({ sellers: 3, buyers: 3, kappa: 0.5 });
    for (const trader of ['seller', 'buyer'] as const) {
      const { sample } = await study(market, trader, 50_000);
      const { estimates, curves, surface, bounded, monotone } = traderResults(sample, { sellers: 3 }, 0.99);
      expect([bounded, monotone]).toEqual([true, true]);
      expect(estimates.map(({ quantity }) => quantity)).toEqual(
        ['epsilonLic', 'epsilonIc', 'epsilonBounded', 'monotonicityViolation', 'exAnteUtility', 'exAnteTradeProbability']
      );
      for (const { lower, estimate, upper, profiles, guarantee } of estimates) {
        expect(lower <= estimate && estimate <= upper).toBe(true);
        expect([profiles, guarantee]).toEqual([50_000, 'continuum']);
      }
      const [utility, trade] = curves as [typeof curves[0], typeof curves[0]];
      for (const { types, lower, upper, estimate } of curves) {
        expect(types).toEqual([...types].sort((a, b) => a - b));
        expect([types[0], types.at(-1)]).toEqual([0, 1]);
        types.forEach((_, i) => expect(lower[i]! <= estimate[i]! && estimate[i]! <= upper[i]!).toBe(true));
      }
      const falls = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v <= values[i - 1]! + 1e-12);
      const own = (values: readonly number[]): readonly number[] => (trader === 'seller' ? values : values.toReversed());
      expect(falls(own(utility.estimate)) && falls(own(trade.estimate))).toBe(true);
      surface.types.forEach((_, i) => expect(surface.estimate[i]![i]).toBe(0));
      const above = surface.estimate.flatMap((row, i) => row.filter((_, k) => (trader === 'seller' ? k < i : k > i)));
      expect(Math.max(...above)).toBeLessThanOrEqual(0);
    }
  });

  it('pilot and certifying streams are different ones', async () => {
    const device = inProcessDevice();
    const run = openRun(device, 's');
    const plan = await planTrader(
      marketOf({ sellers: 2, buyers: 2, kappa: 0 }), 'seller',
      { command: 'run', sampler: 'auto', confidence: 0.99, precision: 0.001, maxProfiles: 2 ** 32 }, run,
    );
    const pilots = device.jobs.map(({ stream }) => JSON.stringify(stream));
    await certifyTrader(plan, 1000, run, { alpha: 0.01, maxProfiles: 1000 });
    const certifying = JSON.stringify(device.jobs.at(-1)!.stream);
    expect(pilots.length).toBe(2);
    expect(new Set([...pilots, certifying]).size).toBe(3);
  });
});
