/** A function of the type, as results show it. */
import type { Interval } from '../statistics/interval.ts';

/** The band holds at all of its types at once. */
export interface TypeCurve {
  /** [T] own signal vectors. */
  readonly types: readonly (readonly number[])[];
  readonly estimate: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Intervals at the types as one curve. */
export const typeCurve = (types: readonly (readonly number[])[], bands: readonly Interval[]): TypeCurve => ({
  types,
  estimate: bands.map(({ estimate }) => estimate),
  lower: bands.map(({ lower }) => lower),
  upper: bands.map(({ upper }) => upper),
});
