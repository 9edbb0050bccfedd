/** Traders of several units, held against the auction's definition: every profile of the others cleared, utilities averaged. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction, type Trader } from '../../src/environment/double-auction.ts';
import { multiUnitProblem } from '../../src/experiments/double-auction/unit-chances.ts';
import { multiUnitConstants } from '../../src/notions/multi-unit-trader.ts';
import { randomSource } from '../support/random.ts';
import { exactEpsilonIcUniform, exactEpsilonLic } from '../../scenarios/double-auction/reference.ts';

interface Case {
  readonly trader: Trader;
  readonly sellers: number;
  readonly buyers: number;
  readonly units: number;
  readonly kappa: number;
  readonly cost?: string;
  readonly value?: string;
}

const marketOf = ({ sellers, buyers, cost = 'uniform(0,1)', value = 'uniform(0,1)' }: Case) =>
  doubleAuction({ sellers, buyers, kappa: 0, cost: parseDistribution(cost), value: parseDistribution(value) });

const constantsOf = (given: Case, precision: number) =>
  multiUnitConstants(multiUnitProblem(marketOf(given), given.trader, given), precision);

/** Expected gain, the others' types at the middles of `steps` equally probable pieces. */
function gainOf(given: Case, steps: number, types: readonly number[], reports: readonly number[]): number {
  const { sellers, buyers, kappa, trader } = given;
  const { cost, value } = marketOf(given);
  const own = trader === 'seller' ? sellers - types.length : sellers;
  const others = sellers + buyers - types.length;
  const places = [cost, value].map((law) => Array.from({ length: steps }, (_, i) => law.quantile((i + 0.5) / steps)));
  const utility = (numbers: readonly number[], rest: readonly number[]): number => {
    const all = [...numbers.map((x) => ({ x, mine: true })), ...rest.map((x) => ({ x, mine: false }))].sort((a, b) => a.x - b.x);
    const price = (1 - kappa) * all[buyers - 1]!.x + kappa * all[buyers]!.x;
    // The goods stay with, or go to, the highest numbers: a seller sells those of hers among the `buyers` lowest.
    const low = all.slice(0, buyers).filter(({ mine }) => mine).length;
    const traded = trader === 'seller' ? low : types.length - low;
    return types.slice(0, traded).reduce((sum, type) => sum + (trader === 'seller' ? price - type : type - price), 0);
  };
  let sum = 0;
  const visit = (rest: number[]): void => {
    if (rest.length === others) sum += utility(reports, rest) - utility(types, rest);
    else for (const x of places[rest.length < own ? 0 : 1]!) visit([...rest, x]);
  };
  visit([]);
  return sum / steps ** others;
}

const list = (witness: number | readonly number[] | undefined): readonly number[] => (witness === undefined ? [] : [witness].flat());

const CASES: readonly Case[] = [
  { trader: 'seller', sellers: 2, buyers: 2, units: 2, kappa: 0 },
  { trader: 'buyer', sellers: 2, buyers: 2, units: 2, kappa: 0, cost: 'beta(2,3)' },
  { trader: 'seller', sellers: 2, buyers: 3, units: 2, kappa: 0.3, value: 'beta(2,3)' },
  { trader: 'buyer', sellers: 3, buyers: 2, units: 2, kappa: 0.7 },
  { trader: 'seller', sellers: 3, buyers: 2, units: 2, kappa: 1 },
  { trader: 'buyer', sellers: 2, buyers: 2, units: 1, kappa: 0.5 },
];

