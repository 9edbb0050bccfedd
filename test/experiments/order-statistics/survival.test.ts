/** Every formula of src/notions against the mechanism itself, run draw by draw on the same draws. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, type Trader } from '../../../src/environment/double-auction.ts';
import { bestPair } from '../../../src/notions/epsilon-ic.ts';
import { gainAt } from '../../../src/notions/misreport-gain.ts';
import { epsilonLicOfTrader } from '../../../src/notions/epsilon-lic.ts';
import { interimBands } from '../../../src/notions/interim-utility.ts';
import { integrals } from '../../../src/experiments/order-statistics/survival.ts';
import { meanPayoff, payoff } from '../../oracles/double-auction.ts';
import { caseMaker } from '../../oracles/statistics.ts';
import { drawMarket, evenGrid, survivalOf } from '../../notions/raw-market.ts';

const law = parseDistribution;
const markets: readonly (readonly [string, number, number, string, string])[] = [
  ['1 x 1', 1, 1, 'uniform(0,1)', 'uniform(0,1)'],
  ['2 x 2', 2, 2, 'uniform(0,1)', 'beta(2,3)'],
  ['3 x 5', 3, 5, 'beta(2,3)', 'uniform(0,1)'],
  ['4 x 1, shifted', 4, 1, 'uniform(-1,0.5)', 'uniform(0,2)'],
  ['1 x 4, far from zero', 1, 4, 'uniform(1000,1001)', 'uniform(1000.25,1001.5)'],
];
const cases = markets.flatMap((market) =>
  ([0, 0.5, 1] as const).flatMap((kappa) => (['seller', 'buyer'] as const).map((trader) => [...market, kappa, trader] as const)));
const PROFILES = 400;
const tiny = 1e-9;

describe.each(cases)('%s: %d x %d, costs %s, values %s, kappa %d, %s', (_, sellers, buyers, cost, value, kappa, trader) => {
  const market = doubleAuction({ sellers, buyers, kappa, cost: law(cost), value: law(value) });
  const raw = drawMarket(market, trader, PROFILES, sellers + 10 * buyers);
  const grid = evenGrid(raw.problem, 400);
  const s = survivalOf(raw, grid);
  const sums = integrals(s);
  const bands = interimBands(s, 0.01, 0);
  const step = (s.x.at(-1)! - s.x[0]!) / 400;
  const payoffOf = (type: number, report: number): number => meanPayoff(raw.others, kappa, trader, type, report);
  const own = (j: number): number => s.sign * s.x[j]!;
  const make = caseMaker(9);
  const somewhere = (): number => s.first + make.whole(s.end - s.first + 1);
  const places = [s.first, s.end, ...Array.from({ length: 12 }, somewhere)];

  it('trade probability', () => {
    for (const j of places) {
      const traded = raw.others.filter(({ asks, bids }) => {
        const report = own(j);
        const reports = trader === 'seller' ? { asks: [report, ...asks], bids } : { asks, bids: [report, ...bids] };
        // Someone whose type is a world away from every price gains or loses visibly exactly when she trades.
        return payoff(reports, kappa, trader, 0, report + 1e6) !== 0;
      }).length;
      expect(bands.trade(j).estimate).toBeCloseTo(traded / PROFILES, 12);
    }
  });

  it('interim utility: the bracket holds the mean payoff of telling the truth', () => {
    for (const j of places) {
      const mean = payoffOf(own(j), own(j));
      const { estimate, lower, upper } = bands.utility(j);
      expect(Math.abs(estimate - mean)).toBeLessThanOrEqual(step + tiny);
      expect(lower).toBeLessThanOrEqual(mean + tiny);
      expect(upper).toBeGreaterThanOrEqual(mean - tiny);
    }
  });

  it('gains from every kind of lie', () => {
    for (let trial = 0; trial < 40; trial++) {
      const [i, k] = [somewhere(), somewhere()];
      const mean = payoffOf(own(i), own(k)) - payoffOf(own(i), own(i));
      const { estimate, lower, upper } = bands.gain(i, k);
      expect(Math.abs(estimate - mean)).toBeLessThanOrEqual(step + tiny);
      expect(lower).toBeLessThanOrEqual(mean + tiny);
      expect(upper).toBeGreaterThanOrEqual(mean - tiny);
      if (i === k) expect([lower, estimate, upper]).toEqual([0, 0, 0]);
      // In the seller's orientation only lies upwards can gain.
      if (k < i) expect(mean).toBeLessThanOrEqual(tiny);
      if (i < k) {
        const bracket = gainAt(s, sums, i, k);
        expect(bracket.lower).toBeLessThanOrEqual(mean + tiny);
        expect(bracket.upper).toBeGreaterThanOrEqual(mean - tiny);
      }
    }
  });

  it('the best pair gains as much as any, up to the width of cells', () => {
    const pair = bestPair(s);
    let best = 0;
    for (let i = s.first; i <= s.end; i += 7) for (let k = i + 1; k <= s.end; k += 7) best = Math.max(best, gainAt(s, sums, i, k).estimate);
    const found = pair ? gainAt(s, sums, pair.type, pair.report).estimate : 0;
    expect(found).toBeGreaterThanOrEqual(best - tiny);
    if (pair) expect(pair.type >= s.first && pair.type < pair.report && pair.report <= s.end).toBe(true);
    else expect(best).toBeLessThanOrEqual(tiny);
  });

  it('epsilon-LIC: above every gain per unit of lie that these draws show', () => {
    const withWitness = survivalOf(raw, { ...grid, witness: grid.first + Math.floor((grid.end - grid.first) / 2) });
    const { estimate, lower, upper, witness } = epsilonLicOfTrader(withWitness, 0.01, () => true, 0);
    if (s.weight === 0) {
      expect([estimate, lower, upper]).toEqual([0, 0, 0]);
      return;
    }
    for (let trial = 0; trial < 40; trial++) {
      const [i, k] = [somewhere(), somewhere()].sort((a, b) => a - b) as [number, number];
      if (i === k) continue;
      const ratio = (payoffOf(own(i), own(k)) - payoffOf(own(i), own(i))) / (s.x[k]! - s.x[i]!);
      expect(ratio).toBeLessThanOrEqual(upper + tiny);
    }
    const { type, report } = witness!;
    const ratio = (payoffOf(type, report) - payoffOf(type, type)) / Math.abs(report - type);
    expect(lower).toBeLessThanOrEqual(ratio + tiny);
    // Within the cell of the witness the ratio of the sample is not fixed by the counts: half of what happens there is in doubt.
    const inside = raw.lower.concat(raw.upper).filter((y) => y >= Math.min(type, report) && y < Math.max(type, report)).length;
    expect(Math.abs(estimate - ratio)).toBeLessThanOrEqual(inside / PROFILES + tiny);
  });
});

describe('averages over the own law', () => {
  it.each(
    [['seller', 0], ['seller', 0.5], ['buyer', 0.5], ['buyer', 1], ['buyer', 0]] as const
  )('%s at kappa %d', (trader: Trader, kappa) => {
    const market = doubleAuction({ sellers: 2, buyers: 3, kappa, cost: law('beta(2,3)'), value: law('uniform(0.2,1.2)') });
    const raw = drawMarket(market, trader, 300, 5);
    const s = survivalOf(raw, evenGrid(raw.problem, 600));
    const own = raw.problem.law;
    const cdf = trader === 'seller' ? (y: number): number => own.cdf(y) : (y: number): number => 1 - own.cdf(-y);
    const bands = interimBands(s, 0.01, 0);
    let [utility, trade] = [0, 0];
    const steps = 200;
    for (let i = 0; i < steps; i++) {
      const type = own.quantile((i + 0.5) / steps);
      utility += meanPayoff(raw.others, kappa, trader, type, type) / steps;
      // Payoffs of types a unit apart differ by the probability of trade.
      trade += Math.abs(meanPayoff(raw.others, kappa, trader, type + 1, type) - meanPayoff(raw.others, kappa, trader, type, type)) / steps;
    }
    expect(bands.exAnteUtility(cdf).estimate).toBeCloseTo(utility, 2);
    expect(Math.abs(bands.exAnteUtility(cdf).estimate - utility)).toBeLessThan(2e-3);
    expect(Math.abs(bands.exAnteTrade(cdf).estimate - trade)).toBeLessThan(5e-3);
    expect(bands.exAnteUtility(cdf).lower).toBeLessThan(utility);
    expect(bands.exAnteUtility(cdf).upper).toBeGreaterThan(utility);
  });
});
