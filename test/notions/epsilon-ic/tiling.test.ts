import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { TileBounder, tileMeans, tileTriangle, type Tile } from '../../../src/notions/epsilon-ic/tiling.ts';
import { clopperPearsonUpper } from '../../../src/statistics/clopper-pearson.ts';
import { integrals, type Survival } from '../../../src/experiments/order-statistics/survival.ts';
import { exactTrader, numberBelow } from '../../oracles/double-auction.ts';
import { caseMaker } from '../../oracles/statistics.ts';
import { drawMarket, evenGrid, survivalOf, type RawMarket } from '../raw-market.ts';
import { expectSame, expectWithin } from '../../support/same.ts';

const law = parseDistribution;
const tiny = 1e-9;

const markets = [
  ['1 x 1', 1, 1, 'uniform(0,1)', 'uniform(0,1)', 0],
  ['1 x 1 halfway', 1, 1, 'uniform(0,1)', 'beta(2,3)', 0.5],
  ['4 x 1', 4, 1, 'uniform(0,1)', 'uniform(0,1)', 0],
  ['2 x 3', 2, 3, 'beta(2,3)', 'uniform(0,1)', 0.25],
  ['5 x 5 far from zero', 5, 5, 'uniform(100000,100001)', 'uniform(100000,100001)', 0],
] as const;

/** A profile's L and U in the seller's orientation. */
const oriented = ({ problem, lower, upper }: RawMarket): { l: number; u: number }[] =>
  lower.map((l, i) => (problem.trader === 'seller' ? { l, u: upper[i]! } : { l: -upper[i]!, u: -l }));

/** What one profile adds to the gain of type c who reports x >= c, from the payoffs of Song22 Appendix C. */
const gainOf = ({ l, u }: { l: number; u: number }, w: number, c: number, x: number): number => {
  // She trades iff report <= U at the price (w, 1 - w)-mix of max(L, report) and U.
  const payoff = (report: number): number => (report <= u ? w * Math.max(l, report) + (1 - w) * u - c : 0);
  return payoff(x) - payoff(c);
};

function randomBox(make: ReturnType<typeof caseMaker>, { first, end }: Survival): Tile {
  const sorted = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
  for (;;) {
    const span = [end - first, 12, 3][make.whole(3)]!;
    const at = first + make.whole(end - first - span + 1);
    const [i0, i1] = sorted(at + make.whole(span + 1), at + make.whole(span + 1));
    const [k0, k1] = sorted(first + make.whole(end - first + 1), first + make.whole(end - first + 1));
    // Tilings have boxes off the diagonal (i1 <= k0) and, on it, boxes whose overlap is of any kind.
    if (i0 < i1 && k0 < k1 && k1 > i0) return { i0, i1, k0, k1 };
  }
}

