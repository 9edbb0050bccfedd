/** Types in cells of equal mass, and the mean of the best welfare over a box: for the check of upper ends of the second best. */
import { z } from 'zod';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import type { FileProblem } from './draws.ts';
import { tableGiven, type Table } from './given.ts';
import { checkedLaw, checkedLawWithAtoms, isEvenBetween, type CheckedLaw } from './laws.ts';

/** Pieces of a cell over which its mean is added up. */
const PIECES = 2048;
/** Halvings that find where a law has a given chance. */
const HALVINGS = 200;

/** One cell of one signal. */
interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly mass: number;
  readonly mean: number;
  /** Most by which the mean may be off: nothing where the law is uniform, and at a point. */
  readonly off: number;
  readonly even: boolean;
}

export interface CutSignal {
  readonly cells: readonly Stretch[];
}

/** Ends of the cells of each signal, equal where one is a point of positive probability; null where they are of equal mass. */
export const axesShape = z.array(z.array(z.tuple([z.number(), z.number()])).min(1).nullable()).optional();
export type Axes = z.infer<typeof axesShape>;

/** A law by a formula of its own where there is one. */
export function lawOf(text: string, field: string): CheckedLaw {
  const checked = checkedLaw(text);
  if (checked) return checked;
  const { support: [low, high], cdf, atoms = [] } = parseDistribution(text, field);
  if (![low, high].every(Number.isFinite)) throw new InputError(field, `must have a bounded support, got ${text}`);
  if (atoms.length > 0) throw new InputError(field, `must have no point of positive probability, got ${text}`);
  return { low, high, chance: cdf };
}

function placeOf({ low, high, chance }: CheckedLaw, share: number): number {
  let [from, to] = [low, high];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = from + (to - from) / 2;
    if (middle === from || middle === to) break;
    if (chance(middle) < share) from = middle;
    else to = middle;
  }
  return to;
}

/** What lies between two points, of which neither counts. */
function stretchOf({ chance, below }: CheckedLaw, low: number, high: number, even: boolean): Stretch {
  const [base, top] = [chance(low), below ? below(high) : chance(high)];
  if (even) return { low, high, mass: top - base, mean: (low + high) / 2, off: 0, even };
  let [sum, before] = [0, base];
  for (let piece = 0; piece < PIECES; piece++) {
    const next = piece === PIECES - 1 ? top : chance(low + ((high - low) * (piece + 1)) / PIECES);
    sum += (next - before) * (piece + 0.5);
    before = next;
  }
  const mean = low + ((high - low) * sum) / ((top - base) * PIECES);
  return { low, high, mass: top - base, mean, off: (high - low) / (2 * PIECES), even };
}

/** A law with points of positive probability, by a formula of its own where there is one. */
export function lawWithAtoms(text: string, field: string): CheckedLaw {
  const checked = checkedLawWithAtoms(text);
  if (checked) return checked;
  const { support: [low, high], cdf, atoms = [] } = parseDistribution(text, field);
  if (![low, high].every(Number.isFinite)) throw new InputError(field, `must have a bounded support, got ${text}`);
  return {
    low, high, chance: cdf, points: atoms.map(({ at }) => at), below: (x) => cdf(x) - (atoms.find(({ at }) => at === x)?.mass ?? 0),
  };
}

/** Of masses, which must add up to one. */
const MASS = 1e-9;

/** Cells as a file tells them: in order, apart from one another, and all types in them. */
function cutAsTold(text: string, field: string, ends: readonly (readonly [number, number])[]): CutSignal {
  const law = lawWithAtoms(text, field);
  if (ends.some(([low, high], j) => !(low <= high) || (j > 0 && !(low >= ends[j - 1]![1])))) {
    throw new InputError('axes', `must be in order under ${text}`);
  }
  const cells = ends.map(([low, high]): Stretch => (low === high
    ? { low, high, mass: law.chance(low) - (law.below ?? law.chance)(low), mean: low, off: 0, even: true }
    : stretchOf(law, low, high, isEvenBetween(text, low, high))));
  const total = cells.reduce((sum, { mass }) => sum + mass, 0);
  if (cells.some(({ mass }) => !(mass > 0)) || Math.abs(total - 1) > MASS) {
    throw new InputError('axes', `must hold all types under ${text}, and some in every cell; they hold ${total} of them`);
  }
  return { cells };
}

function cutSignal(text: string, field: string, count: number): CutSignal {
  const law = lawOf(text, field);
  const even = text.startsWith('uniform(');
  const cuts = Array.from({ length: count + 1 }, (_, j) => (j === 0 ? law.low : j === count ? law.high
    : even ? law.low + ((law.high - law.low) * j) / count : placeOf(law, j / count)));
  if (cuts.some((cut, j) => j > 0 && !(cut > cuts[j - 1]!))) throw new InputError('cells', `cannot be told apart under ${text}`);
  return { cells: cuts.slice(1).map((high, j) => stretchOf(law, cuts[j]!, high, even)) };
}

