/**
 * The epsilon-LIC constant sup over lies of gain / |lie| (Song22 Definition 3), certified on the continuum.
 *
 * In the seller's orientation g(x, c) <= w int_c^x P <= w (x - c) sup P, and g(x, c) / (x - c) tends to w P(c) as the
 * lie shrinks, so the constant is w sup P(y) over the type space.
 *
 * Upper bound: for y in [x_j, x_{j+1}] the event {L < y <= U} lies within {L < x_{j+1}, U >= x_j}, whose count is exact.
 * Clopper-Pearson with alpha / cells for each, union bound over the cells; the bound grows with the count, so only the
 * largest matters. Lower bound: the mean gain ratio at one witness pair that another stream chose. Per profile the
 * ratio is w on A = {L < c, x <= U}, at least -1 on {c <= U < x}, and at least 0 elsewhere.
 */
import { clopperPearsonLower, clopperPearsonUpper } from '../statistics/clopper-pearson.ts';
import type { Interval } from '../statistics/interval.ts';
import type { Survival } from '../experiments/order-statistics/survival.ts';

export interface EpsilonLic extends Interval {
  /** In the trader's own orientation. */
  readonly witness?: { readonly type: number; readonly report: number };
}

/** Share of alpha for the lower bound; it has one event where the upper has one per cell, so most is best spent there. */
const LOWER_SHARE = 0.65;
const LOSS_SHARE = 0.02;

/**
 * `possible[j]` is false where cell j cannot hold the price-setting event for any draw (disjoint supports).
 * `lawError` bounds how far the sampled probability of any event of two boundaries is from its true one.
 */
export function epsilonLic(s: Survival, alpha: number, possible: (cell: number) => boolean, lawError: number): EpsilonLic {
  const { n, weight, x, first, end, atLeastL, atLeastU, witness, sign } = s;
  if (weight === 0) return { estimate: 0, lower: 0, upper: 0 };
  let largest = -1;
  let cells = 0;
  for (let j = first; j < end; j++) {
    if (!possible(j)) continue;
    cells++;
    largest = Math.max(largest, atLeastU[j]! - atLeastL[j + 1]!);
  }
  if (cells === 0) return { estimate: 0, lower: 0, upper: 0 };
  const upper = weight * Math.min(1, clopperPearsonUpper(largest, n, ((1 - LOWER_SHARE) * alpha) / cells) + lawError);
  if (witness === undefined) return { estimate: 0, lower: 0, upper };
  const sure = atLeastU[witness + 1]! - atLeastL[witness]!;
  const lost = atLeastU[witness]! - atLeastU[witness + 1]!;
  const gain = weight * (clopperPearsonLower(sure, n, (LOWER_SHARE - LOSS_SHARE) * alpha) - lawError);
  const loss = clopperPearsonUpper(lost, n, LOSS_SHARE * alpha) + lawError;
  const middle = (atLeastU[witness]! + atLeastU[witness + 1]! - atLeastL[witness]! - atLeastL[witness + 1]!) / 2;
  return {
    // The truth gains nothing, so the constant is never below zero.
    estimate: Math.max(0, (weight * middle - lost / 2) / n),
    lower: Math.max(0, gain - loss),
    upper,
    witness: { type: sign * x[witness]!, report: sign * x[witness + 1]! },
  };
}
