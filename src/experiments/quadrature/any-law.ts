/**
 * The law of x = a s for one signal of any law, as linear-law.ts tells it: with points of positive probability, with stretches in which
 * nothing lies, or without an end. A point of positive probability is an end that stands twice, with what lies below it and with what lies
 * up to it. A law without an end stands for the law of s moved to the nearer of two ends, far out; by how much that changes means of s and
 * integrals of its cdf is part of the error. There ∫ G follows from the mean excess over z, which such laws know.
 */
import { gapsOf, isDiscrete, massBelow, survivalOf, type Distribution, type WholeLaw } from '../../distributions/distribution.ts';
import { outside } from '../../distributions/unbounded.ts';
import type { LinearLaw, LinearTerm } from './linear-terms.ts';

export type Jumping = Pick<LinearLaw, 'ends' | 'below' | 'value' | 'integral' | 'error' | 'open' | 'within' | 'listed'>;

/** Whether a law needs this: others are continuous on an interval of types. */
export const isJumping = (law: Distribution): boolean => law.whole !== undefined || (law.atoms?.length ?? 0) > 0 || gapsOf(law).length > 0;

/** What it changes at most that signals without an end are moved to the nearer end of their supports. */
export const movedIn = (terms: readonly LinearTerm[]): LinearLaw['error'] => terms.reduce((sum, { law, own, social }) => {
  const { mass, above, below } = outside(law);
  const most = Math.max(...law.support.map(Math.abs));
  return {
    below: sum.below + mass, integral: sum.integral + Math.abs(own) * (above + below),
    value: sum.value + Math.abs(social) * (above + below + mass * most),
  };
}, { below: 0, value: 0, integral: 0 });

/** Rounding of probabilities, and of sums as a share of what they are made of. */
const ROUNDING = 1e-14;
/** Quantiles cost more than values of the cdf. */
const QUANTILES_MAX = 256;
/** Shares of the cells between the quantiles at 1/1000 and 999/1000, and in either tail beyond. */
const MIDDLE = 0.6;
const EDGE = 1e-3;
const NEARER = 32;
/** Doublings of the way out. */
const DOUBLINGS = 200;

/** A number of the signal, what lies below it and up to it, and the integral of its cdf up to it. */
interface Node {
  readonly s: number;
  readonly before: number;
  readonly upTo: number;
}

const evenly = (low: number, high: number, cells: number): number[] =>
  Array.from({ length: cells + 1 }, (_, j) => (j === cells ? high : low + ((high - low) * j) / cells));

/** From `from` out to `to`, in steps that grow evenly in size from about `step` on. */
function outwards(from: number, to: number, step: number, cells: number): number[] {
  const reach = Math.log1p(Math.abs(to - from) / step);
  return Array.from({ length: cells + 1 }, (_, j) =>
    (j === cells ? to : from + ((to - from) * Math.expm1((j / cells) * reach)) / Math.expm1(reach)));
}

/** Ever nearer to an end, so that the last cell there is next to nothing. */
const near = (end: number, other: number): number[] => Array.from({ length: NEARER }, (_, j) => end + (other - end) * 2 ** -(j + 8));

/** Ends beyond which means change by no more than rounding does. */
function farEnds({ support: [a, b] }: Distribution, whole: WholeLaw): readonly [number, number] {
  const [from, to] = whole.ends;
  const out = (start: number, step: number, left: (x: number) => number): number => {
    let x = start;
    for (let k = 0, by = step; k < DOUBLINGS && left(x) > ROUNDING * Math.max(Math.abs(x), b - a); k++, by *= 1.25) x = start + by;
    return x;
  };
  const width = b - a;
  return [from < a ? out(a, -width / 64, (x) => whole.shortfall(x)) : a, to > b ? out(b, width / 64, (x) => whole.excess(x)) : b];
}

/** Numbers of a signal between which its law is looked at, rising. */
function placesOf(law: Distribution, cells: number, [low, high]: readonly [number, number]): number[] {
  if (isDiscrete(law)) return law.atoms!.map(({ at }) => at);
  const marks = [...(law.knots ?? []), ...gapsOf(law).flat(), ...(law.atoms ?? []).map(({ at }) => at)];
  const quantiles = Math.min(QUANTILES_MAX, Math.ceil(cells / 4));
  const byMass = evenly(0, 1, quantiles).slice(1, -1).map((p) => law.quantile(p));
  if (!law.whole) return inside([...evenly(low, high, cells), ...marks, ...byMass], [low, high]);
  const [start, end] = [low < law.support[0] ? law.quantile(EDGE) : low, high > law.support[1] ? law.quantile(1 - EDGE) : high];
  const inner = Math.ceil(cells * MIDDLE);
  const tail = Math.ceil((cells * (1 - MIDDLE)) / 2);
  const step = (end - start) / inner;
  return inside([
    ...evenly(start, end, inner), ...marks, ...byMass,
    ...(start > low ? [...outwards(start, low, step, tail), ...near(low, start)] : []),
    ...(end < high ? [...outwards(end, high, step, tail), ...near(high, end)] : []),
  ], [low, high]);
}

const inside = (places: readonly number[], [low, high]: readonly [number, number]): number[] =>
  [...new Set([low, ...places.filter((x) => x > low && x < high), high])].sort((x, y) => x - y);

/** Of the law moved to the nearer of the two ends. */
function nodesOf(law: Distribution, places: readonly number[]): Node[] {
  const { whole } = law;
  const masses = new Map((law.atoms ?? []).map(({ at, mass }) => [at, mass]));
  const last = places.length - 1;
  return places.map((s, j): Node => {
    const upTo = j === last ? 1 : whole ? whole.cdf(s) : law.cdf(s);
    const before = j === 0 ? 0 : whole ? whole.cdf(s) : masses.has(s) ? massBelow(law, s) : j === last ? 1 : law.cdf(s);
    return { s, before, upTo };
  });
}

