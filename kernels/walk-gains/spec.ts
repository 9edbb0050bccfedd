/**
 * Kernel `walk-gains`: what an agent gains along closed walks in her own signal space under the efficient rule, in a linear environment,
 * against common draws of the others' signals. The draws are those of kernel `interim`.
 *
 * Draw d of a profile is coordinate d of the others' signals. `objective` gives every alternative what the rule maximises, less what
 * the agent's type adds; class c (her alternatives that nothing in her own signal tells apart) has the best of its members as base[c].
 * Walk w has the points p = starts[w] .. starts[w + 1] - 1, the last followed by the first; point p adds pointObjective[p, c]. Along the
 * step from p to its next point q the classes are lines, at x = 0 .. 1
 *
 *     W_c(x) = base[c] + (1 - x) pointObjective[p, c] + x pointObjective[q, c],
 *
 * and k(x) is the best of them. With drops[p, c] >= 0, by how much less her own value rises along the step in class c than in another, the
 * walk's excess is the sum over its steps of
 *
 *     lies   drops[p, k(1)]                                            ties: the lowest class
 *     path   2^-21 sum over j = 0 .. 2^21 - 1 of drops[p, k(x_j)],     x_j = (2 j + 1) / 2^22; ties: the line that rises least, the lowest
 *                                                                      class of equal lines
 * rounded down at the end. So a path's integral is the exact upper envelope at the middles of 2^21 equal parts of each step.
 *
 * |base + pointObjective| and |pointObjective| are at most 2^28 and a walk's greatest drops add up to 2^26 at most, so every number is a
 * whole one below 2^53, in doubles as in two words of 32 bits.
 *
 * Statistics, exact integers, sums over profiles:
 *   gain     [W]     excess
 *   squares  [2 W]   floor(excess^2 / 2^26) of every walk, then excess^2 mod 2^26 of every walk
 */
import type { Statistics } from '../kernel.ts';
import {
  positionCount, validateCoordinates, validateFunctional, VALUE_MAX, type Coordinate, type Functional,
} from '../linear/positions.ts';

/** Parts of a step. */
export const PART_BITS = 21;
export const PARTS = 2 ** PART_BITS;
/** Greatest excess; squares are kept in two parts of this base. */
export const EXCESS_MAX = 2 ** 26;

export interface WalkGainsParameters {
  /** Of the others, in the order of their draws. */
  readonly coordinates: readonly Coordinate[];
  /** K */
  readonly alternatives: number;
  /** C */
  readonly classes: number;
  /** [K]; every class occurs. */
  readonly classOf: Int32Array;
  readonly objective: Functional;
  /** [W + 1] first point of each walk, and the number of points P. */
  readonly starts: Int32Array;
  /** [W] 1: a path, 0: lies. */
  readonly paths: Uint8Array;
  /** [P, C] */
  readonly pointObjective: Int32Array;
  /** [P, C] */
  readonly drops: Int32Array;
}

export const emptyWalkStatistics = ({ paths: { length: W } }: WalkGainsParameters): Statistics =>
  ({ gain: new Float64Array(W), squares: new Float64Array(2 * W) });

export function validateWalkGains(parameters: WalkGainsParameters): void {
  const { coordinates, alternatives, classes, classOf, objective, starts, paths, pointObjective, drops } = parameters;
  if (!Number.isInteger(alternatives) || alternatives < 1) {
    throw new RangeError(`alternatives: ${alternatives} is not a positive whole number`);
  }
  validateCoordinates(coordinates);
  validateFunctional('objective', objective, alternatives, positionCount(coordinates));
  if (classOf.length !== alternatives || new Set(classOf).size !== classes || classOf.some((c) => c < 0 || c >= classes)) {
    throw new RangeError(`classOf: must name each of ${classes} classes`);
  }
  if (starts.length !== paths.length + 1 || starts[0] !== 0 || paths.length === 0 || starts.some((s, w) => w > 0 && s <= starts[w - 1]!)) {
    throw new RangeError('starts: must rise from 0, one for every walk and one more');
  }
  const points = starts.at(-1)!;
  if (pointObjective.length !== points * classes || pointObjective.some((x) => Math.abs(x) > VALUE_MAX)) {
    throw new RangeError(`pointObjective: need ${points} rows of ${classes}, at most 2^28 in size`);
  }
  if (drops.length !== points * classes || drops.some((x) => x < 0)) {
    throw new RangeError(`drops: need ${points} rows of ${classes}, none negative`);
  }
  for (let w = 0; w < paths.length; w++) {
    let most = 0;
    for (let p = starts[w]!; p < starts[w + 1]!; p++) most += Math.max(...drops.subarray(p * classes, (p + 1) * classes));
    if (most > EXCESS_MAX) throw new RangeError(`drops: those of walk ${w} add up to ${most}, more than 2^26`);
  }
}
