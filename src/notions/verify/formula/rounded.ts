/** Numbers rounded outward, for intervals of checks. */

/** An operation's rounding, and an elementary function's (below one unit in the last place): more than either can be. */
export const ROUNDED = 2 ** -52;
export const FUNCTION = 2 ** -49;
export const LEAST = 2 ** -1068;

export const under = (x: number, share = ROUNDED): number => x - Math.abs(x) * share - LEAST;
export const over = (x: number, share = ROUNDED): number => x + Math.abs(x) * share + LEAST;

/** Nothing times what has no bound is nothing: a slope without bound over a step of no length. */
export const timesOrNothing = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

/** Whole and half powers by products and roots, which round better. */
export function raised(x: number, n: number): number {
  if (n === 2) return x * x;
  if (n === -1) return 1 / x;
  if (n === 0.5) return Math.sqrt(x);
  return n === -0.5 ? 1 / Math.sqrt(x) : x ** n;
}
