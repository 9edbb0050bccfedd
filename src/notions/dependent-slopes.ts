/**
 * How fast chances of winning H(y | s) move with the report y and fall with the own type s, where densities are told (`densityOn`) and
 * rivals tie with affine types tau_j(y). With u = F(s), v_j = F_j(tau_j(y)) and c_j the copula's density of the two chances,
 *
 *     d/dy H(y | s) = sum_j tau_j' f_j(tau_j(y)) c_j(u, v_j) Pr(all others of the rivals are below | u, v_j)
 *
 * Clayton's copula has it in closed form. With A = u^-theta, B = v_j^-theta, k = 1 + 1 / theta and e the sum of v_i^-theta - 1 over the
 * others of the rivals, H = (A / (A + B - 1 + e))^k, whose derivative in v_j is
 *
 *     h = (1 + theta) A^k B^k (A + B - 1 + e)^(-k - 1)
 *
 * It falls as e rises. In A alone it rises up to A = k (B - 1 + e) and falls from there, and in B likewise: so over a rectangle it is least
 * at a corner, and largest on an edge, there or at an end, or where both conditions hold, A = B = k (1 - e) / (k - 1).
 *
 * Normal scores x, y of correlation r have c = (1 - r^2)^(-1/2) exp(-(r^2 x^2 - 2 r x y + r^2 y^2) / (2 (1 - r^2))). Its exponent has a
 * saddle at 0 and is concave along edges, with its top at y = x / r: least at a corner, largest on an edge, there or at an end. Of the
 * others of the rivals the chance is between 0 and 1.
 *
 * And under Clayton's copula -d/du H = (1 + theta) q(x) / u, x = u^theta D(y), D the sum of v_j^-theta - 1, q(x) = x (1 + x)^(-k - 1),
 * which rises up to x = 1 / k and falls from there.
 */
import { survivalOf, upperQuantile, type Distribution } from '../distributions/distribution.ts';
import { factorOf } from '../experiments/enumeration/joint-masses.ts';
import type { WonGiven } from '../experiments/quadrature/won-given.ts';
import { normalUpperQuantile, normalUpperTail } from '../statistics/normal.ts';

export type Ends = readonly [number, number];

/** What logarithms, sums and the last digits of laws may do, as a share. */
const ROUNDING = 1e-6;
const LEAST = 1e-300;

export interface WinningSlopes {
  /** Ends of d/dy H(y | s) over types and reports in two intervals; the upper one may be infinite. */
  rise(types: Ends, reports: Ends): Ends;
  /** Clayton's theta, where it is that copula; else the correlations of her score with the rivals'. */
  readonly theta?: number;
  readonly correlations?: readonly number[];
}

const inside = (x: number, [from, to]: Ends): number => Math.min(to, Math.max(from, x));

/** log(e^a + e^b - 1 + e) for a, b >= 0. */
const logSum = (a: number, b: number, e: number): number => {
  const top = Math.max(a, b);
  return top + Math.log(Math.exp(a - top) + Math.exp(b - top) + (e - 1) * Math.exp(-top));
};

/** Ends of h over chances in two intervals that are not at 0, `e` in a third; inclusive of rounding. */
export function claytonDensity(theta: number, u: Ends, v: Ends, e: Ends): Ends {
  const k = 1 + 1 / theta;
  const [a, b] = [u, v].map(([from, to]): Ends => [-theta * Math.log(to), -theta * Math.log(from)]) as [Ends, Ends];
  const log = (x: number, y: number, rest: number): number => Math.log1p(theta) + k * (x + y) - (k + 1) * logSum(x, y, rest);
  /** The log of k (e^x - 1 + e), where the top of an edge is. */
  const top = (x: number, rest: number): number => Math.log(k * Math.max(LEAST, Math.expm1(Math.min(700, x)) + rest));
  const corners = (rest: number): number[] => a.flatMap((x) => b.map((y) => log(x, y, rest)));
  const both = Math.log(Math.max(LEAST, (k * (1 - e[0])) / (k - 1)));
  const edges = [...a.map((x) => log(x, inside(top(x, e[0]), b), e[0])), ...b.map((y) => log(inside(top(y, e[0]), a), y, e[0]))];
  const inner = both >= a[0] && both <= a[1] && both >= b[0] && both <= b[1] ? [log(both, both, e[0])] : [];
  // The copula's density of v has v^(-theta - 1) = B^k, and of u alike: nothing else is left.
  return [
    Math.exp(Math.min(...corners(e[1]))) * (1 - ROUNDING), Math.exp(Math.max(...corners(e[0]), ...edges, ...inner)) * (1 + ROUNDING),
  ];
}

