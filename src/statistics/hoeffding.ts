/** One-sided half-widths of means from the ranges of what is averaged alone, without a look at the data. */

/**
 * Hoeffding (1963), Theorem 2: of the mean of n independent variables, each in an interval of length `range`, at error probability
 * alpha.
 */
export const hoeffding = (n: number, range: number, alpha: number): number => range * Math.sqrt(Math.log(1 / alpha) / (2 * n));

/**
 * McDiarmid (1989): of the mean over n independent profiles of a function that changes by at most c_i as its i-th independent
 * argument changes; `squares` is sum c_i^2. At error probability alpha.
 */
export const boundedDifferences = (n: number, squares: number, alpha: number): number =>
  Math.sqrt((squares * Math.log(1 / alpha)) / (2 * n));
