/** Rows brought to what is known of their quantity before anything is drawn. */
import type { Estimate } from './document.ts';
import { quantityOf } from './quantities.ts';

/**
 * The interval of a row cut to [0, 1] or [0, infinity) where its quantity lies there: what is left has the same confidence. The estimate is
 * moved into the interval, which a lower end of little confidence may pass: gains themselves, in surfaces, are never cut.
 */
export function inRange(row: Estimate): Estimate {
  const { sign } = quantityOf(row.quantity);
  const cut = (x: number): number => (sign === 'any' ? x : Math.max(0, sign === 'share' ? Math.min(1, x) : x));
  const [lower, upper] = [cut(row.lower), cut(row.upper)];
  if (lower > upper) return row;
  const estimate = Math.min(upper, Math.max(lower, row.estimate));
  return lower === row.lower && upper === row.upper && estimate === row.estimate ? row : { ...row, estimate, lower, upper };
}
