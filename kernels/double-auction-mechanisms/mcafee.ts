/**
 * McAfee's dominant-strategy double auction (McAfee 1992, A Dominant Strategy Double Auction, section 2). Where the price
 * p = (ask(k+1) + bid(k+1)) / 2 of the first pair that is not efficient lies between ask(k) and bid(k) all k efficient pairs trade at it;
 * else the first k - 1 do, buyers paying bid(k) and sellers getting ask(k), and the difference is left over. Where there is no ask(k+1)
 * `top` stands for it, where there is no bid(k+1) `bottom`: no report lies beyond them, and where they are infinite no price fits.
 */
import { ask, bid, type Rule } from './rule.ts';

export interface McAfeeParameters {
  readonly rule: 'mcafee';
  readonly bottom: number;
  readonly top: number;
}

export const mcafee: Rule<McAfeeParameters> = {
  validate({ bottom, top }) {
    if (!(bottom <= top)) throw new RangeError(`bottom: ${bottom} is above top ${top}`);
  },
  clear(profile, { bottom, top }, into) {
    const { efficient: k, sortedAsks: { length: m }, sortedBids: { length: n } } = profile;
    into.by = 'rank';
    into.trades = into.pays = into.gets = 0;
    if (k === 0) return;
    const price = ((k < m ? ask(profile, k + 1) : top) + (k < n ? bid(profile, k + 1) : bottom)) / 2;
    const fits = ask(profile, k) <= price && price <= bid(profile, k);
    into.trades = fits ? k : k - 1;
    into.pays = fits ? price : bid(profile, k);
    into.gets = fits ? price : ask(profile, k);
  },
};
