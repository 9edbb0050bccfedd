/**
 * The same for suppliers in a split award auction (src/mechanism/auctions/split-award.ts), whose utility is linear in the cost v:
 *
 *     U(v, p, q) = (p - v) S(p, q) + (q - c v) G(p, q).
 *
 * In quantiles of the other's cost the whole is won on (a, 1], a = max(Pr(x < p), Pr(y <= p - q)), or less, and a half on (b, B],
 * b = Pr(x - y < q), B = Pr(y <= p - q), or less. a rises in p and falls in q, b rises in q, B rises in p and falls in q; so asks in a box
 * are worth at most what its corners give, counting once where both might be won. Boxes of a lattice are halved until they are a cell, or
 * add nothing. The best is worth a convex function of v: between the types for which it is found it lies below the chord.
 */
import type { AwardChances } from '../../mechanism/auctions/auction.ts';
import { bidAt, bidFunctionsOf, type BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { snapped } from '../../mechanism/auctions/grid.ts';
import { STRIDE } from '../../run/turns.ts';
import { totals, type BidLoss, type BoundedTypes, type TypeBounds } from './totals.ts';

/** Types for which the best asks are found. */
const SEARCHED = 256;
/** Levels of boxes: the lattice has 2^LEVELS cells an axis at most. */
const LEVELS = 16;
/** Cells by which the ends of the best may be apart. */
const SLACK = 2;

export interface SplitAward extends Pick<BoundedTypes, 'law' | 'types'> {
  readonly chances: AwardChances;
  readonly strategy: BidFunction;
  /** A half's cost as a share of that of the whole. */
  readonly splitCost: number;
  readonly cells: number;
}

/** Chances at every point of the lattice, the multiples of `step`. */
interface Lattice {
  readonly step: number;
  readonly count: number;
  readonly wholeBelow: Float64Array;
  readonly wholeUpTo: Float64Array;
  readonly halfUpTo: Float64Array;
  readonly dearerBelow: Float64Array;
}

function* latticeOf({ whole, half, dearer, most }: AwardChances, cells: number): Generator<undefined, Lattice> {
  const count = 2 ** Math.min(LEVELS, Math.ceil(Math.log2(cells)));
  // Of 24 bits, so that multiples are exact.
  const step = Math.fround(((most > 0 ? most : 1) / count) * (1 + 2 ** -22));
  const [wholeBelow, wholeUpTo, halfUpTo, dearerBelow] = Array.from({ length: 4 }, () => new Float64Array(count + 1)) as [
    Float64Array, Float64Array, Float64Array, Float64Array];
  for (let k = 0; k <= count; k++) {
    if (k % (STRIDE >> 2) === 0) yield;
    const bid = k * step;
    ({ below: wholeBelow[k]!, upTo: wholeUpTo[k]! } = whole(bid));
    halfUpTo[k] = half(bid).upTo;
    dearerBelow[k] = dearer(bid).below;
  }
  return { step, count, wholeBelow, wholeUpTo, halfUpTo, dearerBelow };
}

/** Worth at most and at least of the best asks to a cost, the asks, and the line that they are worth to all costs. */
interface Found {
  readonly most: number;
  readonly slope: number;
  readonly intercept: number;
  readonly asks: readonly [number, number];
}

const least = ({ slope, intercept }: Found, cost: number): number => slope * cost + intercept;

/** Never below 0: asking more than ever wins. */
function bestOf(lattice: Lattice, cost: number, splitCost: number): Found {
  const { step, count, wholeBelow, wholeUpTo, halfUpTo, dearerBelow } = lattice;
  const halfCost = splitCost * cost;
  const slack = SLACK * step;
  let [most, sure] = [0, 0];
  let found: Omit<Found, 'most'> = { slope: 0, intercept: 0, asks: [count * step, count * step] };
  /** Of asks p in cells i to i + m and q in cells j to j + n. */
  const bound = (i: number, m: number, j: number, n: number): number => {
    const [low, high] = [i - j - n, i + m - j];
    const a = Math.max(wholeBelow[i]!, low < 0 ? 0 : halfUpTo[low]!);
    const [b, B] = [dearerBelow[j]!, high < 0 ? 0 : halfUpTo[Math.min(count, high)]!];
    const both = Math.max(0, B - Math.max(a, b));
    const [whole, half] = [Math.max(0, (i + m) * step - cost), Math.max(0, (j + n) * step - halfCost)];
    return whole * (1 - a - both) + half * (Math.max(0, B - b) - both) + Math.max(whole, half) * both;
  };
  const tryAsks = (i: number, j: number): void => {
    const half = i < j ? 0 : halfUpTo[i - j]!;
    const [wins, halves] = [1 - Math.max(wholeUpTo[i]!, half), Math.max(0, half - dearerBelow[j]!)];
    const worth = (i * step - cost) * wins + (j * step - halfCost) * halves;
    if (worth <= sure) return;
    sure = worth;
    found = { slope: -(wins + splitCost * halves), intercept: i * step * wins + j * step * halves, asks: [i * step, j * step] };
  };
  const search = (i: number, m: number, j: number, n: number, given: number): void => {
    if (given > Math.max(most, sure + slack)) {
      tryAsks(i, j);
      tryAsks(i + m, j);
    }
    if (given <= Math.max(most, sure + slack) || m * n === 1) {
      most = Math.max(most, given);
      return;
    }
    // Along the axis that lowers the bound more: there may be many asks for what does not come about, all alike.
    const [left, right] = m === 1 ? [Infinity, Infinity] : [bound(i, m / 2, j, n), bound(i + m / 2, m / 2, j, n)];
    const [under, over] = n === 1 ? [Infinity, Infinity] : [bound(i, m, j, n / 2), bound(i, m, j + n / 2, n / 2)];
    const [whole, half] = [Math.max(left, right), Math.max(under, over)];
    if (whole < half || (whole === half && m >= n)) {
      if (left > right) search(i, m / 2, j, n, left);
      search(i + m / 2, m / 2, j, n, right);
      if (left <= right) search(i, m / 2, j, n, left);
    } else {
      if (under > over) search(i, m, j, n / 2, under);
      search(i, m, j + n / 2, n / 2, over);
      if (under <= over) search(i, m, j, n / 2, under);
    }
  };
  search(0, count, 0, count, bound(0, count, 0, count));
  return { most, ...found };
}

/** Ends of what is won by asks within a rectangle on which p - q does not fall, as measures of the other's quantile. */
interface Won {
  readonly whole: number;
  readonly half: number;
  /** Of quantiles at which it is not known which of the two is won, or whether any. */
  readonly open: number;
  readonly asks: readonly [low: readonly [number, number], high: readonly [number, number]];
}

interface Asks {
  readonly whole: number;
  readonly half: number;
  readonly dearer: number;
}

const same = (a: Asks, b: Asks): boolean => a.whole === b.whole && a.half === b.half && a.dearer === b.dearer;

const wonBetween = ({ whole, half, dearer }: AwardChances, low: Asks, high: Asks): Won => {
  const measure = (from: number, to: number): number => Math.max(0, to - from);
  const [sureWhole, sureHalf] = [
    measure(Math.max(whole(high.whole).upTo, half(high.dearer).upTo), 1), measure(dearer(high.half).below, half(low.dearer).upTo),
  ];
  const [a, b, B] = [
    Math.max(whole(low.whole).below, half(low.dearer).upTo), dearer(low.half).below, half(high.dearer).upTo,
  ];
  const any = measure(a, 1) + measure(b, B) - measure(Math.max(a, b), B);
  return {
    whole: sureWhole, half: sureHalf, open: Math.max(0, any - sureWhole - sureHalf),
    asks: [[low.whole, low.half], [high.whole, high.half]],
  };
};

/** Of asks that are made: ties have their rule. */
const wonAt = (chances: AwardChances, asks: Asks): Won => {
  const { whole, half, dearer } = chances;
  const [wholes, halves] = [whole(asks.whole), half(asks.dearer)];
  const won = (1 - Math.max(wholes.upTo, halves.upTo) + 1 - Math.max(wholes.below, halves.upTo)) / 2;
  const at = [asks.whole, asks.half] as const;
  return { whole: won, half: Math.max(0, halves.upTo - dearer(asks.half).below), open: 0, asks: [at, at] };
};

/** In steps. `rounding`: by how much sums may be off. */
export function* splitAwardLoss(problem: SplitAward, rounding: number): Generator<undefined, BidLoss> {
  const { law, types, chances, strategy, splitCost, cells } = problem;
  const lattice = yield* latticeOf(chances, cells);
  const every = Math.max(1, Math.ceil((types.length - 1) / SEARCHED));
  const found = new Map<number, Found>();
  for (let k = 0; ; k = Math.min(types.length - 1, k + every)) {
    yield;
    found.set(k, bestOf(lattice, types[k]!, splitCost));
    if (k === types.length - 1) break;
  }
  const round = (k: number): readonly [number, number] =>
    (found.has(k) ? [k, k] : [k - k % every, Math.min(types.length - 1, k - k % every + every)]);
  const top = types.map((cost, k) => {
    const [from, to] = round(k);
    const share = from === to ? 0 : (cost - types[from]!) / (types[to]! - types[from]!);
    return found.get(from)!.most * (1 - share) + found.get(to)!.most * share;
  });
  const floor = (k: number): Found => {
    const [one, other] = round(k).map((at) => found.get(at)!) as [Found, Found];
    return least(other, types[k]!) > least(one, types[k]!) ? other : one;
  };
  const [whole, half] = bidFunctionsOf(strategy) as [BidFunction, BidFunction];
  const corners = {
    whole: Float64Array.from(chances.corners.whole), half: Float64Array.from(chances.corners.half),
    dearer: Float64Array.from(chances.corners.dearer),
  };
  const own = Array.from(types, (cost): Asks => {
    const [p, q] = [bidAt(whole, cost), bidAt(half, cost)];
    return { whole: snapped(corners.whole, p), half: snapped(corners.dearer, q), dearer: snapped(corners.half, p - q) };
  });
  yield;
  /** Costs from k to `to`. */
  const boundsOf = ({ whole: wins, half: halves, open, asks: [low, high] }: Won, k: number, to: number): TypeBounds => {
    const worst = (cost: number): number => {
      const [more, less] = [low[0] - cost, low[1] - splitCost * cost];
      return more * wins + less * halves + Math.min(0, more, less) * open;
    };
    const best = (cost: number): number => {
      const [more, less] = [high[0] - cost, high[1] - splitCost * cost];
      return more * wins + less * halves + Math.max(0, more, less) * open;
    };
    const utilityHigh = best(types[k]!);
    return {
      utilityLow: worst(types[to]!), utilityHigh,
      lossHigh: Math.max(top[k]! - worst(types[k]!), top[to]! - worst(types[to]!)),
      lossLow: Math.min(least(floor(k), types[k]!), least(floor(to), types[to]!)) - utilityHigh,
      paidLow: -(high[0] * wins + high[1] * halves + Math.max(high[0], high[1]) * open),
      paidHigh: -(low[0] * wins + low[1] * halves),
    };
  };
  return yield* totals({
    law, types, at: (k) => boundsOf(wonAt(chances, own[k]!), k, k),
    between: (k) => boundsOf(same(own[k]!, own[k + 1]!) ? wonAt(chances, own[k]!) : wonBetween(chances, own[k]!, own[k + 1]!), k, k + 1),
    report: (k) => floor(k).asks, own: (k) => [own[k]!.whole, own[k]!.half],
  }, rounding);
}
