/** One interface for all laws of a type. Every law is continuous and lives on a bounded interval. */
export interface Distribution {
  /** Canonical text, as the command line accepts it, e.g. `beta(2,3)`. Equal texts are equal laws. */
  readonly text: string;
  /** [a, b] with a < b: the type space of agents who draw from it. */
  readonly support: readonly [number, number];
  /** Pr(X <= x) in double precision; exactly 0 up to a and exactly 1 from b on; nondecreasing. */
  cdf(x: number): number;
  /** Smallest x with cdf(x) >= p, for p in [0, 1]. */
  quantile(p: number): number;
}

/** Words below this integer, of 2^32, are types below x. */
export const wordThreshold = (law: Distribution, x: number): number => Math.round(law.cdf(x) * 2 ** 32);

/**
 * Quantile by bisection, for laws whose inverse has no closed form. Sixty halvings of the support, so the result is
 * within its width times 2^-60, or one double.
 */
export function quantileByBisection(law: Pick<Distribution, 'cdf' | 'support'>, p: number): number {
  let [low, high] = law.support;
  if (p <= 0) return low;
  if (p >= 1) return high;
  for (let step = 0; step < 60; step++) {
    const middle = low + (high - low) / 2;
    if (law.cdf(middle) >= p) high = middle;
    else low = middle;
  }
  return high;
}
