/**
 * The least ε on the continuum by utilities at the nodes of a grid of an agent's types (src/notions/least-epsilon/lattice-utilities.ts): a
 * search on draws of its own for a path that circulates and for how fine a grid must be, and on fresh draws the ε of utilities on that
 * grid. What chances a field is made of two-way.ts and three-lists.ts know.
 */
import { gradientsOf, type Walk } from '../../experiments/field/walk-sums.ts';
import { epsilonOf, latticeOf, type Remainder, type TypeLattice } from '../../notions/least-epsilon/lattice-utilities.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import { latticePotentials, type Lattice } from '../../programs/lattice-potentials.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { pilotOf, profilesFor } from './search.ts';
import type { Subject } from './subject.ts';

/** Cells, by the number of signals that enter her values. */
export interface Fineness {
  /** Of each signal where utilities are searched for, half of these where few profiles are asked for; and at most. */
  readonly searched: readonly number[];
  readonly most: readonly number[];
}

/** A field whose near lies decide, and how its chances are drawn. */
export interface LatticeField {
  readonly subject: Subject;
  readonly rest: Pick<Remainder, 'lambda' | 'open' | 'rates'>;
  readonly fineness: Fineness;
  /** Chances on so many draws of a stream, each band so much wider; undefined where an interruption came first. */
  draw(purpose: 'search' | 'certify', count: number, run: Run): Promise<((off: number) => DrawnField) | undefined>;
  /** By how much chances on so many draws may be off, all at once, at error probability alpha. */
  deviation(draws: number, alpha: number): number;
  /** By how much they may be off for what draws of laws in 2^32 steps do. */
  readonly lawError: number;
  /** Axes along which ends on edges stay apart however short these are. */
  isApart(axis: number): boolean;
}

/** At chances within a band. */
export interface DrawnField {
  readonly remainder: Remainder;
  /** What circulates, or what lies gain, most: by the critical cycle of a grid. */
  steepest(types: TypeLattice, cycle: readonly number[]): Walk | undefined;
}

const CELLS_LEAST = 16;
/** Draws of the search: never more than profiles are asked for, and never fewer than the second. */
const SEARCH = 2 ** 16;
const SEARCH_LEAST = 2 ** 12;
/** Draws at most of an upper end. */
const DRAWS_MAX = 2 ** 22;
/** Of the width that is wanted, what cells may take, and what draws of the upper end; the rest is for the walk. */
const OF_CELLS = 0.55;
const OF_DRAWS = 0.3;
/** Shares by which the affine maximiser's ε must exceed what paths gain for a grid to be of use. */
const WORTHWHILE = 0.002;
/** Digits of utilities, which files hold. */
const DIGITS = 9;

export interface FoundOnLattice {
  readonly field: LatticeField;
  /** The path that circulates most on the search's draws, or lies that gain most there. */
  readonly path: Walk | undefined;
  /** Whether utilities on the lattice leave less than what is known by structure. */
  readonly isWorthwhile: boolean;
  /** What it gains a unit there. */
  readonly ratio: number;
  /** By how much one cell an axis would raise the upper end, as that of the search did. */
  readonly perCell: number;
}

export interface LatticeBound {
  readonly epsilon: number;
  readonly lambda: number;
  /** [C] */
  readonly cells: readonly number[];
  /** Values of g at the nodes, the first signal's turning fastest. */
  readonly potentials: readonly number[];
  readonly profiles: number;
}

const latticeWith = ({ subject: { space }, rest }: LatticeField, cells: number): TypeLattice =>
  ({ supports: space.supports, cells: space.supports.map((_, c) => (rest.open.includes(c) ? cells : 1)) });

/** The middles of edges' ends, where these come together as edges become short. */
const middleOf = (lattice: Lattice, { isApart }: LatticeField): Lattice => {
  const middles = lattice.low.map((row, a) => row.map((low, node) => (low + lattice.high[a]![node]!) / 2));
  const instead = (ends: readonly Float64Array[]): Float64Array[] => ends.map((row, a) => (isApart(a) ? row : middles[a]!));
  return { ...lattice, low: instead(lattice.low), high: instead(lattice.high) };
};

/** Undefined where nothing is to be had of it, or an interruption came first. */
export async function searchOnLattice(field: LatticeField, profiles: number | undefined, run: Run): Promise<FoundOnLattice | undefined> {
  const count = Math.min(SEARCH, Math.max(SEARCH_LEAST, profiles ?? SEARCH));
  const chances = await field.draw('search', count, run);
  return chances && searchedOn(field, chances(0), run, count < SEARCH);
}