/** Place of the chance nearest to a share. */
function nearest({ chances }: Table, share: number): number {
  let [from, to] = [0, chances.length - 1];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (chances[middle]! <= share) from = middle;
    else to = middle;
  }
  return chances[to]! - share < share - chances[from]! ? to : from;
}

/** Cells between values that are given: each piece of one lies between two of them, and its mass is at either end or anywhere between. */
function cutTable(table: Table, field: string, count: number): CutSignal {
  const { points, chances } = table;
  const cuts = Array.from({ length: count + 1 }, (_, j) => (j === count ? points.length - 1 : nearest(table, j / count)));
  if (cuts.some((cut, j) => j > 0 && !(cut > cuts[j - 1]!))) {
    throw new InputError('cells', `cannot be told apart by the values in ${field}`);
  }
  const cells = cuts.slice(1).map((last, j): Stretch => {
    const first = cuts[j]!;
    const mass = chances[last]! - chances[first]!;
    let [sum, open] = [0, 0];
    for (let at = first; at < last; at++) {
      const [low, high, share] = [points[at]!, points[at + 1]!, (chances[at + 1]! - chances[at]!) / mass];
      sum += share * (low + (high - low) / 2 - points[first]!);
      open += (share * (high - low)) / 2;
    }
    return { low: points[first]!, high: points[last]!, mass, mean: points[first]! + sum, off: open, even: false };
  });
  return { cells };
}

/** Cells counted with the last signal fastest. */
export class CellsOfAgent {
  readonly size: number;
  /** [C] cells that stand between a cell and the next one along a signal. */
  private readonly strides: readonly number[];
  /** [K][C] gradients of her own value and of welfare; [C] whether the signal enters the former. */
  readonly rates: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
  readonly enters: readonly boolean[];
  /** [C] */
  readonly signals: readonly CutSignal[];
  /** [T] */
  readonly masses: Float64Array;
  private readonly worths: readonly (readonly number[])[];

  constructor({ signals, coefficients, alternatives }: FileProblem, agent: number, cut: readonly CutSignal[]) {
    const mine = signals.flatMap(({ owner }, d) => (owner === agent ? [d] : []));
    this.signals = mine.map((d) => cut[d]!);
    this.strides = this.signals.map((_, c) => this.signals.slice(c + 1).reduce((product, { cells }) => product * cells.length, 1));
    this.size = this.strides[0]! * this.signals[0]!.cells.length;
    this.rates = alternatives.map((_, k) => mine.map((d) => coefficients[agent]![k]![d]!));
    this.social = alternatives.map((_, k) => mine.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)));
    this.enters = mine.map((_, c) => this.rates.some((row) => row[c] !== 0));
    this.masses = Float64Array.from({ length: this.size }, (_, t) => mine.reduce((mass, __, c) => mass * this.side(t, c).mass, 1));
    this.worths = Array.from({ length: this.size }, (_, t) =>
      this.social.map((row) => row.reduce((sum, b, c) => sum + b * this.side(t, c).mean, 0)));
  }

  place(t: number, c: number): number {
    return Math.floor(t / this.strides[c]!) % this.signals[c]!.cells.length;
  }

  side(t: number, c: number): Stretch {
    return this.signals[c]!.cells[this.place(t, c)]!;
  }

  /** From the lowest type to the highest. */
  reach(c: number): number {
    const { cells } = this.signals[c]!;
    return cells.at(-1)!.high - cells[0]!.low;
  }

  /** Whether cell s is next above cell t along axis d, and begins where that ends. */
  isNext(s: number, t: number, d: number): boolean {
    return this.signals.every((_, c) => this.place(s, c) - this.place(t, c) === (c === d ? 1 : 0))
      && this.side(s, d).low === this.side(t, d).high;
  }

  worth(t: number, k: number): number {
    return this.worths[t]![k]!;
  }

  /** Most by which welfare may be off because means are. */
  off(): number {
    return this.signals.reduce((sum, { cells }, c) =>
      sum + Math.max(...cells.map(({ off }) => off)) * Math.max(...this.social.map((row) => Math.abs(row[c]!))), 0);
  }
}

/** Cells of all agents together at most. */
export const JOINT_MAX = 2 ** 18;

