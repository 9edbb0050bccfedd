/**
 * Grid, ladder and number of profiles for a trader's delta* under the Prokhorov metric, from a pilot. As with every layout,
 * what is chosen here decides how tight the certificate is, never whether it holds.
 *
 * Near the report where short lies gain longest cells are pieces of a lattice much finer than delta*; elsewhere they may use part
 * of the room that is left, in powers of two of the lattice's width, so that a boundary moved up by a rung of the ladder lands on a
 * boundary or just beyond one.
 */
import { DELTA_LOWER_SHARE, shortLieMoments, shortLieRoot } from '../../estimate/delta-star.ts';
import type { Grid, Survival } from '../../estimate/survival.ts';
import { gridOf, smoothed } from './layout.ts';
import { lookAlpha } from './plan.ts';

const CELLS_MAX = 2 ** 19;
/** Cells to either side of the type space, where only boundaries moved by delta fall. */
const OUTER_CELLS = 256;
/** How far beyond the type space boundaries are moved, in units of delta*. */
const MOVED = 1.25;
/** The lattice's width as a share of the tolerated half-width; rounding of cells, lies and rungs costs three of them. */
const LATTICE_SHARE = 0.1;
const ROUNDINGS = 3;
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
const MARGIN = 1.15;
/** Bounds on standard errors by which the largest of many cells exceeds one. */
const LARGEST_OF_MANY = 1;

/** What a pilot says of the delta at which short lies stop gaining, over the reports. */
export interface RootEstimate {
  /** Smoothed, at boundaries first .. end. */
  readonly smooth: Float64Array;
  readonly height: number;
  /** Boundary where it seems largest. */
  readonly at: number;
  /** Roughly the standard error of `smooth`. */
  readonly noise: number;
}

export function estimateRoots(s: Survival): RootEstimate {
  const { n, first, end, weight, atLeastL, atLeastU } = s;
  const roots = new Float64Array(end - first + 1);
  let reached = first;
  for (let j = first; j <= end; j++) {
    roots[j - first] = shortLieRoot(s, j, reached);
    while (reached + 1 < s.x.length && s.x[reached]! < s.x[j]! + roots[j - first]!) reached++;
  }
  const smooth = smoothed(roots, Math.ceil(roots.length / 60));
  const top = smooth.reduce((best, value, i) => (value > smooth[best]! ? i : best), 0);
  const price = Math.max(1, atLeastU[first + top]! - atLeastL[first + top]!) / n;
  const height = smooth[top]!;
  return { smooth, height, at: first + top, noise: (height * Math.sqrt(1 / (Math.max(weight, 1e-3) ** 2 * price * n))) / 3 };
}

/** How much the mean excess falls per unit of delta near the root at boundary j. */
function slopeAt({ x, n, weight, atLeastL, atLeastU }: Survival, j: number, height: number): number {
  const index = (target: number): number => {
    let k = j;
    while (k + 1 < x.length && x[k + 1]! <= target) k++;
    return k;
  };
  const [from, to] = [index(x[j]! + 0.7 * height), index(x[j]! + 1.3 * height)];
  const local = from < to ? (atLeastU[from]! - atLeastU[to]!) / n / (x[to]! - x[from]!) : 0;
  const overall = (weight * (atLeastU[j]! - atLeastL[j]!)) / n / height;
  // A few draws in a narrow stretch are no slope: the average one from 0 to the root bounds what is believed.
  return Math.min(2 * overall, Math.max(1 + local, overall / 2));
}

/** Standard errors, sizes and all, that a half-width of delta costs at `profiles`: what empirical Bernstein adds above and below. */
function halfWidth(s: Survival, { height, at }: RootEstimate, profiles: number, alpha: number, cells: number): number {
  const { x } = s;
  let above = at;
  while (above + 1 < x.length && x[above + 1]! <= x[at]! + height) above++;
  const { variance, range } = shortLieMoments(s, above, at);
  const [upper, lower] = [Math.log((2 * cells) / ((1 - DELTA_LOWER_SHARE) * alpha)), Math.log(2 / (DELTA_LOWER_SHARE * alpha))];
  const deviations = Math.sqrt(2 * upper) + Math.sqrt(2 * lower) + LARGEST_OF_MANY;
  return (deviations * Math.sqrt(variance / profiles) + (7 * range * (upper + lower)) / (3 * profiles)) / (2 * slopeAt(s, at, height));
}

