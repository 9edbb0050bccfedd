/**
 * Kernel `skeleton`: copy this folder to start a new kernel. It is complete, tested and small, and not registered.
 * CONTRIBUTING.md says what else a kernel needs.
 *
 * Say here, in a few lines, what a profile is and what is counted. In this example a profile is N words of 32 bits, and
 *
 *     successes[k] = number of profiles in which exactly k of the N words lie below `threshold`,     k = 0..N.
 *
 * Draws: draw d = 0..N-1 is word d of the profile (kernels/threefry/threefry.ts gives the layout).
 * Ties: a word equal to the threshold is not below it.
 */
import type { Statistics } from '../kernel.ts';

/** Plain data: parameters cross threads as structured clones. */
export interface SkeletonParameters {
  /** N >= 1. */
  readonly draws: number;
  /** Integer in [0, 2^32]. */
  readonly threshold: number;
}

/** Zeroed arrays of exact integers. Merging adds them, so they must be sums over profiles. */
export const emptySkeletonStatistics = ({ draws }: SkeletonParameters): Statistics => ({ successes: new Float64Array(draws + 1) });

/** Throws RangeError, `field: problem`, for whatever the loops could not cope with. */
export function validateSkeleton({ draws, threshold }: SkeletonParameters): void {
  if (!Number.isInteger(draws) || draws < 1) throw new RangeError(`draws: ${draws} is not a positive whole number`);
  if (!Number.isInteger(threshold) || threshold < 0 || threshold > 2 ** 32) {
    throw new RangeError(`threshold: ${threshold} is not in 0..2^32`);
  }
}
