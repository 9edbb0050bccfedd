/**
 * The least ε on the continuum where an agent's signals tell two lists of alternatives apart (src/notions/least-epsilon/two-way.ts): a
 * search on draws of its own for a path that circulates and for how fine a grid must be, and on fresh draws the ε of utilities on that
 * grid.
 */
import { BINS, gridLeads, leadExperiment, type LeadQuestion, type Leads, type LeadSums } from '../../experiments/field/lead-sums.ts';
import type { GridLaw } from '../../experiments/field/grid-opponents.ts';
import { gradientsOf, type Walk } from '../../experiments/field/walk-sums.ts';
import { slopeLawError } from '../../experiments/field/slope-sums.ts';
import { structuralBound } from '../../notions/least-epsilon/structural.ts';
import {
  againstWelfare, epsilonOf, latticeOf, restOf, twoWay, type ChanceBand, type Rest, type TwoWay, type TypeLattice,
} from '../../notions/least-epsilon/two-way.ts';
import { latticePotentials, type Lattice } from '../../programs/lattice-potentials.ts';
import type { Run } from '../../run/run.ts';
import { taken } from '../../run/turns.ts';
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import { pilotOf, profilesFor } from './search.ts';
import { steepestWalk } from './steepest-walk.ts';
import type { Subject } from './subject.ts';

/** By the number of her signals: cells of each where they are searched, and at most; half of those where few profiles are asked for. */
const SEARCHED = [256, 48, 10] as const;
const CELLS_MAX = [4096, 512, 32] as const;
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
/** Bins of leads beyond those at which types stand. */
const BEYOND = 4;
/** Rounding of sums of signals' parts in welfare, as a share of the largest. */
const ROUNDING = 1e-11;

interface Asked {
  readonly subject: Subject;
  readonly field: TwoWay;
  readonly rest: Rest;
  readonly question: LeadQuestion;
}

export interface FoundTwoWay extends Asked {
  /** The path that circulates most on the search's draws, or lies that gain most there. */
  readonly path: Walk | undefined;
  /** Whether utilities on the lattice leave less than what is known by structure. */
  readonly isWorthwhile: boolean;
  /** What it gains a unit there. */
  readonly ratio: number;
  /** By how much one cell an axis would raise the upper end, as that of the search did. */
  readonly perCell: number;
}

export interface TwoWayBound {
  readonly epsilon: number;
  readonly lambda: number;
  /** [C] */
  readonly cells: readonly number[];
  /** Values of g at the nodes, the first signal's turning fastest. */
  readonly potentials: readonly number[];
  readonly profiles: number;
}

/** Undefined where the theorem does not apply, nobody else sees a signal, or she has too many. */
function askedOf(subject: Subject): Asked | undefined {
  const { problem, space } = subject;
  const field = twoWay(gradientsOf(problem, space.agent));
  if (!field || problem.signals.every(({ owner }) => owner === space.agent)) return undefined;
  const rest = restOf(field);
  const isThin = field.alpha.some((a, c) => a === 0 && field.beta[c] !== 0);
  if (isThin || rest.open.length < 1 || rest.open.length > SEARCHED.length) return undefined;
  const ends = space.supports.map(([low, high], c) => [field.beta[c]! * low, field.beta[c]! * high]);
  const [least, most] = [Math.min, Math.max].map((of) => ends.reduce((sum, pair) => sum + of(pair[0]!, pair[1]!), 0)) as [number, number];
  if (!(most > least)) return undefined;
  // Bins beyond both ends, so that leads at either are told from those further out.
  const beyond = (BEYOND * (most - least)) / BINS;
  const question = { agent: space.agent, first: field.first, second: field.second, low: -most - beyond, high: -least + beyond };
  return { subject, field, rest, question };
}

const latticeWith = ({ subject: { space }, rest }: Asked, cells: number): TypeLattice =>
  ({ supports: space.supports, cells: space.supports.map((_, c) => (rest.open.includes(c) ? cells : 1)) });

const slackOf = ({ subject: { problem }, question: { low, high } }: Asked): number => ROUNDING * (
  Math.abs(low) + Math.abs(high) + problem.signals.reduce((sum, { law: { support } }, d) =>
    sum + Math.max(...support.map(Math.abs)) * problem.valuations.coefficients.reduce((total, rows) =>
      total + Math.max(...rows.map((row) => Math.abs(row[d]!))), 0), 0));

