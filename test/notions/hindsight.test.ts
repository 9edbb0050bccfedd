/** How often another report would have been better: against all reports of a dense list at all profiles of a dense grid. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { tradingAgent } from '../../src/experiments/quadrature/served.ts';
import { bidderOf } from '../../src/experiments/quadrature/won-given.ts';
import type { Served } from '../../src/experiments/quadrature/served.ts';
import type { Strategy } from '../../src/mechanism/strategy.ts';
import { payerGains, tableGains, traderGains } from '../../src/notions/hindsight.ts';

const efficient = { kind: 'efficient' } as const;
const law = (text: string): Distribution => parseDistribution(text);
const TYPES = 150;

/** Mean over both laws' middles of equal shares, of whether some report gains. */
function brute(
  own: Distribution, other: Distribution, reports: number, payoff: (report: number, type: number, x: number) => number,
): number {
  const middles = (of: Distribution): number[] => Array.from({ length: TYPES }, (_, n) => of.quantile((n + 0.5) / TYPES));
  const [low, high] = own.support;
  const list = Array.from({ length: reports + 1 }, (_, r) => low + ((high - low) * r) / reports);
  let gainful = 0;
  for (const s of middles(own)) {
    for (const x of middles(other)) {
      const truth = payoff(s, s, x) + 1e-9;
      gainful += Number(list.some((t) => payoff(t, s, x) > truth) || [-1e-4, 1e-4].some((near) => payoff(s + near, s, x) > truth));
    }
  }
  return gainful / TYPES ** 2;
}

const holds = (found: { lower: number; estimate: number; upper: number }, truth: number, within: number): void => {
  expect(found.lower).toBeLessThanOrEqual(truth + within);
  expect(found.upper).toBeGreaterThanOrEqual(truth - within);
  expect(found.lower).toBeLessThanOrEqual(found.estimate);
  expect(found.estimate).toBeLessThanOrEqual(found.upper);
  expect(found.upper - found.lower).toBeLessThan(2e-3);
};

describe('who pays by her report alone', () => {
  const uniform = law('uniform(0,1)');
  const bidder = (laws: readonly Distribution[], agent = 0, strategies?: Strategy[]) =>
    bidderOf(singleObject({ laws }), { name: 'a', rule: efficient, transfers: { kind: 'first-price' }, ...(strategies && { strategies }) },
      agent)!;
  const costs = (bid: (type: number) => number) => ({ served: bid, unserved: () => 0 });

  it.each([
    ['truthful, alike: who wins gains', [uniform, uniform, uniform], (t: number) => t, 1 / 3],
    // Served, or where the others bid less than her value: the highest of two, Y, with 2 Y / 3 < s.
    ['at the equilibrium of three: 5/9', [uniform, uniform, uniform], (t: number) => (2 * t) / 3, 5 / 9],
    ['truthful, against a wider law', [uniform, law('uniform(0,2)')], (t: number) => t, 1 / 4],
    // Every bid is below half the value, so all who may win gain: those below it by anything below the highest bid.
    ['a quarter of the value: all below the highest bid', [uniform, uniform], (t: number) => t / 4, 7 / 8],
    // Beyond her value she gains where she wins.
    ['twice the value', [uniform, uniform], (t: number) => 2 * t, 1 / 2],
  ] as const)('%s', (_, laws, bid, truth) => {
    holds(payerGains(bidder([...laws]), costs(bid), false), truth, 0);
  });

  it('beta values: the integral of chances', () => {
    const laws = [law('beta(2,3)'), law('beta(3,2)')];
    const truth = Array.from({ length: 4000 }, (_, n) => laws[1]!.cdf(laws[0]!.quantile((n + 0.5) / 4000))).reduce((a, b) => a + b) / 4000;
    holds(payerGains(bidder(laws), costs((t) => t), false), truth, 1e-6);
  });

  it('who pays served or not gains by a little less, always', () => {
    expect(payerGains(bidder([uniform, uniform]), costs((t) => t), true)).toMatchObject({ lower: 1, upper: 1 });
  });
});

