/**
 * The marginal gain at the truth, from which certificates over the continuum of types and reports follow: for one-dimensional signals
 * and values affine in them.
 *
 * Let u(t, s) be the payoff of type s who reports t, mu(s) = u(s, s), and A(t) the expected slope of the own value under report t
 * (slopes.ts), nondecreasing. The own value being affine, u(t, s) = u(t, t) + A(t) (s - t), so
 *
 *     g(t, s) = mu(t) - mu(s) - A(t) (t - s).                                                    (1)
 *
 * Let mu be Lipschitz and omega = mu' - A. Integrating by parts, A(t) (t - s) = int_s^t A + int_s^t (t' - s) dA(t'), hence
 *
 *     g(t, s) = int_s^t omega(t') dt' - int_s^t (t' - s) dA(t').                                 (2)
 *
 * The second term only takes away, for t > s as for t < s, since A rises. So g(t, s) <= |t - s| sup |omega|; and dividing (2) by
 * |t - s| as t -> s from above and below, where (t' - s) dA contributes at most A(t) - A(s+) -> 0, gives omega(s) and -omega(s). So
 *
 *     the epsilon-LIC constant is sup |omega|                                                    (3)
 *
 * and omega is the marginal gain at the truth. What is known of mu' depends on the mechanism; every case is mu' = a nondecreasing
 * function M:
 *   incentive-compatible   VCG, (7.12) of JM01 under weak congruence, posted prices, and full insurance of one of these with its own rule:
 *                the envelope theorem gives mu' = A, so omega = 0 and both constants are 0, without sampling error
 *   pay-as-bid   one's own reported value of what one gets is paid: mu = 0, M = 0, omega = -A: underreporting gains
 *   insured      full insurance with the interim utility of a base mechanism that is incentive compatible, of another rule, with slope
 *                A_base: M = A_base, omega = A_base - A (Song22 Theorem 5.1, (12)-(15))
 *   generalised VCG   of interdependent values mu' is a difference of two such functions: generalised-vcg.ts
 *
 * All bounds come from bands of A and M at the reports, monotone between them; the bands hold at once, so may be searched at will.
 *   LIC  in the cell [x_c, x_{c+1}] |omega| is at most the larger of M(x_{c+1}) - A(x_c) and A(x_{c+1}) - M(x_c), and somewhere at least
 *        M(x_c) - A(x_{c+1}) and A(x_c) - M(x_{c+1}).
 *   IC   by (1) g(t, s) = int_s^t (M(t') - A(t)) dt' for s < t and int_t^s (A(t) - M(t')) dt' for s > t. With t in the cell above x_c these
 *        are at most int_{x_0}^{x_{c+1}} max(0, M_up - A_low(x_c)) and int_{x_c}^{x_last} max(0, A_up(x_{c+1}) - M_low), where M_up and
 *        M_low are
 *        the steps above and below M; from below, with t and s reports, the same with the other ends. An integrand changes sign once,
 *        M being monotone, so nothing is lost but the steps. (The maximum of g over the reports plus 2 h sup |omega|, which (2) and
 *        dg/ds = A(t) - mu'(s) allow as well, is never better.)
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import type { GeneralisedVcg } from './generalised-vcg.ts';
import type { UtilityTable } from './known-utility.ts';
import { axis, knownSlope, ownSlopes, slopeBand, type SlopeBand } from './slope-band.ts';

/** What is known of the mechanism. That its A is nondecreasing draw by draw is the caller's to know; a sample that falls is refused. */
export type IncentiveStructure =
  | { readonly kind: 'incentive-compatible' }
  | { readonly kind: 'pay-as-bid' }
  /** Of which mu is a table (known-utility.ts). */
  | { readonly kind: 'known-utility'; readonly table: UtilityTable }
  | { readonly kind: 'insured'; readonly base: Pick<InterimSums, 'choices' | 'profiles' | 'sure'> }
  /** With values that depend on others' signals (generalised-vcg.ts). */
  | { readonly kind: 'generalised-vcg' } & GeneralisedVcg
  /** mu' = A, which may fall; rates of welfare by classes. */
  | { readonly kind: 'envelope'; readonly welfare: Float64Array };

export interface Marginals {
  readonly x: readonly number[];
  /** A */
  readonly slope: SlopeBand;
  /** M = mu' */
  readonly rise: SlopeBand;
}

/** The agent's question with another mechanism's choices, of which not the same is sure. */
export function ofBase(sums: InterimSums, { choices, profiles, sure }: Pick<InterimSums, 'choices' | 'profiles' | 'sure'>): InterimSums {
  const { sure: _mine, ...question } = sums;
  return { ...question, choices, profiles, ...(sure && { sure }) };
}

/** Bands that hold at once with probability 1 - alpha; undefined where the values or the sample do not have the structure. */
export function marginals(
  sums: InterimSums,
  structure: Exclude<IncentiveStructure, { kind: 'incentive-compatible' | 'known-utility' | 'generalised-vcg' | 'envelope' }>,
  alpha: number,
): Marginals | undefined {
  const slopes = ownSlopes(sums);
  if (!slopes) return undefined;
  const x = axis(sums);
  const insured = structure.kind === 'insured';
  const part = insured ? alpha / 2 : alpha;
  const slope = slopeBand(sums, slopes, part);
  const rise = insured ? slopeBand(ofBase(sums, structure.base), slopes, part) : knownSlope(x.length, 0);
  return slope && rise && { x, slope, rise };
}
