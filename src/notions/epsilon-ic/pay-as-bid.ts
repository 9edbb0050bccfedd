/**
 * The epsilon-IC constant of a bidder of an assignment market under pay-as-bid, in the units of the values.
 *
 * A truthful bidder ends with 0 whatever her type, and report v gives type s the mean of s_j - v_j over the objects j it gets,
 * which rises in s. So the highest type gains most from any report, and the constant over a list of reports and all types is the
 * largest of R means. With the choices counted, means and variances are exact.
 */
import type { AssignmentSums } from '../../experiments/assignment-sums.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { scaled, type Interval } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';

/** Sum and sum of squares of what the highest type gains by report r under pay-as-bid, in units, and the most it can be. */
function gainMoments(
  { statistics, parameters: { objects, reports }, top }: AssignmentSums,
  r: number,
): { sum: number; squares: number; most: number } {
  let [sum, squares, most] = [0, 0, 0];
  for (let j = 0; j < objects; j++) {
    const gain = top[j]! - reports[r * objects + j]!;
    const count = statistics.choices![r * objects + j]!;
    sum += count * gain;
    squares += count * gain * gain;
    most = Math.max(most, gain);
  }
  return { sum, squares, most };
}

/** Mean gain of the highest type by report r under pay-as-bid; two-sided. */
export function payAsBidGain(sums: AssignmentSums, r: number, alpha: number): Interval {
  const { sum, squares, most } = gainMoments(sums, r);
  return scaled(boundedMean(sum, squares, sums.profiles, [0, most], alpha), sums.unit);
}

/** The report by which the highest type gains most on these profiles, and the mean and standard deviation of that gain. */
export function bestPayAsBid(sums: AssignmentSums): { readonly report: number; readonly mean: number; readonly deviation: number } {
  const { profiles, parameters: { objects, reports }, unit } = sums;
  const means = Array.from({ length: reports.length / objects }, (_, r) => gainMoments(sums, r).sum / profiles);
  const report = means.indexOf(Math.max(...means));
  const { squares } = gainMoments(sums, report);
  return { report, mean: means[report]! * unit, deviation: Math.sqrt(Math.max(0, squares / profiles - means[report]! ** 2)) * unit };
}

/** Largest mean gain over all listed reports and all types; lower bound and estimate at `witness`, which another sample chose. */
export function epsilonIcOfPayAsBid(sums: AssignmentSums, witness: number, alpha: number): Interval {
  const count = sums.parameters.reports.length / sums.parameters.objects;
  const { estimate, lower } = payAsBidGain(sums, witness, alpha);
  let upper = -Infinity;
  for (let r = 0; r < count; r++) upper = Math.max(upper, payAsBidGain(sums, r, union(alpha, count)).upper);
  return { estimate, lower, upper };
}
