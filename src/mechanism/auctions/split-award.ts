/**
 * A buyer's first-price auction of one contract that one supplier carries out, or two by halves. Either asks a price p of the whole and q
 * of a half, and the buyer takes the cheapest of p_1, p_2 and q_1 + q_2: of equals the halves, then either whole with chance 1/2. The
 * table's values are costs v of the whole; a half costs c v. Anton and Yao, Coordination in split award auctions (1992); Kokott, Bichler
 * and Paulsen, First-price split-award auctions in procurement markets with economies of scale (2019).
 *
 * With the other supplier's asks x and y at her cost, a supplier gets the whole where p < x and p - q < y, and a half where
 * p - q >= y and q <= x - y. x, y and x - y do not fall in the other's cost, which is asked of the table; so both events are intervals of
 * her quantile, whose ends are chances of x, y and x - y.
 */
import type { AwardChances, Auction, BidProfile } from './auction.ts';
import { bidChances, bidFunctionsOf, type BidFunction } from './bid-function.ts';

/** How much dearer the whole is than a half. */
export function dearerBy(strategy: BidFunction): BidFunction {
  const [whole, half] = bidFunctionsOf(strategy) as [BidFunction, BidFunction];
  return { values: strategy.values, bids: whole.bids.map((bid, k) => bid - half.bids[k]!) };
}

function awards({ strategies, laws }: BidProfile, bidder: number): AwardChances {
  const [strategy, law] = [strategies[1 - bidder]!, laws[1 - bidder]!];
  const [whole, half] = bidFunctionsOf(strategy) as [BidFunction, BidFunction];
  const dearer = dearerBy(strategy);
  return {
    whole: (bid) => bidChances(whole, law, bid), half: (bid) => bidChances(half, law, bid),
    dearer: (bid) => bidChances(dearer, law, bid),
    most: whole.bids.at(-1)!, corners: { whole: whole.bids, half: half.bids, dearer: dearer.bids },
  };
}

export const splitAward: Auction = {
  name: 'split-award',
  words: 'a buyer takes the cheapest of two wholes and of two halves together, and pays what is asked; values are costs',
  bidders: 2, bidsEach: 2, awards,
};
