/**
 * The epsilon-LIC constant over a grid (Song22 Definitions 3 and 9): the largest mean gain per unit of lie, where the size of
 * a lie is the sum over own-payoff-relevant coordinates of |report - type|.
 *
 * A lie about own-payoff-irrelevant information alone has size zero and must not gain at all. Where one does, no epsilon
 * will do.
 */
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { Certified, OwnRelevance, Pair } from './certified.ts';
import { relevantSize } from './lie-size.ts';
import { largestOver, liesWhere, PairGains } from './pairs.ts';

export interface EpsilonLic extends Certified {
  /** Largest gain from a lie about irrelevant information alone; absent where the grid has no such lie. In units of value. */
  readonly irrelevantGain?: Certified;
  /**
   * `finite`: no lie of size zero on the grid, or none of them moved the payoff in any group of the sample.
   * `none`: one of them gains for certain, so that the mechanism is epsilon-LIC for no epsilon.  `undecided`: else.
   */
  readonly exists: 'finite' | 'none' | 'undecided';
}

export interface LicWitnesses {
  readonly epsilonLic?: Pair;
  readonly irrelevantGain?: Pair;
}

/** All bounds hold at once with probability 1 - alpha; where there are lies of both kinds each gets half. */
export function epsilonLic(sums: InterimSums, { relevant }: OwnRelevance, alpha: number, witnesses: LicWitnesses = {}): EpsilonLic {
  const gains = new PairGains(sums);
  const sized = liesWhere(gains, (report, type) => relevantSize(relevant, report, type) || undefined);
  const irrelevant = liesWhere(gains, (report, type) => (relevantSize(relevant, report, type) === 0 ? 1 : undefined));
  if (irrelevant.length === 0) return { ...largestOver(gains, sized, alpha, witnesses.epsilonLic), exists: 'finite' };
  const irrelevantGain = largestOver(gains, irrelevant, alpha / 2, witnesses.irrelevantGain);
  const untouched = irrelevant.every((lie) => gains.isZero(lie));
  const exists = irrelevantGain.lower > 0 ? 'none' : untouched ? 'finite' : 'undecided';
  return { ...largestOver(gains, sized, alpha / 2, witnesses.epsilonLic), irrelevantGain, exists };
}
