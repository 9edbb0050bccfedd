/** Whole studies through runStudy, without threads. */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../scenarios/registry.ts';
import { InputError } from '../../../src/errors.ts';
import type { Device } from '../../../src/engine/device.ts';
import type { Estimate, ResultDocument } from '../../../src/results/document.ts';
import type { StudyConfiguration } from '../../../src/study/configuration.ts';
import { runStudy } from '../../../src/study/study.ts';
import { exactTrader, largestPair } from '../../oracles/double-auction.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { quadrature } from '../../oracles/special.ts';
import { itFirst } from '../../support/evidence.ts';
import { marketOf } from './certify.ts';

const scenario = scenarios.find(({ name }) => name === 'double-auction')!;
const values = (sellers: number, buyers: number, kappa = 0, cost = 'uniform(0,1)', value = cost) =>
  ({ sellers, buyers, kappa, cost, value });
const configuration = (change: Partial<StudyConfiguration>): StudyConfiguration => ({
  command: 'run', scenario, points: [values(2,
    2)], profiles: 20_000, maxProfiles: 2 ** 24, confidence: 0.99, seed: 'run-study', sampler: 'auto', ...change,
});
const precise = (precision: number, change: Partial<StudyConfiguration> = {}): StudyConfiguration => {
  const { profiles: _, ...rest } = configuration(change);
  return { ...rest, precision };
};
const find = ({ estimates }: ResultDocument, agent: string, quantity: string, index = 0): Estimate =>
  estimates.filter((row) => row.agent === agent && row.quantity === quantity)[index]!;
const run = (config: StudyConfiguration, device: Device = inProcessDevice()): Promise<ResultDocument> => runStudy(config, device, {});

describe('the market as a whole', () => {
  it.each([
    ['1 x 1', values(1, 1), 1 / 6],
    ['2 x 2', values(2, 2), 2 / 5],
    ['3 x 1', values(3, 1), 3 / 10],
    // Of 2 costs on [0, 1] and 2 values on [2, 4]: everybody trades.
    ['certain trade', values(2, 2, 0.5, 'uniform(0,1)', 'uniform(2,4)'), 5],
    ['no trade', values(2, 3, 0.5, 'uniform(2,4)', 'uniform(0,1)'), 0],
  ])('%s: expected gains from trade, efficient, individually rational, balanced', async (_, point, exact) => {
    const document = await run(configuration({ points: [point], profiles: 5000 }));
    const surplus = find(document, 'market', 'expectedSurplus');
    expect(surplus.lower).toBeLessThanOrEqual(exact);
    expect(surplus.upper).toBeGreaterThanOrEqual(exact);
    expect(Math.abs(surplus.estimate - exact)).toBeLessThan(0.005 * Math.max(1, exact));
    const efficiency = find(document, 'market', 'efficiency');
    expect([efficiency.estimate, efficiency.upper]).toEqual([1, 1]);
    expect(efficiency.lower).toBeGreaterThan(exact === 0 ? -1 : 0.98);
    const violation = find(document, 'market', 'exPostIrViolation');
    expect([violation.estimate, violation.lower]).toEqual([0, 0]);
    expect(violation.upper).toBeGreaterThan(0);
    expect(violation.upper).toBeLessThan(1e-3);
    const budget = find(document, 'market', 'budgetSurplus');
    expect([budget.estimate, budget.lower, budget.upper]).toEqual([0, 0, 0]);
    // Interim utilities add up to the gains from trade.
    const share = (agent: string): number => find(document, agent, 'exAnteUtility').estimate;
    expect(
      Math.abs(Number(point.sellers) * share('seller') + Number(point.buyers) * share('buyer') - exact)
    ).toBeLessThan(0.05 * Math.max(0.2, exact));
  });

  it('ex ante utility and trade against quadrature', async () => {
    const point = values(2, 3, 0.5, 'beta(2,3)', 'uniform(0.2,1.2)');
    const document = await run(configuration({ command: 'rate', points: [point], profiles: 40_000 }));
    const market = marketOf(point);
    for (const trader of ['seller', 'buyer'] as const) {
      const exact = exactTrader(market, trader);
      const law = trader === 'seller' ? market.cost : market.value;
      const mean = (f: (type: number) => number): number => quadrature((p) => f(law.quantile(p)), 0, 1, 12);
      for (const [quantity, value] of [['exAnteUtility', mean(exact.utility)], ['exAnteTradeProbability', mean(exact.trade)]] as const) {
        const { estimate, lower, upper } = find(document, trader, quantity);
        expect(Math.abs(estimate - value)).toBeLessThan(0.005);
        expect(lower <= value && value <= upper).toBe(true);
      }
    }
  });
});

