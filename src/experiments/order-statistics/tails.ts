/**
 * What lies beyond a trader's grid where laws have no end, in the seller's orientation (survival.ts): U is at least y iff `need` of the
 * others are, and m(y), the expected number of those, bounds how likely that is (Chernoff; Markov):
 *
 *     Pr(U >= y) <= min(1, m / need, (e m / need)^need),      int_y^inf Pr(U >= z) dz <= min(1, e (e m / need)^(need - 1)) E / need
 *
 * with E the expected sum of what the others exceed y by. The same of L downwards.
 */
import { massBelow } from '../../distributions/distribution.ts';
import { outside } from '../../distributions/unbounded.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';

export interface OrderTails {
  /** Bound on Pr(U >= top) + Pr(L < bottom). */
  readonly mass: number;
  /** Bound on E (U - top)^+; infinite where no mean is known to exist. */
  readonly above: number;
  /** Bound on E (bottom - L)^+; infinite also where L is not a number, nobody else being needed below. */
  readonly below: number;
  /** Whether the trader's own types go on above the grid, and below it. */
  readonly ownAbove: boolean;
  readonly ownBelow: boolean;
  /** E (bottom - type)^+. */
  readonly ownShortfall: number;
  /** Whether L is a number. */
  readonly hasLower: boolean;
}

export interface SideTail {
  readonly mass: number;
  readonly excess: number;
}

/** Bounds for an order statistic that lies beyond iff `need` of the others do: `expected` others, beyond by `distance` together. */
export function sideTail(expected: number, distance: number, need: number): SideTail {
  // L is no number then, and U is the first: beyond iff one of the others is.
  if (need === 0) return { mass: sideTail(expected, distance, 1).mass, excess: Infinity };
  if (expected === 0) return { mass: 0, excess: 0 };
  const ratio = (Math.E * expected) / need;
  return {
    mass: Math.min(1, expected / need, ratio ** need),
    excess: (Math.min(1, Math.E * ratio ** (need - 1)) * distance) / need,
  };
}

/** How many others must lie beyond for U upwards and for L downwards, in the seller's orientation. */
export function needs({ trader, others, rank }: TraderProblem): { readonly above: number; readonly below: number } {
  const rest = others.reduce((sum, { count }) => sum + count, 0) - rank;
  return trader === 'seller' ? { above: rest, below: rank } : { above: rank, below: rest };
}

/** Undefined where all laws have ends. */
export function orderTails(problem: TraderProblem): OrderTails | undefined {
  const { trader, law, others } = problem;
  if (![law, ...others.map((group) => group.law)].some(({ whole }) => whole)) return undefined;
  const need = needs(problem);
  const seller = trader === 'seller';
  const beyond = (upwards: boolean): SideTail => {
    let expected = 0;
    let distance = 0;
    for (const { count, law: { whole, support: [a, b] } } of others) {
      if (count === 0 || !whole) continue;
      if (upwards && whole.ends[1] > b) {
        expected += count * whole.survival(b);
        distance += count * whole.excess(b);
      }
      if (!upwards && whole.ends[0] < a) {
        expected += count * whole.cdf(a);
        distance += count * whole.shortfall(a);
      }
    }
    return sideTail(expected, distance, upwards === seller ? need.above : need.below);
  };
  const [upper, lower] = [beyond(seller), beyond(!seller)];
  const own = outside(law);
  const opens = [(law.whole?.ends[0] ?? Infinity) < law.support[0], (law.whole?.ends[1] ?? -Infinity) > law.support[1]] as const;
  return {
    mass: upper.mass + lower.mass,
    above: upper.excess,
    below: lower.excess,
    ownAbove: seller ? opens[1] : opens[0],
    ownBelow: seller ? opens[0] : opens[1],
    ownShortfall: seller ? own.below : own.above,
    hasLower: need.below > 0,
  };
}

/** Bound on Pr(U >= y) at each of the numbers `x`, in the seller's orientation, by the laws alone. */
export function highestUpper(problem: TraderProblem, x: Float64Array): Float64Array {
  const { trader, others } = problem;
  const need = needs(problem).above;
  return x.map((y) => {
    const expected = others.reduce(
      (sum, { count, law }) => sum + (count === 0 ? 0 : count * (trader === 'seller' ? 1 - massBelow(law, y) : law.cdf(-y))), 0,
    );
    return sideTail(expected, 0, need).mass;
  });
}
