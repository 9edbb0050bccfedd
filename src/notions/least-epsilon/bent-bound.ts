/**
 * The bound of nonlinear-bound.ts with H of the search's own: H' >= 0 is straight between levels of welfare. Where society's values are a
 * bent picture of hers no straight H removes the bend. H' is sought on a grid of signals, where slopes are known once and for all, by
 * steps in some levels at a time that lower a mean of a high power of what all points allow; the bound itself halves boxes where it is
 * largest. Any H' >= 0 makes it hold.
 */
import { boundInSteps, halved, type Box } from '../../environment/polynomial.ts';
import { atMiddles, boxOf, type OwnValues } from '../../environment/value-algebra.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';

type Ends = readonly [number, number];

/** Points looked at while H is sought, levels of welfare, trials of one level, boxes halved for the bound. */
const PARTS = 128;
const LEVELS = 9;
const TRIALS = 700;
const CLOSELY = 600;
const POWER = 24;
/** Step of a level at first, and at last, as a share of what H' is about. */
const FIRST = 0.5;
const LAST = 0.004;

/** [K] welfare, and [K][C] its slopes. */
interface Welfare {
  readonly levels: readonly Ends[];
  readonly slopes: readonly (readonly Ends[])[];
}

/** Over one box: welfare at all signals, and with others' at their middles. */
interface Known {
  readonly all: Welfare;
  readonly middle: Welfare;
}

/** A mixture g of the r_k = v_k - λ W_k, and the slopes of r_k - g, [K][C]. */
export interface Mixture<E> {
  readonly weights: readonly number[];
  readonly slopes: readonly (readonly E[])[];
}

/** H' at levels of welfare from `low` on, `step` apart: straight between them, flat beyond. */
export interface Bend {
  readonly low: number;
  readonly step: number;
  readonly heights: readonly number[];
}

/** Writes [least, most] of H' - λ on welfare between two numbers. */
function bendOver({ low, step, heights }: Bend, from: number, to: number, lambda: number, into: Float64Array, at: number): void {
  const last = heights.length - 1;
  const first = Math.min(last, Math.max(0, (from - low) / step));
  const end = Math.min(last, Math.max(0, (to - low) / step));
  const [one, other] = [heightAt(heights, first), heightAt(heights, end)];
  let least = Math.min(one, other);
  let most = Math.max(one, other);
  for (let j = Math.ceil(first); j <= end; j++) {
    least = Math.min(least, heights[j]!);
    most = Math.max(most, heights[j]!);
  }
  // Between levels it is told to within rounding.
  into[at] = Math.max(0, least * (1 - ROUNDING)) - lambda;
  into[at + 1] = most * (1 + ROUNDING) - lambda;
}

function heightAt(heights: readonly number[], x: number): number {
  const j = Math.min(heights.length - 2, Math.floor(x));
  return heights[j]! + (heights[j + 1]! - heights[j]!) * (x - j);
}

const ROUNDING = 1e-12;

/** Ends of (H' - λ) ∂_c W_k, [K, C, 2]: by so much the slope of r_k is less than with the straight H. */
function bending({ levels, slopes }: Welfare, bend: Bend, lambda: number): Float64Array {
  const dimensions = slopes[0]!.length;
  const taken = new Float64Array(2 * slopes.length * dimensions);
  const heights = new Float64Array(2);
  slopes.forEach((row, k) => {
    bendOver(bend, levels[k]![0], levels[k]![1], lambda, heights, 0);
    const [least, most] = [heights[0]!, heights[1]!];
    for (let c = 0; c < dimensions; c++) {
      const [low, high] = row[c]!;
      if (low === 0 && high === 0) continue;
      const [p, q, r, t] = [least * low, least * high, most * low, most * high];
      taken[2 * (k * dimensions + c)] = Math.min(p, q, r, t);
      taken[2 * (k * dimensions + c) + 1] = Math.max(p, q, r, t);
    }
  });
  return taken;
}

/**
 * Calls `each` with the largest |∂_x (r_k - g)| that a box allows, for every k and x: the straight slope less what bending takes from r_k
 * and from its part in g.
 */
