/** delta* of whole studies: against exact values, over seeded replications, and audited on draws that no estimator saw. */
import { describe, expect, it } from 'vitest';
import { exactProkhorovDelta } from '../../../scenarios/double-auction-ambiguity/reference.ts';
import { traderProblem, type Trader } from '../../../src/environment/double-auction.ts';
import { prokhorovDeltaOfTrader } from '../../../src/notions/delta-star.ts';
import type { CertifiedOnLine } from '../../../src/notions/certified.ts';
import { deltaLayout } from '../../../src/kinds/double-auction/delta-layout.ts';
import { estimateRoots } from '../../../src/kinds/double-auction/delta-plan.ts';
import { certifiedDelta, planDelta, type DeltaPlan, type DeltaSample } from '../../../src/kinds/double-auction/delta-study.ts';
import { chooseSampler } from '../../../src/kinds/double-auction/sampler.ts';
import { certifyTrader } from '../../../src/kinds/double-auction/trader-study.ts';
import { drawMarket, survivalOf } from '../../notions/raw-market.ts';
import { exactTrader } from '../../oracles/double-auction.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { openRun } from '../../../src/run/run.ts';
import { aimAt, marketOf, type MarketSpec } from './certify.ts';
import { itFirst } from '../../support/evidence.ts';

const exactOf = (spec: MarketSpec, trader: Trader): number =>
  exactProkhorovDelta(traderProblem(marketOf(spec), trader), spec.sellers + spec.buyers - 1).value;

async function planOf(spec: MarketSpec, trader: Trader, profiles: number, seed: string, confidence = 0.99): Promise<DeltaPlan> {
  const problem = traderProblem(marketOf(spec), trader);
  return (await planDelta(problem, chooseSampler(problem, 'auto'), aimAt(profiles, { confidence }), openRun(inProcessDevice(), seed)))!;
}

async function certify(plan: DeltaPlan, profiles: number, seed: string, confidence = 0.99): Promise<CertifiedOnLine> {
  const sample = await certifyTrader(plan, profiles, openRun(inProcessDevice(), seed), { alpha: 1 - confidence, maxProfiles: profiles });
  return certifiedDelta({ ...sample, plan } as DeltaSample, 1 - confidence);
}

const square = (M: number, kappa = 0): MarketSpec => ({ sellers: M, buyers: M, kappa });

describe('the exact value, by which the rest is judged', () => {
  it('bilateral trade: S_U(delta) = delta at the lowest cost; with weight w: 1 - delta - (1 - w) = delta', () => {
    expect(exactOf(square(1), 'seller')).toBeCloseTo(0.5, 12);
    expect(exactOf(square(1, 0.3), 'seller')).toBeCloseTo(0.35, 12);
    expect(exactOf(square(1, 0.3), 'buyer')).toBeCloseTo(0.15, 12);
    // Distances are in units of money: on [0, 4] the same share of the buyers lies further off, 1 - delta / 4 = delta.
    expect(exactOf({ ...square(1), cost: 'uniform(0,4)' }, 'seller')).toBeCloseTo(0.8, 12);
  });

  it.each(
    [[square(2), 'seller'], [square(3, 0.3), 'buyer'], [{ sellers: 2, buyers: 4, kappa: 0.5, cost: 'beta(2,3)' }, 'seller']] as const
  )('%j, %s: no lie gains there and some does below, by quadrature of payoffs', (spec, trader) => {
    const market = marketOf(spec);
    const exact = exactTrader(market, trader);
    const delta = exactOf(spec, trader);
    const away = trader === 'seller' ? 1 : -1;
    const gain = (type: number, report: number, d: number): number =>
      exact.gain(type, report) - Math.abs(report - type) * (exact.trade(report) - Math.max(0, exact.trade(report + away * d) - d));
    let [atDelta, below] = [-Infinity, -Infinity];
    for (let i = 1; i < 100; i++) {
      for (const lie of [0.002, 0.05, 0.2]) {
        const [type, report] = trader === 'seller' ? [i / 100 - lie, i / 100] : [i / 100 + lie, i / 100];
        if (type < 0 || type > 1) continue;
        atDelta = Math.max(atDelta, gain(type, report, delta) / lie);
        below = Math.max(below, gain(type, report, 0.97 * delta) / lie);
      }
    }
    expect(atDelta).toBeLessThan(1e-9);
    expect(below).toBeGreaterThan(0);
  });

  it('vanishes like 1 / (2M), far faster than epsilon', () => {
    for (const M of [64, 1024, 2 ** 20]) expect(exactOf(square(M), 'seller') * 2 * M).toBeCloseTo(1, M > 1000 ? 1 : 0);
    expect(exactOf(square(4096), 'seller')).toBeCloseTo(0.00012041280, 10);
  });
});

