/**
 * Congruence where values are no linear functions (JM01 Remark 1; docs/fields.md, section 9). Of two alternatives that tie at the top the
 * bracket
 *
 *     ∂_x (v_k - v_l) ∂_y (W_k - W_l) - ∂_y (v_k - v_l) ∂_x (W_k - W_l)
 *
 * is a function of all signals. The curl of the field at a type is the sum over pairs of its mean over the set of ties, weighed with
 * their density: so private and social rates may differ at some ties and agree on average over those of one type.
 */
import { boundInSteps, type Box } from '../environment/polynomial.ts';
import { boxOf, type Algebra, type OwnValues } from '../environment/value-algebra.ts';
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
  /**
   * Largest |bracket| at the ties found, and a number that it exceeds at no tie at the top: 0 where it vanishes identically, Infinity
   * where slopes have no bound.
   */
  readonly lower: number;
  readonly upper: number;
  /** Where the lower end was found. */
  readonly at: readonly number[];
}

/** Boxes that are halved for each pair. */
const ROUNDS = 400;

/** Brackets of all pairs of her coordinates that do not vanish. */
function brackets<E>(algebra: Algebra<E>, own: E, social: E, coordinates: readonly number[]): E[] {
  const { derivative, minus, product, isZero } = algebra;
  return coordinates.flatMap((x, i) => coordinates.slice(i + 1).flatMap((y) => {
    const bracket = minus(product(derivative(own, x), derivative(social, y)), product(derivative(own, y), derivative(social, x)));
    return isZero(bracket) ? [] : [bracket];
  }));
}

/** Every pair of alternatives that may tie, largest first; in steps. */
export function* localGaps<E>(
  { algebra, own, social, box }: OwnValues<E>, { coordinates }: OwnSpace, ties: readonly Tie[],
): Generator<undefined, LocalGap[]> {
  const gaps: LocalGap[] = [];
  for (let k = 0; k < own.length; k++) {
    for (let l = k + 1; l < own.length; l++) {
      const difference = algebra.minus(social[k]!, social[l]!);
      const sizes = brackets(algebra, algebra.minus(own[k]!, own[l]!), difference, coordinates);
      const ahead = social.flatMap((other, j) => (j === k || j === l ? [] : [algebra.minus(other, social[k]!)]));
      const [outs, bracketRanges, bracketValues] = [algebra.ranges([difference, ...ahead]), algebra.ranges(sizes), algebra.values(sizes)];
      // Nothing is where the two cannot tie at the top: they differ throughout, or a third is better throughout.
      const isOut = (part: Box): boolean => {
        const [[low, high], ...others] = outs(part) as [readonly [number, number], ...(readonly [number, number])[]];
        return low > 0 || high < 0 || others.some(([least]) => least > 0);
      };
      const size = (part: Box): number =>
        (isOut(part) ? -Infinity : Math.max(0, ...bracketRanges(part).flat().map(Math.abs)));
      const upper = yield* boundInSteps(boxOf(algebra, [difference, ...ahead, ...sizes], box), size, ROUNDS);
      const met = ties.filter(({ pair }) => pair[0] === k && pair[1] === l).map(({ at }) =>
        ({ at, size: Math.max(0, ...bracketValues(at).map(Math.abs)) }));
      const best = met.toSorted((one, other) => other.size - one.size)[0];
      gaps.push({
        pair: [k, l], ties: best ? 'yes' : upper === -Infinity ? 'no' : 'open', lower: best?.size ?? 0,
        upper: Math.max(0, best?.size ?? 0, upper), at: best?.at ?? [],
      });
    }
  }
  return gaps.sort((a, b) => b.lower - a.lower || b.upper - a.upper);
}
