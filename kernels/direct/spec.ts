/**
 * Kernel `direct`: the two adjacent order statistics of the others' types that decide one agent's fate in a double
 * auction (Song22 section 5.2 and Appendix C), from draws of *all* others.
 *
 * Let Y_1..Y_N be the others' types and Y_(1) <= ... <= Y_(N) their order statistics. With `rank` = r,
 *
 *     L = Y_(r)   (minus infinity where r = 0),      U = Y_(r+1)   (plus infinity where r = N).
 *
 * A grid x_0 < x_1 < ... < x_J cuts the line into J + 2 cells: cell 0 is everything below x_0, cell j is
 * [x_{j-1}, x_j), cell J + 1 is everything from x_J up. The statistics are two histograms over the cells,
 *
 *     lower[c] = number of profiles whose L lies in cell c,      upper[c] = the same for U,
 *
 * with L = -infinity counted in cell 0 and U = +infinity in cell J + 1. Every quantity of a double auction's agent is
 * linear in them (see src/experiments/order-statistics/survival.ts).
 *
 * Draws: the others form groups with one law each; draw d = 0, 1, ... runs through group 0 first, then group 1, ...
 * A 32-bit word w of group g lies below x_j iff w < thresholds_g[j], an integer in 0..2^32. No floating point takes
 * part, so the statistics are the same bits on every device.
 *
 * Ties: types in the same cell are not told apart and need not be, since only cells are counted.
 */
import type { Statistics } from '../kernel.ts';

/** Others who share one law. */
export interface DrawGroup {
  /** Number of agents in the group, >= 0. */
  readonly count: number;
  /** `thresholds[j]` = integer in [0, 2^32], nondecreasing, length J + 1: words below it are types below x_j. */
  readonly thresholds: Float64Array;
}

export interface DirectParameters {
  readonly groups: readonly DrawGroup[];
  /** r in 0..N, where N is the number of others. */
  readonly rank: number;
  /** J >= 1, the number of cells between x_0 and x_J. */
  readonly cells: number;
}

export const othersOf = (parameters: DirectParameters): number =>
  parameters.groups.reduce((sum, group) => sum + group.count, 0);

export function emptyAdjacentStatistics(cells: number): Statistics {
  return { lower: new Float64Array(cells + 2), upper: new Float64Array(cells + 2) };
}

export function validateDirect(parameters: DirectParameters): void {
  const others = othersOf(parameters);
  const { cells, rank } = parameters;
  if (!Number.isInteger(cells) || cells < 1) throw new RangeError(`cells: ${cells} is not a positive integer`);
  if (!(others >= 1)) throw new RangeError('groups: there must be at least one other agent');
  if (!Number.isInteger(rank) || rank < 0 || rank > others) throw new RangeError(`rank: ${rank} is not in 0..${others}`);
  for (const { count, thresholds } of parameters.groups) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`groups.count: ${count} is not a whole number`);
    if (thresholds.length !== cells + 1) throw new RangeError('groups.thresholds: needs one entry per boundary');
    for (let j = 0; j < thresholds.length; j++) {
      const t = thresholds[j]!;
      if (!Number.isInteger(t) || t < 0 || t > 2 ** 32 || (j > 0 && t < thresholds[j - 1]!)) {
        throw new RangeError('groups.thresholds: must be nondecreasing integers in 0..2^32');
      }
    }
  }
}
