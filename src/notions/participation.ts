/**
 * Interim individual rationality: the least interim utility over a grid of types, against an outside option of 0; over all types of one
 * signal where the slope of mu is known (participationBySlope, truth-slope.ts).
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { witnessOf, type Certified } from './certified.ts';
import { interimUtility } from './interim-utility.ts';

/** Least mu(s) over the grid's types, against an outside option of 0: interim individual rationality where at least 0. */
export function interimParticipation(sums: InterimSums, alpha: number): Certified {
  const { estimate, lower, upper } = interimUtility(sums, alpha);
  if (estimate.length === 0) throw new RangeError('no types: the question names no pairs');
  const least = (values: readonly number[]): number => values.reduce((low, x) => Math.min(low, x), Infinity);
  const at = estimate.indexOf(least(estimate));
  return {
    estimate: estimate[at]!,
    lower: least(lower),
    upper: least(upper),
    guarantee: 'grid',
    witness: witnessOf(sums.question, { report: at, type: at }),
  };
}
