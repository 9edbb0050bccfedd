/**
 * What a node holds while a graph is evaluated over a box: affine forms. With xi_a in [-h_a, h_a] the place of the point on axis a of the
 * box, measured from the middle, every entry is
 *
 *     centre + sum_a slope_a xi_a + anything in [-error, error],
 *
 * so what axes do to several entries alike cancels where entries are added (Comba and Stolfi 1993). `low` and `high` are the ends of an
 * entry, by its affine form or by plain intervals, whichever is narrower. At a point h = 0, and slopes are derivatives there.
 */
import { down, up } from './rounding.ts';

export interface Cells {
  /** Values at a point. */
  readonly value: Float64Array;
  readonly centre: Float64Array;
  /** One array an axis. */
  readonly slope: readonly Float64Array[];
  readonly error: Float64Array;
  /** sum_a |slope_a| h_a. */
  readonly reach: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** What each entry counts for, while a sum over entries is traced back to the bids. */
  readonly weight: Float64Array;
}

/** Half-widths h_a of the box, shared by all nodes. */
export type Halves = Float64Array;

export const cellsOf = (size: number, axes: number): Cells => ({
  value: new Float64Array(size), centre: new Float64Array(size), slope: Array.from({ length: axes }, () => new Float64Array(size)),
  error: new Float64Array(size), reach: new Float64Array(size), low: new Float64Array(size), high: new Float64Array(size),
  weight: new Float64Array(size),
});

/** What is left of a weighted sum of entries once its weights have been passed on. */
export interface Rest {
  /** The sum is at most this much above the weighted sum of the entries that hold its weights, but for rounding. */
  high: number;
  /** At least the sum of the sizes of all terms. */
  size: number;
}

/** Entry i in size, anywhere in the box. */
export const sizeOf = (x: Cells, i: number): number => Math.max(Math.abs(x.low[i]!), Math.abs(x.high[i]!));

/** Entry i of y, of weight w, is between share x_j + shift - error and the same + error. */
export function passOn(rest: Rest, weight: number, x: Cells, j: number, share: number, shift: number, error: number): void {
  const size = Math.abs(weight);
  x.weight[j]! += weight * share;
  rest.high += weight * shift + size * error;
  rest.size += size * (Math.abs(share) * sizeOf(x, j) + Math.abs(shift) + error);
}

export interface Operation {
  /** Values of the node from those of its inputs. */
  forward(): void;
  /** Affine forms and ends of the node from those of its inputs, rounded outwards. */
  enclose(): void;
  /**
   * Passes the weights of the node's entries on to those of its inputs, along the lines or planes by which the box was enclosed last, so
   * that the weighted sum over all entries is no smaller than before, the rest counted.
   */
  pull(rest: Rest): void;
}

/** Share of the size of all terms that a short formula may lose by rounding. */
const ROUNDING = 2 ** -48;

/**
 * Finishes entry i, whose centre, slopes and error stand: adds to the error what rounding did to them, `size` being at least the sum of
 * the sizes of all terms, and sets reach and ends, the ends no wider than [low, high].
 */
export function settle(y: Cells, i: number, halves: Halves, size: number, low: number, high: number): void {
  let reach = 0;
  for (let a = 0; a < halves.length; a++) reach += Math.abs(y.slope[a]![i]!) * halves[a]!;
  reach = up(reach * (1 + ROUNDING));
  const error = up(y.error[i]! * (1 + ROUNDING) + ROUNDING * (size + Math.abs(y.centre[i]!) + reach));
  y.error[i] = error;
  y.reach[i] = reach;
  const wide = up(reach + error);
  y.low[i] = Math.max(low, down(y.centre[i]! - wide));
  y.high[i] = Math.min(high, up(y.centre[i]! + wide));
}

/** Entry i of y is `share` times entry j of x plus `shift`, give or take `error`. */
export function settleLinear(
  y: Cells, i: number, x: Cells, j: number, halves: Halves, share: number, shift: number, error: number, low: number, high: number,
): void {
  y.centre[i] = share * x.centre[j]! + shift;
  for (let a = 0; a < halves.length; a++) y.slope[a]![i] = share * x.slope[a]![j]!;
  y.error[i] = Math.abs(share) * x.error[j]! + error;
  settle(y, i, halves, Math.abs(share) * (Math.abs(x.centre[j]!) + x.reach[j]!) + Math.abs(shift), low, high);
}

export function copyEntry(y: Cells, i: number, x: Cells, j: number, halves: Halves): void {
  y.centre[i] = x.centre[j]!;
  for (let a = 0; a < halves.length; a++) y.slope[a]![i] = x.slope[a]![j]!;
  y.error[i] = x.error[j]!;
  y.reach[i] = x.reach[j]!;
  y.low[i] = x.low[j]!;
  y.high[i] = x.high[j]!;
}
