/**
 * The least interim utility of an agent who is served or not against one opponent, over all types and without sampling: mu at one end of
 * the types, where it is known, and what mu rises by between (served-gains.ts). Over a cell mu' lies between two slopes, so that inside it
 * mu is no lower than what the steepest way down from the end that comes first leaves.
 */
import type { Certified } from '../certified.ts';
import type { ServedLine } from '../served-gains.ts';

/** `end`: 0, the lowest type, or 1, the highest, whose utility is `value`. */
export function leastOfServed({ x, slopes, least, most, rounding }: ServedLine, end: 0 | 1, value: number): Certified {
  const cells = x.length - 1;
  let [lower, upper, inside] = [value, value, value];
  let best = { upper: value, at: x[end === 0 ? 0 : cells]! };
  for (let n = 0; n < cells; n++) {
    // From the end that is known, a cell after the other.
    const c = end === 0 ? n : cells - 1 - n;
    const width = x[c + 1]! - x[c]!;
    const ends = [Math.min(slopes[0][c]!, slopes[1][c]!) - rounding, Math.max(slopes[0][c]!, slopes[1][c]!) + rounding] as const;
    const steps = [least[c]! - rounding * width, most[c]! + rounding * width] as const;
    inside = Math.min(inside, lower + width * Math.min(0, end === 0 ? ends[0] : -ends[1]));
    lower += end === 0 ? steps[0] : -steps[1];
    upper += end === 0 ? steps[1] : -steps[0];
    inside = Math.min(inside, lower);
    if (upper < best.upper) best = { upper, at: x[end === 0 ? c + 1 : c]! };
  }
  return {
    lower: inside, upper: best.upper, estimate: (inside + best.upper) / 2, guarantee: 'continuum',
    witness: { type: best.at, report: best.at },
  };
}
