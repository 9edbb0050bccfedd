/**
 * How far apart two rules are (Song22 section 7): d_G(p, p') = sup over types and alternatives of the larger of G(A_k(s, p) \
 * A_k(s, p')) and
 * G(A_k(s, p') \ A_k(s, p)); and epsilon-robustness (Appendix F, Definition 12): sup over types s, t that differ in own-payoff-irrelevant
 * coordinates alone of G(A_k(s, p) \ A_k(t, p)). For one agent; over a grid of types.
 *
 * With counts of disagreements both are shares. Choice probabilities alone leave a range: for an alternative with probabilities P and P'
 *     max(0, P - P') <= G(A \ A') <= min(P, 1 - P'),
 * for a class of m alternatives with probabilities P and P' in all, the largest of its members' G(A_k \ A'_k) is at least (P - P')
 * / m, and at most P.
 */
import { bare, type Certified } from './certified.ts';
import { chernoffLower, chernoffUpper } from '../statistics/chernoff.ts';

/** Counts over profiles, on common draws. */
export interface Disagreements {
  readonly profiles: number;
  readonly types: readonly (readonly number[])[];
  readonly alternatives: number;
  /** [T, K] profiles in which the first rule chooses k and the second does not; for mixtures, sums of max(0, p_k - p'_k). */
  readonly first: Float64Array;
  /** [T, K] the other way round. */
  readonly second: Float64Array;
}

/** d_G over a grid of types. Witness: the type, as type and report. */
export function ruleDistance({ profiles, types, alternatives, first, second }: Disagreements, alpha: number): Certified {
  if (first.length === 0) throw new RangeError('no types');
  const each = alpha / (4 * first.length);
  const rows = [...first, ...second];
  const most = rows.reduce((top, count) => Math.max(top, count), 0);
  const at = rows.indexOf(most) % first.length;
  const type = bare(types[Math.floor(at / alternatives)]!);
  // Both bounds rise with the count, so the largest count has the largest of each.
  return {
    estimate: most / profiles,
    lower: chernoffLower(most, profiles, each),
    upper: chernoffUpper(most, profiles, each),
    guarantee: 'grid',
    witness: { type, report: type },
  };
}