/** Ends of the density of two chances over scores in two intervals. */
export function scoresDensity(r: number, x: Ends, y: Ends): Ends {
  const rest = 1 - r * r;
  const log = (p: number, q: number): number => {
    if (!Number.isFinite(p) || !Number.isFinite(q)) return Number.isFinite(p) || Number.isFinite(q) || p !== q ? -Infinity : Infinity;
    return -0.5 * Math.log(rest) - (r * r * (p * p + q * q) - 2 * r * p * q) / (2 * rest);
  };
  const corners = x.flatMap((p) => y.map((q) => log(p, q)));
  const edges = [...x.map((p) => log(p, inside(p / r, y))), ...y.map((q) => log(inside(q / r, x), q))];
  return [Math.exp(Math.min(...corners)) * (1 - ROUNDING), Math.exp(Math.max(...corners, ...edges)) * (1 + ROUNDING)];
}

/** The score of a law's chance, told by the smaller tail. */
export function scoreOf(law: Distribution, x: number): number {
  const [p, q] = [law.cdf(x), survivalOf(law, x)];
  return p < q ? -normalUpperTailQuantile(p) : normalUpperTailQuantile(q);
}
const normalUpperTailQuantile = (q: number): number => (q <= 0 ? Infinity : normalUpperQuantile(q));

/** Undefined where densities or slopes are not told, or types end where no law does. */
export function winningSlopes({ own, rivals, dependence }: Pick<WonGiven, 'own' | 'rivals' | 'dependence'>): WinningSlopes | undefined {
  if (own.whole || !own.densityOn || rivals.some(({ law, rise }) => law.whole || !law.densityOn || rise === undefined)) return undefined;
  const tied = rivals.map(({ law, tau, rise, own: ownOf }) => {
    const [low, high] = law.support;
    const placed = (y: number): number => Math.min(high, Math.max(low, tau(y)));
    return {
      law, own: ownOf, at: ([from, to]: Ends): Ends => [placed(from), placed(to)],
      /** tau_j' f_j; nothing where no type of the rival ties. */
      density: ([from, to]: Ends): Ends => {
        const [a, b] = [tau(from), tau(to)];
        if (b < low || a > high) return [0, 0];
        const [least, most] = law.densityOn!(Math.max(low, a), Math.min(high, b));
        return [a < low || b > high ? 0 : rise! * least, rise! * most];
      },
    };
  });
  const together = (each: (j: number, density: Ends) => Ends, reports: Ends): Ends => tied.reduce<Ends>(([low, high], { density }, j) => {
    const told = density(reports);
    if (told[1] === 0) return [low, high];
    const [least, most] = each(j, told);
    return [low + told[0] * least, high + told[1] * most];
  }, [0, 0]);
  if (dependence.kind === 'clayton') {
    const { theta } = dependence;
    const chance = (law: Distribution, [from, to]: Ends): Ends => [law.cdf(from), law.cdf(to)];
    return {
      theta,
      rise(types, reports) {
        const u = chance(own, types);
        const v = tied.map(({ law, at }) => chance(law, at(reports)));
        return together((j) => {
          if (u[0] <= 0 || v[j]![0] <= 0) return [0, Infinity];
          const e = [1, 0].map((end) => v.reduce((sum, ends, i) => (i === j ? sum : sum + Math.expm1(-theta * Math.log(ends[end]!))), 0));
          return claytonDensity(theta, u, v[j]!, [e[0]!, e[1]!]);
        }, reports);
      },
    };
  }
  const shares = factorOf(dependence, rivals.length + 1);
  if (!shares) return undefined;
  return {
    correlations: rivals.map((_, j) => shares[0]! * shares[j + 1]!),
    rise(types, reports) {
      const x = [scoreOf(own, types[0]), scoreOf(own, types[1])] as const;
      const others = tied.length > 1;
      return tied.reduce<Ends>(([low, high], { law, at, own: ownOf, density }, j) => {
        const r = shares[0]! * shares[j + 1]!;
        let [least, most] = [Infinity, 0];
        // Far out a density falls as fast as that of the scores rises: part by part of those.
        const [from, to] = at(reports).map((y) => scoreOf(law, y)) as [number, number];
        for (const part of partsOf(from, to)) {
          const place = (score: number): number =>
            (score === from ? reports[0] : score === to ? reports[1] : ownOf(quantileAt(law, score)));
          const ends = [place(part[0]), place(part[1])] as const;
          const told = density(ends);
          if (told[1] === 0) {
            least = 0;
            continue;
          }
          const copula = r > 0 ? scoresDensity(r, x, part) : [1, 1] as const;
          [least, most] = [Math.min(least, told[0] * copula[0]), Math.max(most, told[1] * copula[1])];
        }
        return [low + (others ? 0 : least), high + most];
      }, [0, 0]);
    },
  };
}