/** The same of minus the signal. */
function mirrored(law: Distribution, places: readonly number[]): Node[] {
  const masses = new Map((law.atoms ?? []).map(({ at, mass }) => [at, mass]));
  const last = places.length - 1;
  const beyond = (s: number): number => (law.whole ? law.whole.survival(s) : survivalOf(law, s));
  return places.map((s, j): Node => {
    const before = j === last ? 0 : beyond(s);
    return { s, before, upTo: j === 0 ? 1 : j === last && !masses.has(s) && !law.whole ? 0 : beyond(s) + (masses.get(s) ?? 0) };
  }).reverse();
}

/** `cells` about as many cells as are wanted of what is no list; y is (b/a) x. */
export function lawOfOne({ law, own, social }: LinearTerm, cells: number): Jumping {
  const { whole } = law;
  const [low, high] = whole ? farEnds(law, whole) : law.support;
  const places = placesOf(law, cells, [low, high]);
  const nodes = own > 0 ? nodesOf(law, places) : mirrored(law, places);
  const [ends, below]: [number[], number[]] = [[], []];
  for (const { s, before: told, upTo } of nodes) {
    const least = below.at(-1) ?? 0;
    // Between two points, and where there are no types, chances added up in two ways differ by rounding alone: nobody is there. Of a law
    // without an end small chances are known to their last digits, and far out scores are what a cell gains over them.
    const before = isDiscrete(law) || (!whole && told - least <= ROUNDING) ? least : told;
    const [less, all] = [Math.min(1, Math.max(least, before)), Math.min(1, Math.max(least, before, upTo))];
    ends.push(own * s);
    below.push(less);
    if (all > less) {
      ends.push(own * s);
      below.push(all);
    }
  }
  below[below.length - 1] = 1;
  const integral = new Float64Array(ends.length);
  const size = Math.abs(own);
  const width = size * (high - low);
  let error = ROUNDING * Math.max(width, Math.abs(own * low), Math.abs(own * high));
  // Up to the lower end nothing is left of ∫ G once all that lies below is moved there.
  const known = whole && closedIntegral(whole, [low, high], own);
  let done = 0;
  for (let j = 1; j < ends.length; j++) {
    const step = ends[j]! - ends[j - 1]!;
    const gained = below[j]! - below[j - 1]!;
    if (known) integral[j] = known(ends[j]!);
    else {
      done += (step * (below[j]! + below[j - 1]!)) / 2;
      integral[j] = done;
      error += (step * gained) / 2;
    }
  }
  const moved = whole ? size * ((whole.ends[0] < low ? whole.shortfall(low) : 0) + (whole.ends[1] > high ? whole.excess(high) : 0)) : 0;
  const slope = social / own;
  const open = whole && [whole.ends[0] < low, whole.ends[1] > high] as const;
  const hidden = hiddenIn(law, own, ends, below);
  return {
    ends: Float64Array.from(ends), below: Float64Array.from(below), integral,
    value: Float64Array.from(ends, (z, j) => slope * (z * below[j]! - integral[j]!)),
    error: {
      below: ROUNDING, integral: error + moved,
      value: Math.abs(slope) * (error + moved + ROUNDING * Math.max(Math.abs(ends[0]!), Math.abs(ends.at(-1)!))),
    },
    ...(open ? { open: own > 0 ? open : [open[1], open[0]] as const } : {}),
    ...(hidden ? { within: hidden } : {}),
    ...(isDiscrete(law) ? { listed: true } : {}),
  };
}

/** ∫ G from the lower end of x on, where what lies beyond either end is moved there; the mean excess over z tells it. */
function closedIntegral(
  { excess }: WholeLaw, [low, high]: readonly [number, number], own: number,
): (x: number) => number {
  const size = Math.abs(own);
  // E (min(s, high) - z)^+ = ∫ of 1 - F from z to the upper end.
  const over = (z: number): number => excess(z) - excess(high);
  if (own > 0) return (x) => (x <= own * low ? 0 : size * (x / own - low - (over(low) - over(Math.min(high, x / own)))));
  return (x) => size * over(Math.max(low, x / own));
}

/** By which ∫ (1 - G) and -∫ G pass their chords within a cell, at most: by the slope's ends, where the density is known between two. */
function hiddenIn({ densityOn, whole, atoms }: Distribution, own: number, ends: readonly number[], below: readonly number[]) {
  if (!densityOn || !whole || atoms?.length) return undefined;
  const [upward, downward] = [0, 1].map(() => new Float64Array(ends.length - 1)) as [Float64Array, Float64Array];
  for (let j = 0; j + 1 < ends.length; j++) {
    const [from, to] = [ends[j]!, ends[j + 1]!];
    if (!(to > from)) continue;
    const [mass, width] = [below[j + 1]! - below[j]!, to - from];
    const [least, most] = densityOn(Math.min(from / own, to / own), Math.max(from / own, to / own)).map((f) => f / Math.abs(own));
    const over = [1 - below[j]!, 1 - below[j + 1]!] as const;
    const within = ([less, more]: readonly [number, number]): number =>
      Math.min(width * Math.max(less, more), least! > 0
        ? (mass / 4) * Math.abs(Math.max(less, more) / least! - Math.min(less, more) / most!) : Infinity);
    upward[j] = within(over);
    downward[j] = within([below[j]!, below[j + 1]!]);
  }
  return { upward, downward };
}
