/** What outcomes of a mechanism of code lie in, by what was declared of its payments: shares are probabilities, whatever the bids. */
import type { FunctionMechanism } from '../../../kernels/function/mechanism.ts';

export type Range = readonly [number, number];

export interface OutcomeRanges {
  readonly welfare: Range;
  readonly revenue: Range;
  /** Of truthful bidders. */
  readonly utility: readonly Range[];
  /** Upper end of the excess of kernels/regret/excess.ts, at least 0. */
  readonly excess: number;
}

/** Ends over all types in [low, high]. */
export function functionRanges(
  { bidders, objects, payments: [least, most] }: FunctionMechanism, low: Float64Array, high: Float64Array, unitDemand: boolean,
): OutcomeRanges {
  const value = (i: number): Range => {
    const own = (ends: Float64Array): number[] => [...ends.subarray(i * objects, (i + 1) * objects)];
    return [own(low).reduce((sum, end) => sum + Math.min(0, end), 0), own(high).reduce((sum, end) => sum + Math.max(0, end), 0)];
  };
  const values = Array.from({ length: bidders }, (_, i) => value(i));
  return {
    welfare: values.reduce<Range>(([a, b], [from, to]) => [a + from, b + to], [0, 0]),
    revenue: [bidders * least, bidders * most],
    utility: values.map(([from, to]) => [from - most, to - least]),
    excess: Math.max(bidders, unitDemand ? objects : 0) - 1,
  };
}

/** No gain of the bidder, of any type at any profile, is larger than this in size. */
export function functionGainSize(
  { objects, payments: [least, most] }: FunctionMechanism, low: Float64Array, high: Float64Array, bidder: number,
): number {
  let size = most - least;
  for (let j = bidder * objects; j < (bidder + 1) * objects; j++) size += Math.max(Math.abs(low[j]!), Math.abs(high[j]!));
  return size * (1 + 1e-12);
}
