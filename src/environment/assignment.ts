/**
 * The assignment problem (unit demand): bidders i = 0..N-1, objects j = 0..M-1, worth values[i M + j]; each bidder gets at
 * most one object, each object goes to at most one bidder, to the greatest total; an object may go to nobody. Exact where
 * the values are whole numbers (kernels/assignment/solver.ts).
 */
import { AssignmentSolver } from '../../kernels/assignment/solver.ts';

export interface Assignment {
  /** [N] object of each bidder, or -1. */
  readonly objectOf: Int32Array;
  readonly welfare: number;
  /**
   * Dual solution: utilities [N] and prices [M], all at least 0, utilities[i] + prices[j] >= values, with equality where i
   * gets j; unassigned objects have price 0.
   */
  readonly utilities: Float64Array;
  readonly prices: Float64Array;
  /** [N] VCG payments: best welfare without i less what the others have now. The lowest competitive prices. */
  readonly payments: Float64Array;
}

export function solveAssignment(values: ArrayLike<number>, bidders: number, objects: number): Assignment {
  const solver = new AssignmentSolver(bidders, objects);
  for (let i = 0; i < bidders; i++) solver.insert(values, i);
  const lowest = new Float64Array(objects);
  solver.lowestPrices(values, lowest);
  const { columnOf: objectOf, utilities, prices } = solver;
  return {
    objectOf, welfare: solver.welfare(values), utilities, prices, payments: Float64Array.from(objectOf, (j) => (j < 0 ? 0 : lowest[j]!)),
  };
}
