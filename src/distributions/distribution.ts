/**
 * One interface for all laws of a type, and what samplers ask of them. What a law does not say of itself (a user's own object
 * may give its cdf and quantile alone) follows from its cdf.
 */
export interface Distribution {
  /** Canonical text, as the command line accepts it, e.g. `beta(2,3)`. Equal texts are equal laws. */
  readonly text: string;
  /** What tables and figures call it; absent: the text. */
  readonly name?: string;
  /** [a, b] with a < b, bounded: the type space of agents who draw from it. */
  readonly support: readonly [number, number];
  /** Pr(X <= x) in double precision, small values to full relative precision; exactly 0 below a and exactly 1 from b on; nondecreasing. */
  cdf(x: number): number;
  /** Pr(X > x), small values to full relative precision; absent: 1 - cdf(x). */
  survival?(x: number): number;
  /** Smallest x with cdf(x) >= p, for p in [0, 1]. */
  quantile(p: number): number;
  /** Points inside the support where the density jumps or has a kink, increasing; absent: none. */
  readonly knots?: readonly number[];
  /** Points of positive probability, increasing; absent: none. */
  readonly atoms?: readonly Atom[];
  /** Open intervals inside the support, increasing, in which nothing lies: no types; absent: none, or between the atoms where all are. */
  readonly gaps?: readonly (readonly [number, number])[];
  /** E[X], undefined where it does not exist; absent: by quadrature, on a bounded support. */
  readonly mean?: number | undefined;
  /** The unbounded law for which this one stands, which differs from it outside the support alone; absent: none. */
  readonly whole?: WholeLaw;
  /** The numbers that it was made of; absent: none. */
  readonly data?: DataSample;
  /**
   * p and q where F(x) is of the order of (x - a)^p next to the lower end a and 1 - F(x) of (b - x)^q next to the upper end b: 1 of a
   * density that is bounded away from 0 and infinity there. Absent: not known.
   */
  readonly powers?: { readonly low?: number; readonly high?: number };
  /**
   * Ends of the density on [low, high], which lies in the support (of a law without an end: in the whole line), moved outwards by 1e-9 of
   * it; infinite where it has no bound. Absent: not known.
   */
  densityOn?(low: number, high: number): readonly [number, number];
  /** Whether the law is uniform between two points and on none of those in between has positive probability. Absent: not known. */
  evenOn?(low: number, high: number): boolean;
  /** How the law thins out next to an end, between it and x, moved outwards by 1e-9 of it. Absent: not known. */
  tailOn?(end: 'low' | 'high', x: number): Tail;
  /** How far the place whose chance `cdf` gives may be from the one asked for; absent: nowhere. */
  readonly grain?: number;
}

/** Numbers that were observed, independent draws of one law. */
export interface DataSample {
  /** The file by its hash, and the column: equal texts are the same numbers. */
  readonly id: string;
  /** Increasing; repeated as often as they occur. */
  readonly numbers: Float64Array;
  /** Ends between which all draws of that law are known to lie; absent: nothing is known. */
  readonly within?: readonly [number, number];
}

/** A law with a density on the line or a half-line. */
export interface WholeLaw {
  /** The infimum and the supremum of its values. */
  readonly ends: readonly [number, number];
  /** To full relative precision in the lower tail. */
  cdf(x: number): number;
  /** To full relative precision in the upper tail. */
  survival(x: number): number;
  /** E (X - x)^+; infinite where there is no mean. */
  excess(x: number): number;
  /** E (x - X)^+, for x in a lower tail that has no end; 0 where there is none. */
  shortfall(x: number): number;
  /** Undefined where there is none. */
  readonly mean: number | undefined;
  /** As the law's own. */
  densityOn?(low: number, high: number): readonly [number, number];
}

/** With d the distance from the end and P the chance of being nearer to it: d times the density <= rate P, and P <= (reach d)^power. */
export interface Tail {
  readonly rate: number;
  readonly reach: number;
  readonly power: number;
}

export interface Atom {
  readonly at: number;
  readonly mass: number;
}

