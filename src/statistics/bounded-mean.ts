/** Confidence bounds on the mean of independent variables in a known interval, from their sum and sum of squares. */
import { empiricalBernstein } from './confidence.ts';

export interface MeanBounds {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Kullback-Leibler divergence of Bernoulli(p) from Bernoulli(q). */
function divergence(p: number, q: number): number {
  const part = (a: number, b: number): number => (a === 0 ? 0 : b === 0 ? Infinity : a * Math.log(a / b));
  return part(p, q) + part(1 - p, 1 - q);
}

/**
 * Chernoff's bound inverted (Hoeffding 1963, Theorem 1, (2.1)): the mean of n independent variables in [0, 1] with sample
 * mean p exceeds the largest q with n kl(p, q) <= log(1 / alpha) with probability at most alpha. Sharp where p is close
 * to 0 or 1, whatever the variance. `side` +1: upper, -1: lower. Bisection to 60 bits, on the safe side.
 */
export function chernoffBound(p: number, n: number, alpha: number, side: 1 | -1): number {
  const allowed = Math.log(1 / alpha) / n;
  const edge = side === 1 ? 1 : 0;
  let inside = p;
  let outside = edge;
  if (divergence(p, edge) <= allowed) return edge;
  for (let step = 0; step < 60; step++) {
    const middle = (inside + outside) / 2;
    if (divergence(p, middle) <= allowed) inside = middle;
    else outside = middle;
  }
  return outside;
}

/**
 * Two-sided: the intersection of the empirical Bernstein interval (sharp for small variance) and Chernoff's (sharp near
 * the ends of the range), each with half of alpha. `sum`, `squares` over n variables in `range`.
 */
export function boundedMean(sum: number, squares: number, n: number, [low, high]: readonly [number, number], alpha: number): MeanBounds {
  const width = high - low;
  if (n < 1) return { estimate: (low + high) / 2, lower: low, upper: high };
  const estimate = sum / n;
  if (!(width > 0)) return { estimate, lower: Math.min(low, estimate), upper: Math.max(high, estimate) };
  const variance = n < 2 ? width ** 2 / 4 : Math.max(0, (squares - sum * estimate) / (n - 1));
  const half = empiricalBernstein(n, variance, width, alpha / 4);
  const share = Math.min(1, Math.max(0, (estimate - low) / width));
  return {
    estimate,
    lower: Math.max(low, estimate - half, low + width * chernoffBound(share, n, alpha / 4, -1)),
    upper: Math.min(high, estimate + half, low + width * chernoffBound(share, n, alpha / 4, 1)),
  };
}
