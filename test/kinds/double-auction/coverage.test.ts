/**
 * Certificates' coverage over seeded replications at small sizes. The plan (grid, witness, tiling) comes from pilot streams
 * and is independent of the certifying one, so what is replicated is the certifying sample, under several plans.
 */
import { describe, expect, it } from 'vitest';
import { doubleAuctionReferences } from '../../../scenarios/double-auction/reference.ts';
import { traderConstants } from '../../../src/kinds/double-auction/trader-results.ts';
import { certifyTrader, type TraderPlan, type TraderSample } from '../../../src/kinds/double-auction/trader-study.ts';
import { lookProfiles } from '../../../src/statistics/looks.ts';
import { exactTrader, largestPair } from '../../oracles/double-auction.ts';
import { openRun } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { certify, marketOf, planOf, type MarketSpec } from './certify.ts';
import { replications, SEEDS } from '../../support/replications.ts';

const CONFIDENCE = 0.9;
const ALPHA = 1 - CONFIDENCE;
/** Coverage that three standard errors below the nominal one still allow. */
const floor = (runs: number): number => CONFIDENCE - 3 * Math.sqrt((CONFIDENCE * ALPHA) / runs);

interface Exact {
  lic: number;
  ic: number;
}

function exactOf(spec: MarketSpec, trader: 'seller' | 'buyer'): Exact {
  const market = marketOf(spec);
  const value = (quantity: string): number | undefined =>
    doubleAuctionReferences(market).find((entry) => entry.agent === trader && entry.quantity === quantity)?.reference?.value;
  const exact = exactTrader(market, trader);
  const { support } = trader === 'seller' ? market.cost : market.value;
  const weight = trader === 'seller' ? 1 - spec.kappa : spec.kappa;
  return {
    lic: value('epsilonLic') ?? weight * largestPair((type) => exact.pivotal(type), support, 80).value,
    ic: value('epsilonIc') ?? largestPair(exact.gain, support, 10).value,
  };
}

interface Tally {
  lic: number;
  ic: number;
  licLowers: number;
  icUppers: number;
  icLowers: number;
  runs: number;
}

async function replicate(plans: readonly TraderPlan[], exact: Exact, profiles: number, runs: number): Promise<Tally> {
  const tally: Tally = { lic: 0, ic: 0, licLowers: 0, icUppers: 0, icLowers: 0, runs };
  for (let run = 0; run < runs; run++) {
    const { constants } = await certify(plans[run % plans.length]!, profiles, `replication ${run}`, CONFIDENCE);
    const { lic, ic } = constants;
    if (lic.lower <= exact.lic && exact.lic <= lic.upper) tally.lic++;
    if (ic.lower <= exact.ic && exact.ic <= ic.upper) tally.ic++;
    tally.licLowers += lic.lower / runs;
    tally.icLowers += ic.lower / runs;
    tally.icUppers += ic.upper / runs;
  }
  return tally;
}

const specs: readonly (readonly [MarketSpec, 'seller' | 'buyer', number])[] = [
  [{ sellers: 2, buyers: 2, kappa: 0 }, 'seller', 2000],
  [{ sellers: 1, buyers: 1, kappa: 0 }, 'seller', 2000],
  [{ sellers: 2, buyers: 3, kappa: 0.5 }, 'buyer', 2000],
  [{ sellers: 2, buyers: 2, kappa: 0.5, cost: 'uniform(0,1)', value: 'beta(2,3)' }, 'seller', 1000],
];

describe('a fixed number of profiles', SEEDS, () => {
  it.each(
    specs.map(([spec, trader, profiles]) => [JSON.stringify(spec), trader, profiles, spec] as const)
  )('%s, %s, %d profiles', async (_, trader, profiles, spec) => {
    const market = marketOf(spec);
    const exact = exactOf(spec, trader);
    const plans = [
      await planOf(market, trader, profiles, 'plan a', CONFIDENCE), await planOf(market, trader, profiles, 'plan b', CONFIDENCE),
    ];
    const runs = spec.sellers === 2 && spec.buyers === 2 ? replications(150) : replications(80);
    const tally = await replicate(plans, exact, profiles, runs);
    if (process.env.MISREPORT_SHOW_COVERAGE) console.log(JSON.stringify({ spec, trader, exact, ...tally }));
    expect(tally.lic / runs).toBeGreaterThanOrEqual(floor(runs));
    expect(tally.ic / runs).toBeGreaterThanOrEqual(floor(runs));
    // Not vacuous: the intervals say something.
    expect(tally.licLowers).toBeGreaterThan(0.8 * exact.lic);
    expect(tally.icUppers).toBeLessThan(3 * exact.ic);
    expect(tally.icLowers).toBeGreaterThan(0.2 * exact.ic);
  });
});