describe('certified bounds hold it', () => {
  itFirst(6, 'sizes', [
    [square(1), 'seller'], [square(3), 'seller'], [square(3, 0.3), 'buyer'], [{ sellers: 3, buyers: 7, kappa: 0.3 }, 'seller'],
    [{ sellers: 8, buyers: 5, kappa: 0.6, cost: 'beta(2,3)' }, 'buyer'], [{ ...square(4), cost: 'uniform(100,102)' }, 'seller'],
    [square(2), 'seller'], [square(8), 'seller'], [square(64), 'seller'], [square(4096), 'seller'], [square(1, 0.3), 'buyer'],
    [square(8, 1), 'buyer'],
  ] as const)('%j, %s', async (spec, trader) => {
    const exact = exactOf(spec, trader);
    // Empirical Bernstein's remainder is to lie well below delta* itself.
    const profiles = Math.max(200_000, 1000 * spec.sellers);
    const { estimate, lower, upper, witness } = await certify(await planOf(spec, trader, profiles, 'exact'), profiles, 'exact');
    expect(lower).toBeLessThanOrEqual(exact);
    expect(upper).toBeGreaterThanOrEqual(exact);
    expect(Math.abs(estimate / exact - 1)).toBeLessThan(0.07);
    expect(lower).toBeGreaterThan(0.75 * exact);
    expect(upper).toBeLessThan(1.5 * exact);
    expect(Math.sign(witness!.report - witness!.type)).toBe(trader === 'seller' ? 1 : -1);
  });

  it('different laws on overlapping supports: between what exact survival functions allow', async () => {
    const spec: MarketSpec = { sellers: 2, buyers: 3, kappa: 0.25, cost: 'uniform(0,0.8)', value: 'beta(2,2)' };
    const exact = exactTrader(marketOf(spec), 'seller');
    const weight = 0.75;
    const root = (y: number): number => {
      let [low, high] = [0, 1];
      for (let step = 0; step < 40; step++) {
        const middle = (low + high) / 2;
        // S_k = S_U - w P
        if (exact.trade(y + middle) - middle > exact.trade(y) - weight * exact.pivotal(y)) low = middle;
        else high = middle;
      }
      return high;
    };
    const value = Math.max(...Array.from({ length: 401 }, (_, i) => root((0.8 * i) / 400)));
    const { lower, upper } = await certify(await planOf(spec, 'seller', 100_000, 'laws'), 100_000, 'laws');
    expect(lower).toBeLessThanOrEqual(value);
    expect(upper).toBeGreaterThanOrEqual(value);
    expect(upper - lower).toBeLessThan(0.3 * value);
  });

  it('costs out of reach of all values, and no weight on the own report: exactly 0', async () => {
    const apart: MarketSpec = { sellers: 3, buyers: 3, kappa: 0, cost: 'uniform(2,3)', value: 'uniform(0,1)' };
    expect(
      await certify(await planOf(apart, 'seller', 1000, 'apart'), 1000, 'apart')
    ).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
    expect(await planOf(square(3), 'buyer', 1000, 'none')).toBeUndefined();
  });
});

describe('coverage over seeded replications', () => {
  const CONFIDENCE = 0.9;
  itFirst(2, 'sizes', [
    [square(2), 'seller', 4000, 100], [{ sellers: 2, buyers: 3, kappa: 0.4 }, 'buyer', 6000, 80], [square(1), 'seller', 2000, 100],
    [square(64), 'seller', 40_000, 60],
  ] as const)('%j, %s, %d profiles, %d runs', async (spec, trader, profiles, runs) => {
    const exact = exactOf(spec, trader);
    const plans = [await planOf(spec, trader, profiles, 'plan a', CONFIDENCE), await planOf(spec, trader, profiles, 'plan b', CONFIDENCE)];
    let [covered, above, below, lowers, uppers] = [0, 0, 0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const { lower, upper } = await certify(plans[run % plans.length]!, profiles, `replication ${run}`, CONFIDENCE);
      if (lower <= exact && exact <= upper) covered++;
      if (lower > exact) above++;
      if (upper < exact) below++;
      lowers += lower / runs / exact;
      uppers += upper / runs / exact;
    }
    if (process.env.MISREPORT_SHOW_COVERAGE) {
      console.log(JSON.stringify({ spec, trader, exact, covered, above, below, lowers, uppers, runs }));
    }
    expect(covered / runs).toBeGreaterThanOrEqual(CONFIDENCE - 3 * Math.sqrt((CONFIDENCE * (1 - CONFIDENCE)) / runs));
    // Not vacuous.
    expect(lowers).toBeGreaterThan(0.6);
    expect(uppers).toBeLessThan(1.6);
  });
});

