/**
 * Grid, ladder and number of profiles for a trader's delta* under the Prokhorov metric, from a pilot. As with every layout,
 * what is chosen here decides how tight the certificate is, never whether it holds.
 *
 * Near the reports that decide the upper bound cells are pieces of a lattice much finer than delta*; elsewhere they may use part
 * of the room that is left, in powers of two of the lattice's width, so that a boundary moved up by a rung of the ladder lands on a
 * boundary or just beyond one.
 */
import { isDiscrete } from '../../distributions/distribution.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import type { Grid, Survival } from '../../experiments/order-statistics/survival.ts';
import { LATTICE_SHARE, upperCurve, type RootEstimate } from './delta-plan.ts';
import { atomPoints, betweenAtoms, gridOf } from './layout.ts';

const CELLS_MAX = 2 ** 19;
/** Cells to either side of the type space, where only boundaries moved by delta fall. */
const OUTER_CELLS = 256;
/** How far beyond the type space boundaries are moved, in units of delta*. */
const MOVED = 1.25;
/** A cell may use this share of the room below the maximum. */
const ROOM_SHARE = 1 / 4;
/** Where the types are rare, cells may hold this share of delta* in mass. */
const MASS_SHARE = 1 / 2;
/** The witness's lie, in widths of the lattice. */
const LIE_SHARE = 1 / 16;
/** Neighbouring rungs to either side of the pilot's delta*, four tolerated half-widths. */
const FINE_RUNGS = 4 / LATTICE_SHARE;
/** What an empty cell of the pilot is taken to hold, in draws. */
const UNSEEN = 0.05;

export interface DeltaLayout {
  readonly grid: Grid;
  readonly ladder: Float64Array;
  /** Relative half-width within reach: the one asked for, unless that would take too many cells. */
  readonly precision: number;
}

/** In the seller's orientation, for a sample of `profiles` at error probability `alpha`. */
export function deltaLayout(
  problem: TraderProblem, pilot: Survival, roots: RootEstimate, precision: number, profiles: number, alpha: number,
): DeltaLayout {
  const curve = upperCurve(pilot, roots, profiles, alpha);
  let reachable = precision;
  for (;;) {
    const width = LATTICE_SHARE * reachable * roots.height;
    const cells = Math.ceil((pilot.x[pilot.end]! - pilot.x[pilot.first]!) / width);
    const points = cellEnds(pilot, roots, curve, cells);
    if (points !== undefined) return { ...gridWithWitness(problem, pilot, roots, points, cells), precision: reachable };
    reachable *= 1.5;
  }
}

/**
 * Lattice points at which cells end, over the type space and above it as far as delta* moves a boundary; undefined where there
 * would be too many.
 */
function cellEnds(pilot: Survival, { height, noise }: RootEstimate, curve: Float64Array, lattice: number): number[] | undefined {
  const { x, n, first, end, weight, atLeastL, atLeastU } = pilot;
  const [from, to] = [x[first]!, x[end]!];
  const width = (to - from) / lattice;
  const last = lattice + Math.min(Math.ceil((x.at(-1)! - to) / width), Math.ceil((MOVED * height) / width));
  const root = cursor(x, first, end);
  const behind = cursor(x, first, end);
  const near = (j: number): number => Math.max(curve[j - first]!, curve[Math.min(j + 1, end) - first]!);
  const top = curve.reduce((most, value) => Math.max(most, value), 0);
  const ends: number[] = [];
  for (let at = 0; at < last; ) {
    const place = from + width * at;
    const j = root(place);
    // A cell also takes in boundaries moved up by delta*, and is as narrow as those need.
    const moved = place > from + height / MOVED ? near(behind(place - height)) : 0;
    const room = top - noise - Math.max(at < lattice ? near(j) : 0, moved);
    const density = j < end ? (atLeastU[j]! - atLeastU[j + 1]! + (atLeastL[j]! - atLeastL[j + 1]!) + UNSEEN) / n / (x[j + 1]! - x[j]!) : 0;
    const price = j < end ? (weight * Math.max(atLeastU[j]! - atLeastL[j]!, atLeastU[j + 1]! - atLeastL[j + 1]!) + UNSEEN) / n : 0;
    const isRare = at < lattice && moved < height / 2 && price < (MASS_SHARE / 2) * height;
    // Beyond the pilot's cell the density may be another one.
    const byMass = isRare ? Math.min(((MASS_SHARE / 2) * height) / density, Math.max((x[j + 1] ?? to) - place, width)) : 0;
    const allowed = Math.max(width, ROOM_SHARE * room, byMass);
    let step = 2 ** Math.floor(Math.log2(allowed / width + 1e-9));
    while (at % step !== 0) step /= 2;
    at = at < lattice ? Math.min(lattice, at + step) : at + step;
    ends.push(at);
    if (ends.length > CELLS_MAX) return undefined;
  }
  return ends;
}

/** Index of the last boundary of the type space at or below a place; places must not fall. */
function cursor(x: Float64Array, first: number, end: number): (place: number) => number {
  let j = first;
  return (place) => {
    while (j + 1 <= end && x[j + 1]! <= place) j++;
    return j;
  };
}

/** Rungs as fine as the lattice where the bounds should fall, and further and further apart elsewhere, up to about `greatest`. */
export function rungs(height: number, width: number, greatest: number): Float64Array {
  const units: number[] = [];
  const middle = Math.max(1, Math.round(height / width));
  const last = Math.ceil(greatest / width);
  const step = (distance: number): number => Math.max(1, Math.ceil((distance - FINE_RUNGS) / 3));
  for (let k = middle; k > 0; k -= step(middle - k)) units.push(k);
  for (let k = middle + 1; k <= last; k += step(k - middle)) units.push(k);
  return Float64Array.from(units.sort((a, b) => a - b), (k) => k * width);
}

function gridWithWitness(
  problem: TraderProblem,
  pilot: Survival,
  roots: RootEstimate,
  ends: readonly number[],
  lattice: number,
): Pick<DeltaLayout, 'grid' | 'ladder'> {
  const { x, first, end, weight } = pilot;
  const [from, to] = [x[first]!, x[end]!];
  const width = (to - from) / lattice;
  const place = (k: number): number => (k === lattice ? to : from + width * k);
  const points = [0, ...ends].map(place);
  const target = Math.min(lattice, Math.max(1, Math.round((x[roots.at]! - from) / width)));
  // Counts at both ends of the cell at an atom are of those below it and up to it, whatever the lattice.
  const marks = atomPoints(problem).map((point) => pilot.sign * point);
  const own = marks.filter((mark) => mark >= from);
  const [type, report] = betweenAtoms([place(target) - LIE_SHARE * width, place(target)], own, isDiscrete(problem.law));
  const outer = [x[0]!, x.at(-1)!];
  for (let k = 1; k < OUTER_CELLS; k++) {
    outer.push(
      to + ((x.at(-1)! - to) * k) / OUTER_CELLS,
      from - ((from - x[0]!) * k) / OUTER_CELLS,
      from - (MOVED * roots.height * k) / OUTER_CELLS,
    );
  }
  // The report moved by the rungs near delta* lands on boundaries even where the lattice is coarse there.
  const ladder = rungs(roots.height, width, weight);
  const landings = Array.from(ladder, (delta) => report + delta);
  const within = [...points, ...landings, ...outer, ...marks].filter((point) =>
    point >= x[0]! && point <= x.at(-1)! && !(point > type && point < report));
  const grid = gridOf([...within, type, report, from, to], [from, to]);
  return { grid: { ...grid, witness: grid.boundaries.findLastIndex((point) => point <= type) }, ladder };
}
