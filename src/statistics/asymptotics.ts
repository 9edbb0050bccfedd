/**
 * What a sweep's intervals say of its limit: slopes between neighbouring sizes and their trend, which laws of the size pass through all
 * intervals, and the exponent in the limit under a law that is assumed beyond the sweep.
 *
 * Every law is linear on log axes, y = a + b f1(M) + t f2(M), and an interval is a slab in the space of (a, b, t). By Helly's theorem
 * slabs in k dimensions meet iff every k + 1 of them do, and the least b over all is the greatest of the least b over k of them; of k or
 * k + 1 slabs both are closed forms. So nothing is searched, and all statements hold at once wherever all intervals do. Of very long
 * sweeps laws are held against sizes spread evenly over them, which can only make a range wider and a law harder to refute.
 */
import type { Interval } from './interval.ts';
import type { RatePoint } from './power-law.ts';

/** Of log value against log size, from one size to the next. */
export interface LocalSlope extends Interval {
  readonly from: number;
  readonly to: number;
}

/** `power`: c M^b. `logarithm`: c M^b (log M)^t. `correction`: c M^b exp(t/M), which is c M^b (1 + t/M) to first order. */
export type RateLaw = 'power' | 'logarithm' | 'correction';

export interface LawTest {
  readonly law: RateLaw;
  /** Whether some member of the law lies in every interval; where none does, the law is refuted at the fit's confidence. */
  readonly consistent: boolean;
  /** Share of their reach that all intervals need for one member to pass: above 1 none does; 0: no more sizes than unknowns. */
  readonly strain: number;
  /** Of every member that passes. */
  readonly exponent?: Interval;
  /** The power of the logarithm, or the correction's coefficient; the pure power is its 0. */
  readonly term?: Interval;
}

/** `correction` and `logarithm` as above; `root`: c M^b exp(t/M^(1/2)). */
export type AssumedLaw = Exclude<RateLaw, 'power'> | 'root';

/** Every exponent that a law leaves open, which is assumed from a size on, beyond the sweep too. */
export interface AssumedExponent extends Interval {
  readonly law: AssumedLaw;
  readonly from: number;
  /** As in a LawTest: a quarter at most. */
  readonly strain: number;
  /** In words, M standing for the size. */
  readonly assumption: string;
}

/** An extrapolation: what it assumes of sizes beyond the sweep no interval can certify. Its interval holds those under every law. */
export interface AsymptoticExponent extends Interval {
  /** Those that the sweep does not strain, at least one; the estimate is that of the law that holds from the first size on. */
  readonly under: readonly AssumedExponent[];
  /** Whether there were more sizes than unknowns, so that the sweep could have contradicted the assumptions. */
  readonly tested: boolean;
}

export interface RateAsymptotics {
  /** Where the size goes: sizes of 1 and more grow, sizes of at most 1 shrink; of others, as of counts, the limit is at infinity. */
  readonly limit: 'infinity' | 'zero';
  readonly slopes: readonly LocalSlope[];
  /** Least-squares change of the slopes when the size doubles, over the box of all intervals; absent for two sizes. */
  readonly trend?: Interval;
  readonly laws: readonly LawTest[];
  /** Absent where nothing can be assumed. */
  readonly asymptoticExponent?: AsymptoticExponent;
  /** Why nothing is assumed of the limit. */
  readonly withoutExponent?: string;
}

/** A point on log axes with how far its interval reaches down and up. */
interface Slab {
  readonly size: number;
  readonly y: number;
  readonly down: number;
  readonly up: number;
}

type Basis = readonly ((size: number) => number)[];

/** What doubles round off, so that exact values are slabs too. */
const ROUNDING = 1e-12;
/** Unknowns of a law with a term beside the power. */
const LEAST_SIZES = 3;
/**
 * A law that strains more than this is not assumed: of intervals that hold with much to spare, as finite-sample ones do, it would use up
 * what is not there (test/evidence/limits.ts).
 */
const EASY_STRAIN = 1 / 4;
/** Sizes against which laws are held; parts of four are gone through. */
const SIZES_MAX = 16;
/** What is allowed beyond a law's term at the first size that it holds from. */
const REMAINDER = 1 / 4;
/** How it falls as sizes grow: as the square of the correction, where there is one. */
const REMAINDER_ORDER: Readonly<Record<AssumedLaw, number>> = { correction: 2, root: 1, logarithm: 2 };