describe('an audit on draws that no estimator saw', () => {
  it.each(
    [[{ sellers: 3, buyers: 3, kappa: 0 }, 'seller'], [{ sellers: 2, buyers: 3, kappa: 0.6 }, 'buyer']] as const
  )('%j, %s: by the coupling on raw draws no lie gains at the upper bound, and the binding one does well below', async (spec, trader) => {
    const market = marketOf(spec);
    const { lower, upper, witness } = await certify(await planOf(spec, trader, 300_000, 'audit'), 300_000, 'audit');
    const DRAWS = 60_000;
    const { lower: L, upper: U } = drawMarket(market, trader, DRAWS, 77);
    const weight = trader === 'seller' ? 1 - spec.kappa : spec.kappa;
    /** Payoff of `report` to `type` in the auction itself, from the rule on one draw. */
    const payoff = (l: number, u: number, type: number, report: number): number =>
      trader === 'seller'
        ? report <= u ? weight * Math.max(l, report) + (1 - weight) * u - type : 0
        : report > l ? type - ((1 - weight) * l + weight * Math.min(u, report)) : 0;
    const worst = (type: number, report: number, delta: number): { gain: number; error: number } => {
      let [sum, squares, trades] = [0, 0, 0];
      for (let i = 0; i < DRAWS; i++) {
        // Insured: the report's payoff at the prior, and what the trade is worth beyond that where it still takes place.
        const still = Number(trader === 'seller' ? report <= U[i]! - delta : report > L[i]! + delta);
        trades += still;
        const value = payoff(L[i]!, U[i]!, report, report) - payoff(L[i]!, U[i]!, type, type) + Math.abs(report - type) * still;
        sum += value;
        squares += value * value;
      }
      const mean = sum / DRAWS;
      return {
        gain: mean - Math.abs(report - type) * Math.min(delta, trades / DRAWS), error: Math.sqrt((squares / DRAWS - mean * mean) / DRAWS),
      };
    };
    const up = trader === 'seller' ? 1 : -1;
    for (const lie of [0.02, 0.1, 0.3]) {
      for (let i = 1; i < 10; i++) {
        const type = i / 10;
        const report = type + up * lie;
        if (report < 0 || report > 1) continue;
        const { gain, error } = worst(type, report, upper);
        expect(gain).toBeLessThan(4.5 * error);
      }
    }
    const binding = (witness!.report as number);
    const { gain, error } = worst(binding - up * 0.01, binding, lower / 2);
    expect(gain).toBeGreaterThan(3 * error);
  });
});

describe('layouts decide how tight bounds are and not whether they hold', () => {
  it('a lattice whose rungs carry boundaries to boundaries, cells fine at the root, and no more than needed elsewhere', async () => {
    const raw = drawMarket(marketOf(square(4)), 'seller', 20_000, 5);
    const plan = await planOf(square(4), 'seller', 100_000, 'layout');
    const pilot = survivalOf({ ...raw, lower: raw.lower.slice(0, 2000), upper: raw.upper.slice(0, 2000) }, { ...plan.grid });
    const roots = estimateRoots(pilot);
    const { grid, ladder } = deltaLayout(raw.problem, pilot, roots, 0.05, 100_000, 0.01);
    const report = grid.boundaries[grid.witness! + 1]!;
    for (const delta of ladder) {
      if (report + delta < 1) expect(Math.min(...grid.boundaries.map((x) => Math.abs(x - report - delta)))).toBeLessThan(1e-12);
    }
    expect([grid.boundaries[grid.first], grid.boundaries[grid.end]]).toEqual([0, 1]);
    expect(ladder.every((delta, r) => r === 0 || delta > ladder[r - 1]!)).toBe(true);
    expect(ladder.at(-1)).toBeGreaterThan(0.7);
    expect(ladder[0]).toBeLessThan(0.02);
    expect(grid.boundaries.length).toBeLessThan(3000);
    // Any sample, any grid: the bounds are ordered, and a coarse grid only widens them.
    const coarse = { ...grid, boundaries: grid.boundaries.filter((_, j) => j % 40 === 0 || j === grid.first || j === grid.end) };
    const bounds = prokhorovDeltaOfTrader(
      survivalOf(raw, { boundaries: coarse.boundaries, first: coarse.boundaries.indexOf(0), end: coarse.boundaries.indexOf(1) }),
      ladder,
      0.01,
      () => true,
      0,
    );
    expect(bounds.upper).toBeGreaterThan(exactOf(square(4), 'seller'));
  });
});
