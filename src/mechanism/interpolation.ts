/** Functions of one signal given as tables at equal steps over its support, linear between. */
import { hullOf, type Range } from './range.ts';

/** The function at x; beyond the support its value at the nearer end. */
export function interpolated(table: ArrayLike<number>, [low, high]: Range, x: number): number {
  const last = table.length - 1;
  const place = Math.min(last, Math.max(0, ((x - low) / (high - low)) * last));
  const from = Math.min(last - 1, Math.floor(place));
  return table[from]! + (table[from + 1]! - table[from]!) * (place - from);
}

/** [least, largest] slope. */
export function tableSlopes(table: readonly number[], [low, high]: Range): Range {
  const step = (high - low) / (table.length - 1);
  return hullOf(table.slice(1).map((value, i) => (value - table[i]!) / step));
}
