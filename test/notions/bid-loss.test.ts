/** Losses of bid functions against formulas by hand, and against bids tried one by one. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bidAt, bidChances, type BidFunction } from '../../src/mechanism/auctions/bid-function.ts';
import { auctionNamed } from '../../src/mechanism/auctions/registry.ts';
import { bidLoss, type BidLoss } from '../../src/notions/bid-loss.ts';
import { atOnce } from '../../src/run/turns.ts';

const uniform = parseDistribution('uniform(0,1)');
const CELLS = 4096;
/** Ends are about this far apart at so many cells. */
const NEAR = 2e-3;

const alike = (auction: string, n: number, bid: (v: number) => number, points = 2): BidLoss => {
  const values = Array.from({ length: points }, (_, k) => k / (points - 1));
  const strategy = { values, bids: values.map(bid) };
  return atOnce(bidLoss({
    auction: auctionNamed(auction), cells: CELLS, strategies: new Array<BidFunction>(n).fill(strategy),
    laws: new Array<typeof uniform>(n).fill(uniform),
  }, 0));
};

function holds({ lower, upper }: { readonly lower: number; readonly upper: number }, value: number, times = 1, curve = 1e-12): void {
  expect(lower).toBeLessThanOrEqual(value + curve);
  expect(upper).toBeGreaterThanOrEqual(value - curve);
  expect(upper - lower).toBeLessThan(times * NEAR);
}

describe('by hand', () => {
  it.each([2, 3, 7])('first price, %i bidders: nothing is lost at v (n - 1) / n', (n) => {
    const { largest, mean, utility, payment } = alike('first-price', n, (v) => (v * (n - 1)) / n);
    // The steeper the chances, the wider the cells' ends.
    holds(largest, 0, n);
    holds(mean, 0);
    holds(utility, 1 / (n * (n + 1)));
    holds(payment, (n - 1) / (n * (n + 1)));
  });

  it('first price, bids of 0.4 v: the type 5/6 loses 1/60', () => {
    const { largest, witness } = alike('first-price', 2, (v) => 0.4 * v);
    holds(largest, 1 / 60);
    expect(witness.type).toBeCloseTo(5 / 6, 2);
    expect(witness.report).toBeCloseTo(0.4, 3);
  });

  it('first price, truthful bids lose v^2 / 4', () => {
    const { largest, mean, least } = alike('first-price', 2, (v) => v);
    holds(largest, 1 / 4);
    holds(mean, 1 / 12);
    holds(least, 0);
  });

  it('second price: truth loses nothing, bids of half lose what they do not win', () => {
    holds(alike('second-price', 3, (v) => v).largest, 0);
    holds(alike('second-price', 3, (v) => v).payment, 1 / 6);
    // Others bid up to 1/2: type v gains by winning against others of types in (v, min(2 v, 1)), (v - x / 2) each: most at v = 2 / 3.
    holds(alike('second-price', 2, (v) => v / 2).largest, 1 / 12);
  });

  it('all-pay: v^2 / 2 is the equilibrium of two, and bids of v lose v - v^2', () => {
    // 512 straight lines stand for the curve.
    holds(alike('all-pay', 2, (v) => v * v / 2, 513).largest, 0, 1, 1e-6);
    holds(alike('all-pay', 2, (v) => v).largest, 1 / 4);
    holds(alike('all-pay', 2, (v) => v).mean, 1 / 6);
    holds(alike('all-pay', 2, (v) => v).least, -1 / 4);
  });

  it.each(['first-price', 'second-price'])('%s, everybody bids 1/4: ties are broken evenly', (auction) => {
    const { largest, mean, utility, least } = alike(auction, 2, () => 0.25);
    holds(largest, 3 / 8);
    holds(mean, 0.15625);
    holds(utility, 1 / 8);
    holds(least, -1 / 8);
    holds(alike(auction, 5, () => 0).utility, 1 / 10);
  });
});

