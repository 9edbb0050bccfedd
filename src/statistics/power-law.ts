/**
 * Fits c * M^b by least squares of log value on log M, with an interval for b that follows from the points' own
 * certificates: b is linear in the log values, so over the box of all certified intervals it ranges between the values
 * found by moving every point to the end that its weight favours. If each point's interval holds with probability
 * 1 - alpha / points, the interval for b (and for log c) holds with probability 1 - alpha. What is covered is the slope
 * of the same fit through the true values.
 */
import type { Interval } from './interval.ts';

export interface RatePoint extends Interval {
  /** Market size M > 0. */
  readonly market: number;
}

export interface RateFit {
  readonly exponent: number;
  readonly exponentLower: number;
  readonly exponentUpper: number;
  readonly coefficient: number;
  readonly coefficientLower: number;
  readonly coefficientUpper: number;
}

/** Needs two different markets and positive values with positive lower bounds; otherwise undefined. */
export function fitRate(points: readonly RatePoint[]): RateFit | undefined {
  const distinct = new Set(points.map(({ market }) => market)).size;
  if (distinct < 2 || points.some(({ estimate, lower, market }) => !(estimate > 0 && lower > 0 && market > 0))) return undefined;
  const x = points.map(({ market }) => Math.log(market));
  const mean = x.reduce((a, b) => a + b) / x.length;
  const square = x.reduce((sum, xi) => sum + (xi - mean) ** 2, 0);
  const slopeWeights = x.map((xi) => (xi - mean) / square);
  const interceptWeights = slopeWeights.map((w) => 1 / x.length - mean * w);
  const combine = (weights: readonly number[], pick: (point: RatePoint, weight: number) => number): number =>
    weights.reduce((sum, w, i) => sum + w * Math.log(pick(points[i]!, w)), 0);
  const centre = (point: RatePoint): number => point.estimate;
  const low = (point: RatePoint, w: number): number => (w > 0 ? point.lower : point.upper);
  const high = (point: RatePoint, w: number): number => (w > 0 ? point.upper : point.lower);
  return {
    exponent: combine(slopeWeights, centre),
    exponentLower: combine(slopeWeights, low),
    exponentUpper: combine(slopeWeights, high),
    coefficient: Math.exp(combine(interceptWeights, centre)),
    coefficientLower: Math.exp(combine(interceptWeights, low)),
    coefficientUpper: Math.exp(combine(interceptWeights, high)),
  };
}
