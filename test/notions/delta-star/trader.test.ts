/**
 * delta* and what goes with it, against brute force on raw draws: every formula from the mechanism and the coupling, none from
 * src/notions.
 */
import { describe, expect, it } from 'vitest';
import { doubleAuction, type Trader } from '../../../src/environment/double-auction.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { ambiguousGainOfTrader, ambiguousGainsOfTrader, type CoupledSet } from '../../../src/notions/ambiguous-gain.ts';
import { contaminationDeltaOfTrader, prokhorovDeltaOfTrader } from '../../../src/notions/delta-star.ts';
import { lieGains, noShortLieGains, shortLieMoments, shortLieRoot } from '../../../src/notions/delta-star/trader.ts';
import { guaranteedEpsilonOfTrader } from '../../../src/notions/guaranteed-epsilon.ts';
import type { Grid } from '../../../src/experiments/order-statistics/survival.ts';
import { reachesTop } from '../../../src/kinds/double-auction/feasible.ts';
import { meanPayoff } from '../../oracles/double-auction.ts';
import { drawMarket, evenGrid, survivalOf, type RawMarket } from '../raw-market.ts';

const law = parseDistribution;
const auction = (sellers: number, buyers: number, kappa: number, cost = 'uniform(0,1)', value = cost) =>
  doubleAuction({ sellers, buyers, kappa, cost: law(cost), value: law(value) });
const always = (): boolean => true;

/**
 * Whether a report trades against draw i, when all others' types are moved by `shift`; trades are a seller's sale or a buyer's
 * purchase.
 */
const trades = ({ problem, lower, upper }: RawMarket, i: number, report: number, shift = 0): boolean =>
  problem.trader === 'seller' ? report <= upper[i]! + shift : report > lower[i]! + shift;

/** Payoffs of the truth, which every lie is held against. */
const truths = new WeakMap<RawMarket, Map<number, number>>();

/**
 * Gain of the lie under full insurance, with beliefs a coupling of the empirical prior: mu(report) + E_F (value of the trade to the type
 * less that to the report) - mu(type), the worst F by the coupling argument on single draws.
 */
function bruteGain(market: ReturnType<typeof auction>, raw: RawMarket, type: number, report: number, beliefs: CoupledSet): number {
  const { trader } = raw.problem;
  const n = raw.lower.length;
  const worth = trader === 'seller' ? report - type : type - report;
  const mu = (c: number): number => {
    const table = truths.get(raw) ?? new Map<number, number>();
    truths.set(raw, table);
    const value = table.get(c) ?? meanPayoff(raw.others, market.kappa, trader, c, c);
    table.set(c, value);
    return value;
  };
  const good = (shift: number): number =>
    Array.from({ length: n }, (_, i) => Number(trades(raw, i, report, shift))).reduce((a, b) => a + b, 0) / n;
  const delta = 'delta' in beliefs ? beliefs.delta : 0;
  // Trade is made less likely by moving sellers' others down and buyers' others up, likelier the other way.
  const away = (trader === 'seller' ? -1 : 1) * delta;
  const chance = ((): number => {
    switch (beliefs.kind) {
      case 'bayesian': return good(0);
      case 'all': return worth > 0 ? 0 : 1;
      case 'contamination': return (1 - delta) * good(0) + (worth > 0 ? 0 : delta);
      case 'totalVariation': return worth > 0 ? Math.max(0, good(0) - delta) : Math.min(1, good(0) + delta);
      case 'prokhorov': return worth > 0 ? Math.max(0, good(away) - delta) : Math.min(1, good(-away) + delta);
    }
  })();
  return mu(report) + worth * chance - mu(type);
}

const MARKETS = [
  ['3 x 3, kappa 0', auction(3, 3, 0), 'seller'],
  ['2 x 4, kappa 0.3, two laws', auction(2, 4, 0.3, 'uniform(0,1)', 'beta(2,3)'), 'buyer'],
  ['3 x 2, kappa 0.3', auction(3, 2, 0.3, 'uniform(1,3)'), 'seller'],
] as const;
const SETS: readonly CoupledSet[] = [
  { kind: 'bayesian' }, { kind: 'prokhorov', delta: 0.0625 }, {
    kind: 'totalVariation', delta: 0.06,
  }, { kind: 'contamination', delta: 0.2 }, { kind: 'all' },
];

