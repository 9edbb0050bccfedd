/**
 * Estimates from the sums of kernel `assignment` (kernels/assignment/spec.ts), in the units of the values.
 *
 * Pay-as-bid: a truthful bidder ends with 0 whatever her type, and report v gives type s the mean of s_j - v_j over the
 * objects j it gets, which rises in s. So the highest type gains most from any report, and the epsilon-IC constant over a
 * list of reports and all types is the largest of R means. With the choices counted, means and variances are exact.
 */
import { WORTH_MAX, type AssignmentParameters } from '../../../kernels/assignment/spec.ts';
import type { Statistics } from '../../../kernels/kernel.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { boundedDifferences } from '../../statistics/hoeffding.ts';
import { scaled, type Interval } from '../../statistics/interval.ts';

export interface AssignmentSums {
  readonly statistics: Statistics;
  readonly profiles: number;
  readonly parameters: AssignmentParameters;
  /** Worth of one unit. */
  readonly unit: number;
  /** [M] lowest and highest worth of the bidder, in units. */
  readonly low: Int32Array;
  readonly top: Int32Array;
}

/** Sum and sum of squares of what the highest type gains by report r under pay-as-bid, in units, and the most it can be. */
function gainMoments({ statistics, parameters: { objects, reports }, top }: AssignmentSums, r: number): { sum: number; squares: number; most: number } {
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
export function payAsBidEpsilonIc(sums: AssignmentSums, witness: number, alpha: number): Interval {
  const count = sums.parameters.reports.length / sums.parameters.objects;
  const { estimate, lower } = payAsBidGain(sums, witness, alpha);
  let upper = -Infinity;
  for (let r = 0; r < count; r++) upper = Math.max(upper, payAsBidGain(sums, r, alpha / count).upper);
  return { estimate, lower, upper };
}

const limbs = (values: Float64Array, at = 0, stride = 1): number => values[at]! + values[at + stride]! * WORTH_MAX;

/** VCG utility of listed type t. */
export function vcgInterimUtility({ statistics, profiles, parameters: { objects, types }, unit }: AssignmentSums, t: number, alpha: number): Interval {
  const most = types.subarray(t * objects, (t + 1) * objects).reduce((top, x) => Math.max(top, x), 0);
  const squares = limbs(statistics.interimSquares!, t, types.length / objects);
  return scaled(boundedMean(statistics.interim![t]!, squares, profiles, [0, most], alpha), unit);
}

export function vcgUtility({ statistics, profiles, top, unit }: AssignmentSums, alpha: number): Interval {
  const most = top.reduce((high, x) => Math.max(high, x), 0);
  return scaled(boundedMean(statistics.utility![0]!, limbs(statistics.utilitySquares!), profiles, [0, most], alpha), unit);
}

/**
 * Means over markets: `welfare`, `revenue` (VCG), `highest` (revenue at the highest competitive prices). Squares are of
 * x / k rounded down, k = min(N, M); what that can leave out is added.
 */
export function marketMean({ statistics, profiles, parameters, unit }: AssignmentSums, name: 'welfare' | 'revenue' | 'highest', alpha: number): Interval {
  const { bidders, objects } = parameters;
  const shares = Math.min(bidders, objects);
  const sum = statistics[name]![0]!;
  const squares = shares ** 2 * limbs(statistics[`${name}Squares`]!) + (shares > 1 ? 2 * shares * sum + shares ** 2 * profiles : 0);
  const { rows, columns } = mostBySide(parameters);
  const total = (values: Float64Array): number => values.reduce((most, x) => most + x, 0);
  const range = [0, Math.min(total(rows), total(columns))] as const;
  if (name !== 'welfare') return scaled(boundedMean(sum, squares, profiles, range, alpha), unit);
  // A bidder's row, whatever it is, adds between 0 and her best worth to welfare, and so does an object's column. Rows are
  // independent, and so are columns. In large markets, which average within themselves, bounded differences are far below
  // what the range of welfare allows.
  const { estimate, lower, upper } = boundedMean(sum, squares, profiles, range, alpha / 2);
  const totalSquare = (values: Float64Array): number => values.reduce((most, x) => most + x * x, 0);
  const half = boundedDifferences(profiles, Math.min(totalSquare(rows), totalSquare(columns)), alpha / 4);
  return scaled({ estimate, lower: Math.max(lower, estimate - half), upper: Math.min(upper, estimate + half) }, unit);
}

/** [N] a bidder's best worth and [M] an object's: the sum over either side bounds the welfare of a profile. */
function mostBySide({ bidders, objects, bases, spans, lawOf }: AssignmentParameters): { readonly rows: Float64Array; readonly columns: Float64Array } {
  const rows = new Float64Array(bidders);
  const columns = new Float64Array(objects);
  lawOf.forEach((c, d) => {
    const [i, j] = [Math.floor(d / objects), d % objects];
    rows[i] = Math.max(rows[i]!, bases[c]! + spans[c]!);
    columns[j] = Math.max(columns[j]!, bases[c]! + spans[c]!);
  });
  return { rows, columns };
}


