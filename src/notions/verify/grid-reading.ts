/**
 * What bids of an even grid bring where the chance to win lies between two numbers at every point of it and rises in the bid, for checks
 * that share nothing with src/mechanism/auctions. `price(from, to, chance)`: ends of the payment of bids between two points that win so
 * often.
 */
import { bestOf, bidOf, firstWhere, type Reading, type Strategy } from './bid-market.ts';

export interface GridMarket {
  readonly bids: readonly number[];
  /** Per point: chance at least, and at most. */
  readonly rare: Float64Array;
  readonly often: Float64Array;
  readonly price: (from: number, to: number, chance: number) => readonly [low: number, high: number];
  /** Chance of one bid, however ties are broken, where more is known of it than at the points beside it. */
  readonly chanceAt?: (bid: number) => number;
}

type Offer = readonly [chance: number, price: number];

/** Of the bidder with that strategy. */
export function readGrid({ bids, rare, often, price, chanceAt }: GridMarket, strategy: Strategy, types: readonly number[]): Reading {
  const corners = (from: number, to: number, side: 0 | 1): Offer[] =>
    [rare[from]!, often[to]!].map((chance) => [chance, price(from, to, chance)[side]] as const);
  const near = 1e-14 * bids.at(-1)!;
  const own = types.map((v) => {
    const bid = bidOf(strategy, v);
    const m = firstWhere(bids, (b) => b > bid);
    return [bids[m - 1], bids[m]].find((b) => b !== undefined && Math.abs(b - bid) <= near) ?? bid;
  });
  const floor = (bid: number): number => Math.max(0, firstWhere(bids, (b) => b > bid) - 1);
  const ceiling = (bid: number): number => Math.min(bids.length - 1, firstWhere(bids, (b) => b >= bid));
  const truth = (bid: number): Offer[] => (chanceAt ? [[chanceAt(bid), bid]] : corners(floor(bid), ceiling(bid), 1));
  const offers = bids.flatMap((_, k) => [...corners(k, k, 0), ...(k + 1 < bids.length ? corners(k, k + 1, 0) : [])]);
  return {
    most: bestOf(offers.sort(([one], [other]) => one - other), types),
    has: (k) => Math.min(...truth(own[k]!).map(([chance, paid]) => types[k]! * chance - paid)),
    needs: (k, [first, last]) => {
      const won = own[k] === own[k + 1] ? truth(own[k]!) : corners(floor(own[k]!), ceiling(own[k + 1]!), 1);
      return Math.max(...won.map(([chance, paid]) => paid + Math.max(first - types[k]! * chance, last - types[k + 1]! * chance)));
    },
  };
}
