/**
 * Trade reduction: of the k efficient pairs the first k - 1 trade, buyers paying bid(k) and sellers getting ask(k); the difference is left
 * over (the second branch of McAfee 1992 at every profile). With one efficient pair nobody trades.
 */
import { ask, bid, type Rule } from './rule.ts';

export interface TradeReductionParameters {
  readonly rule: 'trade-reduction';
}

export const tradeReduction: Rule<TradeReductionParameters> = {
  validate() {
    // Nothing to choose.
  },
  clear(profile, _parameters, into) {
    const { efficient: k } = profile;
    into.by = 'rank';
    into.trades = Math.max(0, k - 1);
    into.pays = k > 0 ? bid(profile, k) : 0;
    into.gets = k > 0 ? ask(profile, k) : 0;
  },
};
