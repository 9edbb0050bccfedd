/**
 * Monotonicity of a bidder's field in an assignment market, (s - t)·(Q(s) - Q(t)) with Q_j(s) the chance of object j at worths s: one menu
 * of prices a profile tells what all reports get (kernels/assignment/spec.ts).
 */
import type { AssignmentSums } from '../experiments/assignment-sums.ts';
import { chernoffLower, chernoffUpper } from '../statistics/chernoff.ts';
import type { Interval } from '../statistics/interval.ts';

/** (s - t)·(Q(s) - Q(t)) of reports s and t, in units, over the profiles together. */
function productOf({ statistics, parameters: { objects, reports } }: AssignmentSums, s: number, t: number): number {
  const choices = statistics.choices!;
  let sum = 0;
  for (let j = 0; j < objects; j++) {
    const [a, b] = [s * objects + j, t * objects + j];
    sum += (reports[a]! - reports[b]!) * (choices[a]! - choices[b]!);
  }
  return sum;
}

/** The two reports whose product is least; the first such pair. Undefined of a single report. */
export function* leastMonotone(sums: AssignmentSums): Generator<undefined, readonly [number, number] | undefined> {
  const count = sums.parameters.reports.length / sums.parameters.objects;
  let found: readonly [number, number] | undefined;
  let least = Infinity;
  for (let s = 1; s < count; s++) {
    yield;
    for (let t = 0; t < s; t++) {
      const product = productOf(sums, s, t);
      if (product >= least) continue;
      least = product;
      found = [s, t];
    }
  }
  return found;
}

/**
 * Of reports 0 and 1, in units of value. In one profile what they get moves the product between 0, as the choice at a report is the best
 * there, and the largest difference of two gains s_j - t_j, that of no object being 0: a bounded variable (Chernoff). `chance` is by how
 * much the drawn laws move the mean of what one report gets, as a share of its range.
 */
export function fieldMonotonicity(sums: AssignmentSums, chance: number, alpha: number): Interval {
  const { profiles, unit, parameters: { objects, reports } } = sums;
  const gains = Array.from({ length: objects }, (_, j) => reports[j]! - reports[objects + j]!);
  const range = Math.max(0, ...gains) - Math.min(0, ...gains);
  if (range === 0) return { estimate: 0, lower: 0, upper: 0 };
  const sum = productOf(sums, 0, 1) / range;
  const of = (share: number): number => range * unit * Math.min(1, Math.max(0, share));
  return {
    estimate: of(sum / profiles), lower: of(chernoffLower(sum, profiles, alpha / 2) - 2 * chance),
    upper: of(chernoffUpper(sum, profiles, alpha / 2) + 2 * chance),
  };
}
