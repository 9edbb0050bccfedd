/** The cells of one signal for the checks of the second best: of equal mass, as a file tells them, or between values that are given. */
import { z } from 'zod';
import type { WholeLaw } from '../../distributions/distribution.ts';
import { parseDistribution } from '../../distributions/parse.ts';
import { InputError } from '../../errors.ts';
import type { Table } from './given.ts';
import { checkedLaw, checkedLawWithAtoms, isEvenBetween, type CheckedLaw } from './laws.ts';
import { lawNamed } from './read-law.ts';

/** Pieces of a cell over which its mean is added up. */
const PIECES = 2048;
/** Halvings that find where a law has a given chance. */
const HALVINGS = 200;

/** One cell of one signal. */
export interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly mass: number;
  readonly mean: number;
  /** Most by which the mean may be off: nothing where the law is uniform, and at a point. */
  readonly off: number;
  readonly even: boolean;
  /** On which side there is no end, -1 below and 1 above, and by how much types lie beyond the one told on average; 0 of others. */
  readonly open: -1 | 0 | 1;
  readonly beyond: number;
}

/** Half of the range of what lies below a type of a cell over the density, less the type, and of what lies above, and the type. */
export interface Bends {
  readonly below: number;
  readonly above: number;
}

/** Pieces of a cell over which its density is enclosed. */
const ENCLOSED = 512;

/** Undefined where the law does not tell its density between two ends that are above 0 and bounded. */
export function bendsBetween(text: string, low: number, high: number): Bends | undefined {
  const law = lawNamed(text);
  const { densityOn } = law;
  const chance = law.whole ? law.whole.cdf : law.cdf;
  if (!densityOn || low === high) return undefined;
  const at = (j: number): number => (j === ENCLOSED ? high : low + ((high - low) * j) / ENCLOSED);
  const total = chance(high);
  const ends = { below: [Infinity, -Infinity], above: [Infinity, -Infinity] };
  const meet = (side: number[], least: number, most: number): void => {
    side[0] = Math.min(side[0]!, least);
    side[1] = Math.max(side[1]!, most);
  };
  for (let j = 0; j < ENCLOSED; j++) {
    const [from, to] = [at(j), at(j + 1)];
    const [thin, thick] = densityOn(from, to);
    if (!(thin > 0 && thick < Infinity)) return undefined;
    const [less, more] = [chance(from) - chance(low), chance(to) - chance(low)];
    meet(ends.below, less / thick - to, more / thin - from);
    meet(ends.above, (total - chance(to)) / thick + from, (total - chance(from)) / thin + to);
  }
  const half = ([least, most]: number[]): number => (most! - least!) / 2;
  return { below: half(ends.below), above: half(ends.above) };
}

const CLOSED = { open: 0, beyond: 0 } as const;

export interface CutSignal {
  readonly cells: readonly Stretch[];
}

/** Ends of the cells of each signal, equal where one is a point of positive probability; null where they are of equal mass. */
export const axesShape = z.array(z.array(z.tuple([z.number(), z.number()])).min(1).nullable()).optional();
export type Axes = z.infer<typeof axesShape>;

/** A law by a formula of its own where there is one. */
function lawOf(text: string, field: string): CheckedLaw {
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
  if (even) return { low, high, mass: top - base, mean: (low + high) / 2, off: 0, even, ...CLOSED };
  let [sum, before] = [0, base];
  for (let piece = 0; piece < PIECES; piece++) {
    const next = piece === PIECES - 1 ? top : chance(low + ((high - low) * (piece + 1)) / PIECES);
    sum += (next - before) * (piece + 0.5);
    before = next;
  }
  const mean = low + ((high - low) * sum) / ((top - base) * PIECES);
  return { low, high, mass: top - base, mean, off: (high - low) / (2 * PIECES), even, ...CLOSED };
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

/** Of mean excesses, as a share of where they are taken. */
const EXACT = 1e-13;
/** Of masses, which must add up to one. */
const MASS = 1e-9;

/** The outermost cell of a law without an end there, from where it begins to an end that is told, and all that lies beyond. */
function openStretch(whole: WholeLaw, [low, high]: readonly [number, number], side: -1 | 1): Stretch {
  const [mass, past, beyond] = side > 0 ? [whole.survival(low), whole.excess(low), whole.excess(high)]
    : [whole.cdf(high), whole.shortfall(high), whole.shortfall(low)];
  const mean = (side > 0 ? low : high) + (side * past) / mass;
  return { low, high, mass, mean: Math.min(high, Math.max(low, mean)), off: 0, even: false, open: side, beyond: beyond / mass };
}

/** Cells as a file tells them: in order, apart from one another, and all types in them. */
export function cutAsTold(text: string, field: string, ends: readonly (readonly [number, number])[]): CutSignal {
  const { whole } = lawNamed(text, field);
  const law: CheckedLaw = whole ? { low: whole.ends[0], high: whole.ends[1], chance: (x) => whole.cdf(x) } : lawWithAtoms(text, field);
  if (ends.some(([low, high], j) => !(low <= high) || (j > 0 && !(low >= ends[j - 1]![1])))) {
    throw new InputError('axes', `must be in order under ${text}`);
  }
  if (whole && ends.length === 1 && whole.ends.every((end) => !Number.isFinite(end))) {
    throw new InputError('axes', `must be two or more under ${text}`);
  }
  const cells = ends.map(([low, high], j): Stretch => {
    if (whole && j === 0 && whole.ends[0] === -Infinity) return openStretch(whole, [low, high], -1);
    if (whole && j === ends.length - 1 && whole.ends[1] === Infinity) return openStretch(whole, [low, high], 1);
    if (whole) {
      const [beyond, over] = [whole.survival(low), whole.survival(high)];
      const mass = beyond - over;
      const mean = low + (whole.excess(low) - whole.excess(high) - (high - low) * over) / mass;
      return {
        low, high, mass, mean: Math.min(high, Math.max(low, mean)), off: (EXACT * (Math.abs(low) + Math.abs(high))) / mass, even: false,
        ...CLOSED,
      };
    }
    return low === high
      ? { low, high, mass: law.chance(low) - (law.below ?? law.chance)(low), mean: low, off: 0, even: true, ...CLOSED }
      : stretchOf(law, low, high, isEvenBetween(text, low, high));
  });
  const total = cells.reduce((sum, { mass }) => sum + mass, 0);
  if (cells.some(({ mass }) => !(mass > 0)) || Math.abs(total - 1) > MASS) {
    throw new InputError('axes', `must hold all types under ${text}, and some in every cell; they hold ${total} of them`);
  }
  return { cells };
}

export function cutSignal(text: string, field: string, count: number): CutSignal {
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
export function cutTable(table: Table, field: string, count: number): CutSignal {
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
    return { low: points[first]!, high: points[last]!, mass, mean: points[first]! + sum, off: open, even: false, ...CLOSED };
  });
  return { cells };
}
