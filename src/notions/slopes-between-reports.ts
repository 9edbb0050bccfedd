/**
 * The epsilon-LIC constant over all types and reports, by slopes: u(t, r) = E[t . Q(r) - P(r)], phi_k(t, r) its derivative by r_k.
 *
 * **The bound.** At every profile t . Q - P is Lipschitz in the report, and along the line from t to r, of direction d = r - t, its
 * derivative is sum_k d_k phi_k, phi the slopes of any branch where a function bends (kernels/network/slopes). So
 *
 *     u(t, r) - u(t, t) = int_0^1 sum_k d_k phi_k(t, t + x d) dx <= |d|_1 max over x and k of sign(d_k) phi_k(t, t + x d),
 *
 * and the gain by the size of the lie is at most the largest of +-phi_k(t, r') over the reports r' between, + where r'_k may lie above t_k
 * and - where it may lie below. It is no less than |phi_k(t, t)|, what the shortest lies gain: nothing is lost where payoffs fall away from
 * the truth ever faster, and where they do not a pair far apart is bounded by its gain and its distance as well.
 *
 * **Cells.** phi_k is the payoff of a mechanism with amounts Q' and payment P', linear in the type. For t in a cell T and r' in a cell R,
 * by interpolation between their corners v and w (gains-between-reports.ts)
 *
 *     phi_k(t, r') <= max_vw E phi_k(v, w) + 2 (sum_j max |t_j| E e_j + E e_P),
 *
 * and at no profile more than the largest end of phi_k(v, .) over R, v the corners of T; the same with signs turned. Errors fall with the
 * square of the cells' widths where slopes are smooth: there are none of first order, as an enclosure of second derivatives would leave.
 * Where functions bend they are what a slope jumps by, for those of the others whose types put the bend into the cell.
 *
 * **Paths.** From T to R a line passes through cells whose places, axis by axis, lie between those of the two.
 *
 * **Pairs far apart.** By interpolation (gains-between-reports.ts) the gain g is at most sum_vw mu_v lambda_w g(v, w) and what amounts,
 * payment and truth are off. Along an axis on which R lies beyond T the distance is linear in both, so what corners are apart on average.
 * Along one on which their places are the same, t at share p of the side h and r at share q, the product of weights puts p (1 - q) and
 * q (1 - p) on corners that are h apart, more than |p - q| in all. Moving min(p (1 - q), q (1 - p)) <= 1/4 of each to the corners that are
 * not apart gives weights of the same means that do average to the distance, and changes the sum by as much of the difference
 * g(a, b) + g(b, a) - g(a, a) - g(b, b) = -h (E Q_k(b) - E Q_k(a)), which is negative where amounts rise with bids. So
 *
 *     g(t, r) <= sum_vw m_vw (g(v, w) + gap + sum_k h_k / 4 max(0, E Q_k(a) - E Q_k(b))),    sum_vw m_vw |v - w|_1 = |t - r|_1,
 *
 * k over axes of equal places, and the gain by the size of the lie is at most the largest of the corners': for cells no corner of which
 * they share.
 */
import type { ReportCells } from '../experiments/network/cell-errors.ts';
import type { ReportSums } from '../experiments/network/report-gains.ts';
import type { SlopeCaps } from '../experiments/network/slope-cells.ts';
import { empiricalBernsteinAt } from '../statistics/empirical-bernstein.ts';
import { groupMean } from '../statistics/group-mean.ts';
import { union } from '../statistics/union.ts';
import { gapOf, overCorners } from './gains-between-reports.ts';

