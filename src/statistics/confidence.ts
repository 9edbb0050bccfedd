/** Finite-sample confidence bounds. Each holds for every sample size; none is asymptotic. */
import betaincinv from '@stdlib/math-base-special-betaincinv';

/**
 * One-sided upper Clopper-Pearson bound on a probability: with k successes in n independent trials the true value
 * exceeds it with probability at most alpha.
 */
export function clopperPearsonUpper(k: number, n: number, alpha: number): number {
  if (k >= n) return 1;
  if (k <= 0) return -Math.expm1(Math.log(alpha) / n);
  return betaincinv(alpha, k + 1, n - k, true);
}

/** One-sided lower Clopper-Pearson bound. */
export function clopperPearsonLower(k: number, n: number, alpha: number): number {
  if (k <= 0) return 0;
  if (k >= n) return Math.exp(Math.log(alpha) / n);
  return betaincinv(alpha, k, n - k + 1);
}

/**
 * Half-width of a band round an empirical distribution function that holds everywhere at once with probability
 * 1 - alpha (Dvoretzky-Kiefer-Wolfowitz with Massart's constant).
 */
export const dkwHalfWidth = (n: number, alpha: number): number => Math.sqrt(Math.log(2 / alpha) / (2 * n));

/**
 * Empirical Bernstein (Maurer and Pontil 2009, Theorem 4): for independent variables in an interval of length `range`
 * with sample variance at most `variance`, the mean exceeds the sample mean by more than this with probability at
 * most alpha. The same holds for falling below it.
 */
export function empiricalBernstein(n: number, variance: number, range: number, alpha: number): number {
  if (n < 2) return range;
  const log = Math.log(2 / alpha);
  return Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1));
}
