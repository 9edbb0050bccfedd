/** Cutting off the part of a box where a linear bound is low. */
import { down, up } from '../network/rounding.ts';

/**
 * Where f <= most - sum_a |slope_a| h_a + sum_a slope_a xi_a on the box, xi measured from the middle, f passes `level` only within
 * (most - level) / |slope_a| of the end that slope_a points to: the rest of the box is cut off. True where something was.
 */
export function cutBelow(level: number, most: number, slopes: ArrayLike<number>, low: Float64Array, high: Float64Array): boolean {
  const room = up(most - level);
  if (!(room > 0)) return false;
  let cut = false;
  for (let a = 0; a < low.length; a++) {
    const slope = slopes[a]!;
    // A part of 2^-20 more than need be, for the rounding of the slope's sum and of the ends.
    const kept = slope === 0 ? Infinity : up(room / Math.abs(slope)) * (1 + 2 ** -20);
    if (!(kept < 0.9 * (high[a]! - low[a]!))) continue;
    if (slope > 0) low[a] = Math.max(low[a]!, down(high[a]! - kept));
    else high[a] = Math.min(high[a]!, up(low[a]! + kept));
    cut = true;
  }
  return cut;
}