describe('who trades at a price between bid and ask', () => {
  const strategy = (slope: number, intercept: number, [low, high]: readonly [number, number]): Strategy => ({
    name: `${slope} t + ${intercept}`, bid: (t) => slope * t + intercept, inverse: (b) => (b - intercept) / slope,
    range: [slope * low + intercept, slope * high + intercept], line: { slope, intercept }, isStrict: true,
  });

  it.each([
    ['the linear equilibrium of uniform laws', 0.5, [2 / 3, 1 / 4], [2 / 3, 1 / 12], 'uniform(0,1)', 'uniform(0,1)'],
    ['the price is the ask', 0, [0.9, 0.1], [0.8, 0], 'uniform(0,1)', 'uniform(0,1)'],
    ['the price is the bid, other laws', 1, [0.5, 0.5], [0.8, 0], 'beta(2,3)', 'beta(3,2)'],
    ['costs above values', 0.3, [0.9, 0.1], [0.9, 0], 'uniform(0.5,1.5)', 'uniform(0,1)'],
  ] as const)('%s', (_, k, ask, bid, cost, value) => {
    const laws = [law(cost), law(value)] as const;
    const strategies = [strategy(ask[0], ask[1], laws[0].support), strategy(bid[0], bid[1], laws[1].support)];
    const problem = bilateralTrade({ cost: laws[0], value: laws[1] });
    const mechanism = { name: 'k', rule: efficient, transfers: { kind: 'k-double-auction', k }, strategies } as const;
    const [asked, bidden] = strategies.map(({ bid: act }) => act) as [(t: number) => number, (t: number) => number];
    const price = (b: number, a: number): number => k * b + (1 - k) * a;
    const seller = brute(laws[0], laws[1], 600, (t, s, x) => (asked(t) <= bidden(x) ? price(bidden(x), asked(t)) - s : 0));
    const buyer = brute(laws[1], laws[0], 600, (t, s, x) => (asked(x) <= bidden(t) ? s - price(bidden(t), asked(x)) : 0));
    [seller, buyer].forEach((truth, agent) => {
      holds(traderGains(tradingAgent(problem, mechanism, agent, k)!, laws[agent]!)!, truth, 0.012);
    });
  });

  it('a bid beyond the value that moves no price is left open', () => {
    const uniform = law('uniform(0,1)');
    const strategies = [strategy(1, 0, [0, 1]), strategy(1, 0.2, [0, 1])];
    const mechanism = { name: 'k', rule: efficient, transfers: { kind: 'k-double-auction', k: 0 }, strategies } as const;
    expect(traderGains(tradingAgent(bilateralTrade({ cost: uniform, value: uniform }), mechanism, 1, 0)!, uniform)).toBeUndefined();
  });
});

describe('full insurance of a table', () => {
  const served = (worth: number, base: number, other: Distribution, below: boolean): Served =>
    ({ worth, base, law: other, below, critical: (t) => (below ? t : 1 - t) });

  it.each([
    ['nothing: where she is served', [0, 0], 1, 0, true],
    ['VCG, nearly: everywhere', [0, 0.01, 0.05, 0.2, 0.5], 1, 0, true],
    ['flat in the middle', [0, 0.3, 0.3, 0.3, 0.6], 1, 0, true],
    ['flat, falling, and as steep as the value', [0.2, 0.2, 0.1, 0.1, 0.35, 0.6], 1, 0, true],
    ['a cost: flat, then falling', [0.5, 0.5, 0.2, 0], 1, -1, false],
    ['values both ways', [0.3, 0.1, 0.1, 0.4], 2, -0.5, false],
  ] as const)('%s', (_, values, worth, base, below) => {
    const [own, other] = [law('beta(2,1)'), law('beta(1,2)')];
    const pieces = values.length - 1;
    const mu = (t: number): number => {
      const piece = Math.max(0, Math.min(pieces - 1, Math.floor(t * pieces)));
      return values[piece]! + (values[piece + 1]! - values[piece]!) * (t * pieces - piece);
    };
    const truth = brute(own, other, 600, (t, s, x) => mu(t) + (base + ((below ? x < t : x > 1 - t) ? worth : 0)) * (s - t));
    holds(tableGains(served(worth, base, other, below), { values, support: [0, 1] }, own), truth, 0.012);
  });
});