/** Scores so far apart at most are one part. */
const PART = 0.25;
const FARTHEST = 8;

/** What lies between two scores, in parts; beyond some scores one at either end. */
function partsOf(from: number, to: number): Ends[] {
  const [a, b] = [Math.max(from, -FARTHEST), Math.min(to, FARTHEST)];
  const count = Math.max(1, Math.ceil((b - a) / PART));
  const inner = b > a ? Array.from({ length: count - 1 }, (_, n) => a + ((n + 1) * (b - a)) / count) : [];
  const marks = [from, ...(a > from && a < to ? [a] : []), ...inner, ...(b < to && b > from ? [b] : []), to];
  return marks.slice(1).map((mark, n) => [marks[n]!, mark] as const);
}

const quantileAt = (law: Distribution, score: number): number =>
  (score < 0 ? law.quantile(normalUpperTail(-score)) : upperQuantile(law, normalUpperTail(score)));

/** Ends of q(x) = x (1 + x)^(-k - 1) for x in an interval of [0, infinity]. */
function weight(k: number, [from, to]: Ends): Ends {
  const q = (x: number): number => (Number.isFinite(x) ? Math.exp(Math.log(Math.max(LEAST, x)) - (k + 1) * Math.log1p(x)) : 0);
  return [Math.min(q(from), q(to)), q(inside(1 / k, [from, to]))];
}

/** Parts of what lies below a type next to the lowest. */
const PARTS = 256;

/** Ends of a cell's chances that are so many times one another. */
const WIDE = 1.1;

/**
 * R of types s up to `end`, whose density lies between m and M: at most M (1 + theta) / m times the mean of q(u^theta D(y)) over y = a +
 * l (s - a), 0 < l < 1. Where the rivals' lowest types tie with a and their densities lie between m_j and M_j, u / v_j is between m /
 * (tau_j' M_j l) and M / (tau_j' m_j l); elsewhere the mean is at most the largest q.
 */
