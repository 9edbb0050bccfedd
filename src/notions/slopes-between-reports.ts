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
 * and at no profile more than the largest end of phi_k(v, .) over R, v the corners of T; the same with signs turned, and of cells that are
 * cut into parts, of every pair of parts (slopes-in-parts.ts). Errors fall with the square of the cells' widths where slopes are smooth:
 * there are none of first order, as an enclosure of second derivatives would leave. Where functions bend they are what a slope jumps by,
 * for those of the others whose types put the bend into the cell.
 *
 * **Paths.** What is gained by the size of a lie of length D = |d|_1 is the mean of slopes along the way, so at most the mean over x in
 * [0, D] of M(x), the largest slope that counts at reports x away from types of T in the direction of d, of its sign on every axis. Lies
 * whose gain by their size is known to be no more than what others gain (pairs far apart) need no slopes, so x goes as far as others do.
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
import { gapOf } from './gains-between-reports.ts';

/** Places of cells along every axis [cells, objects], and how many there are. */
function placesOf({ objects, low, corners }: ReportCells): { readonly at: Int32Array; readonly sides: readonly number[] } {
  const axes = Array.from({ length: objects }, (_, k) =>
    [...new Set(corners.map((__, cell) => low[cell * objects + k]!))].sort((a, b) => a - b));
  const at = Int32Array.from({ length: corners.length * objects }, (_, n) => axes[n % objects]!.indexOf(low[n]!));
  return { at, sides: axes.map(({ length }) => length) };
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

/** [cells of types, cells of reports]: gains by the size of the lie, as of pairs far apart. `lies` [types, reports]: sizes in the list. */
export function gainsFarApart(cells: ReportCells, known: KnownGains, lies: Float64Array): Float64Array {
  const count = cells.corners.length;
  const { at } = placesOf(cells);
  return Float64Array.from({ length: count * count }, (_, n) => gainBySize(cells, known, lies, at, Math.floor(n / count), n % count));
}

/** Directions of lies: of every axis +1 or -1. */
export const directionsOf = (objects: number): (readonly (1 | -1)[])[] =>
  Array.from({ length: 2 ** objects }, (_, bits) => Array.from({ length: objects }, (__, k) => ((bits >> k) & 1 ? -1 : 1)));

/** Whether reports of a box may lie in a direction of types of another of a grid of boxes. */
export function isThatWay({ objects, low }: Pick<ReportCells, 'objects' | 'low'>, types: number, reports: number,
  direction: readonly (1 | -1)[]): boolean {
  for (let k = 0; k < objects; k++) if (direction[k]! * (low[reports * objects + k]! - low[types * objects + k]!) < 0) return false;
  return true;
}

/** How far types of one box and reports of another are apart, sum_k |r_k - t_k|, at least and at most. */
export function distances({ objects, low, high }: Pick<ReportCells, 'objects' | 'low' | 'high'>, types: number, reports: number):
readonly [number, number] {
  let [least, most] = [0, 0];
  for (let k = 0; k < objects; k++) {
    const [t, r] = [types * objects + k, reports * objects + k];
    least += Math.max(0, low[r]! - high[t]!, low[t]! - high[r]!);
    most += Math.max(high[r]! - low[t]!, high[t]! - low[r]!);
  }
  return [least * (1 - 1e-12), most * (1 + 1e-12)];
}

/**
 * How far lies of types of a cell go, in every direction, by which they may gain more than `floor` by their size: [directions], and which
 * cells of reports lie on the way to such reports, no further away than they.
 */
export function waysFrom(cells: ReportCells, far: Float64Array, types: number, floor: number):
{ readonly reach: Float64Array; readonly asked: number[] } {
  const count = cells.corners.length;
  const directions = directionsOf(cells.objects);
  const reach = new Float64Array(directions.length);
  const asked = new Set<number>();
  for (const [n, direction] of directions.entries()) {
    for (let r = 0; r < count; r++) {
      if (far[types * count + r]! > floor && isThatWay(cells, types, r, direction)) {
        reach[n] = Math.max(reach[n]!, distances(cells, types, r)[1]);
      }
    }
    for (let r = 0; r < count; r++) {
      if (reach[n]! > 0 && isThatWay(cells, types, r, direction) && distances(cells, types, r)[0] <= reach[n]!) asked.add(r);
    }
  }
  return { reach, asked: [...asked].sort((a, b) => a - b) };
}
