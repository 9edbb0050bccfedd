/**
 * How far away delta* and its certified bounds are: roots of a pilot over the reports, and the number of profiles that a precision
 * needs.
 */
import { DELTA_LOWER_SHARE, shortLieRoot } from '../../notions/delta-star/trader.ts';
import type { Survival } from '../../experiments/order-statistics/survival.ts';
import { fitQuartic, smoothed } from './peak.ts';
import { lookAlpha } from '../../statistics/looks.ts';

/** The lattice's width as a share of the tolerated half-width; rounding of cells, lies and rungs costs three of them. */
export const LATTICE_SHARE = 0.1;
const ROUNDINGS = 3;
const MARGIN = 1.15;
/** Bounds on standard errors by which the largest of many cells exceeds one. */
const LARGEST_OF_MANY = 1;
const TYPICAL_CELLS = 2 ** 15;

/** The largest root is sought where P exceeds this share of its maximum. */
const PRICE_FLOOR = 0.05;
/** And fitted where it exceeds this share of that at the largest smoothed root. */
const FIT_FLOOR = 0.4;

/** What a pilot says of the delta at which short lies stop gaining, over the reports. */
export interface RootEstimate {
  /** Smoothed, at boundaries first .. end; likewise P. */
  readonly smooth: Float64Array;
  readonly prices: Float64Array;
  readonly height: number;
  /** Boundary where it seems largest. */
  readonly at: number;
  /** Roughly the standard error of `smooth`. */
  readonly noise: number;
}

export function estimateRoots(s: Survival): RootEstimate {
  const { n, first, end, weight, atLeastL, atLeastU } = s;
  const roots = new Float64Array(end - first + 1);
  let reached = first;
  for (let j = first; j <= end; j++) {
    roots[j - first] = shortLieRoot(s, j, reached);
    while (reached + 1 < s.x.length && s.x[reached]! < s.x[j]! + roots[j - first]!) reached++;
  }
  const half = Math.ceil(roots.length / 60);
  const prices = smoothed(Float64Array.from(roots, (_, i) => (atLeastU[first + i]! - atLeastL[first + i]!) / n), half);
  const highest = prices.reduce((most, value) => Math.max(most, value), 0);
  // No root exceeds w P; where few draws fall a single one would make it seem large.
  const smooth = smoothed(roots, half).map((root, i) => Math.min(root, weight * prices[i]!));
  const top = smooth.reduce(
    (best, value, i) =>
      (prices[i]! >= PRICE_FLOOR * highest && !(prices[best]! >= PRICE_FLOOR * highest && smooth[best]! >= value) ? i : best),
    0,
  );
  const price = Math.max(1 / n, prices[top]!);
  const noise = (smooth[top]! * Math.sqrt(1 / (Math.max(weight, 1e-3) ** 2 * price * n))) / 3;
  const best = fittedTop(s, roots, prices, top);
  const middle = smooth[best]! > smooth[top]! - 4 * noise ? best : top;
  return { smooth, prices, height: smooth[middle]!, at: first + middle, noise };
}

/** The largest root lies on a flat top, where a smooth fit over the reports that P favours places it far better than noisy values do. */
function fittedTop({ x, first }: Survival, roots: Float64Array, prices: Float64Array, top: number): number {
  const floor = FIT_FLOOR * prices[top]!;
  let [from, to] = [top, top];
  while (from > 0 && prices[from - 1]! > floor) from--;
  while (to < roots.length - 1 && prices[to + 1]! > floor) to++;
  if (to - from < 16) return top;
  const fitted = fitQuartic(x, roots, first, from, to);
  return from + fitted.reduce((best, value, i) => (value > fitted[best]! ? i : best), 0);
}

/** How much the mean excess falls per unit of delta near the root at boundary j. */
function slopeAt({ x, n, weight, atLeastL, atLeastU }: Survival, j: number, height: number): number {
  const index = (target: number): number => {
    let k = j;
    while (k + 1 < x.length && x[k + 1]! <= target) k++;
    return k;
  };
  const [from, to] = [index(x[j]! + 0.7 * height), index(x[j]! + 1.3 * height)];
  const local = from < to ? (atLeastU[from]! - atLeastU[to]!) / n / (x[to]! - x[from]!) : 0;
  const overall = (weight * (atLeastU[j]! - atLeastL[j]!)) / n / height;
  // A few draws in a narrow stretch are no slope: the average one from 0 to the root bounds what is believed.
  return Math.min(2 * overall, Math.max(1 + local, overall / 2));
}

/** What empirical Bernstein adds to a mean, in standard errors and in full steps of X, at the level of one cell or of the witness. */
const logs = (alpha: number): { upper: number; lower: number } =>
  ({ upper: Math.log((2 * TYPICAL_CELLS) / ((1 - DELTA_LOWER_SHARE) * alpha)), lower: Math.log(2 / (DELTA_LOWER_SHARE * alpha)) });

/** Of boundary i of the type space: bound on the variance of X at its root (delta-star.ts), and the slope there. */
function noiseAt(s: Survival, { smooth, prices, height, at }: RootEstimate): (i: number) => { variance: number; slope: number } {
  const w = s.weight;
  const middle = at - s.first;
  const overall = (i: number): number => (smooth[i]! > 0 ? (w * prices[i]!) / smooth[i]! : 1);
  const bend = slopeAt(s, at, height) / overall(middle);
  // At the root D is the root itself, and D = w P - F.
  return (i) => ({ variance: Math.max(0, w * (1 + w) * prices[i]! - smooth[i]!), slope: Math.max(1, bend * overall(i)) });
}

/** Where the upper bound of each report should fall: rare reports have smaller roots and less certain ones. At boundaries first .. end. */
export function upperCurve(s: Survival, roots: RootEstimate, profiles: number, alpha: number): Float64Array {
  const noise = noiseAt(s, roots);
  const { upper } = logs(alpha);
  return roots.smooth.map((root, i) => {
    const { variance, slope } = noise(i);
    // What lies above the height is the pilot's own noise.
    return Math.min(root, roots.height) + (
      (Math.sqrt(2 * upper) + LARGEST_OF_MANY) * Math.sqrt(variance / profiles) + (7 * (1 + s.weight) * upper) / (3 * profiles)
    ) / slope;
  });
}

function halfWidth(s: Survival, roots: RootEstimate, profiles: number, alpha: number): number {
  const { variance, slope } = noiseAt(s, roots)(roots.at - s.first);
  const { lower } = logs(alpha);
  const above = upperCurve(s, roots, profiles, alpha).reduce((most, value) => Math.max(most, value), 0) - roots.height;
  const below = (Math.sqrt((2 * lower * variance) / profiles) + (7 * (1 + s.weight) * lower) / (3 * profiles)) / slope;
  return (above + below) / 2;
}

/** Profiles for a relative half-width `precision` of delta*. */
export function deltaProfiles(s: Survival, roots: RootEstimate, precision: number, alpha: number): number {
  const wanted = precision * roots.height * (1 - (ROUNDINGS * LATTICE_SHARE) / 2);
  const spent = lookAlpha(alpha, 1);
  let [low, high] = [16, 2 ** 52];
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (halfWidth(s, roots, middle, spent) > wanted) low = middle;
    else high = middle;
  }
  return Math.ceil(MARGIN * high);
}

/** Relative half-width that `profiles` would roughly give. */
export const deltaPrecision = (s: Survival, roots: RootEstimate, profiles: number, alpha: number): number =>
  Math.min(0.5, halfWidth(s, roots, profiles, alpha) / roots.height);
