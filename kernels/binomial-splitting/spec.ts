/**
 * Kernel `binomial-splitting`: the same statistics as kernel `direct`, in law, for others of several laws, at a cost that
 * hardly grows with how many there are.
 *
 * Instead of drawing everybody, it draws how many of each group fall below a pivot (independent binomials), keeps the
 * side that holds the ranks, and repeats. Pivots are put where the ranks are expected, so three or four rounds leave about
 * a dozen candidates, which are then drawn one by one. Where a pivot falls exactly between the two ranks, the largest
 * below it and the smallest above it are drawn directly. (Devroye, *Non-Uniform Random Variate Generation*, 1986,
 * section V.3: order statistics by multinomial splitting.)
 *
 * Extended levels of group g: E_g(0) = 0, E_g(i) = levels_g[i - 1], E_g(J + 2) = 1; cell c lies between E_g(c) and
 * E_g(c + 1). Given that k_g of the group lie between pivots a < b, the number below pivot e is binomial with success
 * probability (E_g(e) - E_g(a)) / (E_g(b) - E_g(a)).
 *
 * Uniforms that place a binomial have 53 bits, the ones that accept it 32, so the law of a count is off by a few times 1e-10 of
 * its mass; certificates allow 1e-8.
 * Ties: types in one cell are not told apart and need not be.
 */
import { emptyAdjacentStatistics } from '../direct/spec.ts';
import type { Statistics } from '../kernel.ts';

export interface SplittingGroup {
  /** Number of agents, >= 0. */
  readonly count: number;
  /** G(x_j) for the boundaries x_0 .. x_J, nondecreasing in [0, 1]. */
  readonly levels: Float64Array;
}

export interface SplittingParameters {
  readonly groups: readonly SplittingGroup[];
  /** r in 0..N, N the number of others. */
  readonly rank: number;
}

export const splittingOthers = ({ groups }: SplittingParameters): number => groups.reduce((sum, { count }) => sum + count, 0);

export const emptySplittingStatistics = ({ groups }: SplittingParameters): Statistics =>
  emptyAdjacentStatistics(groups[0]!.levels.length - 1);

/** Once this few candidates are left they are drawn one by one. */
export const CANDIDATES_MAX = 12;

export function validateSplitting(parameters: SplittingParameters): void {
  const { groups, rank } = parameters;
  const others = splittingOthers(parameters);
  if (groups.length === 0 || !(others >= 1) || others > 2 ** 30) throw new RangeError(`groups: ${others} others are not in 1..2^30`);
  if (!Number.isInteger(rank) || rank < 0 || rank > others) throw new RangeError(`rank: ${rank} is not in 0..${others}`);
  const boundaries = groups[0]!.levels.length;
  if (boundaries < 2) throw new RangeError('levels: needs at least two boundaries');
  for (const { count, levels } of groups) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`count: ${count} is not a whole number`);
    if (levels.length !== boundaries) throw new RangeError('levels: needs one entry per boundary in every group');
    for (let j = 0; j < boundaries; j++) {
      if (!(levels[j]! >= 0 && levels[j]! <= 1) || (j > 0 && levels[j]! < levels[j - 1]!)) {
        throw new RangeError('levels: must be nondecreasing in [0, 1]');
      }
    }
  }
}
