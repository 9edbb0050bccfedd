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
import { LOWEST_CHANCE, type CommonComponent } from './common-component.ts';

/** What rounding and the nodes may do to a probability; halved nodes differ by less (test/experiments/order-statistics). */
export const QUADRATURE_ERROR = 1e-9;

const inside = (u: number): number => Math.min(1 - LOWEST_CHANCE, Math.max(LOWEST_CHANCE, u));

/** Pr(L < y <= U) at a coordinate of pairs (common-component.ts), and a coordinate at which it is not small. */
export interface PairMass {
  mass(x: number): number;
  readonly centre: number;
}

export interface Conditional {
  /** S_U and S_L at y given the own type c, both in the seller's orientation. */
  at(y: number, c: number): { readonly upper: number; readonly lower: number };
  /** The same at each of `y`, given each of `c`: row by row in c. */
  table(y: Float64Array, c: Float64Array): { readonly upper: Float64Array[]; readonly lower: Float64Array[] };
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
  const shiftOf = (c: number): number => component.shift(inside(seller ? law.cdf(c) : law.cdf(-c)));

  /** Pr(U >= y | z) and Pr(L >= y | z) of the others, each group with its cdf at y. */
  const given = (levels: readonly number[], z: number): { upper: number; lower: number } => {
    const counts = merged.map(({ count }, g): BinomialGroup => ({ count, p: component.below(levels[g]!, z) }));
    const { equal, below, above } = sumAt(counts, rank);
    return seller ? { upper: below + equal, lower: below } : { upper: above + equal, lower: above };
  };
  const levelsAt = (y: number): number[] => merged.map((group) => group.law.cdf(seller ? y : -y));

  const first = (shift: number): number => Math.ceil((shift + from) / h);
  const last = (shift: number): number => Math.floor((shift + to) / h);
  const weightsOf = (shift: number): { start: number; weights: Float64Array } => {
    const start = first(shift);
    const weights = Float64Array.from({ length: last(shift) - start + 1 }, (_, k) => h * component.density((start + k) * h - shift));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { start, weights: weights.map((weight) => weight / total) };
  };

  const relative = weightsOf(0);
  const mass = (x: number): number => relative.weights.reduce((sum, weight, k) => {
    const p = component.relative(x, (relative.start + k) * h);
    return sum + weight * binomialSumAt([{ count: merged[0]!.count, p }], rank).equal;
  }, 0);
  return {
    nodes: Math.ceil((to - from) / h),
    ...(merged.length === 1 && merged[0]!.law.text === law.text
      ? { ofPairs: { mass, centre: crossing(component, (rank + 0.5) / (merged[0]!.count + 1)) } }
      : {}),
    at(y, c) {
      const { start, weights } = weightsOf(shiftOf(c));
      let [upper, lower] = [0, 0];
      const levels = levelsAt(y);
      weights.forEach((weight, k) => {
        const at = given(levels, (start + k) * h);
        upper += weight * at.upper;
        lower += weight * at.lower;
      });
      return { upper, lower };
    },
    table(y, c) {
      const rows = Array.from(c, (type) => weightsOf(shiftOf(type)));
      const [low, high] = rows.reduce(([a, b], { start, weights }) =>
        [Math.min(a, start), Math.max(b, start + weights.length)] as const, [Infinity, -Infinity] as const);
      const nodes = high - low;
      const zeros = (): Float64Array[] => rows.map(() => new Float64Array(y.length));
      const [upper, lower] = [zeros(), zeros()];
      const [ofU, ofL] = [new Float64Array(nodes), new Float64Array(nodes)];
      for (let j = 0; j < y.length; j++) {
        const levels = levelsAt(y[j]!);
        for (let k = 0; k < nodes; k++) {
          const at = given(levels, (low + k) * h);
          ofU[k] = at.upper;
          ofL[k] = at.lower;
        }
        rows.forEach(({ start, weights }, i) => {
          let [u, l] = [0, 0];
          for (let k = 0; k < weights.length; k++) {
            u += weights[k]! * ofU[start - low + k]!;
            l += weights[k]! * ofL[start - low + k]!;
          }
          upper[i]![j] = u;
          lower[i]![j] = l;
        });
      }
      return { upper, lower };
    },
  };
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
