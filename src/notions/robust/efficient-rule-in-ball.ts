/**
 * The least ε of the efficient rule while beliefs may be any of a ball; values are linear, and payments may depend on the belief
 * (docs/robust.md, section 9).
 *
 * Let k and l tie at the top at a profile z of the others, with a and b the differences of her own gradients and of the welfares', and let
 * the tie move with z. For almost every own type s on it the baseline has no tie of any two alternatives at s, so that types within h of s
 * are told apart with a share of it that vanishes with h, and by all that a contamination of share δ puts on z. A cycle of lies across the
 * boundary, or of types along it, gains δ (-a·Δ) for its direction Δ, b·Δ >= 0, over twice its length, whatever the payments:
 *
 *     least ε >= δ/2 max { -a·Δ : b·Δ >= 0, |Δ| = 1 } = δ/2 min over λ >= 0 of max_x |a_x - λ b_x|,
 *
 * by duality: δ times what structural.ts says of the two alternatives alone. Above, what it says of all of them holds under every profile.
 */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { gradientsOf } from '../../experiments/field/walk-sums.ts';
import { othersCoordinatesOf } from '../../environment/social-choice.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { PairGap } from '../congruence-gap.ts';
import { structuralBound } from '../least-epsilon/structural.ts';

/** Of a ball that holds contaminations of share `delta`; the pair that says most, undefined where none says anything. */
export function efficientRuleInBall(
  problem: LinearProblem, agent: number, gaps: readonly PairGap[], delta: number,
): { readonly least: Interval; readonly pair: PairGap | undefined } {
  const { own, social } = gradientsOf(problem, agent);
  const { coefficients } = problem.valuations;
  const others = othersCoordinatesOf(problem, agent);
  const weight = (k: number, d: number): number => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0);
  const rates = gaps.map(({ pair: [k, l], ties }) => {
    const isCrossed = social[k]!.some((x, c) => x !== social[l]![c]);
    const moves = others.some((d) => weight(k, d) !== weight(l, d));
    return ties && isCrossed && moves ? structuralBound({ own: [own[k]!, own[l]!], social: [social[k]!, social[l]!] }).epsilon : 0;
  });
  const most = Math.max(0, ...rates);
  const upper = structuralBound({ own, social }).epsilon;
  const lower = Math.min(upper, delta * most);
  return { least: { estimate: (lower + upper) / 2, lower, upper }, pair: lower > 0 ? gaps[rates.indexOf(most)] : undefined };
}
