/**
 * A direct mechanism: a social choice rule and a transfer scheme (Song22 section 2). Data, but for the user's own functions. What a rule
 * or a scheme is, does and implies is in its own file, which is listed here.
 */
import { affineMaximizer, type AffineMaximizer } from './rules/affine-maximizer.ts';
import { dictatorial, type Dictatorial } from './rules/dictatorial.ts';
import { efficient, type Efficient } from './rules/efficient.ts';
import { efficientWithReserves, type EfficientWithReserves } from './rules/efficient-with-reserves.ts';
import { generalRule, type GeneralRule } from './rules/general.ts';
import { mixture, type Mixture } from './rules/mixture.ts';
import { postedPriceRule, type PostedPriceRule } from './rules/posted-price.ts';
import type { Kinded, Rule, RuleFacts } from './rules/rule.ts';
import { steppedRule, type SteppedRule } from './rules/stepped.ts';
import type { Strategy } from './strategy.ts';
import { allPay, type AllPay } from './transfers/all-pay.ts';
import { expectedExternality, type ExpectedExternality } from './transfers/expected-externality.ts';
import { firstPrice, type FirstPrice } from './transfers/first-price.ts';
import { fullInsurance, type FullInsurance } from './transfers/full-insurance.ts';
import { generalTransfers, type GeneralTransfers } from './transfers/general.ts';
import { groves, type Groves } from './transfers/groves.ts';
import { insuredTable, type InsuredTable } from './transfers/insured-table.ts';
import { kDoubleAuction, type KDoubleAuction } from './transfers/k-double-auction.ts';
import { lowestTypeVcg, type LowestTypeVcg } from './transfers/lowest-type-vcg.ts';
import { modifiedVcg, type ModifiedVcg } from './transfers/modified-vcg.ts';
import { monotoneRepair, type MonotoneRepair } from './transfers/monotone-repair.ts';
import { none, type NoTransfers } from './transfers/none.ts';
import { postedPrice, type PostedPrice } from './transfers/posted-price.ts';
import { redistributedVcg, type RedistributedVcg } from './transfers/redistributed-vcg.ts';
import type { Scheme } from './transfers/scheme.ts';
import { vcg, type Vcg } from './transfers/vcg.ts';
import { weakCongruence, type WeakCongruence } from './transfers/weak-congruence.ts';

export type { Strategy } from './strategy.ts';

/** Social choice rules. Ties: the lowest index. */
export type ChoiceRule =
  | Efficient
  | AffineMaximizer
  | Dictatorial
  | PostedPriceRule
  | Mixture<ChoiceRule>
  | EfficientWithReserves
  | SteppedRule
  | GeneralRule;

/** Transfer schemes: x^i is money that agent i receives. */
export type TransferScheme =
  | NoTransfers
  | Vcg
  | Groves
  | ExpectedExternality
  | ModifiedVcg
  | RedistributedVcg
  | LowestTypeVcg
  | FullInsurance<Mechanism>
  | InsuredTable
  | MonotoneRepair<TransferScheme>
  | WeakCongruence
  | FirstPrice
  | AllPay
  | PostedPrice
  | KDoubleAuction
  | GeneralTransfers;

export interface Mechanism {
  /** For tables, e.g. `modified VCG`. */
  readonly name: string;
  readonly rule: ChoiceRule;
  readonly transfers: TransferScheme;
  /** [N]; absent: truth-telling. Rule and transfers then take bids for values, true values staying what they are. */
  readonly strategies?: readonly Strategy[];
}

export const RULES: { readonly [K in ChoiceRule['kind']]: Rule<Extract<ChoiceRule, { kind: K }>> } = {
  efficient,
  'affine-maximizer': affineMaximizer,
  dictatorial,
  'posted-price': postedPriceRule,
  mixture: mixture as Rule<Mixture<ChoiceRule>>,
  'efficient-with-reserves': efficientWithReserves,
  stepped: steppedRule,
  general: generalRule,
};

export const TRANSFERS: { readonly [K in TransferScheme['kind']]: Scheme<Extract<TransferScheme, { kind: K }>> } = {
  none,
  vcg,
  groves,
  'expected-externality': expectedExternality,
  'modified-vcg': modifiedVcg,
  'redistributed-vcg': redistributedVcg,
  'lowest-type-vcg': lowestTypeVcg,
  'full-insurance': fullInsurance as Scheme<FullInsurance<Mechanism>>,
  'insured-table': insuredTable,
  'monotone-repair': monotoneRepair as Scheme<MonotoneRepair<TransferScheme>>,
  'weak-congruence': weakCongruence,
  'first-price': firstPrice,
  'all-pay': allPay,
  'posted-price': postedPrice,
  'k-double-auction': kDoubleAuction,
  general: generalTransfers,
};

/** Everything about the rule's kind; undefined where there is no such kind. */
export const ruleOf = ({ kind }: Kinded): Rule<ChoiceRule> => RULES[kind as ChoiceRule['kind']] as unknown as Rule<ChoiceRule>;

/** Everything about the transfers' kind; undefined where there is no such kind. */
export const schemeOf = ({ kind }: Kinded): Scheme<TransferScheme> =>
  TRANSFERS[kind as TransferScheme['kind']] as unknown as Scheme<TransferScheme>;

/** The mechanism whose truthful interim utility the transfers insure; undefined where they are of another kind. */
export const insuredMechanism = (transfers: TransferScheme): Mechanism | undefined =>
  schemeOf(transfers).insures?.(transfers) as Mechanism | undefined;

/** Whether transfers hold expectations over the others given a report. */
export const holdsMeans = (transfers: TransferScheme): boolean =>
  insuredMechanism(transfers) !== undefined || schemeOf(transfers).holdsExternality === true;

/** What transfers may know of the rule that they go with. */
export function factsOf(rule: ChoiceRule, agents: number, alternatives: number): RuleFacts {
  const { maximised: of, dictated = false, price } = ruleOf(rule);
  const maximised = of?.(rule, agents, alternatives);
  const plain = { weights: new Array<number>(agents).fill(1), bonuses: new Array<number>(alternatives).fill(0) };
  const is = (numbers: readonly number[], x: number): boolean => numbers.every((number) => number === x);
  return {
    kind: rule.kind,
    ...(maximised && { maximised }),
    dictated,
    maximises: maximised !== undefined && !dictated && maximised.weights.every((weight) => weight > 0),
    efficient: maximised !== undefined && !dictated && is(maximised.weights, 1) && is(maximised.bonuses, 0),
    counted: maximised && !dictated ? maximised : plain,
    ...(price && { price: price(rule) }),
  };
}
