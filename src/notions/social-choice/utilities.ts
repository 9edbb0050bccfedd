/**
 * Interim utilities mu(s) = u(s, s) on the question's types, and differences of them, with bands that hold at once.
 *
 * For additively separable values mu(t) - mu(s) = g(t, s) + sum_c q_c(t) (f_c(t) - f_c(s)) = -g(s, t) + sum_c q_c(s) (f_c(t) -
 * f_c(s)): where t is close to s both terms are small and so are their errors, which those of two separate utilities are not.
 */
import type { Interval } from '../../statistics/interval.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import { classShares, greatestAverage, leastAverage, valueRise } from './class-shares.ts';
import { groupHalfWidth, groupMean } from '../../statistics/group-mean.ts';
import { PairGains } from './pairs.ts';

/** mu at position p, at error probability alpha a side. */
export function utilityAt(sums: InterimSums, p: number, alpha: number): Interval {
  const { truth, truthSquares, groups, profiles, truthRange, rounding, squaresRounding } = sums;
  const at = groupMean(truth[p]!, truthSquares[p]!, groups, squaresRounding);
  const half = groupHalfWidth(at, groups, profiles, truthRange[1] - truthRange[0], alpha) + rounding;
  return { estimate: at.mean, lower: Math.max(Math.min(at.mean, truthRange[0]), at.mean - half), upper: Math.min(Math.max(at.mean, truthRange[1]), at.mean + half) };
}

/** mu(to) - mu(from) for positions, all pairs at once. */
export function utilityDifferences(sums: InterimSums, alpha: number): (to: number, from: number) => Interval {
  const { question: { pairs } } = sums;
  const count = pairs.length;
  const separable = sums.typeValue !== undefined;
  const part = separable ? alpha / 3 : alpha;
  const levels = pairs.map((_, p) => utilityAt(sums, p, part / (2 * count)));
  const gains = new PairGains(sums);
  const each = part / (2 * Math.max(1, count * (count - 1)));
  const shares = separable ? classShares(sums, pairs, part) : [];
  return (to, from) => {
    const a = levels[to]!;
    const b = levels[from]!;
    const apart = { estimate: a.estimate - b.estimate, lower: a.lower - b.upper, upper: a.upper - b.lower };
    if (!separable || to === from) return to === from ? { estimate: 0, lower: 0, upper: 0 } : apart;
    const rise = valueRise(sums, pairs[to]!, pairs[from]!);
    const up = { report: to, type: from };
    const down = { report: from, type: to };
    const least = (p: number): number => leastAverage(shares[p]!, rise);
    const most = (p: number): number => greatestAverage(shares[p]!, rise);
    return {
      estimate: apart.estimate,
      lower: Math.min(apart.estimate, Math.max(apart.lower, gains.lower(up, each) + least(to), -gains.upper(down, each) + least(from))),
      upper: Math.max(apart.estimate, Math.min(apart.upper, gains.upper(up, each) + most(to), -gains.lower(down, each) + most(from))),
    };
  };
}
