/** Probabilities of the classes of alternatives under each report, with boxes, and averages of class values over the boxes. */
import type { InterimSums } from '../experiments/interim-sums.ts';
import type { Interval } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import { typeCurve, type TypeCurve } from './type-curve.ts';
import { chernoffAt } from '../statistics/chernoff.ts';

/** [C] of one report. */
export interface ClassShares {
  readonly estimate: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Boxes for a list of reports (by number) that hold at once with probability 1 - alpha: union over reports, classes and sides. */
export function classShares(
  { choices, classes, profiles, sure, lawError = 0 }: InterimSums,
  reports: readonly number[],
  alpha: number,
): ClassShares[] {
  const each = union(alpha / 2, reports.length * classes);
  const { lower, upper } = chernoffAt(profiles, each);
  return reports.map((r) => {
    const sums = choices.subarray(r * classes, (r + 1) * classes);
    // One class is certain.
    if (classes === 1) return { estimate: Float64Array.of(1), lower: Float64Array.of(1), upper: Float64Array.of(1) };
    const known = sure?.subarray(r * classes, (r + 1) * classes);
    const all = known?.reduce((sum, chance) => sum + chance, 0) ?? 0;
    return {
      estimate: sums.map((sum) => sum / profiles),
      lower: sums.map((sum, c) => Math.max(known?.[c] ?? 0, lower(sum) - lawError)),
      upper: sums.map((sum, c) => Math.min(1 - (all - (known?.[c] ?? 0)), upper(sum) + lawError)),
    };
  });
}

/**
 * Least sum_c q_c d_c over lower <= q <= upper with sum q = 1: start at the lower ends, give the rest to the smallest d first.
 * A box without a distribution (its bounds failed) gives what the box alone gives.
 */
export function leastAverage({ lower, upper }: ClassShares, d: Float64Array): number {
  let rest = 1;
  let total = 0;
  for (const [c, q] of lower.entries()) {
    rest -= q;
    total += q * d[c]!;
  }
  for (const c of Array.from(d.keys()).sort((a, b) => d[a]! - d[b]!)) {
    const more = Math.max(0, Math.min(rest, upper[c]! - lower[c]!));
    total += more * d[c]!;
    rest -= more;
  }
  return total;
}

export const greatestAverage = (shares: ClassShares, d: Float64Array): number => -leastAverage(shares, d.map((x) => -x));

export const average = (q: Float64Array, d: Float64Array): number => q.reduce((sum, share, c) => sum + share * d[c]!, 0);

/** [C] f_c(to) - f_c(from) for report numbers `to` and `from`; needs additively separable values. */
export function valueRise({ typeValue, classes }: InterimSums, to: number, from: number): Float64Array {
  return Float64Array.from({ length: classes }, (_, c) => typeValue![to * classes + c]! - typeValue![from * classes + c]!);
}

/** [C] curves of the probability of each class over all R reports; all hold at once. */
export function choiceProbabilities(sums: InterimSums, alpha: number): TypeCurve[] {
  const { question: { reports }, classes } = sums;
  const shares = classShares(sums, reports.map((_, r) => r), alpha);
  const at = (r: number, c: number): Interval =>
    ({ estimate: shares[r]!.estimate[c]!, lower: shares[r]!.lower[c]!, upper: shares[r]!.upper[c]! });
  return Array.from({ length: classes }, (_, c) => typeCurve(reports, reports.map((_r, r) => at(r, c))));
}
