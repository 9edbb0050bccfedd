/**
 * Efficient where the seller has a reserve price for each bidder: argmax of sum_i [v_k^i - reserves[i][k]], reserves[i][k] being what
 * bidder i pays at least for what she gets in alternative k (0 where she gets nothing). The reserves enter as the seller's costs of
 * serving bidders (Ausubel and Cramton 2004), so the rule is an affine maximizer and VCG transfers go with it:
 *
 *   private values, any number of objects   truth-telling is dominant; nobody who is worth 0 when she gets nothing pays more than her
 *                                           value, and nobody pays less than her reserve for what she gets
 *   one object   it goes to the bidder whose value exceeds her reserve by most, if any does; she pays her reserve and the largest
 *                excess among the others (0 if none is above). With one reserve for all this is the second-price auction with it.
 *                With different ones it is not the auction that leaves out whom her reserve excludes and sells to the highest value
 *   several objects   efficient for the costs, and nothing more: no claim that it earns more than without reserves
 */
import { requireFinite, requireLength } from '../../environment/checks.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { certainOfLargest, type Rule } from './rule.ts';

export interface EfficientWithReserves {
  readonly kind: 'efficient-with-reserves';
  /** [N][K] */
  readonly reserves: readonly (readonly number[])[];
}

export const efficientWithReserves: Rule<EfficientWithReserves> = {
  kind: 'efficient-with-reserves',
  fields: ['reserves'],
  validate(field, { reserves }, { agents, alternatives }) {
    requireLength(`${field}.reserves`, reserves, agents.length, 'agents');
    reserves.forEach((row, i) => {
      requireLength(`${field}.reserves[${i}]`, row, alternatives.length, 'alternatives');
      row.forEach((price, k) => {
        requireFinite(`${field}.reserves[${i}][${k}]`, price);
        if (price < 0) throw new InputError(`${field}.reserves[${i}][${k}]`, `must not be negative, got ${price}`);
      });
    });
    if (!alternatives.some((_, k) => reserves.every((row) => row[k] === 0))) {
      throw new InputError(`${field}.reserves`, 'must leave an alternative without a reserve, in which nothing is sold (sellerMayKeep)');
    }
  },
  maximised: ({ reserves }, agents, alternatives) => ({
    weights: new Array<number>(agents).fill(1),
    bonuses: Array.from({ length: alternatives }, (_, k) => 0 - reserves.reduce((sum, row) => sum + row[k]!, 0)),
  }),
  reference: ({ reserves }, { values }) =>
    certainOfLargest(values[0]!.map((_, k) => values.reduce((sum, row, i) => sum + row[k]! - reserves[i]![k]!, 0))),
};

/**
 * The rule with one reserve price for each bidder, whatever she gets: in every alternative in which she has value. Throws InputError
 * where values are not linear, which leaves open where that is.
 */
export function withReserves({ agents, valuations }: SocialChoiceProblem, prices: readonly number[]): EfficientWithReserves {
  requireLength('reserves', prices, agents.length, 'agents');
  if (valuations.kind !== 'linear') {
    throw new InputError('reserves', 'one for each bidder needs linear values; give { reserves: [bidder][alternative] } instead');
  }
  const { coefficients, constants } = valuations;
  const served = (i: number, k: number): boolean => constants[i]![k] !== 0 || coefficients[i]![k]!.some((a) => a !== 0);
  return {
    kind: 'efficient-with-reserves',
    reserves: agents.map((_, i) => constants[i]!.map((_constant, k) => (served(i, k) ? prices[i]! : 0))),
  };
}