export async function searchedOn(
  field: LatticeField, { remainder, steepest }: DrawnField, run: Run, few = false,
): Promise<FoundOnLattice | undefined> {
  const { rest: { open }, fineness, subject: { problem, space } } = field;
  const known = structuralBound(gradientsOf(problem, space.agent)).epsilon;
  const cells = fineness.searched[open.length - 1]! / (few ? 2 : 1);
  const types = latticeWith(field, cells);
  const found = await taken(run, latticePotentials(middleOf(latticeOf(remainder, types), field)));
  if (!found) return undefined;
  const epsilon = await taken(run, epsilonOf(remainder, types, found.potentials));
  if (epsilon === undefined) return undefined;
  const isWorthwhile = !(found.epsilon > known * (1 - WORTHWHILE));
  const path = steepest(types, found.cycle);
  if (!isWorthwhile && path?.kind !== 'lies') return undefined;
  return { field, path, ratio: found.epsilon, isWorthwhile, perCell: Math.max(0, epsilon - found.epsilon) * cells };
}

/** Cells an axis such that they raise the upper end by no more than `share`; whole numbers of eight, within the limits. */
function cellsFor({ perCell, field: { rest: { open }, fineness } }: FoundOnLattice, share: number): number {
  const most = fineness.most[open.length - 1]!;
  return Math.max(CELLS_LEAST, Math.min(most, 8 * Math.ceil(Math.min(most, perCell > 0 ? perCell / share : 0) / 8)));
}

/** Draws and cells for a relative half-width; without one, as many draws as asked and cells that do no more than they. */
export function sizesFor(
  found: FoundOnLattice,
  { precision, profiles, most }: { readonly precision: number | undefined; readonly profiles: number | undefined; readonly most: number },
  alpha: number,
): { readonly draws: number; readonly cells: number } {
  const { rest, deviation } = found.field;
  const rate = Math.max(...rest.rates.map(Math.abs));
  if (profiles !== undefined || precision === undefined || !(found.ratio > 0)) {
    const draws = Math.min(most, profiles ?? SEARCH);
    return { draws, cells: cellsFor(found, rate * deviation(draws, alpha)) };
  }
  const width = 2 * precision * found.ratio;
  const off = (OF_DRAWS * width) / rate;
  // Deviations fall as the root of how many draws there are.
  const wanted = Math.ceil((deviation(1, alpha) / off) ** 2);
  return { draws: Math.min(DRAWS_MAX, most, Math.max(SEARCH, wanted)), cells: cellsFor(found, OF_CELLS * width) };
}

/** Draws that tell what the path gains to within its share of the width; 0 where there is none, or where an interruption came first. */
export async function drawsFor(
  { field: { subject }, path, ratio }: FoundOnLattice, precision: number, alpha: number, run: Run,
): Promise<number> {
  if (!path || !(ratio > 0)) return 0;
  const pilot = await pilotOf(subject, path, run, 'path');
  return pilot.mean > 0 ? profilesFor(pilot, 2 * (1 - OF_CELLS - OF_DRAWS) * precision, alpha / 2) : 0;
}

/** What an upper end rests on, in words. */
export const latticeWords = ({ cells, lambda, profiles }: LatticeBound): string => {
  const grid = cells.filter((n) => n > 1).join(' x ');
  const maximiser = lambda > 0 ? `, beside an affine maximiser's at weight ${lambda.toPrecision(4)}` : '';
  return `utilities between the nodes of ${grid} cells${maximiser}${profiles > 0 ? `, on ${profiles} draws` : ''}`;
};

/** On fresh draws, at error probability alpha; undefined where an interruption came first. */
export async function latticeBound(
  found: FoundOnLattice, { draws, cells, alpha }: { readonly draws: number; readonly cells: number; readonly alpha: number }, run: Run,
): Promise<LatticeBound | undefined> {
  const { field } = found;
  const chances = await field.draw('certify', draws, run);
  return chances && boundOn(found, chances(field.deviation(draws, alpha) + field.lawError).remainder, { cells, profiles: draws }, run);
}

export async function boundOn(
  { field, ratio }: FoundOnLattice, remainder: Remainder, { cells, profiles }: { readonly cells: number; readonly profiles: number },
  run: Run,
): Promise<LatticeBound | undefined> {
  const types = latticeWith(field, cells);
  const solved = await taken(run, latticePotentials(latticeOf(remainder, types), ratio));
  if (!solved) return undefined;
  const potentials = Array.from(solved.potentials, (x) => Number(x.toPrecision(DIGITS)));
  const epsilon = await taken(run, epsilonOf(remainder, types, potentials));
  return epsilon === undefined ? undefined : { epsilon, lambda: remainder.lambda, cells: types.cells, potentials, profiles };
}
