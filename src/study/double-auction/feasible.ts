/** Which cells can hold the price-setting event {L < x <= U} at all, from the supports of the others' laws. */
import type { TraderProblem } from '../../environment/double-auction.ts';

/**
 * For a cell [x_j, x_{j+1}] the bracketing event is {L < x_{j+1}, U >= x_j}: at least `rank` others below x_{j+1} and at
 * most `rank` below x_j. It is impossible where too few could be below the one or too many must be below the other.
 */
export function cellCanPrice({ others, rank }: TraderProblem, boundaries: Float64Array): (cell: number) => boolean {
  // Supports, not distribution functions: far in a tail those round to 0 or 1 where something can still happen.
  const surely = boundaries.map((x) => others.reduce((sum, { count, law }) => sum + (x >= law.support[1] ? count : 0), 0));
  const possibly = boundaries.map((x) => others.reduce((sum, { count, law }) => sum + (x > law.support[0] ? count : 0), 0));
  return (cell) => surely[cell]! <= rank && possibly[cell + 1]! >= rank;
}
