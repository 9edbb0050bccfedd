/**
 * Kernel `reach`: which classes of alternatives the others' signals could lead to if each of them moved by at most rho,
 * for every report of one agent and a list of radii, against common draws. The draws are those of kernel `interim`.
 *
 * Positions are counted in half steps here: coordinate x of a profile stands at u = 2 p, p its position, and its support
 * reaches from -1 to 2^21 - 1, so that both ends of the support are whole. Radius i lets it be anywhere in
 *   [max(-1, u - shifts[i, x]), min(2^21 - 1, u + shifts[i, x])].
 * Coordinates that alternatives cannot tell apart but for a sign share a direction g: z_g = sum of sign[x] u_x. In units of
 * 2^-21 money units report r values alternative k, c(k) its class, at
 *   score[k] = 2^21 (constants[k] + reportObjective[r, c(k)]) + sum_g slopes[g, k] z_g.
 * The sums stay below 2^53, so doubles hold them exactly. What is chosen maximises the score; ties: the lowest class.
 *
 * Alternative k is within reach at radius i where
 *   - it is not excluded[r, k]: what leads to it is not empty, nor as thin as a tie;
 *   - for every alternative l of another class, score[k] - score[l] >= 0 somewhere in the box of z;
 *   - the box meets `hulls[r, k]`, the smallest box round the z that lead to k, where hulls are given.
 * Necessary always, and enough where sure[k]: when one corner is best against all l, and in one or two directions (the last
 * point then completes the separating axes of two convex polygons). Weak inequalities: a class is within reach of y where its event's
 * closure is, as in a closed ball. A radius that moves nothing reaches the chosen class alone.
 *
 * A class is in the outer mask at a radius where it is chosen, or where at this radius or a smaller one a sure alternative of it
 * is within reach, or an unsure one is and witness.ts has not refuted it. It is in the inner mask where it is chosen, or where at
 * this radius or a smaller one a sure alternative is within reach, or an unsure one is and witness.ts has found a point.
 *
 * Statistics (counts, with M = 2^C masks, bit c for class c):
 *   outer   [D, R, C, M]   profiles in which report r chooses class c and has this outer mask at radius i
 *   inner   [D, R, C, M]   the same for inner masks; only where some alternative is unsure
 */
import type { Statistics } from '../kernel.ts';
import { POSITIONS, type Coordinate } from '../linear/positions.ts';

/** Ends of every support, in half steps; their distance is SPAN, and scores have 1 / SPAN money units. */
export const SPAN = 2 * POSITIONS;
export const LOWEST = -1;
export const HIGHEST = SPAN - 1;

export const REACH_CLASSES_MAX = 8;
/** Entries of one statistic: what a worker keeps of it is at most 32 MiB. */
export const ENTRIES_MAX = 2 ** 22;
/** Bound on constants + tables + slopes, so that differences of scores, and sums of WITNESS_STEPS of them, are exact in doubles. */
export const SCORE_MAX = 2 ** 27;

export interface ReachParameters {
  /** [X] of the others, in the order of their draws. */
  readonly coordinates: readonly Coordinate[];
  /** K */
  readonly alternatives: number;
  /** C; a class may be empty. */
  readonly classes: number;
  /** [K] */
  readonly classOf: Int32Array;
  /** [K] */
  readonly constants: Int32Array;
  /** G */
  readonly directions: number;
  /** [X] direction of each coordinate, -1 for one that changes nothing, and whether it enters as it is (1) or turned round (-1). */
  readonly directionOf: Int32Array;
  readonly signs: Int32Array;
  /** [G, K] change of an alternative's score as a coordinate runs through its support. */
  readonly slopes: Int32Array;
  /** R */
  readonly reports: number;
  /** [R, C] */
  readonly reportObjective: Int32Array;
  /** D */
  readonly radii: number;
  /** [D, X] half steps, 0 .. 2^21, nondecreasing in the radius. */
  readonly shifts: Int32Array;
  /** [R, K] 1: never within reach. */
  readonly excluded: Uint8Array;
  /** [K] 1: what is necessary for reach is also enough. */
  readonly sure: Uint8Array;
  /** [R, K, G, 2] least and greatest z_g. */
  readonly hulls?: Float64Array;
}

export const isExact = ({ sure }: ReachParameters): boolean => sure.every((one) => one === 1);

export const entriesOf = ({ classes, radii, reports }: Pick<ReachParameters, 'classes' | 'radii' | 'reports'>): number =>
  radii * reports * classes * 2 ** classes;

export function emptyReachStatistics(parameters: ReachParameters): Statistics {
  const zeros = (): Float64Array => new Float64Array(entriesOf(parameters));
  return isExact(parameters) ? { outer: zeros() } : { outer: zeros(), inner: zeros() };
}

/** [D] whether the radius moves any coordinate that matters. */
export const movesAny = ({ coordinates, directionOf, radii, shifts }: ReachParameters): boolean[] =>
  Array.from({ length: radii }, (_, i) => coordinates.some((_, x) => directionOf[x]! >= 0 && shifts[i * coordinates.length + x]! > 0));
