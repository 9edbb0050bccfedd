/** Two-sided interval of the mean of independent variables in a known interval, from their sum and sum of squares. */
import { chernoffLower, chernoffUpper } from './chernoff.ts';
import { empiricalBernstein } from './empirical-bernstein.ts';
import type { Interval } from './interval.ts';

/**
 * The intersection of the empirical Bernstein interval (sharp for small variance) and Chernoff's (sharp near the ends of the
 * range), each with half of alpha. `sum`, `squares` over n variables in `range`.
 */
export function boundedMean(sum: number, squares: number, n: number, [low, high]: readonly [number, number], alpha: number): Interval {
  const width = high - low;
  if (n < 1) return { estimate: (low + high) / 2, lower: low, upper: high };
  const estimate = sum / n;
  if (!(width > 0)) return { estimate, lower: Math.min(low, estimate), upper: Math.max(high, estimate) };
  const variance = n < 2 ? width ** 2 / 4 : Math.max(0, (squares - sum * estimate) / (n - 1));
  const half = empiricalBernstein(n, variance, width, alpha / 4);
  const shares = n * Math.min(1, Math.max(0, (estimate - low) / width));
  return {
    estimate,
    lower: Math.max(low, estimate - half, low + width * chernoffLower(shares, n, alpha / 4)),
    upper: Math.min(high, estimate + half, low + width * chernoffUpper(shares, n, alpha / 4)),
  };
}
