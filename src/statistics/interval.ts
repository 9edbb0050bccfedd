/**
 * A number that is estimated, with ends between which the true one lies: the one type for it. What the ends promise (error
 * probability, for one statement or for many at once, on the continuum or a grid) is said where an interval is made.
 */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** The sides of an interval, for what is done to each alike. */
export type Side = keyof Interval;

/** `value`, known without error. */
export const exactly = (value: number): Interval => ({ estimate: value, lower: value, upper: value });

/** Every side by itself through `of`, which must not fall. */
export const sides = (of: (side: Side) => number): Interval => ({ estimate: of('estimate'), lower: of('lower'), upper: of('upper') });

/** Both ends moved out by `by`, within [low, high] and never past the estimate. */
export const widened = ({ estimate, lower, upper }: Interval, by: number, [low, high]: readonly [number, number]): Interval =>
  ({ estimate, lower: Math.min(estimate, Math.max(low, lower - by)), upper: Math.max(estimate, Math.min(high, upper + by)) });

/** In units of `unit` > 0. */
export const scaled = (interval: Interval, unit: number): Interval => sides((side) => interval[side] * unit);

/** first - second, both intervals holding at once. */
export const difference = (first: Interval, second: Interval): Interval =>
  ({ estimate: first.estimate - second.estimate, lower: first.lower - second.upper, upper: first.upper - second.lower });