/** Ends of the chance of the first list from counts, each `off` further out: D > -w for sure, and D >= -w at most. */
function bandOf(asked: Asked, { counts, profiles }: LeadSums, off: number): ChanceBand {
  const { question: { low, high } } = asked;
  const slack = slackOf(asked);
  const width = (high - low) / BINS;
  const beyond = new Float64Array(counts.length + 1);
  for (let bin = counts.length - 1; bin >= 0; bin--) beyond[bin] = beyond[bin + 1]! + counts[bin]!;
  const from = (bin: number): number => beyond[Math.min(counts.length, Math.max(0, bin))]! / profiles;
  // A bin more or less at either end, for what rounding puts into the one beside.
  return {
    lower: (w) => Math.max(0, from(Math.ceil((-w + slack - low) / width) + 2) - off),
    upper: (w) => Math.min(1, from(Math.floor((-w - slack - low) / width)) + off),
  };
}

/** The same where all leads and their chances are known. */
function exactBand(asked: Asked, { leads, chances }: Leads): ChanceBand {
  const slack = slackOf(asked);
  const beyond = new Float64Array(leads.length + 1);
  for (let j = leads.length - 1; j >= 0; j--) beyond[j] = beyond[j + 1]! + chances[j]!;
  const firstAbove = (x: number): number => {
    let [from, to] = [0, leads.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (leads[middle]! > x) to = middle;
      else from = middle + 1;
    }
    return from;
  };
  return {
    lower: (w) => Math.max(0, beyond[firstAbove(-w + slack)]! - slack),
    upper: (w) => Math.min(1, beyond[firstAbove(-w - slack)]! + slack),
  };
}

/** The middles of edges' ends, but of signals against welfare, whose ends are apart however short an edge is. */
const middleOf = (lattice: Lattice, { field, rest: { open } }: Asked): Lattice => {
  const isKept = (a: number): boolean => againstWelfare(field).includes(open[a]!);
  const middles = lattice.low.map((row, a) => row.map((low, node) => (low + lattice.high[a]![node]!) / 2));
  const instead = (ends: readonly Float64Array[]): Float64Array[] => ends.map((row, a) => (isKept(a) ? row : middles[a]!));
  return { ...lattice, low: instead(lattice.low), high: instead(lattice.high) };
};

/** Undefined where nothing is to be had of it, or an interruption came first. */
export async function searchTwoWay(subject: Subject, profiles: number | undefined, run: Run): Promise<FoundTwoWay | undefined> {
  const asked = askedOf(subject);
  if (!asked) return undefined;
  const { question } = asked;
  const count = Math.min(SEARCH, Math.max(SEARCH_LEAST, profiles ?? SEARCH));
  const stream = run.stream(`field/leads/search/${subject.name}`);
  const sums = await run.draw({ experiment: leadExperiment(subject.problem, question), stream, first: 0, count });
  if (sums.profiles < count) return undefined;
  return searchedOn(asked, bandOf(asked, sums, 0), run, count < SEARCH);
}

async function searchedOn(asked: Asked, band: ChanceBand, run: Run, few = false): Promise<FoundTwoWay | undefined> {
  const { field, rest, subject: { problem, space } } = asked;
  const known = structuralBound(gradientsOf(problem, space.agent)).epsilon;
  const cells = SEARCHED[rest.open.length - 1]! / (few ? 2 : 1);
  const types = latticeWith(asked, cells);
  const found = await taken(run, latticePotentials(middleOf(latticeOf(field, rest, types, band), asked)));
  if (!found) return undefined;
  const epsilon = await taken(run, epsilonOf(field, rest, types, band, found.potentials));
  if (epsilon === undefined) return undefined;
  const isWorthwhile = !(found.epsilon > known * (1 - WORTHWHILE));
  const path = steepestWalk(field, space.supports, types, rest, band, found.cycle);
  if (!isWorthwhile && path?.kind !== 'lies') return undefined;
  return { ...asked, path, ratio: found.epsilon, isWorthwhile, perCell: Math.max(0, epsilon - found.epsilon) * cells };
}

/** Cells an axis such that they raise the upper end by no more than `share`; whole numbers of eight, within the limits. */
function cellsFor({ perCell, rest: { open } }: FoundTwoWay, share: number): number {
  const most = CELLS_MAX[open.length - 1]!;
  return Math.max(CELLS_LEAST, Math.min(most, 8 * Math.ceil(Math.min(most, perCell > 0 ? perCell / share : 0) / 8)));
}