/** Undefined where sizes repeat, or fewer than two, or an interval is not above 0. The points' intervals hold at once. */
export function rateAsymptotics(points: readonly RatePoint[]): RateAsymptotics | undefined {
  const sorted = [...points].sort((a, b) => a.market - b.market);
  const repeats = sorted.some(({ market }, i) => market === sorted[i + 1]?.market);
  if (sorted.length < 2 || repeats || sorted.some(({ lower, market }) => !(lower > 0 && market > 0))) return undefined;
  const slabs = sorted.map(({ market, estimate, lower, upper }): Slab => {
    const y = Math.log(estimate);
    return { size: market, y, down: y - Math.log(lower) + ROUNDING, up: Math.log(upper) - y + ROUNDING };
  });
  const limit = sorted.at(-1)!.market <= 1 ? 'zero' : 'infinity';
  const slopes = slabs.slice(1).map((slab, i): LocalSlope => {
    const step = Math.log(slab.size / slabs[i]!.size);
    return { from: slabs[i]!.size, to: slab.size, ...combined([slabs[i]!, slab], [-1 / step, 1 / step]) };
  });
  const spread = slabs.length <= SIZES_MAX
    ? slabs : Array.from({ length: SIZES_MAX }, (_, i) => slabs[Math.round((i * (slabs.length - 1)) / (SIZES_MAX - 1))]!);
  const exponent = asymptoticExponent(limit === 'zero' ? spread.toReversed() : spread, limit);
  return {
    limit, slopes, ...(slabs.length > 2 ? { trend: trendOf(slabs) } : {}),
    laws: (['power', 'logarithm', 'correction'] as const).flatMap((law) => {
      const basis = basisOf(law, limit);
      const of = spread.filter((slab) => isDefined(law, [slab], limit));
      return basis.length <= of.length ? [{ law, ...testOf(of, basis) }] : [];
    }),
    ...(exponent ? { asymptoticExponent: exponent } : { withoutExponent: slabs.length < LEAST_SIZES ? FEW : STRAINED }),
  };
}

/** A linear function of the log values with its range over the box. */
function combined(slabs: readonly Slab[], weights: readonly number[]): Interval {
  const sum = (of: (slab: Slab, weight: number) => number): number =>
    slabs.reduce((total, slab, i) => total + weights[i]! * of(slab, weights[i]!), 0);
  return {
    estimate: sum(({ y }) => y),
    lower: sum(({ y, down, up }, w) => (w > 0 ? y - down : y + up)),
    upper: sum(({ y, down, up }, w) => (w > 0 ? y + up : y - down)),
  };
}

/** The slopes' least-squares slope against the middles of their steps, on the binary log. */
function trendOf(slabs: readonly Slab[]): Interval {
  const x = slabs.map(({ size }) => Math.log2(size));
  const middles = x.slice(1).map((to, i) => (to + x[i]!) / 2);
  const mean = middles.reduce((a, b) => a + b) / middles.length;
  const square = middles.reduce((sum, m) => sum + (m - mean) ** 2, 0);
  const weights = slabs.map(() => 0);
  middles.forEach((middle, i) => {
    const weight = (middle - mean) / square / ((x[i + 1]! - x[i]!) * Math.LN2);
    weights[i + 1]! += weight;
    weights[i]! -= weight;
  });
  return combined(slabs, weights);
}

/** 1, log M, and what the law adds: log log M, 1/M or its root, where M shrinks log log 1/M, M or its root. */
function basisOf(law: RateLaw | AssumedLaw, limit: RateAsymptotics['limit']): Basis {
  const far = (size: number): number => (limit === 'zero' ? 1 / size : size);
  const pure: Basis = [() => 1, Math.log];
  if (law === 'power') return pure;
  if (law === 'logarithm') return [...pure, (size) => Math.log(Math.log(far(size)))];
  return [...pure, law === 'root' ? (size) => far(size) ** -0.5 : (size) => 1 / far(size)];
}

/** A logarithm's power needs sizes beyond 1: of a size of 1, such as an economy beside its replicas, it says nothing. */
const isDefined = (law: RateLaw | AssumedLaw, slabs: readonly Slab[], limit: RateAsymptotics['limit']): boolean =>
  law !== 'logarithm' || slabs.every(({ size }) => (limit === 'zero' ? size < 1 : size > 1));

/** All parts of `count` entries, each in the list's order. */
function subsets<T>(list: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return list.flatMap((entry, i) => subsets(list.slice(i + 1), count - 1).map((rest) => [entry, ...rest]));
}

/** Index of the first greatest entry; -1 of an empty list. */
const greatestAt = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (best < 0 || value > values[best]! ? i : best), -1);

function determinant(matrix: readonly (readonly number[])[]): number {
  const [first] = matrix;
  if (first === undefined) return 1;
  return first.reduce(
    (sum, entry, j) => sum + (j % 2 === 0 ? 1 : -1) * entry * determinant(matrix.slice(1).map((row) => row.filter((_, k) => k !== j))), 0,
  );
}

/** Weights with which k values give the k-dimensional law's coordinate `at`. */
function weightsOf(slabs: readonly Slab[], basis: Basis, at: number): number[] {
  const matrix = slabs.map(({ size }) => basis.map((f) => f(size)));
  const whole = determinant(matrix);
  return slabs.map((_, i) => {
    const minor = matrix.filter((_row, k) => k !== i).map((row) => row.filter((_entry, j) => j !== at));
    return ((i + at) % 2 === 0 ? 1 : -1) * determinant(minor) / whole;
  });
}

