/**
 * Survival functions of L and U (survival.ts) given a trader's own type, in the seller's orientation, where types depend through a common
 * component: nothing is drawn. At node z_k the others are independent, and the number of them below y is a sum of two binomial counts, so
 *
 *     S(y | c) = sum_k h f(z_k - shift(F(c))) Pr(counts given y, z_k)
 *
 * which is the integral over Z to rounding: the integrands are analytic, and nodes stand closer than they change.
 */
import type { TraderProblem } from '../../environment/double-auction.ts';
import { binomialSumAt, type BinomialGroup, type SumAt } from '../../statistics/binomial-sum.ts';
import type { CommonComponent } from './common-component.ts';

/** What rounding and the nodes may do to a probability; halved nodes differ by less (test/experiments/order-statistics). */
export const QUADRATURE_ERROR = 1e-9;

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

/** S_U and S_L at one number, at nodes `start`, `start` + 1, ...; at offsets outside [from, end) they are those of the first or last. */
interface Column {
  readonly start: number;
  readonly from: number;
  readonly end: number;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/** Nodes counted beside those asked for, as a share of a column, so that few columns are made twice. */
const BESIDE = 0.5;

export interface Conditional {
  /** S_U and S_L at y given the own type c, both in the seller's orientation. */
  at(y: number, c: number): { readonly upper: number; readonly lower: number };
  /** Where the posterior of the component lies for the own type c; infinite at an end of the law, as a limit from inside. */
  shiftOf(c: number): number;
  /**
   * The same as `at` at each of `y` from y[first] on, the posterior at `shift`, 0 before. What is counted at a number y is kept for other
   * rows, unless not asked to: then shifts may lie far apart; and counted at that share of nodes more on either side.
   */
  row(y: Float64Array, shift: number, how?: { readonly first?: number; readonly keep?: boolean; readonly beside?: number }): Row;
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
  const given = (levels: readonly number[], z: number): { upper: number; lower: number } => {
    const counts = merged.map(({ count }, g): BinomialGroup => ({ count, p: component.below(levels[g]!, z) }));
    const { equal, below, above } = sumAt(counts, rank);
    return seller ? { upper: below + equal, lower: below } : { upper: above + equal, lower: above };
  };
  const levelsAt = (y: number): number[] => merged.map((group) => group.law.cdf(seller ? y : -y));

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
  const columns = new Map<number, Column>();
  const columnAt = (y: number, first: number, end: number, keep: boolean, more: number): Column => {
    const kept = keep ? columns.get(y) : undefined;
    if (kept && kept.start <= first && end <= kept.start + kept.upper.length) return kept;
    const keptEnd = kept ? kept.start + kept.upper.length : -Infinity;
    const beside = keep ? Math.ceil(Math.max(end - first, kept?.upper.length ?? 0) * more) : 0;
    const start = kept && kept.start <= first ? kept.start : first - beside;
    const size = (keptEnd >= end ? keptEnd : end + beside) - start;
    const [upperAt, lowerAt] = [new Float64Array(size), new Float64Array(size)];
    const levels = levelsAt(y);
    for (let k = 0; k < size; k++) {
      const at = kept ? start + k - kept.start : -1;
      const known = kept && at >= 0 && at < kept.upper.length;
      const { upper, lower } = known ? { upper: kept.upper[at]!, lower: kept.lower[at]! } : given(levels, (start + k) * h);
      upperAt[k] = upper;
      lowerAt[k] = lower;
    }
    const column = { start, upper: upperAt, lower: lowerAt, ...varying(upperAt, lowerAt) };
    if (keep) columns.set(y, column);
    return column;
  };

  function row(y: Float64Array, shift: number, { first = 0, keep = true, beside = BESIDE } = {}): Row {
    const [upper, lower] = [new Float64Array(y.length), new Float64Array(y.length)];
    if (!Number.isFinite(shift)) {
      for (let j = first; j < y.length; j++) {
        const limit = given(levelsAt(y[j]!), shift);
        upper[j] = limit.upper;
        lower[j] = limit.lower;
      }
      return { shift, upper, lower };
    }
    const { start, weights } = weightsOf(shift);
    const cumulative = new Float64Array(weights.length + 1);
    weights.forEach((weight, k) => {
      cumulative[k + 1] = cumulative[k]! + weight;
    });
    for (let j = first; j < y.length; j++) {
      const column = columnAt(y[j]!, start, start + weights.length, keep, beside);
      const before = start - column.start;
      const size = weights.length;
      const [from, end] = [column.from - before, column.end - before].map((at) => Math.min(size, Math.max(0, at))) as [number, number];
      const [head, tail] = [cumulative[from]!, cumulative[size]! - cumulative[end]!];
      let u = head * column.upper[0]! + tail * column.upper.at(-1)!;
      let l = head * column.lower[0]! + tail * column.lower.at(-1)!;
      for (let k = from; k < end; k++) {
        u += weights[k]! * column.upper[before + k]!;
        l += weights[k]! * column.lower[before + k]!;
      }
      upper[j] = u;
      lower[j] = l;
    }
    return { shift, upper, lower };
  }

  return {
    nodes: Math.ceil((to - from) / h),
    ...(merged.length === 1 && merged[0]!.law.text === law.text
      ? { ofPairs: { mass, centre: crossing(component, (rank + 0.5) / (merged[0]!.count + 1)) } }
      : {}),
    shiftOf,
    at(y, c) {
      const { upper, lower } = row(Float64Array.of(y), shiftOf(c), { keep: false });
      return { upper: upper[0]!, lower: lower[0]! };
    },
    row,
  };
}

/** Rounding of a chance near 1. */
const ROUNDING = 2 ** -52;

/** Offsets between which two arrays differ from their ends by more than rounding. */
function varying(a: Float64Array, b: Float64Array): { from: number; end: number } {
  const alike = (i: number, j: number): boolean => Math.abs(a[i]! - a[j]!) <= ROUNDING && Math.abs(b[i]! - b[j]!) <= ROUNDING;
  let [from, end] = [0, a.length];
  while (from < end && alike(from, 0)) from++;
  while (end > from && alike(end - 1, a.length - 1)) end--;
  return { from, end };
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
