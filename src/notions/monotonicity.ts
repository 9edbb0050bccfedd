/**
 * Monotonicity of the interim utility (Song22 section 4.3) in own-payoff-relevant coordinates, and its flatness in the others,
 * over a grid of types; on the continuum of a trader, of an agent who is served or not (monotonicityOfServed, served-gains.ts), and of one
 * signal where the slope of mu is known (monotonicityBySlope, truth-slope.ts).
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import type { Survival } from '../experiments/order-statistics/survival.ts';
import { largestViolation } from './interim-utility/slopes.ts';
import { largestOfPairs, signalAt, type Certified, type OwnRelevance, type PairInterval } from './certified.ts';
import { relevantDistance } from '../beliefs/signal-distance.ts';
import { utilityDifferences } from './interim-utility.ts';

export interface Monotonicity {
  /**
   * Steepest fall: largest (mu(s) - mu(t)) / sum |t - s| over types t that are at least s in every relevant coordinate and
   * equal in the others; utility per unit of type. Negative where mu rises everywhere. Witness: type s, report t.
   */
  readonly violation: Certified;
  /** Largest |mu(s) - mu(t)| over types that differ in irrelevant coordinates alone; absent where the grid has none. */
  readonly irrelevantDifference?: Certified;
}

/** A trader of a double auction, on the continuum: the steepest fall of mu in the signal -c; zero where mu is monotone. */
export const monotonicityOfTrader = (s: Survival, alpha: number): Certified => largestViolation(s, alpha, ({ slope }) => -slope);

/** Over the types of a question; both statements hold at once. */
export function monotonicityOnGrid(sums: InterimSums, { relevant }: OwnRelevance, alpha: number): Monotonicity {
  const { question } = sums;
  const signals = question.paired.map((_, p) => signalAt(question, p));
  const difference = utilityDifferences(sums, alpha);
  const sameElsewhere = (s: readonly number[], t: readonly number[]): boolean => s.every((x, c) => relevant[c] || x === t[c]);
  const above = (t: readonly number[], s: readonly number[]): boolean => t.every((x, c) => !relevant[c] || x >= s[c]!);
  const falls: PairInterval[] = [];
  const flats: PairInterval[] = [];
  for (const [low, s] of signals.entries()) {
    for (const [high, t] of signals.entries()) {
      if (low === high) continue;
      const size = relevantDistance(relevant, t, s);
      if (size === 0) flats.push({ type: low, report: high, ...difference(low, high) });
      else if (above(t, s) && sameElsewhere(s, t)) {
        const { estimate, lower, upper } = difference(low, high);
        falls.push({ type: low, report: high, estimate: estimate / size, lower: lower / size, upper: upper / size });
      }
    }
  }
  const violation = largestOfPairs(falls, question);
  return flats.length > 0 ? { violation, irrelevantDifference: largestOfPairs(flats, question) } : { violation };
}
