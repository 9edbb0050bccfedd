/** Auctions of one file each against equilibria from the literature, and against payoffs summed up from the definitions. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { attitudeOf, cara, crra } from '../../src/mechanism/auctions/attitude.ts';
import { bidAt, type BidFunction } from '../../src/mechanism/auctions/bid-function.ts';
import { nearestBid, nearestVcg, Pieces, proportional, proxy, vickrey } from '../../src/mechanism/auctions/core-selecting.ts';
import { auctionNamed } from '../../src/mechanism/auctions/registry.ts';
import { bidLoss as steps, type BidLoss, type BidProblem } from '../../src/notions/bid-loss.ts';
import { atOnce } from '../../src/run/turns.ts';

const bidLoss = (problem: BidProblem, bidder: number): BidLoss => atOnce(steps(problem, bidder));

const uniform = parseDistribution('uniform(0,1)');
const wide = parseDistribution('uniform(0,2)');

const table = (bid: (v: number) => number, pieces = 512): BidFunction => {
  const values = Array.from({ length: pieces + 1 }, (_, k) => k / pieces);
  return { values, bids: values.map(bid) };
};

const alike = (auction: string, n: number, strategy: BidFunction, more: Partial<BidProblem> = {}): BidLoss => bidLoss({
  auction: auctionNamed(auction), cells: 1024, strategies: new Array<BidFunction>(n).fill(strategy),
  laws: new Array<Distribution>(n).fill(uniform), ...more,
}, 0);

const holds = ({ lower, upper }: { readonly lower: number; readonly upper: number }, value: number, width: number): void => {
  expect(lower).toBeLessThanOrEqual(value + 1e-6);
  expect(upper).toBeGreaterThanOrEqual(value - 1e-6);
  expect(upper - lower).toBeLessThan(width);
};

describe('a local-local-global auction', () => {
  /** Ausubel and Baranov (2020), independent values: locals uniform on [0, 1], the global bidder on [0, 2]. */
  const equilibria: Record<string, (v: number) => number> = {
    'llg-nearest-vcg': (v) => Math.max(0, v - (3 - 2 * Math.SQRT2)),
    'llg-nearest-bid': (v) => Math.log(2 / (2 - v)),
    'llg-proxy': (v) => (v === 0 ? 0 : Math.max(0, 1 + Math.log(v))),
    'llg-vcg': (v) => v,
  };
  const of = (auction: string, bid: (v: number) => number, bidder: number): BidLoss => bidLoss({
    auction: auctionNamed(auction), cells: 256, laws: [uniform, uniform, wide],
    strategies: [table(bid), table(bid), { values: [0, 2], bids: [0, 2] }],
  }, bidder);

  it.each(Object.keys(equilibria))('%s: nothing is lost in equilibrium', (auction) => {
    holds(of(auction, equilibria[auction]!, 0).largest, 0, 0.004);
    holds(of(auction, equilibria[auction]!, 2).largest, 0, 1e-9);
  });

  it('a global bidder who shades loses what the locals bid between', () => {
    const { largest } = bidLoss({
      auction: auctionNamed('llg-vcg'), cells: 256, laws: [uniform, uniform, wide],
      strategies: [{ values: [0, 1], bids: [0, 1] }, { values: [0, 1], bids: [0, 1] }, { values: [0, 2], bids: [0, 1.6] }],
    }, 2);
    // The sum s of two uniform values between 0.8 v and v is what winning would have cost.
    const lost = (v: number): number => Array.from({ length: 400 }, (_, k) => v * (0.8 + (0.2 * (k + 0.5)) / 400))
      .reduce((sum, s) => sum + (v - s) * Math.max(0, s < 1 ? s : 2 - s) * ((0.2 * v) / 400), 0);
    const most = Math.max(...Array.from({ length: 80 }, (_, k) => lost(k / 40)));
    expect(largest.lower).toBeLessThan(most + 1e-4);
    expect(largest.upper).toBeGreaterThan(most - 1e-4);
    expect(largest.upper).toBeLessThan(most + 0.04);
  });

  it('bids of another equilibrium lose something', () => {
    expect(of('llg-proxy', equilibria['llg-nearest-bid']!, 0).largest.lower).toBeGreaterThan(0.01);
    expect(of('llg-nearest-vcg', equilibria['llg-proxy']!, 0).largest.lower).toBeGreaterThan(0.005);
    expect(of('llg-nearest-bid', (v) => v, 0).largest.lower).toBeGreaterThan(0.04);
    expect(of('llg-proportional', (v) => v, 0).largest.lower).toBeGreaterThan(0.01);
  });

  /** What local bidder 1 pays, from the definition: the point of the core nearest to the reference, tried one by one. */
  const paid: Record<string, (own: number, other: number, rival: number) => number> = {
    'llg-nearest-vcg': (own, other, rival) => nearest(own, other, rival, Math.max(0, rival - other), Math.max(0, rival - own)),
    'llg-nearest-bid': (own, other, rival) => nearest(own, other, rival, own, other),
    'llg-proxy': (own, other, rival) => nearest(own, other, rival, 0, 0),
    'llg-proportional': (own, other, rival) => (rival * own) / (own + other),
    'llg-vcg': (_, other, rival) => Math.max(0, rival - other),
  };
  function nearest(own: number, other: number, rival: number, first: number, second: number): number {
    const [from, to] = [Math.max(0, rival - other), Math.min(own, rival)];
    let [best, least] = [from, Infinity];
    for (let k = 0; k <= 64; k++) {
      const p = from + (k / 64) * (to - from);
      const far = (p - first) ** 2 + (rival - p - second) ** 2;
      if (far < least) [best, least] = [p, far];
    }
    return best;
  }

  it.each(Object.entries({
    'llg-nearest-vcg': nearestVcg, 'llg-nearest-bid': nearestBid, 'llg-proxy': proxy, 'llg-proportional': proportional, 'llg-vcg': vickrey,
  }))('%s: every payment is that of the definition', (auction, rule) => {
    const pieces = new Pieces();
    for (let own = 0; own <= 6; own++) {
      for (let other = 0; other <= 6; other++) {
        rule(own, other, pieces);
        for (let rival = 0; rival <= own + other; rival++) {
          const p = pieces.end.findIndex((end, k) => k < pieces.count && rival <= end);
          const asked = pieces.constant[p]! + pieces.slope[p]! * rival;
          if (own + other > 0) expect(asked).toBeCloseTo(paid[auction]!(own, other, rival), 1);
          else expect(asked).toBe(0);
        }
      }
    }
  });

  it.each(Object.keys(paid))('%s: payoffs of unequal bidders are those of the definition', (auction) => {
    const strategies: BidFunction[] = [
      { values: [0, 0.3, 1], bids: [0, 0, 0.9] }, { values: [0, 0.5, 1], bids: [0.1, 0.4, 0.4] },
      { values: [0, 1, 2], bids: [0, 0.4, 1.5] },
    ];
    const laws = [uniform, parseDistribution('beta(2,1)'), parseDistribution('beta(1,2,0,2)')];
    const { utility, payment, largest } = bidLoss({ auction: auctionNamed(auction), cells: 256, strategies, laws }, 0);
    const N = 48;
    const middle = (j: number): number[] =>
      Array.from({ length: N }, (_, k) => bidAt(strategies[j]!, laws[j]!.quantile((k + 0.5) / N)));
    const [others, rivals] = [middle(1), middle(2)];
    const payoff = (v: number, bid: number): readonly [number, number] => {
      let [won, money] = [0, 0];
      for (const other of others) {
        for (const rival of rivals) if (bid + other > rival) [won, money] = [won + 1, money + paid[auction]!(bid, other, rival)];
      }
      return [(v * won - money) / N ** 2, money / N ** 2];
    };
    const types = Array.from({ length: N }, (_, k) => (k + 0.5) / N);
    const truths = types.map((v) => payoff(v, bidAt(strategies[0]!, v)));
    const mean = (side: 0 | 1): number => truths.reduce((sum, truth) => sum + truth[side], 0) / N;
    expect(mean(0)).toBeGreaterThan(utility.lower - 0.01);
    expect(mean(0)).toBeLessThan(utility.upper + 0.01);
    expect(mean(1)).toBeGreaterThan(payment.lower - 0.01);
    expect(mean(1)).toBeLessThan(payment.upper + 0.01);
    const v = types[N - 12]!;
    const gains = Array.from({ length: 20 }, (_, k) => payoff(v, k / 20)[0] - truths[N - 12]![0]);
    expect(Math.max(...gains)).toBeLessThan(largest.upper + 0.01);
  });
});

