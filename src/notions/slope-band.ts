/**
 * The expected slope A(t) of an agent's own value under report t, in one dimension: values affine in the own signal with slope
 * a_c in class c, A(t) = sum_c a_c q_c(t).
 *
 * Where the classes that an agent can bring about by reporting more have larger slopes, draw by draw (efficient rules and affine
 * maximizers whose objectives' slopes are ordered like the own slopes: private values, weakly congruent ones), A is nondecreasing,
 * in truth and in every sample.
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { chernoffLower, chernoffUpper } from '../statistics/chernoff.ts';

/** Of A's values, the part of their spread by which rounding may bend a line or make a sum fall. */
const TOLERANCE = 1e-6;

/** x_0 < .. < x_{R-1}. */
export function axis({ question: { reports } }: InterimSums): readonly number[] {
  if (reports.some((signal) => signal.length !== 1)) throw new RangeError('reports: the continuum needs one-dimensional signals');
  const x = reports.map((signal) => signal[0]!);
  if (x.length < 2 || x.some((t, r) => r > 0 && t <= x[r - 1]!)) throw new RangeError('reports: at least two, increasing');
  return x;
}

/** [C] slopes of the own value; undefined where it is not additively separable and affine in the own signal. */
export function ownSlopes(sums: InterimSums): Float64Array | undefined {
  const { typeValue, classes } = sums;
  if (!typeValue) return undefined;
  const x = axis(sums);
  const last = x.length - 1;
  const slopes = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    const start = typeValue[c]!;
    slopes[c] = (typeValue[last * classes + c]! - start) / (x[last]! - x[0]!);
    const scale = Math.max(Math.abs(start), Math.abs(typeValue[last * classes + c]!), 1e-300);
    const bent = x.some((t, r) => Math.abs(start + slopes[c]! * (t - x[0]!) - typeValue[r * classes + c]!) > TOLERANCE * scale);
    if (bent) return undefined;
  }
  return slopes;
}

/** A at every report with bounds that hold at once; A is nondecreasing in truth, so the bounds are made to be. */
export interface SlopeBand {
  readonly estimate: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A known without sampling. */
export function knownSlope(reports: number, value: number): SlopeBand {
  const constant = new Float64Array(reports).fill(value);
  return { estimate: constant, lower: constant, upper: constant };
}

/**
 * Per report the variable (a_c - least a) / spread lies in [0, 1], so the bound of its mean is that of a share (Hoeffding), at
 * alpha over twice the number of reports. Undefined where the sample's A falls somewhere: then the order of slopes was not as claimed.
 */
export function slopeBand(sums: InterimSums, slopes: Float64Array, alpha: number): SlopeBand | undefined {
  const { choices, classes, profiles, sure, lawShare = 0, question: { reports } } = sums;
  const least = Math.min(...slopes);
  const spread = Math.max(...slopes) - least;
  if (spread === 0) return knownSlope(reports.length, least);
  const totals = reports.map((_, r) => slopes.reduce((sum, a, c) => sum + ((a - least) / spread) * choices[r * classes + c]!, 0));
  if (totals.some((total, r) => r > 0 && total < totals[r - 1]! - TOLERANCE * profiles)) return undefined;
  const each = alpha / (2 * reports.length);
  const slopeOf = (share: number): number => least + spread * share;
  // What the laws alone make sure of: each class has at least its chance, and the rest goes to the flattest or to the steepest.
  const known = (r: number, distance: (a: number) => number): number =>
    slopes.reduce((sum, a, c) => sum + (distance(a) / spread) * (sure?.[r * classes + c] ?? 0), 0);
  const lower = Float64Array.from(totals, (total, r) =>
    slopeOf(Math.max(known(r, (a) => a - least), chernoffLower(total, profiles, each) - lawShare)));
  const upper = Float64Array.from(totals, (total, r) =>
    slopeOf(Math.min(1 - known(r, (a) => least + spread - a), chernoffUpper(total, profiles, each) + lawShare)));
  for (let r = 1; r < lower.length; r++) lower[r] = Math.max(lower[r]!, lower[r - 1]!);
  for (let r = upper.length - 2; r >= 0; r--) upper[r] = Math.min(upper[r]!, upper[r + 1]!);
  return { estimate: Float64Array.from(totals, (total) => slopeOf(total / profiles)), lower, upper };
}
