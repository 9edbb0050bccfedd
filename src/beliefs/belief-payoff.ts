/** A payoff over the other's type, of which the least and greatest values on any box are known: what a set of beliefs is judged by. */
import type { BeliefCell, Ends } from './quantile-cells.ts';

export interface Extremum {
  readonly value: number;
  readonly at: readonly number[];
}

export interface BeliefPayoff {
  valueAt(z: readonly number[]): number;
  /** Infimum over the closed box, and a point where values come arbitrarily near it. */
  least(low: readonly number[], high: readonly number[]): Extremum;
  /** Supremum over the closed box. */
  greatest(low: readonly number[], high: readonly number[]): number;
  /** Ends of the mean within a cell. */
  meanOn(cell: BeliefCell): Ends;
  /** The same of the least value within `delta`, where that is known better than from least and greatest values. */
  erodedMeanOn?(cell: BeliefCell, delta: number): Ends;
}

/** Sum of two pairs of ends. */
export const plus = (a: Ends, b: Ends): Ends => [a[0] + b[0], a[1] + b[1]];

/** A pair of ends times a number of either sign. */
export const times = ([low, high]: Ends, by: number): Ends => (by >= 0 ? [low * by, high * by] : [high * by, low * by]);

/** Product of two pairs of ends. */
export function product([a, b]: Ends, [c, d]: Ends): Ends {
  const all = [a * c, a * d, b * c, b * d];
  return [Math.min(...all), Math.max(...all)];
}
