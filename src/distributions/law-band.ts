/**
 * What is known of a law's distribution function where the law itself may be any of a set: a known law, or all laws whose distribution
 * function lies within a distance of that of a sample, everywhere (Dvoretzky, Kiefer and Wolfowitz).
 */
import { isDiscrete, massBelow, type DataSample, type Distribution } from './distribution.ts';

export type Range = readonly [number, number];

export interface LawBand {
  /** Equal texts are the same law, whichever it is. */
  readonly id: string;
  /** Ends of Pr(X < y) over all y in (from, to), of every law. */
  over(from: number, to: number): Range;
  /** Ends of Pr(X < x). */
  below(x: number): Range;
  /** Ends of Pr(X <= x). */
  upTo(x: number): Range;
  /** Whether every law has types up to x or just above it and from x on: that x, read from that side, surely is a report. */
  reaches(x: number, side: 'below' | 'above'): boolean;
  /** Ends between which all laws have their mass. */
  readonly ends: Range;
  /** Whether all of it is known, rather than assumed or said, that laws end there. */
  readonly known: boolean;
  /** Where something happens, increasing. */
  readonly places: readonly number[];
  /** The sample round which laws lie, and how far. */
  readonly ball?: { readonly data: DataSample; readonly distance: number; readonly continuous: boolean };
}

/** Every place of a long list, or as many of them, its ends among them. */
const thinned = (places: readonly number[], most: number): number[] =>
  (places.length <= most
    ? [...places] : Array.from({ length: most }, (_, i) => places[Math.round((i * (places.length - 1)) / (most - 1))]!));

function placesOf(law: Distribution, most: number): number[] {
  const quantiles = isDiscrete(law) ? [] : Array.from({ length: most + 1 }, (_, i) => law.quantile(i / most));
  const special = thinned([...(law.knots ?? []), ...(law.atoms ?? []).map(({ at }) => at)].sort((a, b) => a - b), most);
  return [...new Set([...law.support, ...quantiles, ...special])].sort((a, b) => a - b);
}

/** A law that is known. `most`: about as many places. */
export function knownLaw(law: Distribution, most: number): LawBand {
  const [low, high] = law.support;
  const exactly = (p: number): Range => [p, p];
  return {
    id: law.text,
    over: (from, to) => [from === -Infinity ? 0 : law.cdf(from), to === Infinity ? 1 : massBelow(law, to)],
    below: (x) => exactly(massBelow(law, x)),
    upTo: (x) => exactly(law.cdf(x)),
    reaches: (x, side) => (side === 'below' ? x > low && x <= high : x >= low && x < high),
    ends: law.support,
    known: true,
    places: placesOf(law, most),
  };
}

/** The same, read between two places at their middle: exact for laws that are all atoms, else what a fine grid makes of it. */
export function lawAtMiddles(law: Distribution, most: number): LawBand {
  const known = knownLaw(law, most);
  const middle = (from: number, to: number): number =>
    (from === -Infinity ? 0 : to === Infinity ? 1 : law.cdf(from + (to - from) / 2));
  return { ...known, over: (from, to) => [middle(from, to), middle(from, to)] };
}

/** Share of the increasing numbers below x, those at x included where `closed`. */
export function shareUpTo(numbers: Float64Array, x: number, closed: boolean): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (closed ? numbers[middle]! <= x : numbers[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low / numbers.length;
}

/** The largest distance of the law's distribution function from that of the sample that it was made of. */
export const distanceFromSample = (law: Distribution, { numbers }: DataSample): number => Math.max(...[...new Set(numbers)].flatMap((x) => [
  Math.abs(law.cdf(x) - shareUpTo(numbers, x, true)), Math.abs(massBelow(law, x) - shareUpTo(numbers, x, false)),
]));

/**
 * All laws within `distance` of the sample; `continuous`: those of them that have no atoms. Where nothing is said, ends are the
 * sample's.
 */
export function lawsNear(data: DataSample, distance: number, continuous: boolean, most: number): LawBand {
  const { numbers, id, within } = data;
  const ends: Range = within ?? [numbers[0]!, numbers.at(-1)!];
  const [low, high] = within ?? [-Infinity, Infinity];
  const round = (p: number): Range => [Math.max(0, p - distance), Math.min(1, p + distance)];
  const below = (x: number): Range => (x <= low ? [0, 0] : x > high ? [1, 1] : round(shareUpTo(numbers, x, false)));
  const upTo = (x: number): Range => (x < low ? [0, 0] : x >= high ? [1, 1] : round(shareUpTo(numbers, x, true)));
  return {
    id,
    over: (from, to) => [from === -Infinity ? 0 : upTo(from)[0], to === Infinity ? 1 : below(to)[1]],
    below,
    upTo,
    reaches(x, side) {
      const [least, most] = side === 'below' ? below(x) : upTo(x);
      return least > 0 && most < 1;
    },
    ends,
    known: within !== undefined,
    places: [...new Set([...ends, ...thinned([...new Set(numbers)], most)])].sort((a, b) => a - b),
    ball: { data, distance, continuous },
  };
}
