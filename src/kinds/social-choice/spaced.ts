/** Interim sums of some of a question's pairs; of a line, those that are evenly spaced among its reports. */
import type { InterimSums } from '../../experiments/interim-sums.ts';

const PARTS = 32;

/** Positions of the evenly spaced among a line's pairs. */
export function evenPositions({ question: { reports, paired } }: InterimSums): number[] {
  const step = (reports.length - 1) / PARTS;
  return paired.flatMap((r, position) => (r % step === 0 ? [position] : []));
}

/**
 * Differences of utilities per unit of type are hopeless between close types, where noise is divided by almost nothing; a
 * search for the best lie leaves many of those. Statements about the shape of the utility are made over the even grid.
 */
export const evenlySpaced = (sums: InterimSums): InterimSums => (sums.question.line ? onlyPairs(sums, evenPositions(sums)) : sums);

/** Of the pairs at these positions, in this order. */
export function onlyPairs(sums: InterimSums, kept: readonly number[]): InterimSums {
  const { question } = sums;
  const size = question.paired.length;
  const square = (values: Float64Array): Float64Array =>
    Float64Array.from(kept.flatMap((row) => kept.map((column) => values[row * size + column]!)));
  const line = (values: Float64Array): Float64Array => Float64Array.from(kept, (position) => values[position]!);
  return {
    ...sums,
    question: { ...question, paired: kept.map((position) => question.paired[position]!) },
    gain: square(sums.gain), gainSquares: square(sums.gainSquares),
    truth: line(sums.truth), truthSquares: line(sums.truthSquares),
    ...(sums.typeRanges && { typeRanges: kept.map((position) => sums.typeRanges![position]!) }),
  };
}
