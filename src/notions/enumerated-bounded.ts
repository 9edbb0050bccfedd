/** Epsilon-boundedness (epsilon-bounded.ts) over types that are atoms, nothing sampled. */
import { payoffOf, type InterimPayoff } from '../experiments/enumeration/play.ts';
import { bare, type Certified } from './certified.ts';
import { pairEpsilon, type Climb } from './epsilon-bounded.ts';

export interface BoundedAsked {
  readonly types: readonly (readonly number[])[];
  readonly truths: readonly InterimPayoff[];
  /** [K][own coordinates] of the own value. */
  readonly coefficients: readonly (readonly number[])[];
  /** Bound on that of a payoff. */
  readonly rounding: number;
}

export function enumeratedBounded({ types, truths, coefficients, rounding }: BoundedAsked): Certified {
  const counts = coefficients.map(() => 1);
  let best: Certified = { estimate: 0, lower: 0, upper: 0, guarantee: 'point' };
  types.forEach((to, high) => types.forEach((from, low) => {
    const rise = Float64Array.from(coefficients, (row) => row.reduce((sum, a, c) => sum + a * (to[c]! - from[c]!), 0));
    const climbs = coefficients.map((row, k) => row.some((a) => a !== 0) && rise[k]! >= 0);
    if (high === low || !climbs.some(Boolean)) return;
    const climb: Climb = { high, low, rise, climbs };
    const chances = Float64Array.from(truths[high]!.chances);
    const gain = payoffOf(truths[high]!, from) - payoffOf(truths[low]!, from);
    const at = (by: number): number => pairEpsilon(climb, counts, gain + by, chances, chances);
    const [estimate, lower, upper] = [at(0), Math.max(best.lower, at(-2 * rounding)), Math.max(best.upper, at(2 * rounding))];
    best = estimate > best.estimate
      ? { estimate, lower, upper, guarantee: 'point', witness: { type: bare(from), report: bare(to) } }
      : { ...best, lower, upper };
  }));
  return { ...best, lower: Math.min(best.lower, best.estimate), upper: Math.max(best.upper, best.estimate) };
}