function nextToLowest({ at, types, own, rivals }: WonGiven, theta: number, end: number): number {
  const k = 1 + 1 / theta;
  const a = at[types[0]!]!;
  const [m, most] = own.densityOn!(a, end);
  if (!(m > 0 && most < Infinity)) return Infinity;
  const factor = (most / m) * (1 + theta);
  const ratios = rivals.map(({ law, tau, rise }): Ends | undefined => {
    const [low, high] = law.support;
    if (rise === undefined || tau(a) !== low || tau(end) > high || !law.densityOn) return undefined;
    const [least, greatest] = law.densityOn(low, tau(end));
    return least > 0 && greatest < Infinity ? [m / (rise * greatest), most / (rise * least)] : undefined;
  });
  if (!ratios.every((ratio) => ratio !== undefined)) return factor * weight(k, [0, Infinity])[1];
  const off = ratios.length * own.cdf(end) ** theta;
  const sum = (side: 0 | 1, share: number): number => ratios.reduce((total, ratio) => total + (ratio[side] / share) ** theta, 0);
  let mean = 0;
  for (let part = 0; part < PARTS; part++) {
    mean += weight(k, [Math.max(0, sum(0, (part + 1) / PARTS) - off), part === 0 ? Infinity : sum(1, part / PARTS)])[1] / PARTS;
  }
  return factor * mean;
}

/**
 * The epsilon-LIC constant of full insurance of VCG under Clayton's copula, between two ends; undefined where it is another, or where
 * densities are not told, or not bounded away from 0 next to the lowest type. With mu(s) = int^s H(y | s) dy, mu' = H(s | s) - R(s),
 * R(s) = - int^s d/ds H(y | s) dy, lies upwards gain nothing, and one from s down to t, in units of worth,
 *
 *     g(t, s) = mu(t) - mu(s) + (s - t) H(t | s) = int_t^s (H(t | s) - H(x | x) + R(x)) dx <= (s - t) sup R,
 *
 * since H(t | s) <= H(t | x) <= H(x | x). The ratio tends to R(s) as t rises to s, so that the constant is worth sup R. In a cell of types
 * R(s) = f(s) (1 + theta) / u int^s q(u^theta D(y)) dy, and next to the lowest type a, where the density is at least m > 0, (s - a) / u <=
 * 1 / m bounds it by f (1 + theta) / m times the largest q.
 */
export function insuredSlopes(table: WonGiven): Ends | undefined {
  const { at, types, worth, own, rivals, dependence } = table;
  if (dependence.kind !== 'clayton' || own.whole || !own.densityOn || rivals.some(({ law }) => law.whole)) return undefined;
  const { theta } = dependence;
  const k = 1 + 1 / theta;
  const first = types[0]!;
  // log v_j at every number, moved by what tau may be off.
  const placed = [-1, 1].map((side) =>
    Array.from(at, (y) => rivals.map(({ law, tau, blur }) => Math.log(law.cdf(tau(y) + side * blur(y))))));
  const x = (u: number, side: 0 | 1, y: number): number => (u <= 0 ? 0 : placed[side]![y]!.reduce((sum, v) =>
    sum + Math.max(0, Math.exp(theta * (Math.log(u) - v)) - u ** theta), 0));
  let [lower, upper] = [0, 0];
  for (let s = 0; s + 1 < types.length; s++) {
    const [from, to] = [types[s]!, types[s + 1]!];
    const [u, w] = [own.cdf(at[from]!), own.cdf(at[to]!)];
    const [least, most] = own.densityOn(at[from]!, at[to]!);
    if (!(most < Infinity)) return undefined;
    if (s === 0) {
      if (!(least > 0)) return undefined;
      upper = nextToLowest(table, theta, at[to]!);
      continue;
    }
    let [low, high] = [0, 0];
    for (let y = first; y < to; y++) {
      const ends = weight(k, [x(u, 1, y + 1), x(w, 0, y)]);
      if (y < from) low += (at[y + 1]! - at[y]!) * ends[0];
      high += (at[y + 1]! - at[y]!) * ends[1];
    }
    lower = Math.max(lower, (least * (1 + theta) * low) / w);
    // A cell much wider than what lies below it is bounded with that.
    const told = (most * (1 + theta) * high) / u;
    upper = Math.max(upper, w > WIDE * u ? Math.min(told, nextToLowest(table, theta, at[to]!)) : told);
  }
  return [worth * lower * (1 - ROUNDING), worth * upper * (1 + ROUNDING)];
}
