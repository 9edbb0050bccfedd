/**
 * The k-double auction: the k efficient trades at one price between the two reports that straddle the margin,
 * (1 - kappa) z_(n) + kappa z_(n+1), z all reports sorted and n the number of bids (Song22 section 5.2 at kappa = 0).
 */
import { ask, bid, type Rule } from './rule.ts';

export interface KDoubleAuctionParameters {
  readonly rule: 'k-double-auction';
  readonly kappa: number;
}

export const kDoubleAuction: Rule<KDoubleAuctionParameters> = {
  validate({ kappa }) {
    if (!(kappa >= 0 && kappa <= 1)) throw new RangeError(`kappa: ${kappa} is not in [0, 1]`);
  },
  clear(profile, { kappa }, into) {
    const { efficient: k, sortedAsks: { length: m }, sortedBids: { length: n } } = profile;
    // Below the margin are the k asks that trade and the n - k bids that do not.
    const low = Math.max(k > 0 ? ask(profile, k) : -Infinity, k < n ? bid(profile, k + 1) : -Infinity);
    const high = Math.min(k < m ? ask(profile, k + 1) : Infinity, k > 0 ? bid(profile, k) : Infinity);
    into.trades = k;
    into.pays = into.gets = low + kappa * (high - low);
    into.by = 'rank';
  },
};
