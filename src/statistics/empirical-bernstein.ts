/**
 * One-sided half-width of a mean by its sample variance (Maurer and Pontil 2009, Theorem 4): for n independent variables in an
 * interval of length `range` with sample variance at most `variance` (divisor n - 1), the mean exceeds the sample mean by more
 * than
 *     sqrt(2 variance log(2 / alpha) / n) + 7 range log(2 / alpha) / (3 (n - 1))
 * with probability at most alpha. The same holds for falling below it. One variable tells nothing: the range.
 */
export const empiricalBernstein = (n: number, variance: number, range: number, alpha: number): number =>
  empiricalBernsteinAt(n, alpha)(variance, range);

/** The same for many means at one n and alpha, its logarithm taken once. */
export function empiricalBernsteinAt(n: number, alpha: number): (variance: number, range: number) => number {
  if (n < 2) return (_variance, range) => range;
  const log = Math.log(2 / alpha);
  return (variance, range) => Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1));
}
