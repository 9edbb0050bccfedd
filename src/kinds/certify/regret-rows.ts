/** Rows about what reports gain in hindsight. */
import type { ProfileSums } from '../../experiments/network/profiles.ts';
import {
  expectedExPostRegret, exPostRegretExceedance, exPostRegretQuantile, maximumExPostRegret, type RegretEnds,
} from '../../notions/ex-post-regret.ts';
import { meanInterimRegret } from '../../notions/mean-interim-regret.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { Estimate, Guarantee, Point, Signal, Witness } from '../../results/document.ts';
import { bidderName } from './problem.ts';

export const QUANTILES = [0.5, 0.9, 0.99] as const;
/** Levels, as shares of the largest value. */
export const LEVELS = [0.001, 0.01, 0.1] as const;

export interface RegretRowsInput {
  readonly sums: ProfileSums;
  readonly bidder: number;
  /** Row of the bidder in the sums. */
  readonly agent: number;
  readonly objects: number;
  /** No profile's regret is larger. */
  readonly most: number;
  /** No report gains, by the construction of the mechanism. */
  readonly truthful: boolean;
  readonly value: number;
  readonly point: Point;
  readonly confidence: number;
  /** What a policy gains that knows her type alone, profile by profile, of independent ones; `size` of every gain at most. */
  readonly played?: { readonly gains: Float64Array; readonly size: number; readonly rounding: number };
  readonly guarantee: Guarantee;
  /** Of a type of hers that no draw has: of laws without an end. */
  readonly mass?: number;
  /** What is assumed, or left out. */
  readonly basis?: string;
}

export function regretRows(input: RegretRowsInput): Estimate[] {
  const { sums, bidder, agent, most, truthful, value, point, confidence, played, guarantee, basis, mass = 0 } = input;
  const alpha = 1 - confidence;
  const ends: RegretEnds = { lower: sums.lower[agent]!, upper: sums.upper[agent]!, most };
  const row = (quantity: string, bounds: Interval, more: Point = {}, witness?: Witness): Estimate => ({
    quantity, agent: bidderName(bidder), point: { ...point, ...more }, ...(truthful ? exactly(0) : bounds), confidence,
    guarantee, profiles: sums.profiles, ...(basis === undefined ? {} : { basis }), ...(witness && !truthful ? { witness } : {}),
  });
  return [
    row('expectedExPostRegret', expectedExPostRegret(ends, alpha)),
    ...QUANTILES.map((share) => row('exPostRegretQuantile', exPostRegretQuantile(ends, share, alpha, mass), { quantile: share })),
    ...LEVELS.map((level) => row('exPostRegretExceedance', exPostRegretExceedance(ends, level * value, alpha), { level: level * value })),
    row('maximumExPostRegret', maximumExPostRegret(ends), {}, witnessOf(input)),
    ...(truthful ? [row('meanInterimRegret', exactly(0))] : []),
    ...(played && !truthful ? [row(
      'meanInterimRegret',
      meanInterimRegret(played.gains, [-played.size, Math.min(played.size, most)], played.rounding, ends, alpha),
    )] : []),
  ];
}

/** The type and the report of the profile with the most regret found. */
function witnessOf({ sums, agent, bidder, objects }: RegretRowsInput): Witness | undefined {
  const lower = sums.lower[agent]!;
  const worst = lower.reduce((best, end, p) => (end > lower[best]! ? p : best), 0);
  if (!(lower[worst]! > 0)) return undefined;
  const signal = (numbers: number[]): Signal => (numbers.length === 1 ? numbers[0]! : numbers);
  const size = sums.types.length / sums.profiles;
  const from = worst * size + bidder * objects;
  return { type: signal([...sums.types.subarray(from, from + objects)]), report: signal(sums.report[agent]!.map((bids) => bids[worst]!)) };
}
