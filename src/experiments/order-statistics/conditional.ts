/**
 * Survival functions of L and U (survival.ts) given a trader's own type, in the seller's orientation, where types depend through a common
 * component: nothing is drawn. At node z_k the others are independent, and the number of them below y is a sum of two binomial counts, so
 *
 *     S(y | c) = sum_k h f(z_k - shift(F(c))) Pr(counts given y, z_k)
 *
 * which is the integral over Z to rounding: the integrands are analytic, and nodes stand closer than they change. An own type that is an
 * atom has f averaged over its chances (src/experiments/order-statistics/atom-posterior.ts): the error is an average, too. Of an atom of
 * others at y less than it lies below y, on either line, so that both functions are continuous from the left.
 */
import { gapsOf } from '../../distributions/distribution.ts';
import { justBelow } from '../../distributions/next-number.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { binomialSumAt, type BinomialGroup, type SumAt } from '../../statistics/binomial-sum.ts';
import { LOWEST_CHANCE, type CommonComponent, type Range } from './common-component.ts';

/**
 * What the rule and rounding may do to a probability. The trapezoidal rule at steps h is off by at most 2 N(b) / (e^(2 pi b / h) - 1), N(b)
 * the largest integral of the integrand's modulus over a line at a height below b (Trefethen and Weideman, SIAM Review 56, 2014, Theorem
 * 5.1). Of N others at least m >= 1 lie below, or the contrary, weights adding up to 1: a sum over sets of others of products of p_j and
 * 1 - p_j, at least one of them a p_j, times the posterior f.
 *
 *     normal   at x + ib an integral of normal densities is at most e^(v^2 / 2) times itself, v = b sqrt(rho / (1 - rho)), and f at most
 *              e^(b^2 / (2 (1 - rho))) times itself: N(b) <= e^(b^2 (1 + N rho) / (2 (1 - rho))), so that the error is at most about
 *              2 exp(-2 pi^2 (1 - rho) / (h^2 (1 + N rho))), 2 e^-38 at the step taken
 *     Clayton  with x' = x + log cos b, f is at most (cos b)^-s f(x'), s = 1 + 1 / theta, |p_j| at most p_j at x', and |1 - p_j|, an
 *              integral of e^z e^(-e^z t) over t, at most 1 - p_j there over cos b: N(b) <= (cos b)^-k, k = s + N - 1. The step taken has
 *              h <= 0.27 and h^2 (k + 1) <= 0.45^2 (1 + 1.2^2). The bound rises with k and with h: for k <= 5.8 it is at most that of
 *              5.8 and 0.27; at b = beta / sqrt(k) it falls with k where h sqrt(k) is given, since -log(cos x) / x^2 rises: so for k
 *              in [5.8, 6], [6, 6.5], [6.5, 7], [7, 8], [8, 9] and beyond 9. It is below 4e-10 in each, whatever theta and N
 *              (test/experiments/order-statistics)
 *
 * The nodes left out and rounding add less than 1e-11, an own type that is an atom at most 5e-10 (atom-posterior.ts).
 *
 * Laws whose tails are not told to the last digits, a relative e = 2e-11 at most, move S however many others there are by no more than
 * this. What is computed is S at chances of y that far off, which is S of others whose p_j(z) are moved at all z at once. All p_j fall with
 * z, so that Pr(counts | z) is monotone in z, and moving them by a share d of what z moves them by, dp_j = d |dp_j / dz|, moves S by at
 * most d int f(z) |d Pr / dz| dz <= d sup f, since a probability moves by 1 in all. With what the own chance does to f
 * (quadrature/won-given.ts):
 *
 *     normal   a tail moves a score by 1.2534 e, and z moves it by sqrt(rho): d = 1.2534 e / sqrt(rho), sup f = 1 / sqrt(2 pi (1 - rho)),
 *              so 0.5 e / sqrt(rho (1 - rho)), and 0.5 e sqrt(rho / (1 - rho)) by the own chance. Where rho is small: given z a binomial
 *              chance moves by N Pr(N - 1 of them give r - 1) dp <= 0.4289 N dp / sqrt((N - 1) p (1 - p)) (Herzog 1947), and phi <= 0.798
 *              sqrt(p (1 - p)), so that it is at most 0.43 e sqrt(N + 2) / sqrt(1 - rho). The less of both and the own chance's part add
 *              up to 2e-9 at most for N <= 8192 and 1 - rho >= 1.1e-4; nearer to 1 it is not proved
 *     Clayton  p = e^(-e^z w), w = v^-theta - 1: d = |d log w|, at most theta e / (1 - 2^-theta) for theta >= 1 and 2 e below, and sup f
 *              = s^s e^-s / Gamma(s) <= sqrt(s / (2 pi)), s = 1 + 1 / theta; the own chance's part is theta e sqrt(s / (2 pi)). Together
 *              below 1.61e-9 for theta from 0.001 to 100
 */
export const QUADRATURE_ERROR = 2.6e-9;

