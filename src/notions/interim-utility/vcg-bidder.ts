/** Utilities of a bidder of an assignment market under VCG payments, whose menu of prices each profile gives. */
import { WORTH_MAX } from '../../../kernels/assignment/spec.ts';
import type { AssignmentSums } from '../../experiments/assignment-sums.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { scaled, type Interval } from '../../statistics/interval.ts';

/** A sum kept in two numbers of which the second counts WORTH_MAX. */
export const limbs = (values: Float64Array, at = 0, stride = 1): number => values[at]! + values[at + stride]! * WORTH_MAX;

/** VCG utility of listed type t. */
export function vcgInterimUtility(
  { statistics, profiles, parameters: { objects, types }, unit }: AssignmentSums,
  t: number,
  alpha: number,
): Interval {
  const most = types.subarray(t * objects, (t + 1) * objects).reduce((top, x) => Math.max(top, x), 0);
  const squares = limbs(statistics.interimSquares!, t, types.length / objects);
  return scaled(boundedMean(statistics.interim![t]!, squares, profiles, [0, most], alpha), unit);
}

/** Ex ante: the mean over her own types too. */
export function vcgExAnteUtility({ statistics, profiles, top, unit }: AssignmentSums, alpha: number): Interval {
  const most = top.reduce((high, x) => Math.max(high, x), 0);
  return scaled(boundedMean(statistics.utility![0]!, limbs(statistics.utilitySquares!), profiles, [0, most], alpha), unit);
}