function steepest(
  { all, middle }: Known, straight: readonly (readonly Ends[])[], weights: readonly number[], bend: Bend, lambda: number,
  each: (size: number) => void,
): void {
  const sole = all === middle;
  const inG = bending(middle, bend, lambda);
  const own = sole ? inG : bending(all, bend, lambda);
  const dimensions = straight[0]!.length;
  for (let c = 0; c < dimensions; c++) {
    for (let k = 0; k < straight.length; k++) {
      let [low, high] = straight[k]![c]!;
      // Where nobody else sees a signal, or g knows what they see, r_k and its part in g bend alike.
      for (let l = 0; l <= straight.length; l++) {
        const taken = l === straight.length ? own : inG;
        const share = l === straight.length ? (sole ? 1 - weights[k]! : 1) : sole && l === k ? 0 : -weights[l]!;
        if (share === 0) continue;
        const place = 2 * ((l === straight.length ? k : l) * dimensions + c);
        low -= share * taken[share > 0 ? place + 1 : place]!;
        high -= share * taken[share > 0 ? place : place + 1]!;
      }
      each(Math.max(Math.abs(low), Math.abs(high)));
    }
  }
}

/** In steps. Undefined where H has nothing to bend: a coordinate not in her own value moves welfare, or all slopes are constants. */
export function* bentBound<E>(
  values: OwnValues<E>, { coordinates, relevant }: OwnSpace, lambda: number, { weights, slopes: straight }: Mixture<E>, isKnown = false,
): Generator<undefined, { readonly epsilon: number; readonly bend: Bend } | undefined> {
  const { algebra, own, social, box: whole } = values;
  const { derivative, isZero, moves, ranges } = algebra;
  const slopes = social.map((e) => coordinates.map((d) => derivative(e, d)));
  if (slopes.some((row) => row.some((slope, c) => !relevant[c] && !isZero(slope)))) return undefined;
  const bends = [...straight, ...slopes].flat().some((slope) => whole.some((_, d) => moves(slope, d)));
  if (!bends) return undefined;
  const box = boxOf(algebra, [...straight, ...slopes, social].flat(), whole);
  const welfareOver = (of: (e: E) => E) => {
    const over = ranges([...social, ...slopes.flat()].map(of));
    return (part: Box): Welfare => {
      const all = over(part);
      return { levels: all.slice(0, own.length), slopes: table(all.slice(own.length), coordinates.length) };
    };
  };
  const [everywhere, middles] = [welfareOver((e) => e), welfareOver(isKnown ? (e) => e : atMiddles(values, coordinates))];
  const sole = isKnown || coordinates.length === box.length;
  const knownOver = (part: Box): Known => {
    const middle = middles(part);
    return { all: sole ? middle : everywhere(part), middle };
  };
  const over = ranges(straight.flat());
  const straightOver = (part: Box): Ends[][] => table(over(part), coordinates.length);
  const parts = equalParts(box);
  const levels: number[] = [];
  for (const part of parts) {
    yield;
    const { all, middle } = knownOver(part);
    levels.push(...all.levels.flat(), ...middle.levels.flat());
  }
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  if (!(high > low) || !Number.isFinite(high - low)) return undefined;
  const bendOf = (heights: readonly number[]): Bend => ({ low, step: (high - low) / (heights.length - 1), heights });
  // What all of a list of boxes allow.
  function* goalOver(list: readonly Box[]): Generator<undefined, Goal> {
    const known: { slopes: Known; straight: Ends[][] }[] = [];
    for (const part of list) {
      yield;
      known.push({ slopes: knownOver(part), straight: straightOver(part) });
    }
    return (heights) => {
      const sizes: number[] = [];
      for (const one of known) steepest(one.slopes, one.straight, weights, bendOf(heights), lambda, (size) => sizes.push(size));
      return powerMean(sizes);
    };
  }
  const flat = Array.from({ length: LEVELS }, () => lambda);
  const points = pointsOf(parts, box);
  const near = fitted(values, coordinates, points, bendOf(flat));
  // Boxes of some size see what lies between points, points do not see more than there is.
  const tried: { readonly heights: readonly number[]; readonly epsilon: number }[] = [];
  for (const [seen, start] of [[parts, flat], [points, near]] as const) {
    const heights = yield* descended(yield* goalOver(seen), start);
    const epsilon = (yield* boundInSteps(box, (part) => {
      let worst = 0;
      steepest(knownOver(part), straightOver(part), weights, bendOf(heights), lambda, (size) => { worst = Math.max(worst, size); });
      return worst;
    }, CLOSELY)) * (1 + ROUNDING);
    if (Number.isFinite(epsilon)) tried.push({ heights, epsilon });
  }
  if (tried.length === 0) return undefined;
  const { heights, epsilon } = tried.reduce((one, other) => (other.epsilon < one.epsilon ? other : one));
  return { epsilon, bend: bendOf(heights) };
}

