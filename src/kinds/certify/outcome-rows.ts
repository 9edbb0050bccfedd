/** Rows about truthful profiles: welfare, revenue, utilities, participation, feasibility. */
import type { ProfileSums } from '../../experiments/network/profiles.ts';
import type { OutcomeRanges, Range } from '../../experiments/network/function-ranges.ts';
import { meanWithin } from '../../notions/ex-post-regret.ts';
import { clopperPearson } from '../../statistics/clopper-pearson.ts';
import { widened, type Interval } from '../../statistics/interval.ts';
import type { Estimate, Guarantee, Point } from '../../results/document.ts';
import { bidderName } from './problem.ts';

export interface OutcomeRowsInput {
  readonly sums: ProfileSums;
  /** What every profile's numbers lie in, proved. */
  readonly ranges: OutcomeRanges;
  readonly point: Point;
  readonly confidence: number;
  /** By how much a profile's number may be off, for rounding to whole units. */
  readonly rounding: number;
  /** Shortfalls and excesses up to this much are rounding. */
  readonly tolerance: number;
}

export function outcomeRows({ sums, ranges, point, confidence, rounding, tolerance }: OutcomeRowsInput): Estimate[] {
  const alpha = 1 - confidence;
  const { profiles } = sums;
  const row = (quantity: string, agent: string, { estimate, lower, upper }: Interval, guarantee: Guarantee = 'continuum'): Estimate =>
    ({ quantity, agent, point, estimate, lower, upper, confidence, guarantee, profiles });
  const mean = (numbers: Float64Array, [low, high]: Range): Interval =>
    widened(meanWithin(numbers, [low - rounding, high + rounding], alpha), rounding, [low, high]);
  const share = (numbers: Float64Array, is: (number: number) => boolean): Interval =>
    clopperPearson(numbers.reduce((count, number) => count + (is(number) ? 1 : 0), 0), profiles, alpha);
  const most = (numbers: Float64Array): number => numbers.reduce((largest, number) => Math.max(largest, number), -Infinity);

  const excess = Math.max(0, most(sums.excess) - rounding);
  return [
    row('revenue', 'market', mean(sums.revenue, ranges.revenue)),
    row('welfare', 'market', mean(sums.welfare, ranges.welfare)),
    row('infeasibility', 'market', { estimate: excess, lower: excess, upper: Math.max(excess, ranges.excess) }),
    row('infeasibilityProbability', 'market', share(sums.excess, (number) => number > tolerance)),
    ...sums.utility.flatMap((utility, i) => {
      const agent = bidderName(i);
      const [low] = ranges.utility[i]!;
      const least = Math.max(low, -most(utility.map((number) => -number)));
      return [
        row('exAnteUtility', agent, mean(utility, ranges.utility[i]!)),
        row('exPostIr', agent, { estimate: least, lower: low, upper: least + rounding }),
        row('exPostIrViolation', agent, share(utility, (number) => number < -tolerance)),
        row('expectedIrShortfall', agent, mean(utility.map((number) => Math.max(0, -number)), [0, Math.max(0, -low)])),
      ];
    }),
  ];
}
