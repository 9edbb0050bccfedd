import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction, TRADERS_MAX, traderProblem, type DoubleAuction } from '../../src/environment/double-auction.ts';
import { InputError } from '../../src/errors.ts';
import { payoff } from '../oracles/double-auction.ts';
import { caseMaker } from '../oracles/statistics.ts';

const cost = parseDistribution('uniform(0,1)');
const value = parseDistribution('beta(2,3)');
const market = (change: Partial<DoubleAuction> = {}): DoubleAuction =>
  doubleAuction({ sellers: 3, buyers: 5, kappa: 0.25, cost, value, ...change });

describe('one trader\'s problem', () => {
  it('a seller faces the other sellers and all buyers, a buyer all sellers and the other buyers', () => {
    expect(traderProblem(market(), 'seller')).toEqual({
      trader: 'seller', law: cost, others: [{ count: 2, law: cost }, { count: 5, law: value }], rank: 4, pivotalWeight: 0.75,
    });
    expect(traderProblem(market(), 'buyer')).toEqual({
      trader: 'buyer', law: value, others: [{ count: 3, law: cost }, { count: 4, law: value }], rank: 5, pivotalWeight: 0.25,
    });
  });

  it.each([0, 0.3, 1])('the payoffs stated there are those of the mechanism (kappa %d)', (kappa) => {
    const make = caseMaker(51);
    for (let trial = 0; trial < 2000; trial++) {
      const [m, n] = [1 + make.whole(4), 1 + make.whole(4)];
      for (const trader of ['seller', 'buyer'] as const) {
        const asks = Array.from({ length: m - (trader === 'seller' ? 1 : 0) }, make.unit);
        const bids = Array.from({ length: n - (trader === 'buyer' ? 1 : 0) }, make.unit);
        const { rank } = traderProblem(market({ sellers: m, buyers: n, kappa }), trader);
        const y = [...asks, ...bids].sort((p, q) => p - q);
        const [L, U] = [rank === 0 ? -Infinity : y[rank - 1]!, rank === y.length ? Infinity : y[rank]!];
        const [type, x] = [make.unit(), make.unit()];
        const reports = trader === 'seller' ? { asks: [x, ...asks], bids } : { asks, bids: [x, ...bids] };
        const mix = (a: number, b: number): number => (kappa === 0 ? a : kappa === 1 ? b : (1 - kappa) * a + kappa * b);
        const stated = trader === 'seller' ? (x <= U ? mix(Math.max(L, x), U) - type : 0) : x > L ? type - mix(L, Math.min(U, x)) : 0;
        expect(payoff(reports, kappa, trader, 0, type)).toBeCloseTo(stated, 12);
      }
    }
  });
});

describe('what is refused', () => {
  it.each<[string, Partial<DoubleAuction>]>([
    ['sellers', { sellers: 0 }], ['sellers', { sellers: -1 }], ['sellers', { sellers: 1.5 }], ['sellers', { sellers: NaN }], [
      'sellers', { sellers: TRADERS_MAX + 1 },
    ],
    ['buyers', { buyers: 0 }], [
      'buyers', { buyers: Infinity },
    ], ['kappa', { kappa: -0.01 }], ['kappa', { kappa: 1.01 }], ['kappa', { kappa: NaN }],
  ])('%s: %j', (field, change) => {
    expect(() => market(change)).toThrow(InputError);
    expect(() => market(change)).toThrow(new RegExp(`^${field}: must`));
  });
});
