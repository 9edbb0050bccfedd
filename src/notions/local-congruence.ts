/**
 * Congruence where values are polynomials (JM01 Remark 1; docs/fields.md, section 9). Of two alternatives that tie at the top the bracket
 *
 *     ∂_x (v_k - v_l) ∂_y (W_k - W_l) - ∂_y (v_k - v_l) ∂_x (W_k - W_l)
 *
 * is a polynomial of all signals. The curl of the field at a type is the sum over pairs of its mean over the set of ties, weighed with
 * their density: so private and social rates may differ at some ties and agree on average over those of one type.
 */
import { boundOver, derivative, minus, product, rangeOn, valueAt, type Box, type Polynomial } from '../environment/polynomial.ts';
import type { PolynomialProblem } from '../environment/polynomial-values.ts';
import { differencesOf, welfarePolynomials } from '../experiments/field/own-polynomials.ts';
import type { OwnSpace } from '../experiments/own-signal.ts';

/** A profile at which a pair ties at the top, every other alternative being worse. */
export interface Tie {
  readonly pair: readonly [number, number];
  /** [D] */
  readonly at: readonly number[];
}

export interface LocalGap {
  readonly pair: readonly [number, number];
  /** Whether a tie was found, whether none can be, or neither. */
  readonly ties: 'yes' | 'no' | 'open';
  /** Largest |bracket| at the ties found, and a number that it exceeds at no tie at the top: 0 where it vanishes identically. */
  readonly lower: number;
  readonly upper: number;
  /** Where the lower end was found. */
  readonly at: readonly number[];
}

/** Boxes that are halved for each pair. */
const ROUNDS = 400;

/** Brackets of all pairs of her coordinates that do not vanish. */
function brackets(own: Polynomial, social: Polynomial, coordinates: readonly number[]): Polynomial[] {
  return coordinates.flatMap((x, i) => coordinates.slice(i + 1).flatMap((y) => {
    const bracket = minus(product(derivative(own, x), derivative(social, y)), product(derivative(own, y), derivative(social, x)));
    return bracket.length > 0 ? [bracket] : [];
  }));
}

/** Every pair of alternatives that may tie, largest first. */
export function localGaps(problem: PolynomialProblem, { agent, coordinates }: OwnSpace, ties: readonly Tie[]): LocalGap[] {
  const box: Box = problem.signals.map(({ law }) => law.support);
  const values = problem.valuations.terms[agent]!;
  const welfare = welfarePolynomials(problem);
  const gaps: LocalGap[] = [];
  for (let k = 0; k < values.length; k++) {
    for (let l = k + 1; l < values.length; l++) {
      const { own, social } = differencesOf(values, welfare, [k, l]);
      const sizes = brackets(own, social, coordinates);
      const ahead = welfare.flatMap((other, j) => (j === k || j === l ? [] : [minus(other, welfare[k]!)]));
      // Nothing is where the two cannot tie at the top: they differ throughout, or a third is better throughout.
      const isOut = (part: Box): boolean => {
        const [low, high] = rangeOn(social, part);
        return low > 0 || high < 0 || ahead.some((polynomial) => rangeOn(polynomial, part)[0] > 0);
      };
      const upper = boundOver(box, (part) => (isOut(part) ? -Infinity : sizes.reduce((most, bracket) =>
        rangeOn(bracket, part).reduce((size, end) => Math.max(size, Math.abs(end)), most), 0)), ROUNDS);
      const met = ties.filter(({ pair }) => pair[0] === k && pair[1] === l).map(({ at }) =>
        ({ at, size: Math.max(0, ...sizes.map((bracket) => Math.abs(valueAt(bracket, at)))) }));
      const best = met.toSorted((one, other) => other.size - one.size)[0];
      gaps.push({
        pair: [k, l], ties: best ? 'yes' : upper === -Infinity ? 'no' : 'open', lower: best?.size ?? 0,
        upper: Math.max(0, best?.size ?? 0, upper), at: best?.at ?? [],
      });
    }
  }
  return gaps.sort((a, b) => b.lower - a.lower || b.upper - a.upper);
}
