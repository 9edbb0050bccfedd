/**
 * Epsilon-robustness (Song22 Appendix F, Definition 12): sup over types s, t that differ in own-payoff-irrelevant coordinates alone
 * of G(A_k(s, p) \ A_k(t, p)), A_k the event that k is chosen. For one agent, over a grid of types, as far as choice probabilities
 * tell: they leave a range. For an alternative with probabilities P and P'
 *     max(0, P - P') <= G(A \ A') <= min(P, 1 - P'),
 * for a class of m alternatives with probabilities P and P' in all, the largest of its members' G(A_k \ A'_k) is at least
 * (P - P') / m, and at most P.
 */
import { relevantDistance } from '../beliefs/signal-distance.ts';
import type { InterimSums } from '../experiments/interim-sums.ts';
import type { Interval } from '../statistics/interval.ts';
import { largestOfPairs, signalAt, type Certified, type OwnRelevance } from './certified.ts';
import { classShares, type ClassShares } from './choice-probabilities.ts';

/** Range of max_k G(A_k \ A'_k) in one class of `count` alternatives; the estimate is the least that the sample allows. */
function overlap(count: number, p: Interval, other: Interval): Interval {
  return {
    estimate: Math.max(0, p.estimate - other.estimate) / count,
    lower: Math.max(0, p.lower - other.upper) / count,
    upper: count === 1 ? Math.min(p.upper, 1 - other.lower) : p.upper,
  };
}

const shareOf = ({ estimate, lower, upper }: ClassShares, c: number): Interval =>
  ({ estimate: estimate[c]!, lower: lower[c]!, upper: upper[c]! });

const members = ({ classOf, classes }: InterimSums): number[] =>
  Array.from({ length: classes }, (_, c) => classOf.filter((of) => of === c).length);

/** Over the question's pairs; certain 0 where the grid has no such types. */
export function robustness(sums: InterimSums, { relevant }: OwnRelevance, alpha: number): Certified {
  const { question } = sums;
  const shares = classShares(sums, question.paired, alpha);
  const counts = members(sums);
  const signals = question.paired.map((_, p) => signalAt(question, p));
  const rows = signals.flatMap((s, type) => signals.flatMap((t, report) =>
    type === report || relevantDistance(relevant, s, t) > 0
      ? []
      : counts.map((count, c) => ({ ...overlap(count, shareOf(shares[type]!, c), shareOf(shares[report]!, c)), type, report }))));
  return largestOfPairs(rows, question);
}
