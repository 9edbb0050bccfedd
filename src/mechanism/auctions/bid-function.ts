/** A bid function as data: straight lines between points whose values increase and whose bids do not fall. */
import type { Atom, Distribution } from '../../distributions/distribution.ts';

export interface BidFunction {
  /** Increasing. */
  readonly values: readonly number[];
  /** As many, at least 0, nondecreasing. */
  readonly bids: readonly number[];
  /** Of a bidder who bids on several things: the other bids at the same values. */
  readonly further?: readonly (readonly number[])[];
}

/** One bid function for each thing that is bid on. */
export const bidFunctionsOf = ({ values, bids, further = [] }: BidFunction): BidFunction[] =>
  [bids, ...further].map((list) => ({ values, bids: list }));

/** Index of the piece that holds x: the last k with list[k] <= x, among all but the last. */
function pieceOf(list: readonly number[], x: number): number {
  let [low, high] = [0, list.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The bid of a type. Beyond the ends, where types are not allowed to be, that of the nearest end. */
export function bidAt({ values, bids }: BidFunction, value: number): number {
  if (value <= values[0]!) return bids[0]!;
  if (value >= values.at(-1)!) return bids.at(-1)!;
  const k = pieceOf(values, value);
  const share = (value - values[k]!) / (values[k + 1]! - values[k]!);
  return Math.min(bids[k + 1]!, Math.max(bids[k]!, bids[k]! + share * (bids[k + 1]! - bids[k]!)));
}

/** Largest value at which the bid is at most b; -Infinity where all bids are higher. */
function lastValue({ values, bids }: BidFunction, bid: number): number {
  if (bid < bids[0]!) return -Infinity;
  if (bid >= bids.at(-1)!) return Infinity;
  // The last piece that begins at or below the bid; it ends above it.
  const k = pieceOf(bids, bid);
  return values[k]! + ((bid - bids[k]!) / (bids[k + 1]! - bids[k]!)) * (values[k + 1]! - values[k]!);
}

/** Smallest value at which the bid is at least b. */
function firstValue({ values, bids }: BidFunction, bid: number): number {
  if (bid <= bids[0]!) return -Infinity;
  if (bid > bids.at(-1)!) return Infinity;
  let k = pieceOf(bids, bid);
  while (k > 0 && bids[k] === bid) k--;
  if (bids[k + 1]! < bid) k++;
  return values[k]! + ((bid - bids[k]!) / (bids[k + 1]! - bids[k]!)) * (values[k + 1]! - values[k]!);
}

export interface BidChances {
  readonly below: number;
  readonly upTo: number;
}

/** Chances that the bid of a type of the law is below b, and at most b. Atoms by their own bids, which have no rounding to fall beside. */
export function bidChances(
  strategy: BidFunction, { cdf, atoms = [] }: Pick<Distribution, 'cdf' | 'atoms'>, bid: number,
): BidChances {
  const smooth = (value: number): number => (value === -Infinity ? 0 : value === Infinity ? 1 - massUpTo(atoms, Infinity)
    : Math.max(0, cdf(value) - massUpTo(atoms, value)));
  let [below, upTo] = [smooth(firstValue(strategy, bid)), smooth(lastValue(strategy, bid))];
  for (const { at, mass } of atoms) {
    const own = bidAt(strategy, at);
    if (own < bid) below += mass;
    if (own <= bid) upTo += mass;
  }
  return { below: Math.min(below, upTo), upTo };
}

const massUpTo = (atoms: readonly Atom[], value: number): number =>
  atoms.reduce((sum, { at, mass }) => (at <= value ? sum + mass : sum), 0);
