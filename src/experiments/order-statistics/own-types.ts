/**
 * The types that a trader can have, in the seller's orientation, and the numbers next to which a survival function jumps. Where atoms stand
 * beside densities, types with a density lie in segments without an atom of anybody inside, on which the chance F(c) is one number a type;
 * a segment ends at the doubles next to an atom, where survival functions, continuous from the left, have their limits from inside. The own
 * atoms are intervals of chances.
 */
import { gapsOf, isDiscrete, type Distribution } from '../../distributions/distribution.ts';
import { justAbove, justBelow } from '../../distributions/next-number.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import type { Range } from './common-component.ts';

export interface OwnTypes {
  /** Increasing, the lower end below the upper one. */
  readonly segments: readonly Range[];
  readonly atoms: readonly OwnAtom[];
  /** Every atom of any trader and the doubles on both sides of it, increasing. */
  readonly jumps: readonly number[];
}

export interface OwnAtom {
  readonly at: number;
  readonly mass: number;
  /** Chances (from, to] of the law, whose line may be the reflected one. */
  readonly chances: Range;
}

const increasing = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((a, b) => a - b);

const placesOf = ({ atoms = [] }: Distribution): number[] => atoms.map(({ at }) => at);

export function ownTypes({ trader, law, others }: TraderProblem): OwnTypes {
  const sign = trader === 'seller' ? 1 : -1;
  const places = new Set([law, ...others.filter(({ count }) => count > 0).map((group) => group.law)].flatMap(placesOf));
  const gaps = gapsOf(law);
  const [low, high] = law.support;
  const ends = increasing([low, high, ...gaps.flat(), ...[...places].filter((at) => at > low && at < high)]);
  const segments = isDiscrete(law) ? [] : ends.slice(1).flatMap((to, i): Range[] => {
    const from = ends[i]!;
    if (gaps.some(([after, before]) => from >= after && to <= before)) return [];
    const inside = [places.has(from) ? justAbove(from) : from, places.has(to) ? justBelow(to) : to] as const;
    return inside[0] < inside[1] ? [sign === 1 ? inside : [-inside[1], -inside[0]]] : [];
  });
  const atoms = (law.atoms ?? []).map(({ at, mass }): OwnAtom => ({
    at: sign * at, mass, chances: [at <= low ? 0 : law.cdf(justBelow(at)), law.cdf(at)],
  }));
  return {
    segments: sign === 1 ? segments : segments.toReversed(), atoms: sign === 1 ? atoms : atoms.toReversed(),
    jumps: increasing([...places].flatMap((at) => [justBelow(at), at, justAbove(at)].map((x) => sign * x))),
  };
}
