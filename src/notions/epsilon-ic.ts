/**
 * The epsilon-IC constant: the largest gain from any lie (Song22 Definition 2), certified on the continuum.
 *
 * Upper bound: the triangle of (type, report) pairs is tiled by boxes that a pilot stream chose; in each box the means of
 * two bounded variables dominate the gain of every pair (boxes.ts), and empirical Bernstein with a union bound over all of
 * them bounds these means. Lower bound: the mean gain at the pilot's best pair of boundaries, by empirical Bernstein.
 *
 * Sample variances are bounded by mean squares that the counts give.
 */
import { empiricalBernstein } from '../statistics/empirical-bernstein.ts';
import { BoxBounder, type Box } from './tiling.ts';
import type { EpsilonLic } from './epsilon-lic.ts';
import { integrals, type Integrals, type Survival } from '../experiments/order-statistics/survival.ts';

const LOWER_SHARE = 0.4;

/** Midpoint estimate and lower bracket of the gain from type x_i reporting x_k, i < k. */
export function gainAt(s: Survival, sums: Integrals, i: number, k: number): { estimate: number; lower: number; upper: number } {
  const { x, atLeastU, n, weight } = s;
  const between = (sum: Float64Array): number => sum[k]! - sum[i]!;
  const trade = ((x[k]! - x[i]!) * atLeastU[k]!) / n;
  const value = (u: number, l: number): number => trade - (1 - weight) * u - weight * l;
  // g = (x - c) S_U(x) - int_c^x ((1 - w) S_U + w S_L)
  const lower = value(between(sums.upperU), between(sums.upperL));
  const upper = value(between(sums.lowerU), between(sums.lowerL));
  return { estimate: (lower + upper) / 2, lower, upper };
}

/** The pair of boundaries with the largest gain, by the upper envelope of the lines c -> u(x_k, c). O(J). */
export function bestPair(s: Survival): { type: number; report: number } | undefined {
  const { x, first, end, atLeastU, n, weight } = s;
  const sums = integrals(s);
  const middle = (lower: Float64Array, upper: Float64Array, k: number): number => (lower[k]! + upper[k]!) / 2;
  // u(x_k, c) + constant = intercept_k - slope_k c, with slope_k = S_U(x_k) falling in k.
  const slope = (k: number): number => atLeastU[k]! / n;
  const potential = (k: number): number => (1 - weight) * middle(sums.lowerU, sums.upperU, k) + weight * middle(sums.lowerL, sums.upperL, k);
  const intercept = (k: number): number => x[k]! * slope(k) - potential(k);
  const envelope: number[] = [];
  const crossing = (a: number, b: number): number => (intercept(a) - intercept(b)) / (slope(a) - slope(b));
  for (let k = first; k <= end; k++) {
    if (envelope.length > 0 && slope(envelope.at(-1)!) === slope(k)) {
      if (intercept(envelope.at(-1)!) >= intercept(k)) continue;
      envelope.pop();
    }
    while (envelope.length >= 2 && crossing(envelope.at(-2)!, envelope.at(-1)!) >= crossing(envelope.at(-1)!, k)) envelope.pop();
    envelope.push(k);
  }
  let best: { type: number; report: number } | undefined;
  let gain = 0;
  let at = 0;
  for (let i = first; i <= end; i++) {
    while (at + 1 < envelope.length && crossing(envelope[at]!, envelope[at + 1]!) <= x[i]!) at++;
    const k = envelope[at]!;
    if (k <= i) continue;
    const value = intercept(k) - slope(k) * x[i]! + potential(i);
    if (value > gain) {
      gain = value;
      best = { type: i, report: k };
    }
  }
  return best;
}

export function epsilonIc(s: Survival, boxes: readonly Box[], pair: { type: number; report: number } | undefined, alpha: number, lawError: number): EpsilonLic {
  const { n, x, weight, sign, atLeastL, atLeastU } = s;
  if (weight === 0 || boxes.length === 0) return { estimate: 0, lower: 0, upper: 0 };
  const sums = integrals(s);
  const bounder = new BoxBounder(((1 - LOWER_SHARE) * alpha) / boxes.length, n);
  let upper = 0;
  for (const box of boxes) {
    const slack = 4 * lawError * (1 + weight) * (x[box.k1]! - x[box.i0]!);
    upper = Math.max(upper, bounder.bound(s, sums, box) + slack);
  }
  upper = Math.min(upper, weight * (x[s.end]! - x[s.first]!));
  if (!pair) return { estimate: 0, lower: 0, upper };
  const { estimate, lower } = gainAt(s, sums, pair.type, pair.report);
  const width = x[pair.report]! - x[pair.type]!;
  const active = (atLeastU[pair.type]! - atLeastL[pair.report]!) / n;
  const error = empiricalBernstein(n, (width ** 2 * Math.max(0, active) * n) / Math.max(1, n - 1), (1 + weight) * width, LOWER_SHARE * alpha);
  return {
    // The truth gains nothing, so the constant is never below zero.
    estimate: Math.max(0, estimate),
    lower: Math.max(0, lower - error - lawError * (1 + weight) * width),
    upper,
    witness: { type: sign * x[pair.type]!, report: sign * x[pair.report]! },
  };
}
