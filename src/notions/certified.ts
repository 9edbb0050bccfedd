/** What every estimator of this folder hands back, and the pairs of a question that it speaks of. */
import { exactly, sides, type Interval } from '../statistics/interval.ts';
import type { Guarantee, Witness } from '../results/document.ts';
import type { InterimQuestion } from '../experiments/interim-sums.ts';

/**
 * A number with bounds between which the true one lies with probability 1 - alpha at least, in finite samples. Signed:
 * nothing is cut off at zero.
 */
export interface Certified extends Interval {
  readonly guarantee: Guarantee;
  readonly witness?: Witness;
}

/** Of an agent with one signal, whose witnesses are numbers. */
export interface CertifiedOnLine extends Certified {
  readonly witness?: { readonly type: number; readonly report: number };
}

/** Known without sampling. Its upper end is that of types within these where this is there: next to ends of laws little may be known. */
export interface CertifiedWithin extends Certified {
  readonly within?: readonly [number, number];
}

/** A pair by positions in the question's `paired`. */
export interface Pair {
  readonly report: number;
  readonly type: number;
}

/** Of an agent's own signal space, what the notions need: which coordinates enter her own value (Song22 section 6.2). */
export interface OwnRelevance {
  readonly relevant: readonly boolean[];
}

/** Certain by the mechanism's structure. */
export const certain = (value: number): CertifiedOnLine => ({ ...exactly(value), guarantee: 'continuum' });

/** Of suprema that are at least 0, the truth being a report too, the ends in order; on the continuum. */
export function atLeastZero(lower: number, estimate: number, upper: number): Certified {
  const least = Math.max(0, lower);
  const middle = Math.max(least, estimate);
  return { estimate: middle, lower: least, upper: Math.max(middle, upper), guarantee: 'continuum' };
}

/** Signal of position p in `paired`. */
export function signalAt({ reports, paired }: InterimQuestion, p: number): readonly number[] {
  const signal = reports[paired[p] ?? -1];
  if (!signal) throw new RangeError(`position ${p} is not among the ${paired.length} paired of the question`);
  return signal;
}

/** A vector of one number as that number, as results show signals. */
export const bare = (signal: readonly number[]): number | readonly number[] => (signal.length === 1 ? signal[0]! : signal);

/** The signals of a pair. */
export const witnessOf = (question: InterimQuestion, { report, type }: Pair): Witness => ({
  type: bare(signalAt(question, type)),
  report: bare(signalAt(question, report)),
});

/** What is known of one pair. */
export interface PairInterval extends Pair, Interval {}

/**
 * The largest of a number over pairs of a grid whose intervals hold at once: side by side, with the pair of the largest estimate; 0
 * over no pairs.
 */
export function largestOfPairs(rows: readonly PairInterval[], question: InterimQuestion): Certified {
  const [first] = rows;
  if (!first) return { ...exactly(0), guarantee: 'grid' };
  const best = rows.reduce((top, row) => (row.estimate > top.estimate ? row : top), first);
  const largest = sides((side) => rows.reduce((top, row) => Math.max(top, row[side]), -Infinity));
  return { ...largest, guarantee: 'grid', witness: witnessOf(question, best) };
}