describe.each(
  markets.flatMap((market) => (['seller', 'buyer'] as const).map((trader) => [...market, trader] as const))
)('%s: %d x %d, %s, %s, kappa %d, %s', (_, sellers, buyers, cost, value, kappa, trader) => {
  const market = doubleAuction({ sellers, buyers, kappa, cost: law(cost), value: law(value) });
  const raw = drawMarket(market, trader, 300, 3);
  const s = survivalOf(raw, evenGrid(raw.problem, 60));
  const sums = integrals(s);
  const profiles = oriented(raw);
  const { x, weight } = s;
  const mean = (f: (profile: { l: number; u: number }) => number): number =>
    profiles.reduce((sum, profile) => sum + f(profile), 0) / profiles.length;

  it('means dominate every gain in the box, on these very draws', () => {
    const make = caseMaker(11);
    for (let trial = 0; trial < 150; trial++) {
      const box = randomBox(make, s);
      const { edges, drift } = tileMeans(s, sums, box);
      const [c0, c1, x0, x1] = [x[box.i0]!, x[box.i1]!, x[box.k0]!, x[box.k1]!];
      for (let pair = 0; pair < 4; pair++) {
        const c = pair === 0 ? c0 : pair === 1 ? c1 : c0 + make.unit() * (c1 - c0);
        const report = pair === 0 ? x1 : pair === 1 ? x0 : x0 + make.unit() * (x1 - x0);
        if (report < c) continue;
        const gain = mean((profile) => gainOf(profile, weight, c, report));
        expectWithin(gain, -Infinity, Math.max(...edges.map((edge) => edge.mean)) + tiny);
        if (drift) expectWithin(gain, -Infinity, edges[0]!.mean + (c1 - c0) * Math.max(0, drift.mean) + tiny);
      }
    }
  });

  it('the variables behind the means have the stated range and mean square', () => {
    const make = caseMaker(12);
    for (let trial = 0; trial < 100; trial++) {
      const box = randomBox(make, s);
      const { edges, drift } = tileMeans(s, sums, box);
      const [c0, c1, x0, x1] = [x[box.i0]!, x[box.i1]!, x[box.k0]!, x[box.k1]!];
      const cut = (l: number, u: number, from: number): number => weight * Math.max(0, Math.min(u, x1) - Math.max(l, from));
      const lostAt = (u: number): number => (c1 <= u && u < x0 ? 1 : 0);
      const slope = ({ l, u }: { l: number; u: number }): number => weight * (l < c1 && c1 <= u ? 1 : 0) - lostAt(u);
      const variables = drift
        ? [0, c1 - c0].map((extra) =>
          (p: { l: number; u: number }): number =>
            cut(p.l, p.u, c1) - (p.u - c1 === Infinity ? 0 : (p.u - c1) * lostAt(p.u)) + extra * slope(p))
        : [(p: { l: number; u: number }): number => cut(p.l, p.u, c0)];
      const check = (
        variable: (p: { l: number; u: number }) => number,
        stated: { mean: number; low: number; high: number; square: number },
      ): void => {
        const values = profiles.map(variable);
        const average = mean(variable);
        // Sums of counts bracket the mean and the mean square from above.
        expectWithin(average, -Infinity, stated.mean + tiny);
        expectWithin(values.reduce((sum, v) => sum + v * v, 0) / values.length, 0, stated.square + tiny);
        for (const end of [Math.min(...values), Math.max(...values)]) expectWithin(end, -stated.low - tiny, stated.high + tiny);
      };
      expect(edges.length).toBe(variables.length);
      variables.forEach((variable, i) => check(variable, edges[i]!));
      if (drift) check(slope, drift);
    }
  });

  it('with endless profiles the bounds still dominate the exact gain of every pair in the box', () => {
    // A table of exact probabilities instead of counts: what a certificate converges to must not be below the truth.
    const n = 2 ** 45;
    const { rank } = raw.problem;
    const own = Float64Array.from(s.x, (at) => s.sign * at);
    const atMost = (at: number, k: number): number =>
      numberBelow(market, trader, at).slice(0, Math.max(0, k + 1)).reduce((a, b) => a + b, 0);
    // Seller: S_U = Pr(at most r below), S_L = Pr(at most r - 1). A buyer's are mirrored: Pr(L' >= -x) = Pr(U <= x).
    const atLeastU = own.map((at) => Math.round(n * (trader === 'seller' ? atMost(at, rank) : 1 - atMost(at, rank - 1))));
    const atLeastL = own.map((at) => Math.round(n * (trader === 'seller' ? atMost(at, rank - 1) : 1 - atMost(at, rank))));
    const table: Survival = { ...s, n, atLeastL, atLeastU };
    const tableSums = integrals(table);
    const bounder = new TileBounder(1e-3, n);
    const exact = exactTrader(market, trader);
    const make = caseMaker(13);
    for (let trial = 0; trial < 40; trial++) {
      const box = randomBox(make, table);
      const bound = bounder.bound(table, tableSums, box);
      const [c0, c1, x0, x1] = [x[box.i0]!, x[box.i1]!, x[box.k0]!, x[box.k1]!];
      for (const share of [0, 0.5, 1]) {
        const c = c0 + share * (c1 - c0);
        for (const report of [x0, (x0 + x1) / 2, x1]) {
          if (report < c) continue;
          expectWithin(exact.gain(s.sign * c, s.sign * report), -Infinity, bound + 1e-7);
        }
      }
    }
  });

  it.each([1, 7, 100, 1500])('a tiling of at most %d boxes covers the triangle', (limit) => {
    const boxes = tileTriangle(s, limit, 10_000, 0.01);
    expect(boxes.length).toBeLessThanOrEqual(Math.max(1, limit));
    const covered = new Uint8Array((s.end - s.first) ** 2);
    for (const { i0, i1, k0, k1 } of boxes) {
      expectSame(s.first <= i0 && i0 < i1 && i1 <= s.end && s.first <= k0 && k0 < k1 && k1 <= s.end, true);
      for (let i = i0; i < i1; i++) for (let k = k0; k < k1; k++) covered[(i - s.first) * (s.end - s.first) + k - s.first]!++;
    }
    // Cells of pairs (c, x) with c <= x somewhere in them are those with i <= k.
    for (let i = 0; i < s.end - s.first; i++) {
      for (let k = i; k < s.end - s.first; k++) {
        if (covered[i * (s.end - s.first) + k] !== 1) {
          expect(`cell ${i},${k} covered ${covered[i * (s.end - s.first) + k]} times`).toBe('once');
        }
      }
    }
  });
});

