/**
 * Kernel `assignment`: whole markets with unit demand, N bidders and M objects, and one bidder's menu in them.
 *
 * Draw i M + j is the word behind bidder i's worth of object j. With the law c = lawOf[i M + j], its position p
 * (kernels/linear/positions.ts) stands for the whole number
 *     worth = bases[c] + floor(p spans[c] / 2^20).
 * Everything below is in these units, and exact.
 *
 * The others alone, W their greatest welfare, make bidder b's menu: object j for price menu[j] = W - W(without j), the
 * highest competitive prices of the others' market. The efficient assignment gives her, whatever row v she reports, the
 * object j with the greatest v_j - menu[j] if that is at least 0, and the VCG payment for it is menu[j]. So one
 * assignment a profile tells what all reports get. Ties: an object before none; the lowest j.
 *
 * Where worths have points of positive probability ties are common, and `ties` says which of them count. Objects whose v_j - menu[j] is
 * within `within` of the greatest, and of 0, are tied, and the report gets the one with the greatest tops[j] - v_j among them: what the
 * highest type gains most by, and what a report a hair above v can be made to get whatever the rule for ties.
 *
 * Statistics (exact sums over profiles; of squares two limbs, q = high 2^22 + low):
 *   choices [R M]       profiles in which report r gets object j
 *   interim [T]         sum of max(0, max_j types[t, j] - menu[j]): the VCG utility of type t
 *   interimSquares [2T] low and high limbs of its squares, T each
 *   utility [1]         the same at the bidder's own draw;  utilitySquares [2]
 *   positive [1]        profiles in which it is not 0; with `ties`, in which D = max_j (v_j - menu[j]) - max(0, max_j (lowest_j - menu[j]))
 *                       exceeds `within`, v her own draw and `lowest` the bases of her laws
 *   unclear [1]         with `ties`: profiles in which |D| <= within, unless that is 0
 *   welfare [1]         greatest welfare;  welfareSquares [2] of floor(welfare / min(N, M))
 *   revenue [1]         sum of VCG payments;  revenueSquares [2] of floor(revenue / min(N, M))
 *   highest [1]         what is sold at the highest competitive prices;  highestSquares [2] likewise
 *   violations [3]      profiles in which VCG payments are not competitive prices; are not the lowest such; differ from the menu's
 *   gainful [1]         of one report a profile, r = profile mod R, put in her place and the market cleared anew: profiles
 *                       in which she gained under VCG
 */
import type { Statistics } from '../kernel.ts';
import { validateCoordinates, type Coordinate } from '../linear/positions.ts';

export interface AssignmentParameters {
  /** N, M: 1..1024. */
  readonly bidders: number;
  readonly objects: number;
  /** Laws of worth. */
  readonly coordinates: readonly Coordinate[];
  /** For each law: worth at position 0 and the change to position 2^20, whole, at least 0; together at most 2^22. */
  readonly bases: Int32Array;
  readonly spans: Int32Array;
  /** [N M] */
  readonly lawOf: Int32Array;
  /** The bidder whose reports are tried. */
  readonly bidder: number;
  /** [R M], [T M], whole, 0..2^22; R >= 1. */
  readonly reports: Int32Array;
  readonly types: Int32Array;
  /** Absent: as said above. */
  readonly ties?: {
    /** Whole, at least 0. */
    readonly within: number;
    /** [M] the bidder's highest worths, at least every report. */
    readonly tops: Int32Array;
  };
}

export const ASSIGNMENT_SIDE_MAX = 1024;
export const WORTH_BITS = 22;
export const WORTH_MAX = 2 ** WORTH_BITS;

/** Most profiles of which every sum is exact: welfare is at most min(N, M) 2^22. */
export const exactProfiles = ({ bidders, objects }: Pick<AssignmentParameters, 'bidders' | 'objects'>): number =>
  Math.floor(2 ** (53 - WORTH_BITS) / Math.min(bidders, objects));

export const VIOLATIONS = ['not competitive', 'not lowest', 'not the menu'] as const;

export function emptyAssignmentStatistics({ reports, types, objects }: AssignmentParameters): Statistics {
  const zeros = (length: number): Float64Array => new Float64Array(length);
  const count = types.length / objects;
  return {
    choices: zeros(reports.length), interim: zeros(count), interimSquares: zeros(2 * count),
    utility: zeros(1), utilitySquares: zeros(2), positive: zeros(1), unclear: zeros(1),
    welfare: zeros(1), welfareSquares: zeros(2), revenue: zeros(1), revenueSquares: zeros(2), highest: zeros(1), highestSquares: zeros(2),
    violations: zeros(VIOLATIONS.length), gainful: zeros(1),
  };
}

/** Throws RangeError naming the field. */
export function validateAssignment({
  bidders, objects, coordinates, bases, spans, lawOf, bidder, reports, types, ties,
}: AssignmentParameters): void {
  for (const [name, side] of [['bidders', bidders], ['objects', objects]] as const) {
    if (!Number.isInteger(side) || side < 1 || side > ASSIGNMENT_SIDE_MAX) {
      throw new RangeError(`${name}: ${side} is not a whole number from 1 to ${ASSIGNMENT_SIDE_MAX}`);
    }
  }
  validateCoordinates(coordinates);
  if (coordinates.some(({ fine }) => fine)) throw new RangeError('coordinates: fine ones are not taken');
  if (bases.length !== coordinates.length || spans.length !== coordinates.length) {
    throw new RangeError(`bases, spans: need ${coordinates.length}, one a law`);
  }
  if (bases.some((base, c) => base < 0 || spans[c]! < 0 || base + spans[c]! > WORTH_MAX)) {
    throw new RangeError('bases, spans: worth must lie in 0..2^22');
  }
  if (lawOf.length !== bidders * objects || lawOf.some((c) => c < 0 || c >= coordinates.length)) {
    throw new RangeError(`lawOf: need ${bidders * objects} laws below ${coordinates.length}`);
  }
  if (!Number.isInteger(bidder) || bidder < 0 || bidder >= bidders) throw new RangeError(`bidder: ${bidder} is not below ${bidders}`);
  for (const [name, rows] of [['reports', reports], ['types', types]] as const) {
    if (rows.length % objects !== 0) throw new RangeError(`${name}: need rows of ${objects}`);
    if (rows.some((x) => x < 0 || x > WORTH_MAX)) throw new RangeError(`${name}: must lie in 0..2^22`);
  }
  if (reports.length === 0) throw new RangeError('reports: need at least one');
  if (!ties) return;
  if (!Number.isInteger(ties.within) || ties.within < 0) throw new RangeError(`ties.within: ${ties.within} is not a whole number from 0`);
  if (ties.tops.length !== objects) throw new RangeError(`ties.tops: need ${objects}`);
  if (reports.some((x, i) => x > ties.tops[i % objects]!)) throw new RangeError('ties.tops: must be at least every report');
}
