/**
 * The epsilon-IC constant over a grid (Song22 Definition 2): the largest mean gain from a lie. Negative where every lie of
 * the grid loses; the smallest epsilon is then 0.
 */
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { Certified, Pair } from './certified.ts';
import { largestOver, liesWhere, PairGains } from './pairs.ts';

/** `witness`: a pair that an independent sample chose. */
export function epsilonIc(sums: InterimSums, alpha: number, witness?: Pair): Certified {
  const gains = new PairGains(sums);
  return largestOver(gains, liesWhere(gains, () => 1), alpha, witness);
}