/** Constants of welfare, and the cells of everyone who sees a signal. Throws InputError naming `cells` where they are too many. */
export function boxesOf(problem: FileProblem, count: number, axes?: Axes):
  { readonly fixed: number[]; readonly parted: CellsOfAgent[] } {
  const { agents, alternatives, constants, signals } = problem;
  if (axes && axes.length !== signals.length) throw new InputError('axes', `must be one of each of ${signals.length} signals`);
  const all = signals.reduce((product, _, d) => product * (axes?.[d]?.length ?? count), 1);
  if (all > JOINT_MAX) throw new InputError('cells', `make ${all} cells of all agents, more than ${JOINT_MAX}`);
  const known = new Map<string, CutSignal>();
  const cut = signals.map(({ law, tabulated = false }, d) => {
    const [name, field] = [`${tabulated} ${law}`, `problem.signals.${d}.law`];
    const ends = axes?.[d];
    if (ends && tabulated) throw new InputError('axes', 'must be null of a law that is a table of values');
    if (ends) return cutAsTold(law, field, ends);
    const found = known.get(name) ?? (tabulated ? cutTable(tableGiven(law, field), field, count) : cutSignal(law, field, count));
    known.set(name, found);
    return found;
  });
  return {
    fixed: alternatives.map((_, k) => constants.reduce((sum, row) => sum + row[k]!, 0)),
    parted: agents.flatMap((_, agent) => (signals.some(({ owner }) => owner === agent) ? [new CellsOfAgent(problem, agent, cut)] : [])),
  };
}

/** Halvings at most of one, for the mean of the best welfare over it. */
const HALVED = 9;

/** What the efficient rule is worth at most, by `count` cells of every signal. Throws InputError naming `cells` where they are too many. */
export function bestWelfare(problem: FileProblem, count: number): number {
  const { fixed, parted } = boxesOf(problem, count);
  const joint = parted.reduce((product, { size }) => product * size, 1);
  const halvings = Math.min(HALVED, Math.floor(Math.log2(JOINT_MAX / joint)));
  let total = 0;
  const places = parted.map(() => 0);
  for (let a = 0; a < joint; a++) {
    let at = a;
    let mass = 1;
    parted.forEach(({ size, masses }, i) => {
      places[i] = at % size;
      at = Math.floor(at / size);
      mass *= masses[places[i]!]!;
    });
    const worths = fixed.map((constant, k) => parted.reduce((sum, one, i) => sum + one.worth(places[i]!, k), constant));
    total += mass * meanOfBest(worths, parted, places, halvings);
  }
  return total + parted.reduce((sum, one) => sum + one.off(), 0);
}

/** How far a box reaches from its mean along a signal, and what that adds to each w_k a unit. */
interface Side {
  readonly below: number;
  readonly above: number;
  readonly even: boolean;
  readonly slopes: readonly number[];
}

/**
 * No less than the mean over a box of max_k w_k, w linear and as given at the means: the maximum is convex in every signal, so that putting
 * each to its ends raises it if anything. Sides of uniform signals are halved first.
 */
export function meanOfBest(
  worths: readonly number[], agents: readonly CellsOfAgent[], places: readonly number[], halvings: number,
): number {
  const sides = agents.flatMap((one, i) => one.signals.map((_, c): Side => {
    const { low, high, mean, even } = one.side(places[i]!, c);
    return { below: mean - low, above: high - mean, even, slopes: one.social.map((row) => row[c]!) };
  }));
  return within(worths, sides, halvings);
}

const swing = ({ below, above, slopes }: Side): number => (below + above) * (Math.max(...slopes) - Math.min(...slopes));

function within(worths: readonly number[], sides: readonly Side[], halvings: number): number {
  let best = 0;
  worths.forEach((worth, k) => { if (worth > worths[best]!) best = k; });
  const passes = worths.some((worth, k) => worth + sides.reduce((sum, { below, above, slopes }) => {
    const slope = slopes[k]! - slopes[best]!;
    return sum + (slope > 0 ? slope * above : -slope * below);
  }, 0) > worths[best]!);
  if (!passes) return worths[best]!;
  const widths = sides.map((side) => (side.even ? swing(side) : 0));
  const widest = widths.indexOf(Math.max(...widths));
  if (halvings === 0 || !(widths[widest]! > 0)) return corners([...worths], sides, 0);
  const { below, slopes } = sides[widest]!;
  const halved = sides.map((side, d) => (d === widest ? { ...side, below: below / 2, above: below / 2 } : side));
  return [-1, 1].reduce((sum, sign) =>
    sum + within(worths.map((worth, k) => worth + (sign * slopes[k]! * below) / 2), halved, halvings - 1) / 2, 0);
}

function corners(worths: number[], sides: readonly Side[], d: number): number {
  const side = sides[d];
  if (!side) return Math.max(...worths);
  const { below, above, slopes } = side;
  if (below + above === 0) return corners(worths, sides, d + 1);
  const share = below / (below + above);
  return (1 - share) * corners(worths.map((worth, k) => worth - slopes[k]! * below), sides, d + 1)
    + share * corners(worths.map((worth, k) => worth + slopes[k]! * above), sides, d + 1);
}
