/** The standard normal law; for plans of sample sizes and for correlated signals, never for an interval that is printed. */
import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';

/** Pr(Z > z), without cancellation in the upper tail. */
export const normalUpperTail = (z: number): number => erfc(z / Math.SQRT2) / 2;

/** Pr(Z <= z). */
export const normalCdf = (z: number): number => normalUpperTail(-z);

/** The z with Pr(Z > z) = `tail`, as exact for small tails as for large ones. */
export const normalUpperQuantile = (tail: number): number => Math.SQRT2 * erfcinv(2 * tail);