describe("Tullock's contest", () => {
  it.each([[2, 1], [5, 1], [3, 0.5]])('%i bidders of one value, exponent %f: nobody leaves r (n - 1) / n^2', (n, power) => {
    const bid = (power * (n - 1)) / n ** 2;
    const one = { support: [0, 1], atoms: [{ at: 1, mass: 1 }], cdf: (x: number) => (x < 1 ? 0 : 1) } as const;
    const laws = new Array<typeof one>(n).fill(one);
    const { largest, utility, payment } = alike('tullock', n, { values: [0, 1], bids: [bid, bid] }, { laws, power });
    holds(largest, 0, 2.1e-3);
    holds(utility, 1 / n - bid, 1e-9);
    holds(payment, bid, 1e-9);
    expect(alike('tullock', n, { values: [0, 1], bids: [bid / 2, bid / 2] }, { laws, power }).largest.lower).toBeGreaterThan(0.004);
  });

  it('nobody bids: each wins evenly, and the least bid wins for sure', () => {
    const { largest, utility } = alike('tullock', 4, { values: [0, 1], bids: [0, 0] });
    holds(largest, 3 / 4, 2e-3);
    holds(utility, 1 / 8, 2e-3);
  });

  it('payoffs of private values are those of the definition', () => {
    const strategies: BidFunction[] = [
      { values: [0, 1], bids: [0, 0.2] }, { values: [0, 0.5, 1], bids: [0, 0.1, 0.1] }, { values: [0, 1], bids: [0.05, 0.4] },
    ];
    const problem = { auction: auctionNamed('tullock'), cells: 512, strategies, laws: [uniform, uniform, uniform], power: 1.5 };
    const { utility, largest, mean } = bidLoss(problem, 0);
    const N = 60;
    const weights = [1, 2].map((j) => Array.from({ length: N }, (_, k) => bidAt(strategies[j]!, (k + 0.5) / N) ** 1.5));
    const payoff = (v: number, bid: number): number => {
      let sum = 0;
      for (const a of weights[0]!) for (const b of weights[1]!) sum += bid ** 1.5 / (bid ** 1.5 + a + b);
      return (v * sum) / N ** 2 - bid;
    };
    let [total, lost, most] = [0, 0, 0];
    for (let k = 0; k < N; k++) {
      const v = (k + 0.5) / N;
      const own = payoff(v, 0.2 * v);
      const loss = Math.max(0, ...Array.from({ length: 60 }, (_, b) => payoff(v, b / 120))) - own;
      [total, lost, most] = [total + own / N, lost + loss / N, Math.max(most, loss)];
    }
    holds(utility, total, 0.01);
    expect(mean.lower - 1e-3).toBeLessThan(lost);
    expect(mean.upper + 1e-3).toBeGreaterThan(lost);
    expect(largest.upper).toBeGreaterThan(most);
    expect(largest.lower).toBeGreaterThan(most - 0.01);
  });
});

