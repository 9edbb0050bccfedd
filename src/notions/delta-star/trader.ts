/**
 * delta* of a double auction's trader (Song22 Theorem 5.3), certified on the continuum.
 *
 * In the seller's orientation type c who reports x is insured to mu(x) + (x - c) 1{x <= U} (ambiguity-premium.ts). With
 * S_k = (1 - w) S_U + w S_L and T_delta(x) the least probability of {x <= U} under a belief of the set,
 *
 *     gain(x, c) = (x - c) T_delta(x) - int_c^x S_k,  x > c        (never above 0 for x < c)
 *     bayesian        T = S_U(x)
 *     prokhorov       T = max(0, S_U(x + delta) - delta)             everyone shifts down by delta, then delta of mass goes to the bottom
 *     totalVariation  T = max(0, S_U(x) - delta)
 *     contamination   T = (1 - delta) S_U(x)
 *     all             T = 0
 *
 * The others' signals range over the hull of all supports, so that all can shift alike and {x <= U} can always fail. T and S_k
 * both fall, so the shortest lies are the worst: delta* is the least delta with T_delta <= S_k on the type space:
 *
 *     totalVariation  w sup P, the epsilon-LIC constant
 *     contamination   w sup (1 - S_L / S_U)
 *     prokhorov       the least delta with D(y, delta) = S_U(y + delta) - (1 - w) S_U(y) - w S_L(y) <= delta for all y;
 *                     for w = 1 the Levy distance between the laws of L and U
 *
 * With atoms S_k(x) is at most its mean over [c, x], so that T_delta(x) <= S_k(x) for all reports x above the lowest type is enough; and it
 * is needed where x can be approached from a type over which S_k is flat or x itself is a type, which holds of all x where no others lie
 * within gaps of the trader's own law. The beginning of a cell at an atom, moved by delta, is beyond its end: reports there count likewise.
 *
 * Prokhorov, upper bound: for y in [a, b] and a boundary a' <= a + delta, D(y, delta) is at most the mean of
 * X = 1{U >= a'} - (1 - w) 1{U >= b} - w 1{L >= b}. The three events are nested in pairs, so X^2 has mean at most
 * |Pr(U >= a') - Pr(U >= b)| + w^2 Pr(L < b <= U), of the law and of the sample alike, and empirical Bernstein applies with
 * counts alone. Rungs of a ladder of deltas are tested from above, each with a union bound over the cells but all at the same level:
 * they are nested statements, so the first to fail stops the descent and nothing is paid for its length. Lower bound: the same
 * from below at one pair (type, report) that another stream chose, whose gain is positive where the mean exceeds delta.
 */
import { clopperPearsonLower, clopperPearsonUpper } from '../../statistics/clopper-pearson.ts';
import { empiricalBernstein, empiricalBernsteinAt } from '../../statistics/empirical-bernstein.ts';
import { union } from '../../statistics/union.ts';
import { certain, type CertifiedOnLine } from '../certified.ts';
import { scaled } from '../../statistics/interval.ts';
import type { Survival } from '../../experiments/order-statistics/survival.ts';

/** Share of alpha for the lower bound, which has one event where the upper has one per cell. */
export const DELTA_LOWER_SHARE = 0.65;

/** Sample mean of X and the bound on its sample variance, from counts at boundaries: above = a', own = b (or the type). */
export function shortLieMoments(
  { n, weight, atLeastL, atLeastU }: Survival,
  above: number,
  own: number,
): { mean: number; variance: number; range: number } {
  const u = atLeastU[own]!;
  const l = atLeastL[own]!;
  const mean = (atLeastU[above]! - (1 - weight) * u - weight * l) / n;
  const square = (Math.abs(atLeastU[above]! - u) + weight * weight * (u - l)) / n;
  const variance = n < 2 ? (1 + weight) ** 2 : (Math.max(0, square - mean * mean) * n) / (n - 1);
  return { mean, variance, range: above >= own ? 1 + weight : 1 };
}

/** A distance that no rounding of boundaries exceeds. */
const roundingOf = ({ x }: Survival): number => 2 ** -50 * Math.max(Math.abs(x[0]!), Math.abs(x.at(-1)!));

/** Whether no report within any cell gains by a short lie under `delta`, for all cells at once with error probability `alpha`. */
export function noShortLieGains(s: Survival, delta: number, alpha: number, possible: (cell: number) => boolean, lawError: number): boolean {
  const { x, first, end, n, weight, atLeastU, atLeastL } = s;
  const rounding = roundingOf(s);
  let cells = 0;
  for (let j = first; j < end; j++) if (possible(j)) cells++;
  if (n < 2) return false;
  const halfWidth = empiricalBernsteinAt(n, union(alpha, cells));
  const allowed = delta - 2 * lawError;
  let above = first;
  for (let j = first; j < end; j++) {
    if (!possible(j)) continue;
    if (above < j) above = j;
    while (above + 1 < x.length && x[above + 1]! + rounding <= x[j]! + delta) above++;
    const u = atLeastU[j + 1]!;
    const l = atLeastL[j + 1]!;
    const difference = atLeastU[above]! - u;
    const mean = (difference + weight * (u - l)) / n;
    if (mean > allowed) return false;
    const square = (Math.abs(difference) + weight * weight * (u - l)) / n;
    const variance = (Math.max(0, square - mean * mean) * n) / (n - 1);
    const range = difference <= 0 ? 1 + weight : 1;
    if (mean + halfWidth(variance, range) > allowed) return false;
  }
  return true;
}

