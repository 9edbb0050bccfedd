/**
 * Outward rounding. JavaScript rounds to nearest: the result x of one operation is within |x| 2^-53 of the exact one (2^-1075 near
 * zero), so a step of |x| 2^-51 + 2^-1070 away from it passes the exact result, its own rounding included. V8 computes exp, expm1, log1p
 * and tanh in software (fdlibm), with errors below one unit in the last place; they are given 2^-49, and so are those of functions.ts,
 * which are within that.
 */
const STEP = 2 ** -51;
const FUNCTION_STEP = 2 ** -49;
const LEAST = 2 ** -1070;

/** At most the exact result of the operation that gave x. */
export const down = (x: number): number => x - (Math.abs(x) * STEP + LEAST);
/** At least the exact result. */
export const up = (x: number): number => x + (Math.abs(x) * STEP + LEAST);

/** The same for results of library functions. */
export const functionDown = (x: number): number => x - (Math.abs(x) * FUNCTION_STEP + LEAST);
export const functionUp = (x: number): number => x + (Math.abs(x) * FUNCTION_STEP + LEAST);

/** Lower end of the product of the intervals [a, b] and [c, d]. */
export function productLow(a: number, b: number, c: number, d: number): number {
  if (a >= 0 && c >= 0) return down(a * c);
  return down(Math.min(a * c, a * d, b * c, b * d));
}

/** Upper end of the same product. */
export function productHigh(a: number, b: number, c: number, d: number): number {
  if (a >= 0 && c >= 0) return up(b * d);
  return up(Math.max(a * c, a * d, b * c, b * d));
}

/** Relative error of a sum of `terms` products, and of the bounds that are made of it: twice what Higham's gamma asks. */
export const sumError = (terms: number): number => (terms + 4) * 2 ** -52;