describe('a schedule of looks', () => {
  const spec: MarketSpec = { sellers: 2, buyers: 2, kappa: 0 };
  const exact = exactOf(spec, 'seller');
  const planned = planOf(marketOf(spec), 'seller', 1000, 'plan c', CONFIDENCE);
  // Looks judge the epsilon-LIC constant alone, so while looking the many tiles of the other constant can be left out.
  const withoutTiles = planned.then((plan) => ({ ...plan, tiling: [] }));
  const run = async (
    seed: string,
    first: number,
    maxProfiles: number,
    enough: (sample: TraderSample) => boolean,
  ): Promise<{ sample: TraderSample; constants: ReturnType<typeof traderConstants> }> => {
    const sample = await certifyTrader(await withoutTiles, first, openRun(inProcessDevice(), seed), { alpha: ALPHA, maxProfiles, enough });
    return { sample, constants: traderConstants({ ...sample, plan: await planned }, sample.alpha) };
  };

  it('stopping at a precision keeps the confidence', SEEDS, async () => {
    const runs = replications(100);
    let [lic, ic, looked] = [0, 0, 0];
    for (let i = 0; i < runs; i++) {
      const enough = (sample: TraderSample): boolean => {
        const { estimate, lower, upper } = traderConstants(sample, sample.alpha).lic;
        return upper - lower <= 2 * 0.12 * estimate;
      };
      const { sample, constants } = await run(`looks ${i}`, 500, 16_000, enough);
      if (constants.lic.lower <= exact.lic && exact.lic <= constants.lic.upper) lic++;
      if (constants.ic.lower <= exact.ic && exact.ic <= constants.ic.upper) ic++;
      if (sample.profiles > 500) looked++;
    }
    if (process.env.MISREPORT_SHOW_COVERAGE) console.log(JSON.stringify({ looks: true, lic, ic, looked, runs }));
    expect(lic / runs).toBeGreaterThanOrEqual(floor(runs));
    expect(ic / runs).toBeGreaterThanOrEqual(floor(runs));
    expect(looked).toBeGreaterThan(runs / 4);
  });

  it('even an adversary who stops at the first look that misses keeps it', SEEDS, async () => {
    const runs = replications(200);
    let missed = 0;
    for (let i = 0; i < runs; i++) {
      const misses = ({ lower, upper }: { lower: number; upper: number }): boolean => lower > exact.lic || exact.lic > upper;
      const last = await certifyTrader(
        await withoutTiles,
        250,
        openRun(inProcessDevice(), `adversary ${i}`),
        { alpha: ALPHA, maxProfiles: 2000, enough: (sample) => misses(traderConstants(sample, sample.alpha).lic) },
      );
      if (misses(traderConstants(last, last.alpha).lic)) missed++;
    }
    if (process.env.MISREPORT_SHOW_COVERAGE) console.log(JSON.stringify({ adversary: true, missed, runs }));
    expect(1 - missed / runs).toBeGreaterThanOrEqual(floor(runs));
  });

  it('looks at the planned numbers, adds new profiles to the old ones, and stops at the budget', async () => {
    const device = inProcessDevice();
    const sample = await certifyTrader(await planned, 300, openRun(device, 's'), { alpha: ALPHA, maxProfiles: 1000, enough: () => false });
    const ends = device.jobs.map(({ first, count }) => first + count);
    expect(device.jobs.map(({ first }) => first)).toEqual([0, ...ends.slice(0, -1)]);
    expect(ends).toEqual([1, 2, 3, 4, 5].map((look) => Math.min(1000, lookProfiles(300, look))));
    expect(new Set(device.jobs.map(({ stream }) => JSON.stringify(stream))).size).toBe(1);
    expect([sample.profiles, sample.survival.n, sample.complete]).toEqual([1000, 1000, true]);
    const whole = await certifyTrader(await planned, 1000, openRun(inProcessDevice(), 's'), { alpha: ALPHA, maxProfiles: 1000 });
    expect(sample.survival.atLeastU).toEqual(whole.survival.atLeastU);
    expect(sample.survival.atLeastL).toEqual(whole.survival.atLeastL);
    expect(sample.alpha).toBeLessThan(whole.alpha);
  });
});