describe.each(MARKETS)('%s', (_, market, trader) => {
  const raw = drawMarket(market, trader as Trader, 200, 41, (x) => Math.round(x * 64) / 64 + 1 / 128);
  const { support: [a, b] } = raw.problem.law;
  // Types in the middle of cells: no ties with boundaries, and shifts by multiples of cells stay between them.
  const s = survivalOf(raw, evenGrid(raw.problem, Math.round((b - a) * 64)));

  it('the largest gain over pairs of boundaries, by the mechanism and the coupling', () => {
    const step = Math.round((s.end - s.first) / 16);
    for (const beliefs of SETS) {
      let best = 0;
      for (let i = s.first; i <= s.end; i += step) {
        for (let k = s.first; k <= s.end; k += step) {
          best = Math.max(best, bruteGain(market, raw, s.sign * s.x[i]!, s.sign * s.x[k]!, beliefs));
        }
      }
      const { estimate, lower, upper, witness } = ambiguousGainOfTrader(s, beliefs, 0.01, 0);
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(upper).toBeGreaterThanOrEqual(best);
      expect(estimate).toBeGreaterThan(best - 0.01 * (b - a));
      expect(estimate).toBeLessThan(best + 0.01 * (b - a));
      if (witness) {
        expect(bruteGain(
          market,
          raw,
          witness.type as number,
          witness.report as number,
          beliefs,
        )).toBeGreaterThan(estimate - 0.01 * (b - a));
      }
    }
  });

  it('the gain of every pair of boundaries, either way, and a band round it', () => {
    const step = Math.round((s.end - s.first) / 16);
    for (const beliefs of SETS) {
      const gain = ambiguousGainsOfTrader(s, beliefs, 0.01, 0);
      for (let i = s.first; i <= s.end; i += step) for (let k = s.first; k <= s.end; k += step) {
        if (i === k) continue;
        const exact = bruteGain(market, raw, s.sign * s.x[i]!, s.sign * s.x[k]!, beliefs);
        const { estimate, lower, upper } = gain(i, k);
        expect(estimate, `${beliefs.kind}, ${i} reports ${k}`).toBeCloseTo(exact, 9);
        expect(lower).toBeLessThanOrEqual(exact + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(exact - 1e-12);
        // 200 draws: a band of about 0.13 either way in each survival function.
        expect(upper - lower).toBeLessThan(0.7 * Math.abs(s.x[k]! - s.x[i]!));
        if (beliefs.kind !== 'all') expect(upper - lower).toBeGreaterThan(0.05 * Math.abs(s.x[k]! - s.x[i]!) - 1e-9);
      }
    }
  });

  it('a short lie gains in the sample exactly where the mean excess is above delta', () => {
    for (const delta of [2, 4, 9].map((cells) => cells / 64)) {
      for (let j = s.first + 1; j <= s.end; j += 5) {
        const [type, report] = [s.sign * (s.x[j]! - 1e-7), s.sign * s.x[j]!];
        const above = s.x.findIndex((x) => x >= s.x[j]! + delta - 1e-9);
        if (above < 0) continue;
        const excess = shortLieMoments(s, above, j).mean - delta;
        if (s.atLeastU[above]! / s.n < delta) continue;
        expect(bruteGain(market, raw, type, report, { kind: 'prokhorov', delta }) / 1e-7).toBeCloseTo(excess, 5);
      }
    }
  });

  it('the sample variance of X is never above the bound that counts give', () => {
    const [L, U] = s.sign === 1 ? [raw.lower, raw.upper] : [raw.upper.map((y) => -y), raw.lower.map((y) => -y)];
    for (let j = s.first; j <= s.end; j += 3) {
      for (const above of [j - 4, j - 1, j, j + 1, j + 3, j + 8].filter((k) => k >= s.first && k < s.x.length)) {
        const x = U.map((u, i) => Number(u >= s.x[above]!) - (1 - s.weight) * Number(u >= s.x[j]!) - s.weight * Number(L[i]! >= s.x[j]!));
        const mean = x.reduce((p, q) => p + q, 0) / s.n;
        const moments = shortLieMoments(s, above, j);
        expect(moments.mean).toBeCloseTo(mean, 12);
        expect(x.reduce((sum, xi) => sum + (xi - mean) ** 2, 0) / (s.n - 1)).toBeLessThanOrEqual(moments.variance + 1e-12);
        expect(Math.max(...x) - Math.min(...x)).toBeLessThanOrEqual(moments.range + 1e-12);
      }
    }
  });

  it('what delta guarantees: the largest loss by ambiguity per unit of lie', () => {
    for (const metric of ['prokhorov', 'totalVariation', 'contamination'] as const) {
      const delta = 4 / 64;
      let best = 0;
      for (let k = s.first; k <= s.end; k++) {
        const report = s.sign * s.x[k]!;
        for (const type of [report - 1e-6, report + 1e-6].filter((c) => c >= a && c <= b)) {
          best = Math.max(
            best,
            (bruteGain(market, raw, type, report, { kind: 'bayesian' }) - bruteGain(
              market,
              raw,
              type,
              report,
              { kind: metric, delta },
            )) / 1e-6,
          );
        }
      }
      const { estimate, lower, upper } = guaranteedEpsilonOfTrader(s, metric, { estimate: delta, lower: delta, upper: delta }, 0.01, 0);
      expect(estimate).toBeCloseTo(best, 4);
      expect(lower).toBeLessThan(best);
      expect(upper).toBeGreaterThanOrEqual(best - 1e-9);
      expect(upper).toBeLessThan(best + 0.25);
    }
  });
});

describe('roots, rungs and degenerate markets', () => {
  const raw = drawMarket(auction(1, 1, 0), 'seller', 4000, 42);
  const grid: Grid = { ...evenGrid(raw.problem, 400), witness: 3 };
  const s = survivalOf(raw, grid);

  it('bilateral trade needs 1/2 under Prokhorov (S_U(delta) = delta at the lowest cost) and 1 under contamination', () => {
    expect(shortLieRoot(s, 0)).toBeCloseTo(0.5, 1);
    const ladder = Array.from({ length: 400 }, (_, k) => (k + 1) / 400);
    const { estimate, lower, upper, witness } = prokhorovDeltaOfTrader(s, ladder, 0.01, always, 0);
    expect(lower).toBeGreaterThan(0.42);
    expect(lower).toBeLessThan(0.5);
    expect(upper).toBeGreaterThan(0.5);
    expect(upper).toBeLessThan(0.56);
    expect(estimate).toBeCloseTo(0.5, 1);
    expect(witness).toEqual({ type: 3 / 400, report: 4 / 400 });
    // Rungs below and above, one at a time, and errors of law count against either.
    expect(noShortLieGains(s, 0.6, 0.01, always, 0)).toBe(true);
    expect(noShortLieGains(s, 0.6, 0.01, always, 0.1)).toBe(false);
    expect(lieGains(s, 3, 4, 0.4, 0.01, 0)).toBe(true);
    expect(lieGains(s, 3, 4, 0.4, 0.01, 0.1)).toBe(false);
    expect(contaminationDeltaOfTrader(s, 0.01, always, reachesTop(raw.problem), 0)).toMatchObject({ estimate: 1, lower: 1, upper: 1 });
  });

  it('nothing to pay where the report never sets the price, or no draw lets it', () => {
    expect(prokhorovDeltaOfTrader({ ...s, weight: 0 }, [0.5], 0.01, always, 0)).toEqual({
      estimate: 0,
      lower: 0,
      upper: 0,
      guarantee: 'continuum',
    });
    expect(prokhorovDeltaOfTrader(s, [0.5], 0.01, () => false, 0)).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
    expect(contaminationDeltaOfTrader(s, 0.01, () => false, false, 0)).toMatchObject({ lower: 0, upper: 0 });
    // A single profile certifies nothing but what needs no certificate.
    const one = { ...s, n: 1, atLeastL: s.atLeastL.map(() => 0), atLeastU: s.atLeastU.map((_, j) => Number(j < 200)) };
    expect(prokhorovDeltaOfTrader(one, [0.25, 0.5, 0.75], 0.01, always, 0)).toMatchObject({ lower: 0, upper: 1 });
  });

  it('contamination where costs end below the values: the conditional chance at the highest cost', () => {
    const apart = drawMarket(auction(3, 3, 0.25, 'uniform(0,0.5)', 'uniform(0.3,1)'), 'seller', 20_000, 43);
    expect(reachesTop(apart.problem)).toBe(false);
    const table = survivalOf(apart, evenGrid(apart.problem, 128));
    const { estimate, lower, upper } = contaminationDeltaOfTrader(table, 0.01, always, false, 0);
    // Given U >= y: at most two of two costs and three values below y, L < y: exactly two.
    const exact = (y: number): number => {
      const [p, q] = [Math.min(1, y / 0.5), Math.max(0, (y - 0.3) / 0.7)];
      const below = [[(1 - p) ** 2, 2 * p * (1 - p), p * p], [(1 - q) ** 3, 3 * q * (1 - q) ** 2, 3 * q * q * (1 - q)]] as const;
      const at = (k: number): number => [0, 1, 2].reduce((sum, i) => sum + (k - i >= 0 ? below[0][i]! * below[1][k - i]! : 0), 0);
      return at(2) / (at(0) + at(1) + at(2));
    };
    const top = 0.75 * Math.max(...Array.from({ length: 501 }, (_, i) => exact(i / 1000)));
    expect(lower).toBeLessThanOrEqual(top);
    expect(upper).toBeGreaterThanOrEqual(top);
    expect(upper - lower).toBeLessThan(0.05);
    expect(Math.abs(estimate - top)).toBeLessThan(0.02);
  });

  it('whether types reach the supremum of U', () => {
    const reach = (trader: Trader, ...args: Parameters<typeof auction>): boolean =>
      reachesTop(drawMarket(auction(...args), trader, 1, 44).problem);
    expect(reach('seller', 3, 3, 0)).toBe(true);
    expect(reach('buyer', 3, 3, 0.5)).toBe(true);
    expect(reach('seller', 3, 3, 0, 'uniform(0,0.5)', 'uniform(0.2,1)')).toBe(false);
    // With one buyer and three sellers U is the lowest of the others: it ends where costs end.
    expect(reach('seller', 3, 1, 0, 'uniform(0,0.5)', 'uniform(0.2,1)')).toBe(true);
    // Costs above all values never trade.
    expect(reach('seller', 1, 1, 0, 'uniform(2,3)', 'uniform(0,1)')).toBe(false);
  });
});
