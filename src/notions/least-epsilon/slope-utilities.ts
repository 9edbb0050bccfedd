/**
 * Cheapest utilities by given ends of how fast values move under a rule (docs/fields.md, section 5). Let Q_d(t) = Σ_k q_k(t) A_kd lie in
 * [least_j, most_j] for all types whose signal d is in cell j, and let μ(s) = Σ_d ∫ m_d up to s_d, with m_d constant on cells and
 *
 *     max over i <= j of most_i  - ε  <=  m_d on cell j  <=  min over i >= j of least_i  + ε.                                   (*)
 *
 * Then no lie gains more than ε a unit: μ(s) - μ(t) - Q(t)·(s - t) is a sum over d of ∫ (m_d - Q_d(t)) from t_d to s_d. Where s_d > t_d the
 * way leads through cells at or above that of t_d, so that m_d >= Q_d(t) - ε all along; where s_d < t_d through cells at or below it, so
 * that m_d <= Q_d(t) + ε. Both ends of (*) do not fall in j; so the number nearest to 0 between them does not either, is the least in size
 * that (*) allows on every cell, and ∫ m_d has its least value, where types get nothing, at z_d, where m_d passes 0. Hence nobody is worse
 * off by taking part, and, F being the law,
 *
 *     E μ = Σ_d ( ∫ above z_d of m_d (1 - F)  -  ∫ below z_d of m_d F ).
 *
 * Signals that do not enter her value have Q_d = 0 and m_d = 0, whatever lies about them.
 */
import type { Distribution } from '../../distributions/distribution.ts';

export interface SlopeBand {
  readonly law: Distribution;
  /** Ends of the cells, increasing; the first and last are those of the support. */
  readonly knots: readonly number[];
  /** [cells] */
  readonly least: ArrayLike<number>;
  readonly most: ArrayLike<number>;
}

export interface SlopeUtilities {
  readonly epsilon: number;
  /** [bands][cells], not falling in cells. */
  readonly slopes: readonly (readonly number[])[];
}

/** Pieces of a cell over which a law's integral is bounded. */
const PIECES = 16;
/** Halvings of the interval in which ε is looked for. */
const HALVINGS = 60;
/** What sums of some thousand terms may be off by, as a share. */
const ROUNDING = 1e-12;

interface Axis {
  /** [cells] running ends of (*) at ε = 0. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** [cells] no less than ∫ (1 - F) and ∫ F. */
  readonly above: Float64Array;
  readonly below: Float64Array;
}

function axisOf({ law, knots, least, most }: SlopeBand): Axis {
  const cells = knots.length - 1;
  const [from, to, above, below] = Array.from({ length: 4 }, () => new Float64Array(cells)) as [
    Float64Array, Float64Array, Float64Array, Float64Array,
  ];
  for (let j = 0; j < cells; j++) {
    from[j] = Math.max(most[j]!, j > 0 ? from[j - 1]! : -Infinity);
    const width = (knots[j + 1]! - knots[j]!) / PIECES;
    for (let piece = 0; piece < PIECES; piece++) {
      above[j]! += width * (1 - law.cdf(knots[j]! + piece * width));
      below[j]! += width * law.cdf(piece === PIECES - 1 ? knots[j + 1]! : knots[j]! + (piece + 1) * width);
    }
  }
  for (let j = cells - 1; j >= 0; j--) to[j] = Math.min(least[j]!, j + 1 < cells ? to[j + 1]! : Infinity);
  return { from, to, above, below };
}

/** The number nearest to 0 in [from - ε, to + ε]. */
const slopeAt = ({ from, to }: Axis, j: number, epsilon: number): number =>
  Math.max(0, from[j]! - epsilon) + Math.min(0, to[j]! + epsilon);

const costOf = (axis: Axis, epsilon: number): number => axis.from.reduce((sum, _, j) => {
  const slope = slopeAt(axis, j, epsilon);
  return sum + slope * (slope > 0 ? axis.above[j]! : -axis.below[j]!);
}, 0);

/** The least ε at which `money`, not negative, pays for such utilities: what they cost falls in ε, and is nothing from some ε on. */
export function slopeUtilities(bands: readonly SlopeBand[], money: number): SlopeUtilities {
  const axes = bands.map(axisOf);
  const isPaid = (epsilon: number): boolean =>
    axes.reduce((sum, axis) => sum + costOf(axis, epsilon), 0) * (1 + ROUNDING) <= money;
  const largest = (of: (axis: Axis, j: number) => number): number =>
    axes.reduce((most, axis) => axis.from.reduce((so, _, j) => Math.max(so, of(axis, j)), most), 0);
  let low = largest(({ from, to }, j) => (from[j]! - to[j]!) / 2);
  let high = Math.max(low, largest(({ from, to }, j) => Math.max(from[j]!, -to[j]!)));
  if (isPaid(low)) high = low;
  for (let step = 0; step < HALVINGS && low < high; step++) {
    const middle = (low + high) / 2;
    if (isPaid(middle)) high = middle;
    else low = middle;
  }
  return { epsilon: high, slopes: axes.map((axis) => Array.from(axis.from, (_, j) => slopeAt(axis, j, high))) };
}