describe('laws with atoms: ties happen', () => {
  const loss = (auction: string, law: string, bids: readonly number[]): BidLoss => atOnce(bidLoss({
    auction: auctionNamed(auction), cells: CELLS, strategies: [0, 1].map(() => ({ values: [0, 1], bids: [...bids] })),
    laws: [0, 1].map(() => parseDistribution(law)),
  }, 0));

  it('two types who bid the truth: 0.8 had better bid just above 0.2', () => {
    const { largest, mean, utility, payment, witness } = loss('first-price', 'discrete(0.2:0.5,0.8:0.5)', [0, 1]);
    holds(largest, 0.3);
    holds(mean, 0.15);
    holds(utility, 0);
    // Half of the market's, which is the highest value.
    holds(payment, (0.75 * 0.8 + 0.25 * 0.2) / 2);
    expect(witness).toEqual({ type: 0.8, report: 0.2 });
    holds(loss('second-price', 'discrete(0.2:0.5,0.8:0.5)', [0, 1]).largest, 0);
    holds(loss('second-price', 'discrete(0.2:0.5,0.8:0.5)', [0, 1]).utility, 0.25 * 0.6);
    // 0.8 pays 0.8 and wins with 3/4, at least; just above 0.2 she wins with 1/2.
    holds(loss('all-pay', 'discrete(0.2:0.5,0.8:0.5)', [0, 1]).largest, 0.8 - 0.6 + 0.2);
  });

  it('no bids of anybody: each wins half the time, and anything more wins always', () => {
    const { largest, mean } = loss('first-price', 'discrete(0.2:0.5,0.8:0.5)', [0, 0]);
    holds(largest, 0.4);
    holds(mean, 0.25);
  });

  it('an atom within a density', () => {
    // uniform(0,1) with half the mass at 1/2; truth. Type v: nothing; best below 1/2 is b (v - b) / 2, above it (v - b) (1/2 + b / 2).
    const { largest, mean } = loss('first-price', 'piecewise-linear(0:0,0.25:0.5,0.75:0.5,1:1)', [0, 1]);
    holds(largest, 0.75 / 2);
    // Up to v = 1/2 it is v^2 / 8; from there just above the atom, 3/4 (v - 1/2), or v^2 / 8.
    const cross = 3 - Math.sqrt(6);
    const line = (3 / 8) * ((1 - 0.5) ** 2 - (cross - 0.5) ** 2);
    holds(mean, 0.5 / 32 + 0.5 * (cross ** 3 / 24 + line), 2);
  });
});

it('bids tried one by one never gain more than the upper end, unequal bidders and laws', () => {
  const strategies: BidFunction[] = [
    { values: [0, 0.4, 0.6, 1], bids: [0, 0.3, 0.3, 0.6] }, { values: [0, 1, 3], bids: [0.1, 0.5, 0.9] }, { values: [0, 3], bids: [0, 1] },
  ];
  const laws = [uniform, parseDistribution('beta(2,3)'), parseDistribution('uniform(0.5,2)')];
  const chance = (i: number, b: number): number => strategies.reduce((product, strategy, j) =>
    (j === i ? product : product * bidChances(strategy, laws[j]!, b).upTo), 1);
  for (const i of [0, 1, 2]) {
    const { largest } = atOnce(bidLoss({ auction: auctionNamed('first-price'), strategies, laws, cells: CELLS }, i));
    const [low, high] = laws[i]!.support;
    let best = 0;
    for (let k = 0; k <= 200; k++) {
      const v = low + (k / 200) * (high - low);
      const own = bidAt(strategies[i]!, v);
      for (let n = 0; n <= 400; n++) best = Math.max(best, (v - n / 400) * chance(i, n / 400) - (v - own) * chance(i, own));
    }
    expect(best).toBeLessThanOrEqual(largest.upper);
    expect(best).toBeGreaterThan(largest.lower - 0.01);
    expect(largest.upper - largest.lower).toBeLessThan(3 * NEAR);
  }
});

describe('bidChances', () => {
  const strategy: BidFunction = { values: [0, 1, 2, 3], bids: [0, 0.5, 0.5, 1] };
  const law = parseDistribution('uniform(0,3)');
  it.each([
    [0, 0, 0], [0.25, 1 / 6, 1 / 6], [0.5, 1 / 3, 2 / 3], [0.75, 5 / 6, 5 / 6], [1, 1, 1], [2, 1, 1], [-1, 0, 0],
  ])('a bid of %f: %f below, %f up to it', (bid, below, upTo) => {
    const chances = bidChances(strategy, law, bid);
    expect(chances.below).toBeCloseTo(below, 12);
    expect(chances.upTo).toBeCloseTo(upTo, 12);
  });
});