describe('risk aversion', () => {
  it.each([[2, 0.5], [3, 0.25], [5, 0.9]])('%i bidders of CRRA, r = %f: nothing is lost at (n - 1) / (n - r) v', (n, r) => {
    const s = (n - 1) / (n - r);
    const { largest, utility, payment } = alike('first-price', n, { values: [0, 1], bids: [0, s] }, { attitude: crra(r) });
    holds(largest, 0, 0.02);
    holds(utility, (1 - s) ** (1 - r) / (n + 1 - r), 0.01);
    holds(payment, s / (n + 1), 0.01);
    // Neutral bidders would bid less, so these lose.
    expect(alike('first-price', n, { values: [0, 1], bids: [0, s] }).largest.lower).toBeGreaterThan(1e-3);
  });

  it('CARA: log of the mean of e^(a y) over lower values y, over a', () => {
    for (const a of [1, 5]) {
      const strategy = table((v) => (v === 0 ? 0 : Math.log(Math.expm1(a * v) / (a * v)) / a));
      holds(alike('first-price', 2, strategy, { attitude: cara(a) }).largest, 0, 0.01);
      expect(alike('first-price', 2, { values: [0, 1], bids: [0, 0.5] }, { attitude: cara(a) }).largest.lower).toBeGreaterThan(2e-3);
    }
    // Nearly neutral is nearly neutral.
    holds(alike('first-price', 2, { values: [0, 1], bids: [0, 0.5] }, { attitude: cara(1e-6) }).largest, 0, 0.004);
  });

  it('CARA where losers pay: a beta\' = (1 - e^(-a v)) / (1 - v + v e^(-a v)) with two bidders', () => {
    const a = 2;
    const values = Array.from({ length: 2049 }, (_, k) => k / 2048);
    let sum = 0;
    const slope = (v: number): number => (1 - Math.exp(-a * v)) / (1 - v + v * Math.exp(-a * v)) / a;
    const bids = values.map((v, k) => (sum += k === 0 ? 0 : (slope(v) + slope(values[k - 1]!)) / 2 / 2048));
    holds(alike('all-pay', 2, { values, bids }, { attitude: cara(a) }).largest, 0, 0.01);
    expect(alike('all-pay', 2, table((v) => v * v / 2), { attitude: cara(a) }).largest.lower).toBeGreaterThan(0.01);
  });

  it('bids between the points of a coarse grid are counted', () => {
    const problem = (cells: number): BidProblem => ({
      auction: auctionNamed('first-price'), cells, attitude: crra(0.5), laws: [parseDistribution('discrete(0.3:0.5,0.83:0.5)'), uniform],
      strategies: [{ values: [0, 1], bids: [0, 0] }, { values: [0, 1], bids: [0, 1] }],
    });
    // Against a uniform bid: the best of (v - b)^(1/2) b is at b = 2 v / 3, and her bid of nothing brings nothing.
    const most = Math.sqrt(0.83 / 3) * (2 / 3) * 0.83;
    for (const cells of [16, 17, 64]) {
      const { largest } = bidLoss(problem(cells), 0);
      expect(largest.upper).toBeGreaterThan(most);
      expect(largest.lower).toBeLessThan(most);
    }
    holds(bidLoss(problem(4096), 0).largest, most, 1e-3);
  });

  it('attitudes are 0 at 0, and neutral without aversion', () => {
    expect([crra(0.5).worth(4), crra(0.5).worth(-4), cara(2).worth(0) + 0]).toEqual([2, -2, 0]);
    expect(attitudeOf('neutral', 0)).toBeUndefined();
    expect(attitudeOf('crra', 0)).toBeUndefined();
    expect(cara(1e-9).worth(3)).toBeCloseTo(3, 7);
  });

  it('bids above values are worth less than nothing, and dearest where they win most', () => {
    const { least, largest } = alike('first-price', 2, { values: [0, 1], bids: [0, 1.25] }, { attitude: crra(0.5) });
    // Type 1 bids 1.25 and wins for sure: -1/2. The best is 0.8 v / 2 / 1.25 ...: (v - b)^(1/2) b / 1.25 at b = 2 v / 3.
    holds(least, -0.5, 0.01);
    holds(largest, 0.5 + Math.sqrt(1 / 3) * (2 / 3) / 1.25, 0.02);
  });
});

