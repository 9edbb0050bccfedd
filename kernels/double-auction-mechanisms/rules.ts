/** The mechanisms, one line each. */
import { kDoubleAuction, type KDoubleAuctionParameters } from './k-double-auction.ts';
import { mcafee, type McAfeeParameters } from './mcafee.ts';
import { postedPrice, type PostedPriceParameters } from './posted-price.ts';
import type { Rule } from './rule.ts';
import { tradeReduction, type TradeReductionParameters } from './trade-reduction.ts';

export type RuleParameters = KDoubleAuctionParameters | McAfeeParameters | TradeReductionParameters | PostedPriceParameters;

const table: { readonly [P in RuleParameters as P['rule']]: Rule<P> } = {
  'k-double-auction': kDoubleAuction,
  'mcafee': mcafee,
  'trade-reduction': tradeReduction,
  'posted-price': postedPrice,
};

/** The rule of that name, which takes the parameters that carry it; undefined for a name that nobody has. */
export const ruleOf = ({ rule }: RuleParameters): Rule<RuleParameters> => table[rule] as Rule<RuleParameters>;
