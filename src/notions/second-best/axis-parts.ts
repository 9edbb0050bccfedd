/**
 * The types of one signal in cells: a point of positive probability is a cell of no width, of which its own type is the mean, and the rest
 * of the law is cut into cells of equal mass between such points and gaps (docs/second-best.md, section 3).
 */
import { gapsOf, massBelow, type Distribution } from '../../distributions/distribution.ts';
import { isTold } from '../../distributions/told.ts';

export interface AxisPart {
  /** Equal where the cell is a point; else the cell is all that lies between them. */
  readonly low: number;
  readonly high: number;
  readonly mass: number;
  readonly mean: number;
  /** Whether the law is uniform there. */
  readonly even: boolean;
}

export interface Axis {
  readonly parts: readonly AxisPart[];
  /** Most by which a mean may be off. */
  readonly error: number;
}

export interface AxisCells {
  readonly cuts: readonly number[];
  readonly masses: readonly number[];
  readonly means: readonly number[];
  readonly error: number;
  readonly even: boolean;
}

/** Pieces of a cell over which its mean is added up; of all cells of a law that is a function of one's own, of which files tell each. */
const PIECES = 1024;
const PIECES_TOLD = 2 ** 15;

/** Cells of equal mass; the mean between two certain ends, its middle where the law is even there. */
export function axisCells(law: Distribution, cells: number): AxisCells {
  const [low, high] = law.support;
  const cuts = Array.from({ length: cells + 1 }, (_, j) => (j === 0 ? low : j === cells ? high : law.quantile(j / cells)));
  const masses: number[] = [];
  const means: number[] = [];
  const told = isTold(law);
  const even = told && law.text.startsWith('uniform(');
  const pieces = told ? PIECES : Math.max(1, Math.min(PIECES, Math.floor(PIECES_TOLD / cells)));
  let error = 0;
  for (let j = 0; j < cells; j++) {
    const [from, to] = [cuts[j]!, cuts[j + 1]!];
    const base = law.cdf(from);
    const mass = law.cdf(to) - base;
    masses.push(mass);
    if (even || mass === 0) {
      means.push((from + to) / 2);
      continue;
    }
    let sum = 0;
    let before = base;
    for (let piece = 0; piece < pieces; piece++) {
      const next = piece === pieces - 1 ? base + mass : law.cdf(from + ((to - from) * (piece + 1)) / pieces);
      sum += (next - before) * (from + ((to - from) * (piece + 0.5)) / pieces);
      before = next;
    }
    means.push(sum / mass);
    error = Math.max(error, (to - from) / (2 * pieces));
  }
  return { cuts, masses, means, error, even };
}

/** Whether every number between its ends may be a type and none has positive probability. */
const isPlain = (law: Distribution): boolean => (law.atoms?.length ?? 0) === 0 && gapsOf(law).length === 0;

/** Open intervals that carry the rest of the law, between its points, gaps and, where they are few, bends of the density. */
function intervalsOf(law: Distribution, most: number): { readonly from: number; readonly to: number; readonly mass: number }[] {
  const [low, high] = law.support;
  const gaps = gapsOf(law);
  const between = (marks: readonly number[]) => {
    const sorted = [...new Set([low, high, ...marks])].sort((a, b) => a - b);
    return sorted.slice(1).flatMap((to, j) => {
      const from = sorted[j]!;
      const mass = massBelow(law, to) - law.cdf(from);
      return mass > 0 && !gaps.some(([start, end]) => from >= start && to <= end) ? [{ from, to, mass }] : [];
    });
  };
  const needed = [...(law.atoms ?? []).map(({ at }) => at), ...gaps.flat()];
  const bent = between([...needed, ...(law.knots ?? [])]);
  return bent.length <= most ? bent : between(needed);
}

/** The intervals, and how many cells each is cut into: by its mass, at least one. */
function shared(law: Distribution, cells: number): (ReturnType<typeof intervalsOf>[number] & { readonly count: number })[] {
  const intervals = intervalsOf(law, cells);
  const total = intervals.reduce((sum, { mass }) => sum + mass, 0);
  return intervals.map((one) => ({ ...one, count: Math.max(1, Math.round((cells * one.mass) / total)) }));
}

/** How many cells of a signal there are where `cells` are asked for: points are further ones. */
export const axisSize = (law: Distribution, cells: number): number =>
  (isPlain(law) ? cells : (law.atoms?.length ?? 0) + shared(law, cells).reduce((sum, { count }) => sum + count, 0));

/** `count` cells of equal mass of the open interval, and the most by which a mean may be off. */
function cut(law: Distribution, { from, to, mass, count }: ReturnType<typeof shared>[number]): Axis {
  const even = law.evenOn?.(from, to) ?? false;
  const base = law.cdf(from);
  const cuts = Array.from({ length: count + 1 }, (_, j) => (j === 0 ? from : j === count ? to
    : even ? from + ((to - from) * j) / count : Math.min(to, Math.max(from, law.quantile(base + (mass * j) / count)))));
  let error = 0;
  const parts = cuts.slice(1).flatMap((high, j): AxisPart[] => {
    const low = cuts[j]!;
    const before = law.cdf(low);
    const own = massBelow(law, high) - before;
    if (!(high > low) || !(own > 0)) return [];
    if (even) return [{ low, high, mass: own, mean: low + (high - low) / 2, even }];
    let [sum, last] = [0, before];
    for (let piece = 0; piece < PIECES; piece++) {
      const next = piece === PIECES - 1 ? before + own : law.cdf(low + ((high - low) * (piece + 1)) / PIECES);
      sum += (next - last) * (low + ((high - low) * (piece + 0.5)) / PIECES);
      last = next;
    }
    error = Math.max(error, (high - low) / (2 * PIECES));
    return [{ low, high, mass: own, mean: sum / own, even }];
  });
  return { parts, error };
}

/** `cells` of the part with a density, in order with the points. */
export function axisParts(law: Distribution, cells: number): Axis {
  if (isPlain(law)) {
    const { cuts, masses, means, error, even } = axisCells(law, cells);
    return { error, parts: masses.map((mass, j) => ({ low: cuts[j]!, high: cuts[j + 1]!, mass, mean: means[j]!, even })) };
  }
  const rest = shared(law, cells).map((interval) => cut(law, interval));
  const points = (law.atoms ?? []).map(({ at, mass }): AxisPart => ({ low: at, high: at, mass, mean: at, even: true }));
  return {
    parts: [...points, ...rest.flatMap(({ parts }) => parts)].sort((a, b) => a.low - b.low || a.high - b.high),
    error: Math.max(0, ...rest.map(({ error }) => error)),
  };
}

/** Ends of all cells, as a file tells them; null where they follow from how many of equal mass there are. */
export const axisEnds = (law: Distribution, cells: number): (readonly [number, number])[] | null =>
  (isPlain(law) ? null : axisParts(law, cells).parts.map(({ low, high }) => [low, high] as const));
