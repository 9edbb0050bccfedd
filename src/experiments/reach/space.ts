/**
 * The whole space of the others' signals as kernel `reach` sees it: which alternatives ever matter, which a report may
 * lead to at all, and where. Everything is decided by margins in units of 2^-21 money units.
 *
 * What a report leads to on a null set, or by so thin a margin that rounding may have made it, counts as never: a tie rule
 * has no say in what is within reach. So the dilation of an event that is empty but for ties is empty.
 */
import { createWitnessSearch } from '../../../kernels/reach/witness.ts';
import { HIGHEST, LOWEST, SPAN, type ReachParameters } from '../../../kernels/reach/spec.ts';
import { clipPolygon, type HalfPlane, type Point } from './polygon.ts';

/** Fields of ReachParameters that the question's radii have no part in; K and G are those that are left. */
export type Scores = Omit<ReachParameters, 'radii' | 'shifts' | 'excluded' | 'sure' | 'hulls'>;

export interface Box {
  /** [G] */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

export function wholeSpace({ directionOf, directions, signs }: Scores): Box {
  const low = new Array<number>(directions).fill(0);
  const high = [...low];
  directionOf.forEach((g, x) => {
    if (g < 0) return;
    low[g]! += signs[x]! > 0 ? LOWEST : -HIGHEST;
    high[g]! += signs[x]! > 0 ? HIGHEST : -LOWEST;
  });
  return { low, high };
}

/** [K, K] greatest score[k] - score[l] over the space, without reports' tables. */
export function greatestLeads(scores: Scores): Float64Array {
  const { alternatives, constants, directions, slopes } = scores;
  const { low, high } = wholeSpace(scores);
  const leads = new Float64Array(alternatives ** 2);
  for (let k = 0; k < alternatives; k++) {
    for (let l = 0; l < alternatives; l++) {
      let lead = SPAN * (constants[k]! - constants[l]!);
      for (let g = 0; g < directions; g++) {
        const slope = slopes[g * alternatives + k]! - slopes[g * alternatives + l]!;
        lead += slope * (slope > 0 ? high[g]! : low[g]!);
      }
      leads[k * alternatives + l] = lead;
    }
  }
  return leads;
}

const tableLead = ({ classes, classOf, reportObjective }: Scores, r: number, k: number, l: number): number =>
  SPAN * (reportObjective[r * classes + classOf[k]!]! - reportObjective[r * classes + classOf[l]!]!);

/**
 * Alternatives that are somewhere the best of their class and, with some report, no worse than every other; the rest are never chosen nor
 * missed.
 */
export function usedAlternatives(scores: Scores, leads: Float64Array): number[] {
  const { alternatives, classOf, reports } = scores;
  const used = new Set(range(alternatives));
  for (const k of range(alternatives)) {
    for (const l of used) if (l !== k && classOf[l] === classOf[k] && leads[k * alternatives + l]! <= 0) { used.delete(k); break; }
  }
  const rivals = [...used];
  return rivals.filter((k) =>
    range(reports).some((r) =>
      rivals.every((l) => classOf[l] === classOf[k] || leads[k * alternatives + l]! + tableLead(scores, r, k, l) >= 0)));
}

/** Margins up to this may come from rounding: constants, tables and multipliers of two alternatives are each within half a unit. */
const tolerance = ({ coordinates }: Scores): number => SPAN * (3 + coordinates.length);

export interface Reachable {
  /** [R, K], [K] and [R, K, G, 2]: as in ReachParameters. */
  readonly excluded: Uint8Array;
  readonly sure: Uint8Array;
  readonly hulls?: Float64Array;
  /** [R] masks of classes to which the report leads somewhere. */
  readonly anywhereInner: number[];
  readonly anywhereOuter: number[];
}

export function reachableIn(scores: Scores): Reachable {
  const { alternatives, classOf, directions, reports } = scores;
  const leads = greatestLeads(scores);
  const corners = range(alternatives).map((k) => hasBestCorner(scores, k));
  const flat = directions <= 2;
  const planes = flat && corners.includes(false);
  const excluded = new Uint8Array(reports * alternatives);
  const sure = Uint8Array.from(corners, (corner) => (corner || flat ? 1 : 0));
  const hulls = planes ? new Float64Array(reports * alternatives * directions * 2) : undefined;
  const anywhereInner = new Array<number>(reports).fill(0);
  const anywhereOuter = new Array<number>(reports).fill(0);
  const thin = tolerance(scores);
  const space = wholeSpace(scores);
  const search = createWitnessSearch(scores);
  const middle = space.low.map((low, g) => Math.floor((low + space.high[g]!) / 2));
  for (let r = 0; r < reports; r++) {
    for (let k = 0; k < alternatives; k++) {
      const rivals = rivalsOf(scores, leads, r, k);
      const margin = rivals === undefined
        ? -1
        : Math.min(Infinity, ...rivals.map((l) => leads[k * alternatives + l]! + tableLead(scores, r, k, l)));
      const region = planes && rivals ? regionOf(scores, space, r, k, rivals, thin) : undefined;
      if (hulls) writeHull(hulls, (r * alternatives + k) * directions * 2, directions, region);
      const possible = margin > thin && (corners[k]! || !flat || region !== undefined);
      const found = possible && (sure[k] === 1 || search.find(r, k, space.low, space.high, middle, thin) !== undefined);
      if (found) anywhereInner[r]! |= 1 << classOf[k]!;
      if (found || (possible && !search.refuted)) anywhereOuter[r]! |= 1 << classOf[k]!;
      else if (margin >= 0 || !corners[k]!) excluded[r * alternatives + k] = 1;
    }
  }
  return { excluded, sure, ...(hulls && { hulls }), anywhereInner, anywhereOuter };
}

/** Whether one corner of every box is best for k against all alternatives of other classes. */
export function hasBestCorner({ alternatives, classOf, directions, slopes }: Scores, k: number): boolean {
  return range(directions).every((g) => {
    const differences = range(alternatives)
      .filter((l) => classOf[l] !== classOf[k])
      .map((l) => slopes[g * alternatives + k]! - slopes[g * alternatives + l]!);
    return differences.every((x) => x >= 0) || differences.every((x) => x <= 0);
  });
}

export const rivalsIn = (scores: Scores, r: number, k: number): number[] | undefined => rivalsOf(scores, greatestLeads(scores), r, k);

/**
 * Alternatives of other classes that k must be ahead of by more than rounding. Those with the same slopes it beats or not
 * wherever the others are, by whole numbers and the tie rule: they are left out, or none matters (undefined).
 */
function rivalsOf(scores: Scores, leads: Float64Array, r: number, k: number): number[] | undefined {
  const { alternatives, classOf } = scores;
  const rivals: number[] = [];
  for (let l = 0; l < alternatives; l++) {
    if (classOf[l] === classOf[k]) continue;
    if (leads[k * alternatives + l]! !== -leads[l * alternatives + k]!) rivals.push(l);
    else {
      const lead = leads[k * alternatives + l]! + tableLead(scores, r, k, l);
      if (lead < 0 || (lead === 0 && classOf[k]! > classOf[l]!)) return undefined;
    }
  }
  return rivals;
}

/** Where k leads all rivals, in one or two directions; undefined where that is nowhere by more than `thin`. */
function regionOf(scores: Scores, space: Box, r: number, k: number, rivals: readonly number[], thin: number): readonly Point[] | undefined {
  return regionIn(scores, space, r, k, rivals, thin).length > 0 ? regionIn(scores, space, r, k, rivals, 0) : undefined;
}

/** Polygon in a box of one or two directions where k leads all rivals by at least `margin`. */
export function regionIn(
  scores: Scores,
  { low, high }: Box,
  r: number,
  k: number,
  rivals: readonly number[],
  margin: number,
): readonly Point[] {
  const { alternatives, constants, directions, slopes } = scores;
  const halfPlane = (l: number): HalfPlane => {
    const slope = (g: number): number => (g < directions ? slopes[g * alternatives + k]! - slopes[g * alternatives + l]! : 0);
    return { constant: SPAN * (constants[k]! - constants[l]!) + tableLead(scores, r, k, l) - margin, slopes: [slope(0), slope(1)] };
  };
  const [a, b, c, d] = [low[0] ?? 0, high[0] ?? 0, low[1] ?? 0, high[1] ?? 0];
  return clipPolygon([[a, c], [b, c], [b, d], [a, d]], rivals.map(halfPlane));
}

function writeHull(hulls: Float64Array, at: number, directions: number, hull: readonly Point[] | undefined): void {
  for (let g = 0; g < directions; g++) {
    const ends = hull?.map((point) => point[g as 0 | 1]) ?? [];
    // Positions are whole numbers: a hull that misses one by less than this has it.
    hulls[at + 2 * g] = Math.ceil(Math.min(...ends) - 2 ** -20);
    hulls[at + 2 * g + 1] = Math.floor(Math.max(...ends) + 2 ** -20);
  }
}
