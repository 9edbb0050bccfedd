/**
 * Certificates over the continuum of types and reports, for one-dimensional signals and values affine in them.
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
 *   ex-post-ic   VCG, (7.12) of JM01 under weak congruence, posted prices: the envelope theorem gives mu' = A, so omega = 0 and both
 *                constants are 0, without sampling error
 *   pay-as-bid   one's own reported value of what one gets is paid: mu = 0, M = 0, omega = -A: underreporting gains
 *   insured      full insurance with the interim utility of a base mechanism that is incentive compatible, with allocation slope
 *                A_base: M = A_base, omega = A_base - A (Song22 Theorem 5.1, (12)-(15))
 *
 * All bounds come from bands of A and M at the reports, monotone between them; the bands hold at once, so may be searched at will.
 *   LIC  in the cell [x_c, x_{c+1}] |omega| is at most the larger of M(x_{c+1}) - A(x_c) and A(x_{c+1}) - M(x_c), and somewhere at least
 *        M(x_c) - A(x_{c+1}) and A(x_c) - M(x_{c+1}).
 *   IC   by (1) g(t, s) = int_s^t (M(t') - A(t)) dt' for s < t and int_t^s (A(t) - M(t')) dt' for s > t. With t in the cell above x_c these
 *        are at most int_{x_0}^{x_{c+1}} max(0, M_up - A_low(x_c)) and int_{x_c}^{x_last} max(0, A_up(x_{c+1}) - M_low), where M_up and M_low are
 *        the steps above and below M; from below, with t and s reports, the same with the other ends. An integrand changes sign once,
 *        M being monotone, so nothing is lost but the steps. (The maximum of g over the reports plus 2 h sup |omega|, which (2) and
 *        dg/ds = A(t) - mu'(s) allow as well, is never better.)
 */
import type { InterimSums } from '../../experiments/interim-sums.ts';
import { certain, type Certified } from './certified.ts';
import { axis, knownSlope, ownSlopes, slopeBand, type SlopeBand } from './slopes.ts';

/** What is known of the mechanism. That its A is nondecreasing draw by draw is the caller's to know; a sample that falls is refused. */
export type Structure =
  | { readonly kind: 'ex-post-ic' }
  | { readonly kind: 'pay-as-bid' }
  | { readonly kind: 'insured'; readonly base: Pick<InterimSums, 'choices' | 'profiles'> };

interface Marginals {
  readonly x: readonly number[];
  /** A */
  readonly slope: SlopeBand;
  /** M = mu' */
  readonly rise: SlopeBand;
}

function marginals(sums: InterimSums, structure: Exclude<Structure, { kind: 'ex-post-ic' }>, alpha: number): Marginals | undefined {
  const slopes = ownSlopes(sums);
  if (!slopes) return undefined;
  const x = axis(sums);
  const insured = structure.kind === 'insured';
  const part = insured ? alpha / 2 : alpha;
  const slope = slopeBand(sums, slopes, part);
  const rise = insured ? slopeBand({ ...sums, choices: structure.base.choices, profiles: structure.base.profiles }, slopes, part) : knownSlope(x.length, 0);
  return slope && rise && { x, slope, rise };
}

type Side = 'lower' | 'estimate' | 'upper';

/** The largest |omega| as one side of the bands shows it, and the cell in which it lies. */
function steepest({ x, slope, rise }: Marginals, side: Side): { value: number; cell: number; up: boolean } {
  const value = (cell: number, up: boolean): number => {
    const [above, below] = up ? [rise, slope] : [slope, rise];
    if (side === 'upper') return above.upper[cell + 1]! - below.lower[cell]!;
    if (side === 'lower') return above.lower[cell]! - below.upper[cell + 1]!;
    return (above.estimate[cell]! - below.estimate[cell]! + (above.estimate[cell + 1]! - below.estimate[cell + 1]!)) / 2;
  };
  let best = { value: -Infinity, cell: 0, up: true };
  for (let cell = 0; cell + 1 < x.length; cell++) {
    for (const up of [true, false]) {
      const candidate = value(cell, up);
      if (candidate > best.value) best = { value: candidate, cell, up };
    }
  }
  return best;
}

/** The epsilon-LIC constant; undefined where the values or the sample do not have the structure. */
export function epsilonLicContinuum(sums: InterimSums, structure: Structure, alpha: number): Certified | undefined {
  if (structure.kind === 'ex-post-ic') return certain(0);
  const known = marginals(sums, structure, alpha);
  if (!known) return undefined;
  const { x } = known;
  const { value: estimate, cell, up } = steepest(known, 'estimate');
  // omega > 0: the type gains from reporting more.
  const ends = { type: x[up ? cell : cell + 1]!, report: x[up ? cell + 1 : cell]! };
  return { ...ordered(steepest(known, 'lower').value, estimate, steepest(known, 'upper').value), witness: ends };
}

/** sup |omega| and sup g are at least 0, the truth being a report too. */
function ordered(lower: number, estimate: number, upper: number): Certified {
  const least = Math.max(0, lower);
  const middle = Math.max(least, estimate);
  return { estimate: middle, lower: least, upper: Math.max(middle, upper), guarantee: 'continuum' };
}

/** The largest gain as one side of the bands shows it. Its report is an end of a cell, its type where the integrand changes sign. O(R^2). */
function largestGain({ x, slope, rise }: Marginals, side: Side): { value: number; type: number; report: number } {
  const cells = x.length - 1;
  const middle = (j: number): number => (rise.estimate[j]! + rise.estimate[j + 1]!) / 2;
  const overreport = (c: number, j: number): number =>
    side === 'upper' ? rise.upper[j + 1]! - slope.lower[c]! : side === 'lower' ? rise.lower[j]! - slope.upper[c + 1]! : middle(j) - slope.estimate[c + 1]!;
  const underreport = (c: number, j: number): number =>
    side === 'upper' ? slope.upper[c + 1]! - rise.lower[j]! : side === 'lower' ? slope.lower[c]! - rise.upper[j + 1]! : slope.estimate[c]! - middle(j);
  let best = { value: 0, type: x[0]!, report: x[0]! };
  for (let c = 0; c < cells; c++) {
    for (const [height, step, report] of [[overreport, -1, c + 1], [underreport, 1, c]] as const) {
      let value = 0;
      let j = c;
      for (; j >= 0 && j < cells; j += step) {
        const h = height(c, j);
        if (h <= 0) break;
        value += h * (x[j + 1]! - x[j]!);
      }
      if (value > best.value) best = { value, type: x[step < 0 ? j + 1 : j]!, report: x[report]! };
    }
  }
  return best;
}

/** The epsilon-IC constant; undefined as above. Two million steps at 1,025 reports. */
export function epsilonIcContinuum(sums: InterimSums, structure: Structure, alpha: number): Certified | undefined {
  if (structure.kind === 'ex-post-ic') return certain(0);
  const known = marginals(sums, structure, alpha);
  if (!known) return undefined;
  const { value, type, report } = largestGain(known, 'estimate');
  return { ...ordered(largestGain(known, 'lower').value, value, largestGain(known, 'upper').value), witness: { type, report } };
}
