/**
 * How far apart two rules are (Song22 section 7): d_G(p, p') = sup over types and alternatives of the larger of G(A_k(s, p) \ A_k(s, p')) and
 * G(A_k(s, p') \ A_k(s, p)); and epsilon-robustness (Appendix F, Definition 12): sup over types s, t that differ in own-payoff-irrelevant
 * coordinates alone of G(A_k(s, p) \ A_k(t, p)). For one agent; over a grid of types.
 *
 * With counts of disagreements both are shares. Choice probabilities alone leave a range: for an alternative with probabilities P and P'
 *     max(0, P - P') <= G(A \ A') <= min(P, 1 - P'),
 * for a class of m alternatives with probabilities P and P' in all, the largest of its members' G(A_k \ A'_k) is at least (P - P') / m, and at most P.
 */
import type { InterimSums } from '../../experiments/interim-sums.ts';
import { signalAt, witnessOf, type Certified, type OwnRelevance } from './certified.ts';
import { classShares, type ClassShares } from './class-shares.ts';
import { relevantSize } from './lie-size.ts';
import type { Interval } from '../../statistics/interval.ts';
import { chernoffLower, chernoffUpper } from '../../statistics/chernoff.ts';

/** Counts over profiles, on common draws. */
export interface Disagreements {
  readonly profiles: number;
  readonly types: readonly (readonly number[])[];
  readonly alternatives: number;
  /** [T, K] profiles in which the first rule chooses k and the second does not; for mixtures, sums of max(0, p_k - p'_k). */
  readonly first: Float64Array;
  /** [T, K] the other way round. */
  readonly second: Float64Array;
}

const bare = (signal: readonly number[]): number | readonly number[] => (signal.length === 1 ? signal[0]! : signal);

/** d_G over a grid of types. Witness: the type, as type and report. */
export function ruleDistance({ profiles, types, alternatives, first, second }: Disagreements, alpha: number): Certified {
  if (first.length === 0) throw new RangeError('no types');
  const each = alpha / (4 * first.length);
  const rows = [...first, ...second];
  const most = rows.reduce((top, count) => Math.max(top, count), 0);
  const at = rows.indexOf(most) % first.length;
  const type = bare(types[Math.floor(at / alternatives)]!);
  // Both bounds rise with the count, so the largest count has the largest of each.
  return { estimate: most / profiles, lower: chernoffLower(most, profiles, each), upper: chernoffUpper(most, profiles, each), guarantee: 'grid', witness: { type, report: type } };
}

/** Range of max_k G(A_k \ A'_k) in one class of `count` alternatives; the estimate is the least that the sample allows. */
function overlap(count: number, p: Interval, other: Interval): Interval {
  return {
    estimate: Math.max(0, p.estimate - other.estimate) / count,
    lower: Math.max(0, p.lower - other.upper) / count,
    upper: count === 1 ? Math.min(p.upper, 1 - other.lower) : p.upper,
  };
}

const shareOf = ({ estimate, lower, upper }: ClassShares, c: number): Interval => ({ estimate: estimate[c]!, lower: lower[c]!, upper: upper[c]! });

const members = ({ classOf, classes }: InterimSums): number[] => Array.from({ length: classes }, (_, c) => classOf.filter((of) => of === c).length);

/**
 * What the choice probabilities of two rules, run apart on the same reports, say of d_G. The interval holds d_G; it does not
 * shrink to a point, and the estimate is the least value that the sample's probabilities allow.
 */
export function distanceFromShares(first: InterimSums, second: InterimSums, alpha: number): Certified {
  const { question: { reports }, classes } = first;
  if (second.classes !== classes || second.question.reports.length !== reports.length) throw new RangeError('two rules need the same reports and classes');
  const all = reports.map((_, r) => r);
  const p = classShares(first, all, alpha / 2);
  const q = classShares(second, all, alpha / 2);
  const rows = all.flatMap((r) => members(first).flatMap((count, c) => {
    const [mine, other] = [shareOf(p[r]!, c), shareOf(q[r]!, c)];
    return [overlap(count, mine, other), overlap(count, other, mine)].map((row) => ({ ...row, at: r }));
  }));
  const best = rows.reduce((top, row) => (row.estimate > top.estimate ? row : top));
  const type = bare(reports[best.at]!);
  return { ...widest(rows), guarantee: 'grid', witness: { type, report: type } };
}

function widest(rows: readonly Interval[]): Interval {
  const most = (side: keyof Interval): number => rows.reduce((top, row) => Math.max(top, row[side]), 0);
  return { estimate: most('estimate'), lower: most('lower'), upper: most('upper') };
}

/** The epsilon of Definition 12 as far as choice probabilities tell, over the question's pairs; certain 0 where the grid has no such types. */
export function robustness(sums: InterimSums, { relevant }: OwnRelevance, alpha: number): Certified {
  const { question } = sums;
  const shares = classShares(sums, question.pairs, alpha);
  const counts = members(sums);
  const signals = question.pairs.map((_, p) => signalAt(question, p));
  const rows = signals.flatMap((s, type) => signals.flatMap((t, report) =>
    type === report || relevantSize(relevant, s, t) > 0
      ? []
      : counts.map((count, c) => ({ ...overlap(count, shareOf(shares[type]!, c), shareOf(shares[report]!, c)), type, report }))));
  if (rows.length === 0) return { estimate: 0, lower: 0, upper: 0, guarantee: 'grid' };
  const best = rows.reduce((top, row) => (row.estimate > top.estimate ? row : top));
  return { ...widest(rows), guarantee: 'grid', witness: witnessOf(question, best) };
}