type Goal = (heights: readonly number[]) => number;

const table = (list: readonly Ends[], columns: number): Ends[][] =>
  Array.from({ length: list.length / columns }, (_, k) => list.slice(k * columns, (k + 1) * columns));

function equalParts(box: Box): Box[] {
  let parts: Box[] = [box];
  while (parts.length < PARTS) {
    const next = parts.flatMap((part) => halved(part, box) ?? [part]);
    if (next.length === parts.length) break;
    parts = next;
  }
  return parts;
}

/** Middles of parts, drawn out to the ends of the box, as boxes of no size. */
function pointsOf(parts: readonly Box[], box: Box): Box[] {
  const middles = parts.map((part) => part.map(([low, high]) => low + (high - low) / 2));
  const ends = box.map((_, d) => [Math.min(...middles.map((at) => at[d]!)), Math.max(...middles.map((at) => at[d]!))] as const);
  return middles.map((at) => at.map((x, d) => {
    const [first, last] = ends[d]!;
    const [low, high] = box[d]!;
    const point = last > first ? low + (high - low) * ((x - first) / (last - first)) : x;
    return [point, point] as const;
  }));
}

/** (mean of x^p)^(1/p), near the largest: what is lowered anywhere is seen to be. */
function powerMean(list: readonly number[]): number {
  const most = Math.max(...list);
  if (!(most > 0) || !Number.isFinite(most)) return most;
  return most * (list.reduce((sum, x) => sum + (x / most) ** POWER, 0) / list.length) ** (1 / POWER);
}

/** Heights at which H' times the slopes of welfare comes nearest to her own slopes, by least squares over points near a level. */
function fitted<E>({ algebra, own, social }: OwnValues<E>, coordinates: readonly number[], parts: readonly Box[], bend: Bend): number[] {
  const slopesOf = (list: readonly E[]): E[] => list.flatMap((e) => coordinates.map((d) => algebra.derivative(e, d)));
  const at = algebra.values([...social, ...slopesOf(own), ...slopesOf(social)]);
  const [both, squares] = [bend.heights.map(() => 0), bend.heights.map(() => 0)];
  for (const part of parts) {
    const values = at(part.map(([x]) => x));
    own.forEach((_, k) => {
      const x = (values[k]! - bend.low) / bend.step;
      coordinates.forEach((__, c) => {
        const place = own.length + k * coordinates.length + c;
        const [hers, society] = [values[place]!, values[place + own.length * coordinates.length]!];
        for (const j of [Math.floor(x), Math.floor(x) + 1]) {
          const near = Math.max(0, 1 - Math.abs(x - j));
          if (!(j in both) || !Number.isFinite(hers * society)) continue;
          both[j]! += near * hers * society;
          squares[j]! += near * society * society;
        }
      });
    });
  }
  const all = Math.max(0, both.reduce((sum, x) => sum + x, 0) / (squares.reduce((sum, x) => sum + x, 0) || 1));
  return both.map((x, j) => (squares[j]! > 0 ? Math.max(0, x / squares[j]!) : all));
}

/** A goal made smaller in one height at a time, or in all from it on or up to it, none below 0. */
function* descended(goal: Goal, start: readonly number[]): Generator<undefined, readonly number[]> {
  const unit = Math.max(...start) || 1;
  const groups = start.flatMap((_, j) => [
    start.map((__, i) => i <= j), ...(j > 0 ? [start.map((__, i) => i >= j), start.map((__, i) => i === j)] : []),
  ]);
  let heights = start;
  let least = goal(heights);
  let trials = 0;
  for (let step = FIRST * unit; step > LAST * unit && trials < TRIALS; step /= 2) {
    for (let improved = true; improved && trials < TRIALS;) {
      improved = false;
      for (const group of groups) {
        for (const move of [-step, step]) {
          const tried = heights.map((height, i) => (group[i] ? Math.max(0, height + move) : height));
          yield;
          const reached = goal(tried);
          trials += 1;
          if (!(reached < least)) continue;
          [heights, least, improved] = [tried, reached, true];
          break;
        }
      }
    }
  }
  return heights;
}