/** The weights, one more than the law has coordinates, under which every member of it sums to 0. */
const dependence = (slabs: readonly Slab[], basis: Basis): number[] => slabs.map((_, i) =>
  (i % 2 === 0 ? 1 : -1) * determinant(slabs.filter((_slab, k) => k !== i).map(({ size }) => basis.map((f) => f(size)))));

/** The strain of k + 1 slabs, and where in them the member lies that needs no more. */
function strainOf(slabs: readonly Slab[], basis: Basis): { strain: number; values: readonly Slab[] } {
  const weights = dependence(slabs, basis);
  const off = slabs.reduce((sum, { y }, i) => sum + weights[i]! * y, 0);
  const moves = slabs.map(({ down, up }, i) => (weights[i]! * off > 0 ? -down : up));
  const strain = Math.abs(off) / moves.reduce((sum, move, i) => sum + Math.abs(weights[i]! * move), 0);
  return { strain, values: slabs.map((slab, i) => ({ ...slab, y: slab.y + strain * moves[i]! })) };
}

/** Which members of a law pass through all slabs. */
function testOf(slabs: readonly Slab[], basis: Basis): Omit<LawTest, 'law'> {
  const k = basis.length;
  const strained = subsets(slabs, k + 1).map((some) => strainOf(some, basis));
  const worst = strained[greatestAt(strained.map(({ strain }) => strain))];
  const strain = worst?.strain ?? 0;
  if (strain > 1) return { consistent: false, strain };
  // Any k of the k + 1 values decide the member; the best conditioned are taken.
  const all = worst?.values ?? slabs;
  const left = worst ? greatestAt(dependence(all, basis).map(Math.abs)) : -1;
  const deciding = all.filter((_, i) => i !== left);
  const range = (at: number): Interval => {
    const ranges = subsets(slabs, k).map((some) => combined(some, weightsOf(some, basis, at)));
    const estimate = combined(deciding, weightsOf(deciding, basis, at)).estimate;
    const [lower, upper] = [Math.max(...ranges.map((r) => r.lower)), Math.min(...ranges.map((r) => r.upper))];
    return { estimate, lower: Math.min(estimate, lower), upper: Math.max(estimate, upper) };
  };
  return { consistent: true, strain, exponent: range(1), ...(k > 2 ? { term: range(2) } : {}) };
}

const FEW = `it takes at least ${LEAST_SIZES} sizes`;
const STRAINED = 'corrections of either order and a logarithm all strain the intervals too much to be assumed';

/**
 * Each law from the first size on from which it passes easily and more sizes than unknowns are left, with a remainder; undefined where none
 * does. Which of them holds beyond the sweep cannot be told from it, so that their ranges are joined. `slabs` from the farthest off the
 * limit to the nearest.
 */
function asymptoticExponent(slabs: readonly Slab[], limit: RateAsymptotics['limit']): AsymptoticExponent | undefined {
  if (slabs.length < LEAST_SIZES) return undefined;
  const starts = Array.from({ length: Math.max(1, slabs.length - LEAST_SIZES) }, (_, first) => first);
  const under = (['correction', 'root', 'logarithm'] as const).flatMap((law): AssumedExponent[] => {
    for (const first of starts) {
      const tail = slabs.slice(first);
      if (!isDefined(law, tail, limit)) continue;
      const from = tail[0]!.size;
      const allowed = tail.map((slab) => {
        const remainder = REMAINDER * (limit === 'zero' ? slab.size / from : from / slab.size) ** REMAINDER_ORDER[law];
        return { ...slab, down: slab.down + remainder, up: slab.up + remainder };
      });
      const { exponent, strain } = testOf(allowed, basisOf(law, limit));
      if (exponent && strain <= EASY_STRAIN) return [{ ...exponent, law, from, strain, assumption: inWords(law, from, limit) }];
    }
    return [];
  });
  if (under.length === 0) return undefined;
  const holdsLonger = (one: AssumedExponent, other: AssumedExponent): boolean =>
    (limit === 'zero' ? one.from > other.from : one.from < other.from);
  return {
    estimate: under.reduce((best, one) => (holdsLonger(one, best) ? one : best)).estimate,
    lower: Math.min(...under.map(({ lower }) => lower)), upper: Math.max(...under.map(({ upper }) => upper)),
    under, tested: slabs.length > LEAST_SIZES,
  };
}

function inWords(law: AssumedLaw, from: number, limit: RateAsymptotics['limit']): string {
  const isZero = limit === 'zero';
  const factor = {
    correction: `exp(${isZero ? 't M' : 't/M'} + r(M))`, root: `exp(${isZero ? 't M^(1/2)' : 't/M^(1/2)'} + r(M))`,
    logarithm: `(log ${isZero ? '1/M' : 'M'})^t exp(r(M))`,
  }[law];
  const share = isZero ? `M/${from}` : `${from}/M`;
  const order = REMAINDER_ORDER[law];
  return `c M^b ${factor} with |r(M)| <= (${share})${order === 1 ? '' : `^${order}`} / 4 at every size M ${isZero ? '<=' : '>='} ${from}`;
}
