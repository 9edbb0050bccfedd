/**
 * The types of one signal in cells: a point of positive probability is a cell of no width, of which its own type is the mean, and the rest
 * of the law is cut into cells of equal mass between such points and gaps (docs/second-best.md, section 3). Of a law without an end the
 * outermost cell has none either: it is told by an end that next to nothing lies beyond, and by how much that is.
 */
import { gapsOf, massBelow, type Distribution, type WholeLaw } from '../../distributions/distribution.ts';
import { isTold } from '../../distributions/told.ts';

export interface AxisPart {
  /** Equal where the cell is a point; else the cell is all that lies between them, and beyond an end where the law has none there. */
  readonly low: number;
  readonly high: number;
  /** By how much types of the cell lie beyond its ends on average, and on which side: -1 below, 1 above; 0 of laws with ends. */
  readonly beyond: number;
  readonly open: -1 | 0 | 1;
  readonly mass: number;
  readonly mean: number;
  /** Whether the law is uniform there. */
  readonly even: boolean;
  /** Half of the range of what lies below a type of the cell over the density, less the type, and of what lies above, and the type. */
  readonly bends?: { readonly below: number; readonly above: number };
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
const isPlain = (law: Distribution): boolean => !law.whole && (law.atoms?.length ?? 0) === 0 && gapsOf(law).length === 0;

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
  (isPlain(law) || law.whole ? cells : (law.atoms?.length ?? 0) + shared(law, cells).reduce((sum, { count }) => sum + count, 0));

const CLOSED = { beyond: 0, open: 0 } as const;

/** E[X; low < X < high], that mass being known, within half of a piece times it. */
function momentOf({ cdf }: Distribution, low: number, high: number, before: number, mass: number): number {
  let [sum, last] = [0, before];
  for (let piece = 0; piece < PIECES; piece++) {
    const next = piece === PIECES - 1 ? before + mass : cdf(low + ((high - low) * (piece + 1)) / PIECES);
    sum += (next - last) * (low + ((high - low) * (piece + 0.5)) / PIECES);
    last = next;
  }
  return sum;
}

/** Of mean excesses, as a share of where they are taken. */
const EXACT = 1e-13;
/** Pieces of a cell over which its density is enclosed. */
const ENCLOSED = 128;

/** Of a law that tells ends of its density, where that is above 0 and bounded. */
function bendsOf({ cdf, densityOn }: Pick<Distribution, 'cdf' | 'densityOn'>, low: number, high: number): AxisPart['bends'] {
  if (!densityOn) return undefined;
  const [base, top] = [cdf(low), cdf(high)];
  const [below, above] = [[Infinity, -Infinity], [Infinity, -Infinity]] as [[number, number], [number, number]];
  for (let piece = 0; piece < ENCLOSED; piece++) {
    const [from, to] = [piece, piece + 1].map((at) => (at === ENCLOSED ? high : low + ((high - low) * at) / ENCLOSED)) as [number, number];
    const [least, most] = densityOn(from, to);
    if (!(least > 0) || !Number.isFinite(most)) return undefined;
    const [start, end] = [cdf(from), cdf(to)];
    below[0] = Math.min(below[0], (start - base) / most - to);
    below[1] = Math.max(below[1], (end - base) / least - from);
    above[0] = Math.min(above[0], (top - end) / most + from);
    above[1] = Math.max(above[1], (top - start) / least + to);
  }
  return { below: (below[1] - below[0]) / 2, above: (above[1] - above[0]) / 2 };
}

const withBends = (law: Pick<Distribution, 'cdf' | 'densityOn'>, part: AxisPart): AxisPart => {
  const bends = part.even || part.open !== 0 || part.high === part.low ? undefined : bendsOf(law, part.low, part.high);
  return bends ? { ...part, bends } : part;
};

/** What a unit of a cell's reach is taken to cost beside one of what lies beyond it: any weight gives a bound. */
const REACH = 1e-3;
/** How far the outermost cells reach from the mean of what is in them, in units of how far that is from where they begin. */
const REACHES = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512];