/** Draws and cells for a relative half-width; without one, as many draws as asked and cells that do no more than they. */
export function sizesFor(
  found: FoundTwoWay,
  { precision, profiles, most }: { readonly precision: number | undefined; readonly profiles: number | undefined; readonly most: number },
  alpha: number,
): { readonly draws: number; readonly cells: number } {
  const rate = Math.max(...found.rest.rates.map(Math.abs));
  if (profiles !== undefined || precision === undefined || !(found.ratio > 0)) {
    const draws = Math.min(most, profiles ?? SEARCH);
    return { draws, cells: cellsFor(found, rate * dkwHalfWidth(draws, alpha)) };
  }
  const width = 2 * precision * found.ratio;
  const off = (OF_DRAWS * width) / rate;
  const draws = Math.ceil(Math.min(DRAWS_MAX, most, Math.max(SEARCH, Math.log(2 / alpha) / (2 * off * off))));
  return { draws, cells: cellsFor(found, OF_CELLS * width) };
}

/** Draws that tell what the path gains to within its share of the width; 0 where there is none, or where an interruption came first. */
export async function drawsFor({ subject, path, ratio }: FoundTwoWay, precision: number, alpha: number, run: Run): Promise<number> {
  if (!path || !(ratio > 0)) return 0;
  const pilot = await pilotOf(subject, path, run, 'path');
  return pilot.mean > 0 ? profilesFor(pilot, 2 * (1 - OF_CELLS - OF_DRAWS) * precision, alpha / 2) : 0;
}

/** What an upper end rests on, in words. */
export const latticeWords = ({ cells, lambda, profiles }: TwoWayBound): string => {
  const grid = cells.filter((n) => n > 1).join(' x ');
  const maximiser = lambda > 0 ? `, beside an affine maximiser's at weight ${lambda.toPrecision(4)}` : '';
  return `utilities between the nodes of ${grid} cells${maximiser}${profiles > 0 ? `, on ${profiles} draws` : ''}`;
};

/** On fresh draws, at error probability alpha; undefined where an interruption came first. */
export async function twoWayBound(
  found: FoundTwoWay, { draws, cells, alpha }: { readonly draws: number; readonly cells: number; readonly alpha: number }, run: Run,
): Promise<TwoWayBound | undefined> {
  const { subject: { problem, name }, question } = found;
  const stream = run.stream(`field/leads/certify/${name}`);
  const sums = await run.draw({ experiment: leadExperiment(problem, question), stream, first: 0, count: draws });
  if (sums.profiles < draws) return undefined;
  return boundOn(found, bandOf(found, sums, dkwHalfWidth(draws, alpha) + slopeLawError(problem, 1)), { cells, profiles: draws }, run);
}

async function boundOn(
  found: FoundTwoWay, band: ChanceBand, { cells, profiles }: { readonly cells: number; readonly profiles: number }, run: Run,
): Promise<TwoWayBound | undefined> {
  const { field, rest } = found;
  const types = latticeWith(found, cells);
  const solved = await taken(run, latticePotentials(latticeOf(field, rest, types, band), found.ratio));
  if (!solved) return undefined;
  const potentials = Array.from(solved.potentials, (x) => Number(x.toPrecision(DIGITS)));
  const epsilon = await taken(run, epsilonOf(field, rest, types, band, potentials));
  return epsilon === undefined ? undefined : { epsilon, lambda: rest.lambda, cells: types.cells, potentials, profiles };
}

/** The same where others are at given points, and nothing is drawn; undefined where nothing is to be had of it. */
export async function twoWayOnGrid(
  subject: Subject, laws: readonly GridLaw[], run: Run,
): Promise<Partial<TwoWayBound> & { readonly path?: Walk } | undefined> {
  const asked = askedOf(subject);
  if (!asked) return undefined;
  const band = exactBand(asked, await run.draw(gridLeads(subject.problem, asked.question, laws)));
  const found = await searchedOn(asked, band, run);
  if (!found) return undefined;
  const below = found.path ? { path: found.path } : {};
  if (!found.isWorthwhile) return below;
  const bound = await boundOn(found, band, { cells: CELLS_MAX[asked.rest.open.length - 1]! / 4, profiles: 0 }, run);
  return bound && { ...bound, ...below };
}
