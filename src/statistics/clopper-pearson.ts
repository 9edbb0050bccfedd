/** Confidence bounds on a probability from a count of independent trials (Clopper and Pearson 1934); exact for every n. */
import { betaincinv } from './incomplete-beta.ts';
import type { Interval } from './interval.ts';

/**
 * One-sided upper bound: with k successes in n independent trials the true probability exceeds it with probability at most
 * alpha. The quantile of Beta(k + 1, n - k) at 1 - alpha.
 */
export function clopperPearsonUpper(k: number, n: number, alpha: number): number {
  if (k >= n) return 1;
  if (k <= 0) return -Math.expm1(Math.log(alpha) / n);
  return betaincinv(alpha, k + 1, n - k, true);
}

/** One-sided lower bound: the quantile of Beta(k, n - k + 1) at alpha; 0 where k is 0 or, as differences of counts can be, below. */
export function clopperPearsonLower(k: number, n: number, alpha: number): number {
  if (k <= 0) return 0;
  if (k >= n) return Math.exp(Math.log(alpha) / n);
  return betaincinv(alpha, k, n - k + 1);
}

/** Two-sided at error probability alpha, half of it a side; the estimate is the share k / n. */
export const clopperPearson = (k: number, n: number, alpha: number): Interval =>
  ({ estimate: k / n, lower: clopperPearsonLower(k, n, alpha / 2), upper: clopperPearsonUpper(k, n, alpha / 2) });
