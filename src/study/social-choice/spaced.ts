/** The evenly spaced pairs of a line. */
import type { InterimSums } from '../../social-choice/interim-sums.ts';

const PARTS = 32;

/**
 * Differences of utilities per unit of type are hopeless between close types, where noise is divided by almost nothing; a
 * search for the best lie leaves many of those. Statements about the shape of the utility are made over the even grid.
 */
export function evenlySpaced(sums: InterimSums): InterimSums {
  const { question } = sums;
  if (!question.line) return sums;
  const step = (question.reports.length - 1) / PARTS;
  const kept = question.pairs.flatMap((r, position) => (r % step === 0 ? [position] : []));
  const size = question.pairs.length;
  const square = (values: Float64Array): Float64Array => Float64Array.from(kept.flatMap((row) => kept.map((column) => values[row * size + column]!)));
  const line = (values: Float64Array): Float64Array => Float64Array.from(kept, (position) => values[position]!);
  return {
    ...sums,
    question: { ...question, pairs: kept.map((position) => question.pairs[position]!) },
    gain: square(sums.gain), gainSquares: square(sums.gainSquares),
    truth: line(sums.truth), truthSquares: line(sums.truthSquares),
  };
}
