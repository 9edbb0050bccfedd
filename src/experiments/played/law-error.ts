/**
 * How far means over played profiles may be from those under the true laws: a signal is the quantile of the middle of one of 2^32 equal
 * parts of [0, 1], and objectives within a tie's width of each other, which atoms make equal and densities do not, go to the first-listed.
 * Along a signal the choice changes at most K - 1 times, as in tensor/law-error.ts.
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { outside } from '../../distributions/unbounded.ts';
import { BRACKETS, TOLERANCE } from '../tensor/quantile.ts';
import { valueScale } from '../enumeration/scale.ts';

const WORD = 2 ** -32;
/** Of the size of values: more than ties are wide, weights included. */
const TIE = 2 ** -36;
/** Places at which a law's density is looked at, beside its knots. */
const PLACES = 1024;

/** The largest probability, atoms aside, within `by` of a quantile, a knot or an end. */
function densest(law: Distribution, by: number): number {
  const places = [...Array.from({ length: PLACES - 1 }, (_, j) => law.quantile((j + 1) / PLACES)), ...(law.knots ?? []), ...law.support];
  return [...new Set(places)].reduce((most, x) => {
    const atoms = (law.atoms ?? []).reduce((sum, { at, mass }) => (at > x - by && at <= x + by ? sum + mass : sum), 0);
    return Math.max(most, law.cdf(x + by) - law.cdf(x - by) - atoms);
  }, 0);
}

/** As a share of the range of a payoff or a gain that `pieces` choices make; of signals in these coordinates. */
export function playedLawShare(problem: SocialChoiceProblem, drawn: readonly number[], pieces: number): number {
  const { signals, alternatives, valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('values given as functions are not played');
  const slopes = 2 * pieces * (alternatives.length - 1) + 1;
  const scale = valueScale(problem);
  return Math.min(1, drawn.reduce((sum, d) => {
    const { law } = signals[d]!;
    const slope = valuations.coefficients.flat().reduce(
      (least, row) => (row[d] === 0 ? least : Math.min(least, Math.abs(row[d]!))), Infinity,
    );
    const { mass, above, below } = outside(law);
    const [low, high] = law.support;
    const near = Number.isFinite(slope) ? densest(law, (TIE * scale) / slope) : 0;
    return sum + slopes * (WORD + TOLERANCE / BRACKETS + near) + mass + (2 * (above + below)) / (high - low);
  }, 0));
}