/** The cell beyond `from` of a law without an end on that side. */
function openPart(whole: WholeLaw, from: number, side: -1 | 1): AxisPart {
  const mass = side > 0 ? whole.survival(from) : whole.cdf(from);
  const past = (x: number): number => (side > 0 ? whole.excess(x) : whole.shortfall(x)) / mass;
  const unit = past(from);
  const mean = from + side * unit;
  const at = REACHES.map((reach) => {
    const end = mean + side * reach * unit;
    return { end, beyond: past(end), cost: REACH * reach * unit + past(end) };
  }).reduce((best, one) => (one.cost < best.cost ? one : best));
  const [low, high] = side > 0 ? [from, at.end] : [at.end, from];
  return { low, high, mass, mean, even: false, beyond: at.beyond, open: side };
}

/** The outermost cell is cut into as many more, each an eighth of the mass of the one before, where there are cells enough. */
const FARTHER = 3;
const ENOUGH = 10;

/** Chances below the ends of cells of equal mass, but for those ever farther out. */
function sharesOf(cells: number, [isBelow, isAbove]: readonly [boolean, boolean]): number[] {
  const farther = cells >= ENOUGH ? FARTHER : 0;
  const even = cells - farther * (Number(isBelow) + Number(isAbove));
  const inner = Array.from({ length: even - 1 }, (_, j) => (j + 1) / even);
  const out = Array.from({ length: farther }, (_, j) => 8 ** -(j + 1) / even);
  return [...(isBelow ? out.toReversed() : []), ...inner, ...(isAbove ? out.map((share) => 1 - share) : [])];
}

/** Cells of a law without an end on some side. */
function openAxis(law: Distribution, whole: WholeLaw, cells: number): Axis {
  const [isBelow, isAbove] = [whole.ends[0] === -Infinity, whole.ends[1] === Infinity];
  const cuts = [law.support[0], ...sharesOf(cells, [isBelow, isAbove]).map((share) => law.quantile(share)), law.support[1]];
  let error = 0;
  const parts = cuts.slice(1).map((high, j): AxisPart => {
    if (j === 0 && isBelow) return openPart(whole, high, -1);
    const low = cuts[j]!;
    if (j === cells - 1 && isAbove) return openPart(whole, low, 1);
    // Mean excesses tell means to within rounding.
    const [beyond, over] = [whole.survival(low), whole.survival(high)];
    const mass = beyond - over;
    const moment = whole.excess(low) - whole.excess(high) - (high - low) * over;
    error = Math.max(error, EXACT * (Math.abs(low) + Math.abs(high)) / mass);
    return { ...CLOSED, low, high, mass, mean: Math.min(high, Math.max(low, low + moment / mass)), even: false };
  });
  return { parts, error };
}

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
    if (even) return [{ ...CLOSED, low, high, mass: own, mean: low + (high - low) / 2, even }];
    const sum = momentOf(law, low, high, before, own);
    error = Math.max(error, (high - low) / (2 * PIECES));
    return [{ ...CLOSED, low, high, mass: own, mean: sum / own, even }];
  });
  return { parts, error };
}

/** `cells` of the part with a density, in order with the points. */
export function axisParts(law: Distribution, cells: number): Axis {
  // What a file cannot tell is not used.
  const densityOn = isTold(law) ? law.densityOn : undefined;
  const telling = { cdf: law.whole ? law.whole.cdf : law.cdf, ...(densityOn ? { densityOn } : {}) };
  if (isPlain(law)) {
    const { cuts, masses, means, error, even } = axisCells(law, cells);
    return {
      error,
      parts: masses.map((mass, j) => withBends(telling, { ...CLOSED, low: cuts[j]!, high: cuts[j + 1]!, mass, mean: means[j]!, even })),
    };
  }
  if (law.whole) {
    const { parts, error } = openAxis(law, law.whole, cells);
    return { error, parts: parts.map((part) => withBends(telling, part)) };
  }
  const rest = shared(law, cells).map((interval) => cut(law, interval));
  const points = (law.atoms ?? []).map(({ at, mass }): AxisPart => ({ ...CLOSED, low: at, high: at, mass, mean: at, even: true }));
  return {
    parts: [...points, ...rest.flatMap(({ parts }) => parts)].sort((a, b) => a.low - b.low || a.high - b.high),
    error: Math.max(0, ...rest.map(({ error }) => error)),
  };
}

/** Ends of all cells, as a file tells them; null where they follow from how many of equal mass there are. */
export const axisEnds = (law: Distribution, cells: number): (readonly [number, number])[] | null =>
  (isPlain(law) ? null : axisParts(law, cells).parts.map(({ low, high }) => [low, high] as const));