/** Pr(X < x). */
export const massBelow = (law: Pick<Distribution, 'cdf' | 'atoms'>, x: number): number =>
  law.cdf(x) - (law.atoms?.find(({ at }) => at === x)?.mass ?? 0);

/** Words below this integer, of 2^32, are types below x. */
export const wordThreshold = (law: Distribution, x: number): number => Math.round(massBelow(law, x) * 2 ** 32);

/** Whether all mass lies in atoms. */
export const isDiscrete = ({ atoms = [] }: Pick<Distribution, 'atoms'>): boolean =>
  atoms.reduce((sum, { mass }) => sum + mass, 0) > 1 - 1e-9;

/** Open intervals inside the support in which nothing lies, increasing. */
export function gapsOf(law: Pick<Distribution, 'atoms' | 'gaps'>): readonly (readonly [number, number])[] {
  if (!isDiscrete(law)) return law.gaps ?? [];
  const places = law.atoms!.map(({ at }) => at);
  return places.slice(1).map((to, i) => [places[i]!, to] as const);
}

/** Pr(X > x). */
export const survivalOf = (law: Pick<Distribution, 'cdf' | 'survival'>, x: number): number => law.survival?.(x) ?? 1 - law.cdf(x);

/** Pr(from < X <= to), without cancellation in either tail. */
export function massBetween(law: Pick<Distribution, 'cdf' | 'survival'>, from: number, to: number): number {
  const mass = law.cdf(from) < 0.5 ? law.cdf(to) - law.cdf(from) : survivalOf(law, from) - survivalOf(law, to);
  return Math.max(0, mass);
}

/** Smallest x at which the nondecreasing `reached` holds, to the last double; `high` where it holds nowhere below. */
function firstWhere(reached: (x: number) => boolean, [low, high]: readonly [number, number]): number {
  for (;;) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) return high;
    if (reached(middle)) high = middle;
    else low = middle;
  }
}

/**
 * A bracket, a few units in the last place wide, of the place where the nondecreasing `value` passes from negative to not negative, which
 * it does between `low` and `high`: by ITP (Oliveira and Takahashi, ACM TOMS 47(1), 2020), never more than two steps beyond bisection's.
 */
function narrowed(value: (x: number) => number, low: number, high: number, atLow: number, atHigh: number): readonly [number, number] {
  const width = high - low;
  const tolerance = 2 ** -52 * Math.max(Math.abs(low), Math.abs(high));
  const steps = Math.ceil(Math.log2(width / (2 * tolerance))) + 1;
  for (let step = 0; step < steps && high - low > 2 * tolerance; step++) {
    const middle = low + (high - low) / 2;
    const secant = low - (atLow / (atHigh - atLow)) * (high - low);
    const side = Math.sign(middle - secant);
    const pulled = (0.2 * (high - low) ** 2) / width;
    const towards = pulled <= Math.abs(middle - secant) ? secant + side * pulled : middle;
    const allowed = tolerance * 2 ** (steps - step) - (high - low) / 2;
    const x = Math.abs(towards - middle) <= allowed ? towards : middle - side * allowed;
    if (!(x > low && x < high)) break;
    const found = value(x);
    if (found >= 0) [high, atHigh] = [x, found];
    else [low, atLow] = [x, found];
  }
  return [low, high];
}

/** Quantile to the last double, for laws on a bounded support whose inverse has no closed form. */
export function quantileBySearch(law: Pick<Distribution, 'cdf' | 'support'>, p: number): number {
  const [low, high] = law.support;
  if (p <= 0) return low;
  if (p >= 1) return high;
  const bracket = Number.isFinite(high - low) ? narrowed((x) => law.cdf(x) - p, low, high, -p, 1 - p) : law.support;
  return firstWhere((x) => law.cdf(x) >= p, bracket);
}

/** Smallest x with Pr(X > x) <= q: the quantile of 1 - q where 1 - q has no digits left. */
export function upperQuantile(law: Distribution, q: number): number {
  const [low, high] = law.support;
  if (q >= 1) return low;
  if (q <= 0) return high;
  if (q > 0.25) return law.quantile(1 - q);
  return firstWhere((x) => survivalOf(law, x) <= q, [law.quantile(0.75), high]);
}