describe('traders of several units', () => {
  it.each(CASES)('$trader of $units units, $sellers and $buyers, kappa $kappa: as the definition has it', (given) => {
    const { lic, ic } = constantsOf(given, 0.02);
    const others = given.sellers + given.buyers - given.units;
    const steps = others === 2 ? 120 : 30;
    const error = 3 / steps;
    const [type, report] = [list(ic.witness?.type), list(ic.witness?.report)];
    expect(Math.abs(gainOf(given, steps, type, report) - ic.estimate)).toBeLessThan(error * ic.estimate + 1e-3);
    expect(ic.upper - ic.lower).toBeLessThan(0.05 * ic.estimate);
    expect(lic.upper - lic.lower).toBeLessThan(0.05 * lic.estimate);
    const { unit, chance } = randomSource(others);
    const inOrder = (): number[] => Array.from({ length: given.units }, unit).sort((a, b) => (given.trader === 'seller' ? a - b : b - a));
    for (let pair = 0; pair < 12; pair++) {
      const types = inOrder();
      const reports = chance(0.5) ? inOrder() : types.map((x) => x + (given.trader === 'seller' ? 0.1 : -0.1));
      const gain = gainOf(given, others === 2 ? 40 : 16, types, reports);
      const lie = types.reduce((sum, x, i) => sum + Math.abs(x - reports[i]!), 0);
      expect(gain).toBeLessThan(ic.upper + 0.03);
      expect(gain).toBeLessThan(lic.upper * lie + 0.03);
    }
  });

  it('one unit: the constants of the double auction, to the digits of their formulas', () => {
    for (const [sellers, buyers, kappa] of [[1, 1, 0], [5, 3, 0.25], [8, 8, 0], [2, 6, 1]] as const) {
      const { lic, ic } = constantsOf({ trader: 'seller', sellers, buyers, units: 1, kappa }, 0.01);
      const N = sellers + buyers - 1;
      const law = parseDistribution('uniform(0,1)');
      const exact = exactEpsilonLic({ trader: 'seller', law, others: [], rank: buyers - 1, pivotalWeight: 1 - kappa }, N);
      expect(lic.lower).toBeLessThanOrEqual(exact + 1e-9);
      expect(lic.upper).toBeGreaterThanOrEqual(exact - 1e-9);
      const largest = exactEpsilonIcUniform(1 - kappa, N, buyers - 1, 1);
      expect(ic.lower).toBeLessThanOrEqual(largest + 1e-9);
      expect(ic.upper).toBeGreaterThanOrEqual(largest - 1e-9);
    }
  });

  it('one seller of both units against one buyer of both, by hand', () => {
    // The second ask sets the price of two where both bids lie above it, and may always be raised: n - 2 = 0 others below, at ask 0.
    const seller = constantsOf({ trader: 'seller', sellers: 2, buyers: 2, units: 2, kappa: 0 }, 0.01);
    expect(seller.lic.estimate).toBe(2);
    // By the truth costs of 0 get nothing, the second ask being the price; asking r for both gets 2 r (1 - r)^2 where both are sold and
    // r 2 r (1 - r) where one is, 2 r (1 - r) in all.
    expect(seller.ic.lower).toBeLessThanOrEqual(0.5);
    expect(seller.ic.upper).toBeGreaterThanOrEqual(0.5);
    // A buyer's second bid sets the price of the first where one ask lies below it: 2 v (1 - v), 1/2 at most.
    const buyer = constantsOf({ trader: 'buyer', sellers: 2, buyers: 2, units: 2, kappa: 0 }, 0.01);
    expect(buyer.lic.estimate).toBeCloseTo(0.5, 9);
    // Withdrawing it: int_0^v (2 y (1 - y) - (v - y) 2 y) dy = v^2 - v^3, largest at v = 2/3.
    expect(buyer.ic.lower).toBeLessThanOrEqual(4 / 27 + 1e-12);
    expect(buyer.ic.upper).toBeGreaterThanOrEqual(4 / 27);
  });

  it('a buyer of one unit at the lower price cannot gain, in scale and place of the law as well', () => {
    const { lic, ic } = constantsOf({ trader: 'buyer', sellers: 3, buyers: 4, units: 1, kappa: 0 }, 0.1);
    expect([lic.upper, ic.upper]).toEqual([0, 0]);
    const plain = constantsOf({ trader: 'seller', sellers: 3, buyers: 4, units: 3, kappa: 0.4 }, 0.1);
    const law = 'uniform(1000000,1000010)';
    const moved = constantsOf({ trader: 'seller', sellers: 3, buyers: 4, units: 3, kappa: 0.4, cost: law, value: law }, 0.1);
    expect(moved.ic.estimate / 10).toBeCloseTo(plain.ic.estimate, 6);
    expect(moved.lic.estimate).toBeCloseTo(plain.lic.estimate, 6);
    expect(moved.ic.upper / 10).toBeCloseTo(plain.ic.upper, 3);
  });
});
