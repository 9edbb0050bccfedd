/** What every estimator of this folder hands back. */
import type { Interval } from '../../statistics/interval.ts';
import type { Guarantee, Witness } from '../../results/document.ts';
import type { InterimQuestion } from '../../experiments/interim-sums.ts';

/**
 * A number with bounds between which the true one lies with probability 1 - alpha at least, in finite samples. Signed:
 * nothing is cut off at zero.
 */
export interface Certified extends Interval {
  readonly guarantee: Guarantee;
  readonly witness?: Witness;
}

/** A pair by positions in the question's `pairs`. */
export interface Pair {
  readonly report: number;
  readonly type: number;
}

/** Of an agent's own signal space, what the notions need: which coordinates enter her own value (Song22 section 6.2). */
export interface OwnRelevance {
  readonly relevant: readonly boolean[];
}

/** Certain by the mechanism's structure. */
export const certain = (value: number): Certified => ({ estimate: value, lower: value, upper: value, guarantee: 'continuum' });

/** Signal of position p in `pairs`. */
export function signalAt({ reports, pairs }: InterimQuestion, p: number): readonly number[] {
  const signal = reports[pairs[p] ?? -1];
  if (!signal) throw new RangeError(`position ${p} is not among the ${pairs.length} pairs of the question`);
  return signal;
}

const bare = (signal: readonly number[]): number | readonly number[] => (signal.length === 1 ? signal[0]! : signal);

export const witnessOf = (question: InterimQuestion, { report, type }: Pair): Witness => ({
  type: bare(signalAt(question, type)),
  report: bare(signalAt(question, report)),
});
