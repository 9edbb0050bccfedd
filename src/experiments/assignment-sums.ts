/** What kernel `assignment` (kernels/assignment/spec.ts) leaves of a bidder's experiment. */
import type { AssignmentParameters } from '../../kernels/assignment/spec.ts';
import type { Statistics } from '../../kernels/kernel.ts';

export interface AssignmentSums {
  readonly statistics: Statistics;
  readonly profiles: number;
  readonly parameters: AssignmentParameters;
  /** Worth of one unit. */
  readonly unit: number;
  /** [M] lowest and highest worth of the bidder, in units. */
  readonly low: Int32Array;
  readonly top: Int32Array;
}