/** Whether type x_type gains by reporting x_report under `delta`, with error probability `alpha`. */
export function lieGains(s: Survival, type: number, report: number, delta: number, alpha: number, lawError: number): boolean {
  const rounding = roundingOf(s);
  let above = report;
  while (above < s.x.length && s.x[above]! < s.x[report]! + delta + rounding) above++;
  // Beyond the last boundary nobody is left.
  if (above === s.x.length) return false;
  const { mean, variance, range } = shortLieMoments(s, above, type);
  return mean - empiricalBernstein(s.n, variance, range, alpha) - 2 * lawError > delta;
}

/** The delta at which short lies to x_j stop gaining in the sample; survival functions read linearly between boundaries. */
export function shortLieRoot({ x, n, weight, atLeastL, atLeastU }: Survival, j: number, from = j): number {
  const own = ((1 - weight) * atLeastU[j]! + weight * atLeastL[j]!) / n;
  const excess = (k: number): number => atLeastU[k]! / n - own - (x[k]! - x[j]!);
  let k = Math.max(j, from);
  while (k > j && excess(k) <= 0) k--;
  while (k < x.length && excess(k) > 0) k++;
  if (k === j) return 0;
  if (k === x.length) return x[k - 1]! - x[j]!;
  const [before, after] = [excess(k - 1), excess(k)];
  return x[k - 1]! - x[j]! + ((x[k]! - x[k - 1]!) * before) / (before - after);
}

/**
 * Prokhorov. `ladder`: deltas to test, increasing, fixed before the sample was drawn; best multiples of the width of fine cells.
 * `possible[j]`: whether cell j can hold the price-setting event for any draw. Estimate: the root at the witness's report.
 */
export function prokhorovDeltaOfTrader(
  s: Survival,
  ladder: ArrayLike<number>,
  alpha: number,
  possible: (cell: number) => boolean,
  lawError: number,
): CertifiedOnLine {
  const { weight, first, end, x, sign, witness } = s;
  if (weight === 0) return certain(0);
  let any = false;
  for (let j = first; j < end && !any; j++) any = possible(j);
  if (!any) return certain(0);
  // Lattice boundaries are sums of rounded numbers; rungs a little off the lattice reach the boundary that is meant.
  const off = 16 * roundingOf(s);
  // D <= w P <= w: from w on there is nothing to test.
  let upper = weight;
  for (let r = ladder.length - 1; r >= 0; r--) {
    const delta = ladder[r]! + off;
    if (delta >= weight) continue;
    if (!noShortLieGains(s, delta, (1 - DELTA_LOWER_SHARE) * alpha, possible, lawError)) break;
    upper = delta;
  }
  if (witness === undefined) return { estimate: Math.min(upper, largestRoot(s)), lower: 0, upper, guarantee: 'continuum' };
  let lower = 0;
  for (let r = 0; r < ladder.length; r++) {
    const delta = ladder[r]! - off;
    if (!lieGains(s, witness, witness + 1, delta, DELTA_LOWER_SHARE * alpha, lawError)) break;
    lower = Math.max(0, delta);
  }
  return {
    estimate: Math.max(lower, Math.min(upper, shortLieRoot(s, witness + 1))),
    lower,
    upper,
    guarantee: 'continuum',
    witness: { type: sign * x[witness]!, report: sign * x[witness + 1]! },
  };
}

function largestRoot(s: Survival): number {
  let largest = 0;
  for (let j = s.first; j <= s.end; j++) largest = Math.max(largest, shortLieRoot(s, j));
  return largest;
}

/** Boundaries at which the contamination bound from below is tried. */
const PLACES = 32;

/**
 * Contamination: w sup (1 - S_L / S_U). Given U >= x_j the event {L < x_j} is a conditional probability, and so are its brackets:
 * for y in [a, b] that of {L < b} given {U >= a}. Clopper-Pearson given the count of the condition; from below at evenly spaced
 * boundaries. `topReached`: the type space reaches the supremum of U, near which L has left first, so it is w exactly. In a cell for
 * which `isAtom` holds nothing lies but an atom at its lower end, so that reports in it see what its upper end sees.
 */
export function contaminationDeltaOfTrader(
  s: Survival,
  alpha: number,
  possible: (cell: number) => boolean,
  topReached: boolean,
  lawError: number,
  isAtom: (cell: number) => boolean = () => false,
): CertifiedOnLine {
  const { n, weight, first, end, x, sign, atLeastL, atLeastU } = s;
  if (weight === 0) return certain(0);
  if (topReached) return certain(weight);
  const cells = Array.from({ length: end - first }, (_, i) => first + i).filter(possible);
  if (cells.length === 0) return certain(0);
  // Errors of law grow by the division.
  const error = (given: number): number => (given === 0 ? 1 : (4 * lawError * n) / given);
  let upper = 0;
  for (const j of cells) {
    const given = atLeastU[isAtom(j) ? j + 1 : j]!;
    upper = Math.max(
      upper,
      Math.min(
        1,
        clopperPearsonUpper(given - atLeastL[j + 1]!, given, union((1 - DELTA_LOWER_SHARE) * alpha, cells.length)) + error(given),
      ),
    );
    if (upper === 1) break;
  }
  const places = new Set(Array.from({ length: PLACES }, (_, i) => first + Math.max(1, Math.round(((end - first) * (i + 1)) / PLACES))));
  const tried = [...places].map((at) => {
    const given = atLeastU[at]!;
    const hidden = given - atLeastL[at]!;
    return {
      at,
      estimate: given === 0 ? 0 : hidden / given,
      lower: Math.max(0, clopperPearsonLower(hidden, given, union(DELTA_LOWER_SHARE * alpha, places.size)) - error(given)),
    };
  });
  const { at, estimate, lower } = tried.reduce((best, next) => (next.lower > best.lower ? next : best));
  return {
    ...scaled({ estimate, lower, upper }, weight),
    guarantee: 'continuum',
    witness: { type: sign * x[at - 1]!, report: sign * x[at]! },
  };
}
