/**
 * A price posted before anybody reports (Hagerty and Rogerson 1987). Sellers who ask no more accept it, and buyers who bid no less; of the
 * longer side the lowest indices trade, so that no report moves anybody up: as good as a lottery, since traders of a side are alike.
 */
import type { Rule } from './rule.ts';

export interface PostedPriceParameters {
  readonly rule: 'posted-price';
  readonly price: number;
  /** The highest ask and the lowest bid that accept it: types are positions, and the price may fall between two of them. */
  readonly highestAsk: number;
  readonly lowestBid: number;
}

const countWhere = (reports: Int32Array, accepts: (report: number) => boolean): number => {
  let count = 0;
  for (let i = 0; i < reports.length; i++) if (accepts(reports[i]!)) count++;
  return count;
};

export const postedPrice: Rule<PostedPriceParameters> = {
  validate({ price, highestAsk, lowestBid }) {
    if (!(Number.isFinite(price) && highestAsk <= lowestBid)) {
      throw new RangeError(`price: ${price} must be a number, with an ask up to ${highestAsk} no higher than a bid from ${lowestBid}`);
    }
  },
  clear({ asks, bids }, { price, highestAsk, lowestBid }, into) {
    into.by = 'index';
    into.highestAsk = highestAsk;
    into.lowestBid = lowestBid;
    into.trades = Math.min(countWhere(asks, (x) => x <= highestAsk), countWhere(bids, (x) => x >= lowestBid));
    into.pays = into.gets = price;
  },
};