/** [types, reports] of slopes by one bid. */
export interface SlopeEnds {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** What is known of the slopes by one bid: ends of mean slopes at pairs of the list, errors of cells, and ends at every profile. */
export interface KnownSlopes {
  readonly ends: SlopeEnds;
  readonly errors: Float64Array;
  readonly caps: SlopeCaps;
}

/** Ends of the slope of every pair at any profile: by the cells that have the report for a corner, each of which has all of them. */
export function slopeRanges({ corners }: ReportCells, { low, high }: SlopeCaps, count: number): SlopeEnds {
  const [least, most] = [new Float64Array(count * count).fill(-Infinity), new Float64Array(count * count).fill(Infinity)];
  for (const [cell, own] of corners.entries()) {
    for (const report of own) {
      for (let t = 0; t < count; t++) {
        const at = t * count + report;
        least[at] = Math.max(least[at]!, low[cell * count + t]!);
        most[at] = Math.min(most[at]!, high[cell * count + t]!);
      }
    }
  }
  return { low: least, high: most };
}

/** Ends of all mean slopes at once with error probability alpha, from sums that hold squares of slopes themselves. */
export function meanSlopes(sums: ReportSums, ranges: SlopeEnds, alpha: number): SlopeEnds {
  const { reports, amounts, payments, squares, objects, profiles, moved, off } = sums;
  const count = payments.length;
  const [low, high] = [ranges.low.slice(), ranges.high.slice()];
  const bernstein = empiricalBernsteinAt(profiles, union(alpha, 2 * count * count));
  for (let t = 0; t < count; t++) {
    for (let r = 0; r < count; r++) {
      let sum = -payments[r]!;
      for (let j = 0; j < objects; j++) sum += reports[t * objects + j]! * amounts[r * objects + j]!;
      const at = t * count + r;
      const { mean, variance } = groupMean(sum, squares[at]!, profiles, moved);
      const half = bernstein(variance, ranges.high[at]! - ranges.low[at]!) + off;
      low[at] = Math.max(low[at]!, mean - half);
      high[at] = Math.min(high[at]!, mean + half);
    }
  }
  return { low, high };
}

/** Places of cells along every axis [cells, objects], and how many there are. */
function placesOf({ objects, low, corners }: ReportCells): { readonly at: Int32Array; readonly sides: readonly number[] } {
  const axes = Array.from({ length: objects }, (_, k) =>
    [...new Set(corners.map((__, cell) => low[cell * objects + k]!))].sort((a, b) => a - b));
  const at = Int32Array.from({ length: corners.length * objects }, (_, n) => axes[n % objects]!.indexOf(low[n]!));
  return { at, sides: axes.map(({ length }) => length) };
}

/** 2 (sum_j max |t_j| e_j + e_P), rounded up. */
function slopeGap({ objects, low, high }: ReportCells, errors: Float64Array, types: number, reports: number): number {
  const kinds = objects + 2;
  let sum = errors[reports * kinds + objects]!;
  for (let j = 0; j < objects; j++) {
    const at = types * objects + j;
    sum += Math.max(Math.abs(low[at]!), Math.abs(high[at]!)) * errors[reports * kinds + j]!;
  }
  return 2 * sum * (1 + 1e-12);
}

/** [cells of types, cells of reports]: the largest slope of types of the one at reports of the other, with sign `sign`. */
function slopesAbove(cells: ReportCells, { ends, errors, caps }: KnownSlopes, sign: 1 | -1): Float64Array {
  const [all, count] = [cells.corners.length, Math.sqrt(ends.high.length)];
  const [means, everywhere] = sign === 1 ? [ends.high, caps.high] : [ends.low, caps.low];
  const above = overCorners(cells, means, sign);
  for (let t = 0; t < all; t++) {
    for (let r = 0; r < all; r++) {
      let any = -Infinity;
      for (const v of cells.corners[t]!) any = Math.max(any, sign * everywhere[r * count + v]!);
      above[t * all + r] = Math.min(any, above[t * all + r]! + slopeGap(cells, errors, t, r));
    }
  }
  return above;
}

/**
 * [cells of types, cells of reports]: no slope that counts is larger, of a type at a report away from her. Slopes count by the axes' signs
 * only where the report may lie on that side of the type.
 */
export function slopesAway(cells: ReportCells, known: readonly KnownSlopes[]): Float64Array {
  const { objects } = cells;
  const count = cells.corners.length;
  const away = new Float64Array(count * count);
  const [up, down] = ([1, -1] as const).map((sign) => known.map((one) => slopesAbove(cells, one, sign)));
  for (let t = 0; t < count; t++) {
    for (let r = 0; r < count; r++) {
      let most = 0;
      for (let k = 0; k < objects; k++) {
        const apart = cells.low[r * objects + k]! - cells.low[t * objects + k]!;
        if (apart >= 0) most = Math.max(most, up![k]![t * count + r]!);
        if (apart <= 0) most = Math.max(most, down![k]![t * count + r]!);
      }
      away[t * count + r] = most;
    }
  }
  return away;
}

/** What is known of gains of the pairs of a list, and of errors of its cells, as of gains-between-reports.ts. */
export interface KnownGains {
  /** Upper ends of mean gains [types, reports]. */
  readonly above: Float64Array;
  readonly errors: Float64Array;
  /** [reports, objects]: lower ends of mean amounts, and upper ones. */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

/** By how much at most gains by interpolation may pass what they are on pairs of corners that are as far apart: see the top of the file. */
function crossing({ objects, low, high, corners }: ReportCells, { least, most }: KnownGains, cell: number, k: number): number {
  let fall = 0;
  for (const [bits, w] of corners[cell]!.entries()) {
    if ((bits >> k) & 1) continue;
    fall = Math.max(fall, most[w * objects + k]! - least[corners[cell]![bits | (1 << k)]! * objects + k]!);
  }
  return (fall * (high[cell * objects + k]! - low[cell * objects + k]!) * (1 + 1e-12)) / 4;
}

/** Of types of one cell and reports of another; infinite of neighbours. `lies` [types, reports]: distances in the list. */
function gainBySize(cells: ReportCells, known: KnownGains, lies: Float64Array, at: Int32Array, types: number, reports: number): number {
  const { objects } = cells;
  const count = Math.sqrt(lies.length);
  let more = gapOf(cells, known.errors, types, reports);
  for (let k = 0; k < objects; k++) {
    if (at[types * objects + k] === at[reports * objects + k]) more += crossing(cells, known, reports, k);
  }
  let largest = 0;
  for (const v of cells.corners[types]!) {
    for (const w of cells.corners[reports]!) {
      const pair = v * count + w;
      if (lies[pair] === 0) return Infinity;
      largest = Math.max(largest, (known.above[pair]! + more) / lies[pair]!);
    }
  }
  return largest;
}

/** No type gains more by any report, by the size of the lie. `away`: slopesAway of the same cells; `lies` [types, reports]: distances. */
export function localGainBetweenReports(cells: ReportCells, away: Float64Array, known: KnownGains, lies: Float64Array): number {
  const { objects } = cells;
  const count = cells.corners.length;
  const { at, sides } = placesOf(cells);
  const strides = sides.map((_, k) => sides.slice(k + 1).reduce((product, side) => product * side, 1));
  const cellAt = new Int32Array(count);
  for (let cell = 0; cell < count; cell++) {
    cellAt[strides.reduce((sum, stride, k) => sum + stride * at[cell * objects + k]!, 0)] = cell;
  }
  let largest = 0;
  const path = new Float64Array(count);
  const order = Array.from({ length: count }, (_, cell) => cell);
  for (let t = 0; t < count; t++) {
    const steps = order.map((cell) => strides.reduce((sum, _, k) => sum + Math.abs(at[cell * objects + k]! - at[t * objects + k]!), 0));
    for (const r of order.toSorted((a, b) => steps[a]! - steps[b]!)) {
      let most = away[t * count + r]!;
      for (let k = 0; k < objects; k++) {
        const apart = Math.sign(at[t * objects + k]! - at[r * objects + k]!);
        if (apart === 0) continue;
        const place = strides.reduce((sum, stride, j) => sum + stride * (at[r * objects + j]! + (j === k ? apart : 0)), 0);
        most = Math.max(most, path[cellAt[place]!]!);
      }
      path[r] = most;
      if (most > largest) largest = Math.max(largest, Math.min(most, gainBySize(cells, known, lies, at, t, r)));
    }
  }
  return largest;
}

/** Slopes whose bound passes what corners alone say by no more than this share of it are good enough. */
const ENOUGH = 0.01;

/** At most so many cells of reports whose errors are worth drawing: those at which the largest slopes are, by what is known of them. */
export function steepestCells(cells: ReportCells, known: readonly KnownSlopes[], atMost: number): number[] {
  const count = cells.corners.length;
  const away = slopesAway(cells, known);
  const straight = slopesAway(cells, known.map((one) => ({ ...one, errors: new Float64Array(one.errors.length) })));
  const floor = straight.reduce((most, slope) => Math.max(most, slope), 0) * (1 + ENOUGH);
  const bounds = Array.from({ length: count }, (_, r) => {
    let most = 0;
    for (let t = 0; t < count; t++) most = Math.max(most, away[t * count + r]!);
    return most;
  });
  return bounds.map((bound, cell) => ({ bound, cell })).filter(({ bound }) => bound > floor).sort((a, b) => b.bound - a.bound)
    .slice(0, atMost).map(({ cell }) => cell).sort((a, b) => a - b);
}
