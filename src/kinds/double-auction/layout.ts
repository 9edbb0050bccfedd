/**
 * Where to put the boundaries of the type grid. A layout decides how tight a certificate is and what it costs, never
 * whether it holds, so approximations are welcome here and nowhere else.
 */
import { isDiscrete, upperQuantile } from '../../distributions/distribution.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import type { Grid, Survival } from '../../experiments/order-statistics/survival.ts';
import type { PeakEstimate } from './peak.ts';

const CELLS_MAX = 2 ** 17;
/** Cells of the first pilot: along the expected spread of the two order statistics, and evenly over the type space. */
const SPREAD_CELLS = 3072;
const EVEN_CELLS = 512;
/** Types at which curves are reported: every layout has them as boundaries. */
export const CURVE_CELLS = 128;
const SPREAD_DEVIATIONS = 6;

/** Smallest interval that holds the trader's own types and those of all others. */
export function span({ law, others }: TraderProblem): [number, number] {
  const supports = [law.support, ...others.filter(({ count }) => count > 0).map((group) => group.law.support)];
  return [Math.min(...supports.map(([a]) => a)), Math.max(...supports.map(([, b]) => b))];
}

/** The trader's own law and those of the others there are. */
const lawsOf = ({ law, others }: Pick<TraderProblem, 'law' | 'others'>): TraderProblem['law'][] =>
  [law, ...others.filter(({ count }) => count > 0).map((group) => group.law)];

/** Points of positive probability of the others' laws and of the trader's own, and ends of gaps in them. */
export const atomsOf = ({ law, others }: TraderProblem): number[] =>
  [...new Set(lawsOf({ law, others }).flatMap(({ atoms = [], gaps = [] }) => [...atoms.map(({ at }) => at), ...gaps.flat()]))]
    .sort((a, b) => a - b);

const scaleOf = (problem: TraderProblem): number => {
  const [low, high] = span(problem);
  return Math.max(Math.abs(low), Math.abs(high), high - low);
};

/** Width of the cell that stands at an atom: a few times what gridOf takes for the same point. */
export const atomWidth = (problem: TraderProblem): number => 4e-14 * scaleOf(problem);

/** In the trader's own orientation, both ends of the cell at every atom: counts at the first are of types below it, then up to it. */
export const atomPoints = (problem: TraderProblem): number[] => atomsOf(problem).flatMap((at) => [at, at + atomWidth(problem)]);

/** Sorted boundaries without repeats, at least a few units in the last place apart, with the type space marked. */
export function gridOf(points: readonly number[], [a, b]: readonly [number, number]): Grid {
  const tolerance = 1e-14 * Math.max(Math.abs(a), Math.abs(b), b - a);
  const kept: number[] = [];
  for (const x of [...points].sort((p, q) => p - q)) {
    const last = kept.at(-1);
    if (last === undefined || x - last > tolerance) kept.push(x);
    else if (x === a || x === b) kept[kept.length - 1] = x;
  }
  const boundaries = Float64Array.from(kept);
  return { boundaries, first: boundaries.indexOf(a), end: boundaries.indexOf(b) };
}

/** Equal steps at which numbers below are expected. */
const TABLE_STEPS = 1024;
/** A law whose middle nine tenths take less than this share of all types gets points of its own. */
const NARROW = 1 / 8;
/** Quantiles of such a law, and halvings of probability towards either end. */
const QUANTILES = 512;
const HALVINGS = 40;

/** Points where laws that are narrow beside the whole have their mass. */
function denseParts(problem: TraderProblem): number[] {
  const [low, high] = span(problem);
  const laws = new Map(lawsOf(problem).map((law) => [law.text, law]));
  return [...laws.values()].filter((law) => law.quantile(0.95) - law.quantile(0.05) < NARROW * (high - low)).flatMap((law) => [
    ...Array.from({ length: QUANTILES - 1 }, (_, i) => law.quantile((i + 1) / QUANTILES)),
    ...Array.from({ length: HALVINGS }, (_, k) => 2 ** -(k / 2 + 9)).flatMap((tail) => [law.quantile(tail), upperQuantile(law, tail)]),
  ]);
}

/**
 * First layout, from the normal approximation: the number of others below x has mean A(x), and ranks r and r + 1 lie
 * where A is within a few deviations of r + 1/2.
 */
