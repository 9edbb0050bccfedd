/**
 * What multipliers prove of a floating program, whoever made them (Neumaier and Shcherbina 2004): for every y,
 *
 *     max c·x  <=  Σ_r max over [rowLower, rowUpper] of y_r v  +  Σ_j max over [lower, upper] of (c - A'y)_j x,
 *
 * a bound that holds however rough the solver is, up to the rounding of these sums. Multipliers of the wrong sign at a one-sided row
 * are taken as zero. Infinite where a reduced cost points to an end that is infinite; so columns should have finite ends.
 */
import type { FloatProgram } from './float.ts';

/** Rounding of a sum of products, as a share of the sum of their sizes. */
const ROUNDING = 1e-13;

const best = (weight: number, low: number, high: number): number => (weight === 0 ? 0 : weight > 0 ? weight * high : weight * low);

/** An upper bound on the optimum of a maximisation. Throws RangeError for a minimisation. */
export function boundFromMultipliers(program: FloatProgram, multipliers: Float64Array): number {
  if (program.direction !== 'maximise') throw new RangeError('bounds from multipliers are for maximisations');
  const { cost, lower, upper, rowLower, rowUpper, starts, indices, values } = program;
  const reduced = Float64Array.from(cost);
  const sizes = cost.map(Math.abs);
  let bound = 0;
  let size = 0;
  for (let r = 0; r < rowLower.length; r++) {
    const given = multipliers[r]!;
    const open = given > 0 ? rowUpper[r] === Infinity : rowLower[r] === -Infinity;
    const y = open ? 0 : given;
    if (y === 0) continue;
    const part = best(y, rowLower[r]!, rowUpper[r]!);
    bound += part;
    size += Math.abs(part);
    for (let at = starts[r]!; at < starts[r + 1]!; at++) {
      reduced[indices[at]!]! -= y * values[at]!;
      sizes[indices[at]!]! += Math.abs(y * values[at]!);
    }
  }
  for (let j = 0; j < cost.length; j++) {
    const part = best(reduced[j]!, lower[j]!, upper[j]!);
    const end = Math.max(Math.abs(lower[j]!), Math.abs(upper[j]!));
    bound += part;
    size += Math.abs(part) + (sizes[j] === 0 ? 0 : sizes[j]! * (end === Infinity ? 0 : end));
  }
  return bound + ROUNDING * size;
}
