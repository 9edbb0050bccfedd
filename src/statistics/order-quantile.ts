/** Quantiles by order statistics: exact for every n and every law, atoms included. */
import { clopperPearsonLower, clopperPearsonUpper } from './clopper-pearson.ts';
import type { Interval } from './interval.ts';

/** Ends of independent numbers, each list sorted from the least; no number is above `most` or below 0. */
export interface SortedEnds {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** May be infinite: then so may an upper end. */
  readonly most: number;
}

/** Smallest k in 0 .. n - 1 from which on `holds` is true; n where it never is. */
function firstWhere(n: number, holds: (k: number) => boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Smallest x with Pr(number <= x) >= share, at error probability alpha on two sides. The k-th smallest of n numbers lies above the
 * quantile with the probability that fewer than k of them lie at or below it.
 */
export function orderQuantile({ lower, upper, most }: SortedEnds, share: number, alpha: number): Interval {
  const n = lower.length;
  const below = firstWhere(n, (k) => clopperPearsonUpper(k, n, alpha / 2) > share);
  const above = 1 + firstWhere(n, (k) => clopperPearsonLower(k + 1, n, alpha / 2) >= share);
  const estimate = lower[Math.min(n - 1, Math.max(0, Math.ceil(n * share) - 1))]!;
  return {
    estimate,
    lower: below === 0 ? 0 : Math.min(estimate, lower[below - 1]!),
    upper: Math.max(estimate, above > n ? most : upper[above - 1]!),
  };
}
