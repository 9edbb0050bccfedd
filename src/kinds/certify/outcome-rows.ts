/** Rows about truthful profiles: welfare, revenue, utilities, participation, feasibility. */
import type { ProfileSums } from '../../experiments/network/profiles.ts';
import type { OutcomeRanges, Range } from '../../experiments/network/function-ranges.ts';
import { meanWithin } from '../../notions/ex-post-regret.ts';
import { clopperPearson } from '../../statistics/clopper-pearson.ts';
import { exactly, widened, type Interval } from '../../statistics/interval.ts';
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
  readonly amountRounding: number;
  /** Shortfalls and excesses up to this much are rounding. */
  readonly money: number;
  readonly amount: number;
}

export function outcomeRows({ sums, ranges, point, confidence, rounding, amountRounding, money, amount }: OutcomeRowsInput): Estimate[] {
  const alpha = 1 - confidence;
  const { profiles } = sums;
  const row = (quantity: string, agent: string, { estimate, lower, upper }: Interval, guarantee: Guarantee = 'continuum'): Estimate =>
    ({ quantity, agent, point, estimate, lower, upper, confidence, guarantee, profiles });
  const mean = (numbers: Float64Array, [low, high]: Range): Interval =>
    widened(meanWithin(numbers, [low - rounding, high + rounding], alpha), rounding, [low, high]);
  /** Of what no profile shows there is none. */
  const share = (numbers: Float64Array, never: boolean, is: (number: number) => boolean): Interval =>
    never ? exactly(0) : clopperPearson(numbers.reduce((count, number) => count + (is(number) ? 1 : 0), 0), profiles, alpha);
  const most = (numbers: Float64Array): number => numbers.reduce((largest, number) => Math.max(largest, number), -Infinity);

  const excess = Math.max(0, most(sums.excess) - amountRounding);
  return [
    row('revenue', 'market', mean(sums.revenue, ranges.revenue)),
    row('welfare', 'market', mean(sums.welfare, ranges.welfare)),
    row('infeasibility', 'market', { estimate: excess, lower: excess, upper: Math.max(excess, ranges.excess) }),
    row('infeasibilityProbability', 'market', share(sums.excess, ranges.excess <= amount, (number) => number > amount)),
    ...sums.utility.flatMap((utility, i) => {
      const agent = bidderName(i);
      const [low] = ranges.utility[i]!;
      const least = Math.max(low, -most(utility.map((number) => -number)));
      return [
        row('exAnteUtility', agent, mean(utility, ranges.utility[i]!)),
        row('exPostIr', agent, { estimate: least, lower: low, upper: least + rounding }),
        row('exPostIrViolation', agent, share(utility, low >= -money, (number) => number < -money)),
        row('expectedIrShortfall', agent, mean(utility.map((number) => Math.max(0, -number)), [0, Math.max(0, -low)])),
      ];
    }),
  ];
}

/** Where allocations are no shares of objects, the profile at which they are furthest from that; empty where they are. */
export function infeasibleNotes(sums: Pick<ProfileSums, 'excess' | 'types'>, name: string, bidders: number, tolerance: number): string[] {
  const worst = sums.excess.reduce((most, number, p) => (number > (sums.excess[most] ?? -Infinity) ? p : most), 0);
  const excess = sums.excess[worst] ?? 0;
  if (!(excess > tolerance)) return [];
  const size = sums.types.length / sums.excess.length;
  const objects = size / bidders;
  const rows = Array.from({ length: bidders }, (_, i) =>
    [...sums.types.subarray(worst * size + i * objects, worst * size + (i + 1) * objects)].map((bid) => Number(bid.toPrecision(6))));
  return [`${name}: amounts are below 0, or add up to more than there is, by ${Number(excess.toPrecision(4))} at profile ${worst}, `
    + `bids ${JSON.stringify(rows)}`];
}
