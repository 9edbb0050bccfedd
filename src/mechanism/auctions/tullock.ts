/**
 * Tullock's contest: bidder i wins with chance b_i^r / sum_j b_j^r, evenly where nobody bids, and everybody pays. The law of
 * S = sum of the others' b_j^r is rounded down and up to a grid, bidder by bidder, so that E b^r / (b^r + S) lies between the two.
 * Tullock, Efficient Rent Seeking (1980).
 */
import type { Auction, BidProfile } from './auction.ts';
import { bidAt, bidChances } from './bid-function.ts';
import { tableOutcomes } from './table-outcomes.ts';

/** Rows of a table of thousands of columns, between two steps. */
const ROWS = 64;

/** Masses of the others' sums on the grid, once with every bid rounded down and once up. */
interface SumLaw {
  readonly down: Float64Array;
  readonly up: Float64Array;
  readonly step: number;
  /** Chance that nobody else bids. */
  readonly none: number;
}

/** In steps. */
function* convolved(a: Float64Array, b: Float64Array): Generator<undefined, Float64Array> {
  const sum = new Float64Array(a.length + b.length - 1);
  for (let i = 0; i < a.length; i++) {
    if (i % ROWS === 0) yield;
    const weight = a[i]!;
    if (weight > 0) for (let j = 0; j < b.length; j++) sum[i + j]! += weight * b[j]!;
  }
  return sum;
}

function* sumLaw(
  { strategies, laws, cells }: BidProfile, others: readonly number[], power: number,
): Generator<undefined, SumLaw> {
  const most = Math.max(...others.map((j) => bidAt(strategies[j]!, laws[j]!.support[1]) ** power));
  // As many cells for all together as for one.
  const each = Math.max(16, Math.ceil(cells / others.length));
  const step = (most > 0 ? most : 1) / each;
  let [down, up, none]: [Float64Array, Float64Array, number] = [Float64Array.of(1), Float64Array.of(1), 1];
  for (const j of others) {
    const top = bidAt(strategies[j]!, laws[j]!.support[1]);
    const chances = Array.from({ length: each + 1 }, (_, m) => {
      const bid = (m * step) ** (1 / power);
      return bidChances(strategies[j]!, laws[j]!, Math.abs(bid - top) <= 1e-14 * top ? top : bid);
    });
    const [low, high] = [new Float64Array(each + 1), new Float64Array(each + 1)];
    chances.forEach(({ below, upTo }, m) => {
      low[m]! += upTo - below;
      high[m]! += upTo - below;
      const between = m > 0 ? Math.max(0, below - chances[m - 1]!.upTo) : 0;
      if (m > 0) low[m - 1]! += between;
      high[m]! += between;
    });
    [down, up, none] = [yield* convolved(down, low), yield* convolved(up, high), none * chances[0]!.upTo];
  }
  return { down, up, step, none };
}

export const tullock: Auction = {
  name: 'tullock',
  words: 'a contest in which chances are bids to a power, over their sum, and every bid is paid',
  asks: 'power',
  cells: { usual: 4096, most: 2 ** 14 },
  * outcomes(profile, bidder) {
    const { strategies, laws, cells, power = 1 } = profile;
    const others = strategies.map((_, j) => j).filter((j) => j !== bidder);
    const { down, up, step, none } = yield* sumLaw(profile, others, power);
    // More than the highest value is never worth it.
    const top = Math.max(laws[bidder]!.support[1], bidAt(strategies[bidder]!, laws[bidder]!.support[1]));
    const x = Float64Array.from({ length: cells + 1 }, (_, k) => (k === cells ? top : (k / cells) * top));
    const [chanceLow, chanceHigh] = [new Float64Array(x.length), new Float64Array(x.length)];
    const share = (masses: Float64Array, weight: number): number => {
      let sum = 0;
      for (let m = 0; m < masses.length; m++) sum += masses[m]! * (weight / (weight + m * step));
      return sum;
    };
    for (const [k, bid] of x.entries()) {
      if (k % ROWS === 0) yield;
      // Just above 0 a bid wins where nobody else bids, and there alone.
      const weight = bid ** power;
      chanceLow[k] = weight === 0 ? none : share(up, weight);
      chanceHigh[k] = weight === 0 ? none : share(down, weight);
    }
    return {
      ...tableOutcomes({ x, chanceLow, chanceHigh, paidLow: x, paidHigh: x }),
      at: (bid) => {
        const weight = bid ** power;
        const chances = weight === 0 ? [none / strategies.length] : [share(up, weight), share(down, weight)];
        return chances.map((chance) => ({ chance, low: bid, high: bid }));
      },
    };
  },
};