export function pilotGrid(problem: TraderProblem): Grid {
  const [low, high] = span(problem);
  const { law, others, rank } = problem;
  const count = others.reduce((sum, group) => sum + group.count, 0);
  const even = Array.from({ length: TABLE_STEPS + 1 }, (_, i) => low + ((high - low) * i) / TABLE_STEPS);
  const dense = denseParts(problem);
  const xs = dense.length === 0 ? even : [...new Set([...even, ...dense])].sort((a, b) => a - b);
  const table = xs.length - 1;
  const means = xs.map((x) => others.reduce((sum, group) => sum + group.count * group.law.cdf(x), 0));
  // The variance of a sum of indicators with mean t is at most t (1 - t / count): narrow where one side is far outnumbered.
  const centre = Math.min(rank + 0.5, count);
  const deviation = Math.sqrt(centre * (1 - centre / count)) + 1;
  const points = [low, high, ...law.support, ...atomPoints(problem), ...dense];
  let at = 0;
  for (let i = 0; i <= SPREAD_CELLS; i++) {
    const target = rank + 0.5 + deviation * SPREAD_DEVIATIONS * ((2 * i) / SPREAD_CELLS - 1);
    if (target <= 0 || target >= count) continue;
    while (at + 1 < table && means[at + 1]! < target) at++;
    const rise = means[at + 1]! - means[at]!;
    const share = rise > 0 ? Math.min(1, Math.max(0, (target - means[at]!) / rise)) : 0;
    points.push(xs[at]! + share * (xs[at + 1]! - xs[at]!));
  }
  const [a, b] = law.support;
  for (let i = 1; i < EVEN_CELLS; i++) points.push(a + ((b - a) * i) / EVEN_CELLS, low + ((high - low) * i) / EVEN_CELLS);
  return gridOf(points, law.support);
}

export interface LayoutGoal {
  /** Relative half-width aimed at. */
  readonly precision: number;
  /** Profiles that will certify. */
  readonly profiles: number;
  /** The pilot's largest gain, 0 where it found none. */
  readonly gain: number;
}

/** Share of the tolerated relative width that the brackets' own width may use up. */
const BRACKET_SHARE = 0.05;
/** Expected loss from the witness's lie, relative to P. */
const WITNESS_LOSS = 1e-4;
const MASS_MAX = 1 / 2048;
/** A lie across one cell may gain at most one part in this many of the largest gain. */
const GAIN_CELLS = 16;
/** Events that could hide unseen: the logarithm of a small error probability. */
const RARE_EVENTS = 16;
const PIECES_MAX = 4096;
/** A cell of so small a share of its place is not cut. */
const NARROWEST = 1e-12;
const GAIN_RELAXATIONS = 8;

/**
 * The certifying layout in the seller's orientation. Near the peak a cell may hold the mass of L (the excess of its
 * bracket) up to a small share of P; further down it may use a quarter of the room that P leaves below its maximum. Where P
 * is small cells stay narrow enough that no lie within one could gain a fair part of the largest gain.
 */
export function certifyingGrid(problem: TraderProblem, pilot: Survival, peak: PeakEstimate, goal: LayoutGoal): Grid {
  // Where the wishes ask for too many cells the largest gain is the first to give way, then the precision.
  let relaxed = goal;
  let points = cellEnds(pilot, peak, relaxed);
  for (let attempt = 0; points === undefined; attempt++) {
    relaxed = {
      ...relaxed,
      gain: attempt < GAIN_RELAXATIONS ? 4 * relaxed.gain : 0,
      precision: relaxed.precision * (attempt < GAIN_RELAXATIONS ? 1 : 2),
    };
    points = cellEnds(pilot, peak, relaxed);
  }
  const { x, first, end } = pilot;
  const beyond = Math.max(1, Math.floor((x.length - 1 - end) / EVEN_CELLS));
  for (let j = end; j < x.length; j += beyond) points.push(x[j]!);
  points.push(x.at(-1)!);
  for (let i = 1; i < CURVE_CELLS; i++) points.push(x[first]! + ((x[end]! - x[first]!) * i) / CURVE_CELLS);
  const marks = atomPoints(problem).map((point) => pilot.sign * point);
  points.push(...marks);
  const own = marks.filter((mark) => mark >= x[first]!);
  const [type, report] = betweenAtoms(witnessLie(pilot, peak), own, isDiscrete(problem.law));
  const inside = points.filter((point) => point <= type || point >= report);
  const grid = gridOf([...inside, type, report], [x[first]!, x[end]!]);
  const witness = grid.boundaries.findLastIndex((point) => point <= type);
  return { ...grid, witness };
}

