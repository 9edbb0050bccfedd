/**
 * Ex post regret of a bidder: what the best report would have gained once all bids are known, the others telling the truth,
 *
 *     regret(t) = max_r u(t_i, r, t_-i) - u(t_i, t_i, t_-i).
 *
 * Every profile has two ends of it, proved by interval arithmetic (kernels/regret); these are statements about its law, each at error
 * probability alpha in finite samples, over the continuum of types and reports. `most` bounds the regret of every profile there is.
 *
 *     expectedExPostRegret      E regret: lower ends below, upper ends above (Duetting, Feng, Narasimhan, Parkes and Ravindranath 2019)
 *     exPostRegretQuantile      smallest x with Pr(regret <= x) >= share, by order statistics
 *     exPostRegretExceedance    Pr(regret > level)
 *     maximumExPostRegret       the largest that any profile has: found below, proved above; no sampling enters
 */
import { boundedMean } from '../statistics/bounded-mean.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../statistics/clopper-pearson.ts';
import type { Interval } from '../statistics/interval.ts';
import { orderQuantile } from '../statistics/order-quantile.ts';

/** Ends of the regret of profiles, in money. */
export interface RegretEnds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly most: number;
}

/** Of independent numbers in [low, high], at error probability alpha on two sides. */
export function meanWithin(numbers: Float64Array, range: readonly [number, number], alpha: number): Interval {
  let [sum, squares] = [0, 0];
  for (const number of numbers) {
    sum += number;
    squares += number * number;
  }
  return boundedMean(sum, squares, numbers.length, range, alpha);
}

/** No end can pass what is proved of every profile. */
const within = (ends: Float64Array, most: number): Float64Array => ends.map((end) => Math.min(end, most));

export function expectedExPostRegret({ lower, upper, most }: RegretEnds, alpha: number): Interval {
  const below = meanWithin(within(lower, most), [0, most], alpha);
  return { estimate: below.estimate, lower: below.lower,
    upper: Math.max(below.estimate, meanWithin(within(upper, most), [0, most], alpha).upper) };
}

/** `mass`: of types that no draw has, which move a chance by no more. */
export function exPostRegretQuantile({ lower, upper, most }: RegretEnds, share: number, alpha: number, mass = 0): Interval {
  const ends = { lower: Float64Array.from(lower).sort(), upper: within(upper, most).sort(), most };
  const found = orderQuantile(ends, share, alpha);
  if (mass === 0) return found;
  const [below, above] = [share - mass, share + mass].map((level) => orderQuantile(ends, Math.min(1, Math.max(0, level)), alpha));
  return { ...found, lower: Math.min(found.lower, below!.lower), upper: Math.max(found.upper, above!.upper) };
}

export function exPostRegretExceedance({ lower, upper }: RegretEnds, level: number, alpha: number): Interval {
  const n = lower.length;
  const count = (ends: Float64Array): number => ends.reduce((sum, end) => sum + (end > level ? 1 : 0), 0);
  const surely = count(lower);
  return { estimate: surely / n, lower: clopperPearsonLower(surely, n, alpha / 2), upper: clopperPearsonUpper(count(upper), n, alpha / 2) };
}

export function maximumExPostRegret({ lower, most }: RegretEnds): Interval {
  const found = lower.reduce((largest, end) => Math.max(largest, end), 0);
  return { estimate: found, lower: found, upper: Math.max(found, most) };
}