describe('bounds and samples', () => {
  it('do not depend on where zero is', () => {
    const squares = [0, 2 ** 20].map((shift) => {
      const uniform = law(`uniform(${shift},${shift + 1})`);
      const raw = drawMarket(
        doubleAuction({ sellers: 3, buyers: 3, kappa: 0.5, cost: uniform, value: uniform }),
        'seller',
        2000,
        8,
        (x) => shift + Math.floor((x - shift) * 2 ** 20) / 2 ** 20,
      );
      const s = survivalOf(raw, evenGrid(raw.problem, 2 ** 9));
      return tileMeans(s, integrals(s), { i0: 200, i1: 201, k0: 204, k1: 205 }).edges.map(({ square }) => square);
    });
    squares[0]!.forEach((square, i) => expect(squares[1]![i]! / square).toBeCloseTo(1, 9));
  });

  it('share the error among all statements about a box: two edges, drift, and four counts', () => {
    // Nothing was seen: the bound is the lie times what zero of n leaves possible.
    const zeros = Float64Array.of(0, 0, 0);
    const s: Survival = { n: 1000, weight: 1, sign: 1, first: 0, end: 2, x: Float64Array.of(0, 0.5, 1), atLeastL: zeros, atLeastU: zeros };
    const bound = new TileBounder(0.07, 1000).bound(s, integrals(s), { i0: 0, i1: 1, k0: 0, k1: 1 });
    expect(bound).toBeGreaterThanOrEqual(0.5 * clopperPearsonUpper(0, 1000, 0.01));
    expect(bound).toBeLessThan(0.5 * clopperPearsonUpper(0, 1000, 0.005));
  });

  it('more profiles and more tolerance tighten a bound', () => {
    const market = doubleAuction({ sellers: 2, buyers: 2, kappa: 0, cost: law('uniform(0,1)'), value: law('uniform(0,1)') });
    const raw = drawMarket(market, 'seller', 500, 8);
    const s = survivalOf(raw, evenGrid(raw.problem, 50));
    const sums = integrals(s);
    const box = { i0: 8, i1: 9, k0: 22, k1: 23 };
    const bound = (alpha: number, n: number): number => new TileBounder(alpha, n).bound(s, sums, box);
    expect(bound(0.01, 10_000)).toBeLessThan(bound(0.01, 500));
    expect(bound(0.1, 500)).toBeLessThan(bound(0.001, 500));
  });
});
