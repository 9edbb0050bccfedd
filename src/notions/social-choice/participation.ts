/** Interim individual rationality, curves over types, and means of ex post numbers. */
import type { InterimSums, Moments } from '../../experiments/interim-sums.ts';
import { signalAt, witnessOf, type Certified } from './certified.ts';
import { classShares } from './class-shares.ts';
import { groupHalfWidth, groupMean } from '../../statistics/group-mean.ts';
import { utilityAt } from './utilities.ts';
import type { Interval } from '../../statistics/interval.ts';

/** A function of the type; the band holds at all of its types at once. */
export interface TypeCurve {
  /** [T] own signal vectors. */
  readonly types: readonly (readonly number[])[];
  readonly estimate: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

const curve = (types: readonly (readonly number[])[], bands: readonly Interval[]): TypeCurve => ({
  types,
  estimate: bands.map(({ estimate }) => estimate),
  lower: bands.map(({ lower }) => lower),
  upper: bands.map(({ upper }) => upper),
});

/** mu at the question's P types. */
export function interimUtility(sums: InterimSums, alpha: number): TypeCurve {
  const { question } = sums;
  const types = question.pairs.map((_, p) => signalAt(question, p));
  return curve(types, types.map((_, p) => utilityAt(sums, p, alpha / (2 * types.length))));
}

/** Least mu(s) over the grid's types, against an outside option of 0: interim individual rationality where at least 0. */
export function interimParticipation(sums: InterimSums, alpha: number): Certified {
  const { estimate, lower, upper } = interimUtility(sums, alpha);
  if (estimate.length === 0) throw new RangeError('no types: the question names no pairs');
  const least = (values: readonly number[]): number => values.reduce((low, x) => Math.min(low, x), Infinity);
  const at = estimate.indexOf(least(estimate));
  return { estimate: estimate[at]!, lower: least(lower), upper: least(upper), guarantee: 'grid', witness: witnessOf(sums.question, { report: at, type: at }) };
}

/** [C] curves of the probability of each class over all R reports; all hold at once. */
export function choiceProbabilities(sums: InterimSums, alpha: number): TypeCurve[] {
  const { question: { reports }, classes } = sums;
  const shares = classShares(sums, reports.map((_, r) => r), alpha);
  const at = (r: number, c: number): Interval => ({ estimate: shares[r]!.estimate[c]!, lower: shares[r]!.lower[c]!, upper: shares[r]!.upper[c]! });
  return Array.from({ length: classes }, (_, c) => curve(reports, reports.map((_r, r) => at(r, c))));
}

/** Mean of a bounded number over profiles: ex ante utility, revenue, welfare. */
export function exAnteMean({ sum, squares, range }: Moments, profiles: number, alpha: number): Interval {
  const at = groupMean(sum, squares, profiles);
  const half = groupHalfWidth(at, profiles, profiles, range[1] - range[0], alpha / 2);
  return { estimate: at.mean, lower: Math.max(Math.min(at.mean, range[0]), at.mean - half), upper: Math.min(Math.max(at.mean, range[1]), at.mean + half) };
}
