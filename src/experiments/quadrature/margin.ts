/**
 * What the others' types do to one trader of a double auction, at one number x, without sampling: with N(x) the number of the
 * others' types below x, a sum of two binomial counts,
 *
 *     S_U(x) = Pr(N < rank + 1) = Pr(U >= x),  S_L(x) = Pr(N < rank) = Pr(L >= x),  P(x) = Pr(N = rank) = S_U - S_L
 *
 * (src/environment/double-auction.ts for rank, L and U). S_L and S_U fall. P rises to the left of where, for every group, taking one
 * member away leaves rank - 1 more likely than rank, and falls to the right of where it is less likely in every group: the
 * likelihood ratio Pr(N = k - 1) / Pr(N = k) of a sum of independent indicators falls as their chances rise, and
 * dP = Σ_groups count · dF · (Pr(N_-1 = rank - 1) - Pr(N_-1 = rank)). Between the two P has no known direction.
 */
import type { Distribution } from '../../distributions/distribution.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { binomialSumAt, type BinomialGroup, type SumAt } from '../../statistics/binomial-sum.ts';

export interface Margin {
  readonly x: number;
  readonly atLeastL: number;
  readonly atLeastU: number;
  /** Pr(U < x), Pr(L < x). */
  readonly belowU: number;
  readonly belowL: number;
  readonly pivotal: number;
  /** P does not fall at or left of x; P does not rise at or right of x. */
  readonly rises: boolean;
  readonly falls: boolean;
}

/** Groups of one law are one. */
function groupsOf({ others }: TraderProblem): TraderProblem['others'] {
  const [one, two] = others;
  return two && one!.law.text === two.law.text ? [{ count: one!.count + two.count, law: one!.law }] : others;
}

/** `chance`: that a type is below x, which at an atom may be counted or not. */
export function marginOf(
  problem: TraderProblem, chance: (law: Distribution, x: number) => number = (law, x) => law.cdf(x),
): (x: number) => Margin {
  const groups = groupsOf(problem);
  const { rank } = problem;
  const sumAt = (chances: readonly number[], without: number): SumAt =>
    binomialSumAt(
      groups.map(({ count }, g): BinomialGroup => ({ count: count - (g === without ? 1 : 0), p: chances[g]! })) as [BinomialGroup],
      rank,
    );
  return (x) => {
    const chances = groups.map(({ law }) => chance(law, x));
    const { equal, below, above } = sumAt(chances, -1);
    let rises = true;
    let falls = true;
    groups.forEach(({ count }, g) => {
      if (count === 0) return;
      const { equal: atRank } = sumAt(chances, g);
      const before = binomialSumAt(
        groups.map(({ count: size }, h): BinomialGroup => ({ count: size - (h === g ? 1 : 0), p: chances[h]! })) as [BinomialGroup],
        rank - 1,
      ).equal;
      // Where neither is above the smallest terms kept, all mass lies on one side of the rank, and so does the mode.
      if (before < atRank || (before === 0 && atRank === 0 && above > below)) rises = false;
      if (before > atRank || (before === 0 && atRank === 0 && below > above)) falls = false;
    });
    return { x, atLeastL: below, atLeastU: below + equal, belowU: above, belowL: above + equal, pivotal: equal, rises, falls };
  };
}

/** [low, high] of P over the cell between two numbers. */
export function pivotalRange(left: Margin, right: Margin): readonly [number, number] {
  if (right.rises) return [left.pivotal, right.pivotal];
  if (left.falls) return [right.pivotal, left.pivotal];
  return [Math.max(0, right.atLeastU - left.atLeastL), left.atLeastU - right.atLeastL];
}