/**
 * The lie cut at the next atom, beyond which trades are lost. `marks`: both ends of the cell at every atom from the lowest type on, of
 * which the lower one may fall below it. A lie from an atom begins at the upper end of its cell, one from just below it halfway to the
 * atom before, and at that one where all types are atoms.
 */
export function betweenAtoms([type, report]: [number, number], marks: readonly number[], allAtoms: boolean): [number, number] {
  if (marks.length === 0) return [type, report];
  const sorted = marks.toSorted((a, b) => a - b);
  const at = sorted.indexOf(type);
  const isUpper = (sorted.length - 1 - at) % 2 === 0;
  const before = sorted.findLast((mark) => mark < type);
  const from = at >= 0 && isUpper ? type : before === undefined ? (at === 0 ? sorted[1]! : type)
    : allAtoms ? before : at >= 0 ? before / 2 + type / 2 : type;
  const next = sorted.find((mark) => mark > from) ?? Infinity;
  return [from, Math.min(next, from + (report - type))];
}

/** Ends of the cells of the type space, or undefined where there would be too many. */
function cellEnds(pilot: Survival, peak: PeakEstimate, { precision, profiles, gain }: LayoutGoal): number[] | undefined {
  const { x, n, first, end, atLeastL, atLeastU } = pilot;
  const finest = Math.max(BRACKET_SHARE * precision * peak.height, 1e-12);
  const noise = 2 * Math.sqrt(peak.height / n / 16);
  const points: number[] = [x[first]!];
  let carried = 0;
  let spread = 0;
  for (let j = first; j < end; j++) {
    const mass = Math.max(atLeastL[j]! - atLeastL[j + 1]!, atLeastU[j]! - atLeastU[j + 1]!, 0.5) / n;
    const room = Math.max(0, peak.height - Math.max(peak.smooth[j - first]!, peak.smooth[j + 1 - first]!) - noise);
    const allowed = Math.min(MASS_MAX, Math.max(finest, room / 4));
    const width = x[j + 1]! - x[j]!;
    const height = Math.max(peak.smooth[j - first]!, peak.smooth[j + 1 - first]!) + RARE_EVENTS / profiles;
    carried += mass;
    spread += width;
    const gaining = gain > 0 ? (GAIN_CELLS * spread * (height + carried)) / gain : 0;
    if (carried < allowed && gaining < 1 && j + 1 < end) continue;
    const whole = width < NARROWEST * Math.max(Math.abs(x[j]!), Math.abs(x[j + 1]!));
    const wanted = Math.max(mass / allowed, gain > 0 ? (GAIN_CELLS * width * (height + mass)) / gain : 0);
    const pieces = whole ? 1 : Math.min(PIECES_MAX, Math.ceil(wanted));
    if (points.length + pieces > CELLS_MAX) return undefined;
    for (let piece = 1; piece <= pieces; piece++) points.push(x[j]! + (width * piece) / pieces);
    carried = 0;
    spread = 0;
  }
  points.push(x[end]!);
  return points;
}

/** A lie at the peak so small that what falls between its ends, trades lost and prices set by others, weighs little beside P. */
function witnessLie({ x, n, first, end, atLeastL, atLeastU }: Survival, peak: PeakEstimate): [number, number] {
  const reach = Math.max(4, Math.ceil((end - first) / 100));
  const from = Math.max(first, peak.at - reach);
  const to = Math.min(end, peak.at + reach);
  const between = atLeastU[from]! - atLeastU[to]! + (atLeastL[from]! - atLeastL[to]!);
  const density = Math.max(between, 1) / n / (x[to]! - x[from]!);
  const scale = 1e-12 * Math.max(Math.abs(x[first]!), Math.abs(x[end]!), x[end]! - x[first]!);
  const size = Math.min((x[end]! - x[first]!) / 4, Math.max((WITNESS_LOSS * Math.max(peak.height, 1e-9)) / density, scale));
  const type = Math.min(x[peak.at]!, x[end]! - size);
  return [type, type + size];
}

/** A grid laid out in the seller's orientation, put back in the trader's own. */
export function toOwnOrientation(grid: Grid, sign: 1 | -1): Grid {
  if (sign === 1) return grid;
  const cells = grid.boundaries.length - 1;
  return {
    boundaries: grid.boundaries.toReversed().map((x) => -x),
    first: cells - grid.end,
    end: cells - grid.first,
    ...(grid.witness === undefined ? {} : { witness: cells - 1 - grid.witness }),
  };
}
