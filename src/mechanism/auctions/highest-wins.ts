/**
 * Like objects, one at most to each bidder: the highest bids win; ties are broken evenly. With H the law of the K-th highest other bid, K
 * the number of objects, the chance to win lies, between neighbours of a grid of bids that has every corner of every bid function, between
 * H from above the lower and H from below the upper one.
 */
import { STRIDE } from '../../run/turns.ts';
import type { Auction, BidProfile, OutcomeEnd, Outcomes } from './auction.ts';
import { bidAt, bidChances } from './bid-function.ts';
import { floorIn, gridOf } from './grid.ts';

/** Bids that win with one chance, and ends of them and of the bid to beat, the K-th highest other one, where they win. */
export interface BidCell {
  readonly bidLow: number;
  readonly bidHigh: number;
  readonly chance: number;
  /** Ends of E[bid to beat; the bid wins]. */
  readonly otherLow: number;
  readonly otherHigh: number;
}

/** Ends of the expected payment of the bids of a cell. Bids are at least 0. */
export type Payment = (cell: BidCell) => readonly [low: number, high: number];

interface BidGrid {
  readonly x: Float64Array;
  /** Chances that fewer than K other bids are x or more, and more than x. */
  readonly below: Float64Array;
  readonly upTo: Float64Array;
  /** Ends of E[bid to beat; it is at most x]. */
  readonly otherLow: Float64Array;
  readonly otherHigh: Float64Array;
}

type Chance = ReturnType<typeof bidChances>;

/** Chance that fewer than `units` of independent events happen, at most 32 of them. */
function fewer(chances: readonly number[], units: number): number {
  let counts = [1];
  for (const chance of chances) counts = [...counts, 0].map((p, k) => p * (1 - chance) + (k > 0 ? counts[k - 1]! * chance : 0));
  return Math.min(1, counts.slice(0, units).reduce((sum, p) => sum + p, 0));
}

/** Of one object a product, which keeps the digits of small chances. */
function belowAndUpTo(chances: readonly Chance[], units: number): Chance {
  const product = (side: keyof Chance): number => (units === 1 ? chances.reduce((all, chance) => all * chance[side], 1)
    : fewer(chances.map((chance) => 1 - chance[side]), units));
  const [below, upTo] = [product('below'), product('upTo')];
  return { below: Math.min(below, upTo), upTo };
}

/**
 * Chance to win where ties are broken evenly. One object: int_0^1 prod_j (a_j + m_j x) dx by the coefficients of the product. Several: the
 * law of how many others bid more and how many the same.
 */
export function tieShare(chances: readonly Chance[], units: number): number {
  if (units === 1) {
    let coefficients = [1];
    for (const { below, upTo } of chances) {
      coefficients = [...coefficients, 0].map((c, k) => c * below + (k > 0 ? coefficients[k - 1]! * (upTo - below) : 0));
    }
    return coefficients.reduce((sum, c, k) => sum + c / (k + 1), 0);
  }
  /** [more][same]. */
  let counts = [[1]];
  for (const { below, upTo } of chances) {
    const at = (m: number, t: number): number => counts[m]?.[t] ?? 0;
    counts = [...counts, []].map((_, m) => Array.from({ length: counts.length + 1 }, (__, t) =>
      at(m, t) * below + at(m - 1, t) * (1 - upTo) + at(m, t - 1) * (upTo - below)));
  }
  return counts.reduce((total, row, m) =>
    row.reduce((sum, p, t) => sum + p * Math.min(1, Math.max(0, (units - m) / (t + 1))), total), 0);
}

/** Every bid at which a chance may jump or bend. */
export const cornersOf = ({ strategies, laws }: BidProfile): number[] => strategies.flatMap((strategy, j) =>
  [...strategy.bids, ...(laws[j]!.atoms ?? []).map(({ at }) => bidAt(strategy, at))]);

function* bidGrid(profile: BidProfile, others: readonly number[]): Generator<undefined, BidGrid> {
  const { strategies, laws, cells, units = 1 } = profile;
  const most = Math.max(...strategies.map(({ bids }) => bids.at(-1)!));
  const x = gridOf([0, most > 0 ? most : 1], cells, cornersOf(profile));
  const [below, upTo] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (const [k, bid] of x.entries()) {
    if (k % STRIDE === 0) yield;
    const chances = others.map((j) => bidChances(strategies[j]!, laws[j]!, bid));
    ({ below: below[k]!, upTo: upTo[k]! } = belowAndUpTo(chances, units));
  }
  const [otherLow, otherHigh] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let k = 0; k < x.length; k++) {
    const [atPoint, between] = [x[k]! * (upTo[k]! - below[k]!), k > 0 ? Math.max(0, below[k]! - upTo[k - 1]!) : 0];
    otherLow[k] = (k > 0 ? otherLow[k - 1]! + x[k - 1]! * between : 0) + atPoint;
    otherHigh[k] = (k > 0 ? otherHigh[k - 1]! + x[k]! * between : 0) + atPoint;
  }
  return { x, below, upTo, otherLow, otherHigh };
}

/** An auction among any number of bidders. */
export const highestWins = (auction: Omit<Auction, 'outcomes'>, payment: Payment): Auction => ({
  ...auction,
  outcomes: (profile, bidder) => outcomesOf(payment, profile, bidder),
});

function* outcomesOf(payment: Payment, profile: BidProfile, bidder: number): Generator<undefined, Outcomes> {
  const { strategies, laws, units = 1 } = profile;
  const others = strategies.map((_, j) => j).filter((j) => j !== bidder);
  const grid = yield* bidGrid(profile, others);
  const { x, below, upTo, otherLow, otherHigh } = grid;
  const endOf = (cell: BidCell): OutcomeEnd => {
    const [low, high] = payment(cell);
    return { chance: cell.chance, low, high };
  };
  /** Bids that win with chance `from`, and those that win with chance `to`: payments are linear in what lies between. */
  const ends = (k: number, [bidLow, bidHigh]: readonly [number, number], to: number): OutcomeEnd[] => {
    const [low, high, from] = [otherLow[k]!, otherHigh[k]!, upTo[k]!];
    const more = to - from;
    const first = endOf({ bidLow, bidHigh, chance: from, otherLow: low, otherHigh: high });
    if (!(more > 0)) return [first];
    return [first, endOf({ bidLow, bidHigh, chance: to, otherLow: low + bidLow * more, otherHigh: high + bidHigh * more })];
  };
  return {
    x,
    point: (k) => [endOf({ bidLow: x[k]!, bidHigh: x[k]!, chance: upTo[k]!, otherLow: otherLow[k]!, otherHigh: otherHigh[k]! })],
    cell: (k) => ends(k, [x[k]!, x[k + 1]!], below[k + 1]!),
    at: (bid) => {
      const chances = others.map((j) => bidChances(strategies[j]!, laws[j]!, bid));
      const chance = tieShare(chances, units);
      const k = floorIn(x, bid);
      // Whatever is won beyond the chances up to the grid point, ties included, costs between that point and the bid.
      const more = chance - upTo[k]!;
      return [endOf({
        bidLow: bid, bidHigh: bid, chance, otherLow: otherLow[k]! + more * (more < 0 ? bid : x[k]!), otherHigh: otherHigh[k]! + more * bid,
      })];
    },
    between: (low, high) => {
      // From above the lower bid to below the higher one, by the grid points round them.
      const [first, under] = [floorIn(x, low), floorIn(x, high)];
      const last = x[under] === high ? under : Math.min(x.length - 1, under + 1);
      return ends(first, [x[first]!, high], below[last]!);
    },
  };
}