describe('precision', () => {
  itFirst(1, 'sizes', [0.05, 0.02])('of %d is reached, at the sellers\' constant, with no more than a look or two', async (precision) => {
    const { estimate, lower, upper, profiles } = find(await run(precise(precision, { points: [values(8, 8)] })), 'seller', 'epsilonLic');
    expect((upper - lower) / 2).toBeLessThanOrEqual(precision * estimate);
    expect((upper - lower) / 2).toBeGreaterThan((precision * estimate) / 3);
    expect(lower <= 0.20304 && 0.20294 <= upper).toBe(true);
    expect(profiles).toBeLessThan(150 / precision ** 2);
  });

  it('speaks of the buyers at kappa 1', async () => {
    const document = await run(precise(0.03, { points: [values(4, 4, 1)] }));
    const { estimate, lower, upper } = find(document, 'buyer', 'epsilonLic');
    expect((upper - lower) / 2).toBeLessThanOrEqual(0.03 * estimate);
    expect(find(document, 'seller', 'epsilonLic')).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
  });

  it('out of reach within the budget: an InputError before any certified draw', async () => {
    const device = inProcessDevice();
    await expect(run(precise(1e-4, { maxProfiles: 10_000 }), device)).rejects.toThrow(InputError);
    await expect(run(precise(1e-6, { maxProfiles: 10_000 }), device)).rejects.toThrow(/^precision: /);
    expect(device.jobs.reduce((sum, { count }) => sum + count, 0)).toBeLessThan(4e6);
  });
});

describe('a sweep', () => {
  const sweep = run(configuration({ command: 'rate', points: [2, 4, 8, 16].map((M) => values(M, M)), profiles: 2 ** 16 }));

  it('fits rates whose intervals hold the exponent of the exact values', async () => {
    const { fits } = await sweep;
    const lic = fits.find(({ quantity, agent }) => quantity === 'epsilonLic' && agent === 'seller')!;
    expect(lic.markets).toEqual([2, 4, 8, 16]);
    expect(lic.exponentLower <= lic.referenceExponent! && lic.referenceExponent! <= lic.exponentUpper).toBe(true);
    expect(lic.exponentLower <= lic.exponent && lic.exponent <= lic.exponentUpper).toBe(true);
    expect(lic.exponentUpper - lic.exponentLower).toBeLessThan(0.2);
    const ic = fits.find(({ quantity, agent }) => quantity === 'epsilonIc' && agent === 'seller')!;
    expect(ic.exponentLower <= ic.referenceExponent! && ic.referenceExponent! <= ic.exponentUpper).toBe(true);
    // Buyers cannot gain at kappa 0: nothing to fit.
    expect(fits.filter(({ agent }) => agent === 'buyer')).toEqual([]);
  });

  it('a point\'s numbers do not depend on what else is swept', async () => {
    const alone = await run(configuration({ command: 'rate', points: [values(8, 8)], profiles: 2 ** 16 }));
    const numbers = (document: ResultDocument): unknown =>
      document.estimates
        .filter(({ point }) => point.sellers === 8)
        .map(({ quantity, agent, estimate, lower, upper }) => [quantity, agent, estimate, lower, upper]);
    expect(numbers(alone)).toEqual(numbers(await sweep));
  });

  it('the reference is never mixed with the estimate, and bounds are published ones', async () => {
    for (const row of (await sweep).estimates) {
      if (row.quantity !== 'epsilonLic' || row.agent !== 'seller') continue;
      expect(row.estimate).not.toBe(row.reference!.value);
      expect(row.bound!.value).toBeGreaterThan(row.reference!.value);
      expect(row.lower <= row.reference!.value && row.reference!.value <= row.upper).toBe(true);
    }
  });
});

describe('seeds and interruptions', () => {
  it('the same seed gives the same numbers, another seed others', async () => {
    const numbers = async (seed: string): Promise<unknown> => (await run(configuration({ seed, profiles: 3000 }))).estimates;
    const first = await numbers('a');
    expect(await numbers('a')).toEqual(first);
    expect(await numbers('b')).not.toEqual(first);
  });

  it('an abort between points gives what is known, marked incomplete', async () => {
    const controller = new AbortController();
    const document = await runStudy(configuration({ points: [values(2, 2), values(3, 3)], profiles: 3000 }), inProcessDevice(), {
      signal: controller.signal,
      onLog: (entry) => entry.event === 'certified' && controller.abort(),
    });
    expect(document.complete).toBe(false);
    expect(document.notes.join()).toMatch(/interrupted/);
    expect(new Set(document.estimates.map(({ point }) => point.sellers))).toEqual(new Set([2]));
  });

  it('a device error fails the study', async () => {
    const broken: Device = { ...inProcessDevice(), run: () => Promise.reject(new Error('lost')) };
    await expect(run(configuration({}), broken)).rejects.toThrow('lost');
  });
});

describe('verdicts', () => {
  it('name the certified epsilon of the worse side', async () => {
    const document = await run(configuration({ points: [values(3, 3, 0.3)] }));
    const epsilon = Math.max(find(document, 'seller', 'epsilonLic').upper, find(document, 'buyer', 'epsilonLic').upper);
    expect(document.verdicts).toHaveLength(1);
    expect(document.verdicts[0]!.holds).toBe(true);
    expect(document.verdicts[0]!.text).toContain(String(Number(epsilon.toPrecision(5))));
    const { pivotal } = exactTrader(marketOf(values(3, 3, 0.3)), 'seller');
    expect(largestPair(pivotal, [0, 1]).value * 0.7).toBeLessThanOrEqual(epsilon);
  });
});