/** Pr(L < y <= U) at a coordinate of pairs (common-component.ts), and a coordinate at which it is not small. */
export interface PairMass {
  mass(x: number): number;
  readonly centre: number;
}

export interface Row {
  readonly shift: number;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/** S_U and S_L at one number, at nodes `from`, `from` + 1, ...; at nodes before and after those they have arrived at their limits. */
interface Column {
  readonly from: number;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly before: Pair;
  readonly after: Pair;
}

interface Pair {
  readonly upper: number;
  readonly lower: number;
}

/** A law of the component: its density up to a factor, negligible outside the range. */
export interface Posterior {
  readonly range: Range;
  density(z: number): number;
}

export interface Conditional {
  /** S_U and S_L at y given the own type c, both in the seller's orientation. */
  at(y: number, c: number): Pair;
  /** Where the posterior of the component lies for the own type c; infinite at an end of the law, as a limit from inside. */
  shiftOf(c: number): number;
  /** The same as `at` at each of `y` from y[first] on, the posterior at `shift`, 0 before. What is counted at y is kept for other rows. */
  row(y: Float64Array, shift: number, first?: number): Row;
  /** The same given another posterior of the component. */
  rowGiven(y: Float64Array, posterior: Posterior, first?: number): Row;
  /** Numbers at which the others are counted so far. */
  kept(): number;
  /** Absent where laws differ. */
  readonly ofPairs?: PairMass;
  readonly nodes: number;
}

export function conditionalSurvival({ trader, law, others, rank }: TraderProblem, component: CommonComponent, finer = 1): Conditional {
  const groups = others.filter(({ count }) => count > 0);
  const merged = groups.length === 2 && groups[0]!.law.text === groups[1]!.law.text
    ? [{ count: groups[0]!.count + groups[1]!.count, law: groups[0]!.law }]
    : groups;
  const seller = trader === 'seller';
  const h = component.step(merged.reduce((sum, { count }) => sum + count, 0)) / finer;
  const [from, to] = component.reach;
  const shiftOf = (c: number): number => component.shift(seller ? law.cdf(c) : law.cdf(-c));

  /** Pr(U >= y | z) and Pr(L >= y | z) of the others, each group with its cdf at y. */
  const given = (levels: readonly number[], z: number): Pair => {
    const counts = merged.map(({ count }, g): BinomialGroup => ({ count, p: component.below(levels[g]!, z) }));
    const { equal, below, above } = sumAt(counts, rank);
    return seller ? { upper: below + equal, lower: below } : { upper: above + equal, lower: above };
  };
  const known = new Map<number, readonly number[]>();
  const jumps = merged.map((group) => new Set(group.law.atoms?.map(({ at }) => at)));
  const levelsAt = (y: number): readonly number[] => {
    const levels = known.get(y) ?? merged.map((group, g) => group.law.cdf(seller ? (jumps[g]!.has(y) ? justBelow(y) : y) : -y));
    known.set(y, levels);
    return levels;
  };

  const firstNode = (shift: number): number => Math.ceil((shift + from) / h);
  const lastNode = (shift: number): number => Math.floor((shift + to) / h);
  const weightsOf = (shift: number): { start: number; weights: Float64Array } => {
    const start = firstNode(shift);
    const weights = Float64Array.from({ length: lastNode(shift) - start + 1 }, (_, k) => h * component.density((start + k) * h - shift));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { start, weights: weights.map((weight) => weight / total) };
  };

  const relative = weightsOf(0);
  const mass = (x: number): number => relative.weights.reduce((sum, weight, k) => {
    const p = component.relative(x, (relative.start + k) * h);
    return sum + weight * binomialSumAt([{ count: merged[0]!.count, p }], rank).equal;
  }, 0);
  // Nodes of every type that is told apart by its chance; and those beside, where the ends of laws are looked into.
  const inner = [firstNode(component.shift(LOWEST_CHANCE)), lastNode(component.shift(1 - LOWEST_CHANCE)) + 1].sort((a, b) => a - b);
  const windows = [0, BESIDE].map((more) => ({ from: inner[0]! - more, to: inner[1]! + more, columns: new Map<number, Column>() }));
  let near: Range = [inner[0]!, inner[1]!];
  const columnAt = (y: number, first: number, last: number): Column => {
    const window = windows.find(({ from, to }) => from <= first && last <= to);
    const kept = window?.columns.get(y);
    if (kept) return kept;
    const levels = levelsAt(y);
    const [before, after] = [given(levels, -Infinity), given(levels, Infinity)];
    const at = (k: number): Pair => given(levels, k * h);
    // Both rise with the component. A neighbour's nodes are nearly those of y.
    const to = window?.to ?? last;
    const from = firstThat((k) => !alike(at(k), before), near[0], window?.from ?? first, to);
    const end = firstThat((k) => alike(at(k), after), near[1], from, to);
    near = [from, end];
    const pairs = Array.from({ length: end - from }, (_, k) => at(from + k));
    const column = {
      from, before, after, upper: Float64Array.from(pairs, ({ upper }) => upper), lower: Float64Array.from(pairs, ({ lower }) => lower),
    };
    window?.columns.set(y, column);
    return column;
  };

  function row(y: Float64Array, shift: number, first = 0): Row {
    if (!Number.isFinite(shift)) {
      const [upper, lower] = [new Float64Array(y.length), new Float64Array(y.length)];
      for (let j = first; j < y.length; j++) {
        const limit = given(levelsAt(y[j]!), shift);
        upper[j] = limit.upper;
        lower[j] = limit.lower;
      }
      return { shift, upper, lower };
    }
    return { shift, ...added(y, weightsOf(shift), first) };
  }

  function added(
    y: Float64Array, { start, weights }: { readonly start: number; readonly weights: Float64Array }, first: number,
  ): Pick<Row, 'upper' | 'lower'> {
    const [upper, lower] = [new Float64Array(y.length), new Float64Array(y.length)];
    const size = weights.length;
    const cumulative = new Float64Array(size + 1);
    weights.forEach((weight, k) => {
      cumulative[k + 1] = cumulative[k]! + weight;
    });
    for (let j = first; j < y.length; j++) {
      const { from, before, after, upper: upperAt, lower: lowerAt } = columnAt(y[j]!, start, start + size);
      const offset = from - start;
      const [begin, end] = [offset, offset + upperAt.length].map((at) => Math.min(size, Math.max(0, at))) as [number, number];
      const [head, tail] = [cumulative[begin]!, cumulative[size]! - cumulative[end]!];
      let u = head * before.upper + tail * after.upper;
      let l = head * before.lower + tail * after.lower;
      for (let k = begin; k < end; k++) {
        u += weights[k]! * upperAt[k - offset]!;
        l += weights[k]! * lowerAt[k - offset]!;
      }
      upper[j] = u;
      lower[j] = l;
    }
    return { upper, lower };
  }

  return {
    nodes: Math.ceil((to - from) / h),
    ...(merged.length === 1 && merged[0]!.law.text === law.text && jumps[0]!.size === 0 && gapsOf(law).length === 0
      ? { ofPairs: { mass, centre: crossing(component, (rank + 0.5) / (merged[0]!.count + 1)) } }
      : {}),
    shiftOf,
    kept: () => windows[0]!.columns.size,
    at(y, c) {
      const { upper, lower } = row(Float64Array.of(y), shiftOf(c));
      return { upper: upper[0]!, lower: lower[0]! };
    },
    row,
    rowGiven: (y, { range: [least, most], density }, first = 0) => {
      const start = Math.ceil(least / h);
      const weights = Float64Array.from({ length: Math.floor(most / h) - start + 1 }, (_, k) => density((start + k) * h));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return { shift: 0, ...added(y, { start, weights: weights.map((weight) => weight / total) }, first) };
    },
  };
}

/** Nodes beside those of all types, on either side. */
const BESIDE = 2048;

/** Rounding of a chance near 1. */
const ROUNDING = 2 ** -52;

const alike = (a: Pair, b: Pair): boolean => Math.abs(a.upper - b.upper) <= ROUNDING && Math.abs(a.lower - b.lower) <= ROUNDING;

/** The first number in [from, to) from which on a condition holds, or `to`: by steps away from a guess that double and then halve. */
function firstThat(holds: (k: number) => boolean, guess: number, from: number, to: number): number {
  // Below `low` and from `high` on the answer is known.
  let [low, high] = [from, to];
  let at = Math.min(Math.max(guess, from), Math.max(from, to - 1));
  for (let step = 1; low < high; step *= 2) {
    const held = holds(at);
    if (held) high = at;
    else low = at + 1;
    const next = held ? at - step : at + step;
    if (next < low || next >= high) break;
    at = next;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** Standard deviations, and counts, from the mean beyond which nothing is left in double precision (Bernstein's inequality). */
const FAR = [10, 40] as const;

/** The sum of the counts beside k, without adding up where it is sure. */
function sumAt(groups: readonly BinomialGroup[], k: number): SumAt {
  let [mean, variance] = [0, 0];
  for (const { count, p } of groups) {
    mean += count * p;
    variance += count * p * (1 - p);
  }
  const far = FAR[0] * Math.sqrt(variance) + FAR[1];
  if (k - mean > far) return { equal: 0, below: 1, above: 0 };
  if (mean - k > far) return { equal: 0, below: 0, above: 1 };
  return binomialSumAt(groups as [BinomialGroup], k);
}

/** Where another's chance, the component in its middle, is p. */
function crossing({ relative, pairs }: CommonComponent, p: number): number {
  let [low, high] = [Math.min(pairs(true)[0], pairs(false)[0]), Math.max(pairs(true)[1], pairs(false)[1])];
  const rises = relative(low, 0) < relative(high, 0);
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (relative(middle, 0) < p === rises) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