describe('auctions of several like objects', () => {
  it('two objects, three bidders: E[second of the others | below v] is the discriminatory equilibrium, truth the uniform-price one', () => {
    const pay = alike('discriminatory', 3, table((v) => (v * (1 - (2 * v) / 3)) / (2 - v)), { units: 2 });
    holds(pay.largest, 0, 0.01);
    const same = alike('uniform-price', 3, { values: [0, 1], bids: [0, 1] }, { units: 2 });
    holds(same.largest, 0, 0.01);
    // Revenue is that of two sold at the third highest value of three: a sixth each.
    holds(pay.payment, 1 / 6, 0.01);
    holds(same.payment, 1 / 6, 0.01);
    expect(alike('discriminatory', 3, { values: [0, 1], bids: [0, 2 / 3] }, { units: 2 }).largest.lower).toBeGreaterThan(0.05);
  });

  it('ties are broken evenly', () => {
    for (const auction of ['discriminatory', 'uniform-price']) {
      const { utility, payment, largest } = alike(auction, 5, { values: [0, 1], bids: [0.25, 0.25] }, { units: 3 });
      holds(utility, 0.6 * 0.25, 2e-3);
      holds(payment, 0.6 * 0.25, 2e-3);
      holds(largest, 0.4 * 0.75, 2e-3);
    }
  });

  it('are those of one where there is one', () => {
    const strategy = { values: [0, 0.3, 0.7, 1], bids: [0, 0.2, 0.2, 0.6] };
    for (const [several, one] of [['discriminatory', 'first-price'], ['uniform-price', 'second-price']] as const) {
      expect(alike(several, 3, strategy)).toEqual(alike(one, 3, strategy));
    }
  });
});