const TYPICAL_CELLS = 2 ** 15;

/** Profiles for a relative half-width `precision` of delta*. */
export function deltaProfiles(s: Survival, roots: RootEstimate, precision: number, alpha: number): number {
  const wanted = precision * roots.height * (1 - (ROUNDINGS * LATTICE_SHARE) / 2);
  const spent = lookAlpha(alpha, 1);
  let [low, high] = [16, 2 ** 52];
  while (high / low > 1.001) {
    const middle = Math.sqrt(low * high);
    if (halfWidth(s, roots, middle, spent, TYPICAL_CELLS) > wanted) low = middle;
    else high = middle;
  }
  return Math.ceil(MARGIN * high);
}

/** Relative half-width that `profiles` would roughly give. */
export const deltaPrecision = (s: Survival, roots: RootEstimate, profiles: number, alpha: number): number =>
  Math.min(0.5, halfWidth(s, roots, profiles, alpha, TYPICAL_CELLS) / roots.height);

export interface DeltaLayout {
  readonly grid: Grid;
  readonly ladder: Float64Array;
  /** Relative half-width within reach: the one asked for, unless that would take too many cells. */
  readonly precision: number;
}

/** In the seller's orientation. */
export function deltaLayout(pilot: Survival, roots: RootEstimate, precision: number): DeltaLayout {
  let reachable = precision;
  for (;;) {
    const width = LATTICE_SHARE * reachable * roots.height;
    const cells = Math.ceil((pilot.x[pilot.end]! - pilot.x[pilot.first]!) / width);
    const points = cellEnds(pilot, roots, cells);
    if (points !== undefined) return { ...gridWithWitness(pilot, roots, points, cells), precision: reachable };
    reachable *= 1.5;
  }
}

/**
 * Lattice points at which cells end, over the type space and above it as far as delta* moves a boundary; undefined where there
 * would be too many.
 */
function cellEnds(pilot: Survival, { smooth, height, noise }: RootEstimate, lattice: number): number[] | undefined {
  const { x, n, first, end, weight, atLeastL, atLeastU } = pilot;
  const [from, to] = [x[first]!, x[end]!];
  const width = (to - from) / lattice;
  const last = lattice + Math.min(Math.ceil((x.at(-1)! - to) / width), Math.ceil((MOVED * height) / width));
  const root = cursor(x, first, end);
  const behind = cursor(x, first, end);
  const near = (j: number): number => Math.max(smooth[j - first]!, smooth[Math.min(j + 1, end) - first]!);
  const ends: number[] = [];
  for (let at = 0; at < last; ) {
    const place = from + width * at;
    const j = root(place);
    // A cell also takes in boundaries moved up by delta*, and is as narrow as those need.
    const moved = place > from + height / MOVED ? near(behind(place - height)) : 0;
    const room = height - noise - Math.max(at < lattice ? near(j) : 0, moved);
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

function gridWithWitness(pilot: Survival, roots: RootEstimate, ends: readonly number[], lattice: number): Pick<DeltaLayout, 'grid' | 'ladder'> {
  const { x, first, end, weight } = pilot;
  const [from, to] = [x[first]!, x[end]!];
  const width = (to - from) / lattice;
  const place = (k: number): number => (k === lattice ? to : from + width * k);
  const points = [0, ...ends].map(place);
  const target = Math.min(lattice, Math.max(1, Math.round((x[roots.at]! - from) / width)));
  const report = place(target);
  const type = report - LIE_SHARE * width;
  const outer = [x[0]!, x.at(-1)!];
  for (let k = 1; k < OUTER_CELLS; k++) outer.push(to + ((x.at(-1)! - to) * k) / OUTER_CELLS, from - ((from - x[0]!) * k) / OUTER_CELLS, from - (MOVED * roots.height * k) / OUTER_CELLS);
  // The report moved by the rungs near delta* lands on boundaries even where the lattice is coarse there.
  const ladder = rungs(roots.height, width, weight);
  const landings = Array.from(ladder, (delta) => report + delta);
  const within = [...points, ...landings, ...outer].filter((point) => point >= x[0]! && point <= x.at(-1)! && !(point > type && point < report));
  const grid = gridOf([...within, type, report, from, to], [from, to]);
  return { grid: { ...grid, witness: grid.boundaries.findLastIndex((point) => point <= type) }, ladder };
}
