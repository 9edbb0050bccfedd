/**
 * Interim utility mu(s) = u(s, s) of the truth, in units of money: at the types of a question, and differences of it.
 *
 *     interimBands                   double auction: mu, Q and gains of all boundaries at once (interim-utility/trader.ts)
 *     interimUtility, utilityAt      at the types of a question
 *     utilityDifferences             mu(t) - mu(s) of all pairs at once, sharper than two bands
 *     vcgInterimUtility, vcgExAnteUtility    assignment markets (interim-utility/vcg-bidder.ts)
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { groupHalfWidth, groupMean } from '../statistics/group-mean.ts';
import { difference, exactly, type Interval } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import { signalAt } from './certified.ts';
import { classShares, greatestAverage, leastAverage, valueRise } from './choice-probabilities.ts';
import { PairGains, typeRange } from './misreport-gain.ts';
import { typeCurve, type TypeCurve } from './type-curve.ts';

export { interimBands, type InterimBands } from './interim-utility/trader.ts';
export { vcgExAnteUtility, vcgInterimUtility } from './interim-utility/vcg-bidder.ts';


/** mu at position p, at error probability alpha a side. */
export function utilityAt(sums: InterimSums, p: number, alpha: number): Interval {
  const { estimate, lower, upper } = aboveLevel(sums, p, alpha);
  const { level = 0 } = sums;
  return { estimate: level + estimate, lower: level + lower, upper: level + upper };
}

/** The same less the sums' level, beside which small differences would be lost. */
function aboveLevel(sums: InterimSums, p: number, alpha: number): Interval {
  const { truth, truthSquares, groups, profiles, rounding, squaresRounding, lawShare = 0, level = 0 } = sums;
  const at = groupMean(truth[p]!, truthSquares[p]!, groups, squaresRounding);
  const [low, high] = typeRange(sums, p).map((end) => end - level) as [number, number];
  const half = groupHalfWidth(at, groups, profiles, high - low, alpha) + rounding + lawShare * (high - low);
  return {
    estimate: at.mean,
    lower: Math.max(Math.min(at.mean, low), at.mean - half),
    upper: Math.min(Math.max(at.mean, high), at.mean + half),
  };
}

/** mu at the question's P types. */
export function interimUtility(sums: InterimSums, alpha: number): TypeCurve {
  const { question } = sums;
  const types = question.paired.map((_, p) => signalAt(question, p));
  return typeCurve(types, types.map((_, p) => utilityAt(sums, p, union(alpha / 2, types.length))));
}

/**
 * mu(to) - mu(from) for positions, all pairs at once at 1 - alpha. For additively separable values
 *     mu(t) - mu(s) = g(t, s) + sum_c q_c(t) (f_c(t) - f_c(s)) = -g(s, t) + sum_c q_c(s) (f_c(t) - f_c(s)):
 * where t is close to s both terms are small and so are their errors, which those of two separate utilities are not.
 */
export function utilityDifferences(sums: InterimSums, alpha: number): (to: number, from: number) => Interval {
  const { question: { paired } } = sums;
  const count = paired.length;
  const separable = sums.typeValue !== undefined;
  const part = separable ? alpha / 3 : alpha;
  const levels = paired.map((_, p) => aboveLevel(sums, p, union(part / 2, count)));
  const gains = new PairGains(sums);
  const each = union(part / 2, count * (count - 1));
  const shares = separable ? classShares(sums, paired, part) : [];
  return (to, from) => {
    if (to === from) return exactly(0);
    const apart = difference(levels[to]!, levels[from]!);
    if (!separable) return apart;
    const rise = valueRise(sums, paired[to]!, paired[from]!);
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
