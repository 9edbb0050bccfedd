/**
 * Kernel `order-statistics`: the same statistics as kernel `direct`, in law, where all others share one continuous
 * law G, at a cost that does not depend on how many others there are.
 *
 * On the scale of probabilities the others are uniform, so with N others and rank r
 *
 *     G(L) ~ Beta(r, N - r + 1),     G(U) = G(L) + (1 - G(L)) B,   B ~ Beta(1, N - r) independent
 *
 * (David and Nagaraja, *Order Statistics*, 2003, section 2.5: order statistics are a Markov chain). For r = 0 there is
 * no L and G(U) ~ Beta(1, N); for r = N there is no U.
 *
 * Both Beta laws are drawn exactly by rejection from strips of equal area (strips.ts). Attempt t = 0, 1, ... at the
 * first variate uses draws 4t and 4t + 1, at the second 4t + 2 and 4t + 3. Positions are doubles on a lattice of at
 * least 2^42 points of equal mass and acceptance is tested to 2^-22 in the one per cent of draws that need testing, so
 * the law of a cell is off by less than 1e-8 of its mass.
 *
 * Ties: none; L < U almost surely.
 */
import { emptyAdjacentStatistics } from '../direct/spec.ts';
import type { Statistics } from '../kernel.ts';

export interface OrderStatisticsParameters {
  /** N >= 1. */
  readonly others: number;
  /** r in 0..N. */
  readonly rank: number;
  /** G(x_j) for the boundaries x_0 .. x_J, nondecreasing in [0, 1]. */
  readonly levels: Float64Array;
}

/** Most others a rank's Beta law can be drawn for: doubles hold the exponents exactly, densities to 1e-7. */
export const OTHERS_MAX = 2 ** 30;

export const emptyOrderStatistics = ({ levels }: OrderStatisticsParameters): Statistics => emptyAdjacentStatistics(levels.length - 1);

export function validateOrderStatistics({ others, rank, levels }: OrderStatisticsParameters): void {
  if (!Number.isInteger(others) || others < 1 || others > OTHERS_MAX) throw new RangeError(`others: ${others} is not in 1..${OTHERS_MAX}`);
  if (!Number.isInteger(rank) || rank < 0 || rank > others) throw new RangeError(`rank: ${rank} is not in 0..${others}`);
  if (levels.length < 2) throw new RangeError('levels: needs at least two boundaries');
  for (let j = 0; j < levels.length; j++) {
    const level = levels[j]!;
    if (!(level >= 0 && level <= 1) || (j > 0 && level < levels[j - 1]!)) {
      throw new RangeError('levels: must be nondecreasing in [0, 1]');
    }
  }
}
