/**
 * Mean interim regret of a bidder: what the best report gains on average over types, each type knowing the law of the others' alone,
 *
 *     E_t max_r E [u(t, r, t_-i) - u(t, t, t_-i)].
 *
 * Below, what one policy gains that an independent pilot chose, a report for every type; above, the mean of regret in hindsight, which is
 * never less: a maximum of means is at most the mean of maxima. Error probability alpha in finite samples.
 */
import { expectedExPostRegret, meanWithin, type RegretEnds } from './ex-post-regret.ts';
import type { Interval } from '../statistics/interval.ts';

/** `gains` of the policy at independent profiles, each in `range` and known to `rounding`; `regret`: ends in hindsight. */
export function meanInterimRegret(
  gains: Float64Array, range: readonly [number, number], rounding: number, regret: RegretEnds, alpha: number,
): Interval {
  const found = meanWithin(gains, range, alpha);
  const { upper } = expectedExPostRegret(regret, alpha);
  const lower = Math.min(upper, Math.max(0, found.lower - rounding));
  return { estimate: Math.min(upper, Math.max(lower, found.estimate)), lower, upper };
}
