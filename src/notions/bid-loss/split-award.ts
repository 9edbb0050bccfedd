/**
 * The same for suppliers in a split award auction (src/mechanism/auctions/split-award.ts), whose utility is linear in the cost v:
 *
 *     U(v, p, q) = (p - v) S(p, q) + (q - c v) G(p, q).
 *
 * In quantiles of the other's cost the whole is won beyond a = Pr(x < p) and B = Pr(y <= p - q), or less, and a half from b = Pr(x - y < q)
 * to B. So asks bring gains w of the whole and h of a half
 *
 *     f(B) = w (1 - max(a, B)) + h (B - b)^+,
 *
 * which falls in a and b where w and h are at least 0, and bends at B = a and B = b alone: with w, h, a and b at their ends on a box of
 * asks, f is most, and least, at an end of B or at a bend. Where y has an atom the ends of B stay apart in the smallest box, and f is that
 * of one side or of the other. Boxes of a lattice are halved until they are a cell, or add nothing.
 * The best is worth a convex function of v: between the types for which it is found it lies below the chord.
 */
import type { AwardChances } from '../../mechanism/auctions/auction.ts';
import { bidAt, bidFunctionsOf, type BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { snapped } from '../../mechanism/auctions/grid.ts';
import { STRIDE } from '../../run/turns.ts';
import { totals, type BidBoxes, type BidLoss, type BoundedTypes, type TypeBounds } from './totals.ts';

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

/** f(B). */
const gainsAt = (at: number, whole: number, half: number, a: number, b: number): number =>
  whole * (1 - Math.max(a, at)) + half * Math.max(0, at - b);

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
    const [a, b] = [wholeBelow[i]!, dearerBelow[j]!];
    const [from, to] = [low < 0 ? 0 : halfUpTo[low]!, high < 0 ? 0 : halfUpTo[Math.min(count, high)]!];
    const [whole, half] = [Math.max(0, (i + m) * step - cost), Math.max(0, (j + n) * step - halfCost)];
    // A bend at B = b is convex: nothing is most there.
    return Math.max(
      gainsAt(from, whole, half, a, b), gainsAt(to, whole, half, a, b), gainsAt(Math.min(to, Math.max(from, a)), whole, half, a, b),
    );
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

type Ends = readonly [low: number, high: number];

/** What is won by asks within a rectangle on which p - q does not fall. */
interface Won {
  /** Least and most of the gains, where those of a whole and of a half are these. */
  readonly gains: (whole: number, half: number) => Ends;
  readonly asks: readonly [low: readonly [number, number], high: readonly [number, number]];
}

interface Asks {
  readonly whole: number;
  readonly half: number;
  readonly dearer: number;
}

const same = (a: Asks, b: Asks): boolean => a.whole === b.whole && a.half === b.half && a.dearer === b.dearer;

const wonBetween = ({ whole, half, dearer }: AwardChances, low: Asks, high: Asks): Won => {
  const a: Ends = [whole(low.whole).below, whole(high.whole).upTo];
  const b: Ends = [dearer(low.half).below, dearer(high.half).below];
  const [from, to] = [half(low.dearer).upTo, half(high.dearer).upTo];
  const all = (wholeGain: number, halfGain: number, wholeLost: number, halfLost: number): number[] =>
    [from, to, wholeLost, halfLost].map((at) => gainsAt(Math.min(to, Math.max(from, at)), wholeGain, halfGain, wholeLost, halfLost));
  return {
    gains: (one, other) => {
      const [i, j] = [one >= 0 ? 1 : 0, other >= 0 ? 1 : 0] as const;
      return [Math.min(...all(one, other, a[i], b[j])), Math.max(...all(one, other, a[1 - i]!, b[1 - j]!))];
    },
    asks: [[low.whole, low.half], [high.whole, high.half]],
  };
};

/** Of asks that are made: ties have their rule. */
const wonAt = (chances: AwardChances, asks: Asks): Won => {
  const { whole, half, dearer } = chances;
  const [wholes, halves] = [whole(asks.whole), half(asks.dearer)];
  const won = (1 - Math.max(wholes.upTo, halves.upTo) + 1 - Math.max(wholes.below, halves.upTo)) / 2;
  const wonHalf = Math.max(0, halves.upTo - dearer(asks.half).below);
  const at = [asks.whole, asks.half] as const;
  return {
    gains: (one, other) => {
      const gain = one * won + other * wonHalf;
      return [gain, gain];
    },
    asks: [at, at],
  };
};

/** In steps. `rounding`: by how much sums may be off. `onBoxes` is told what the bounds are made of; bids are ends of the lattice. */
export function* splitAwardLoss(
  problem: SplitAward, rounding: number, onBoxes?: (boxes: BidBoxes) => void,
): Generator<undefined, BidLoss> {
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
  const boundsOf = ({ gains, asks: [low, high] }: Won, k: number, to: number): TypeBounds => {
    const worst = (cost: number): number => gains(low[0] - cost, low[1] - splitCost * cost)[0];
    const utilityHigh = gains(high[0] - types[k]!, high[1] - splitCost * types[k]!)[1];
    return {
      utilityLow: worst(types[to]!), utilityHigh,
      lossHigh: Math.max(top[k]! - worst(types[k]!), top[to]! - worst(types[to]!)),
      lossLow: Math.min(least(floor(k), types[k]!), least(floor(to), types[to]!)) - utilityHigh,
      paidLow: -gains(high[0], high[1])[1], paidHigh: -gains(low[0], low[1])[0],
    };
  };
  const at = (k: number): TypeBounds => boundsOf(wonAt(chances, own[k]!), k, k);
  const between = (k: number): TypeBounds =>
    boundsOf(same(own[k]!, own[k + 1]!) ? wonAt(chances, own[k]!) : wonBetween(chances, own[k]!, own[k + 1]!), k, k + 1);
  onBoxes?.({
    bids: Float64Array.of(0, lattice.count * lattice.step), lattice: lattice.count, types, best: [...top], every,
    worth: Array.from(top, (_, k) => at(k).utilityLow), loss: Array.from(top.slice(1), (_, k) => Math.max(0, between(k).lossHigh)),
  });
  return yield* totals({
    law, types, at, between, report: (k) => floor(k).asks, own: (k) => [own[k]!.whole, own[k]!.half],
  }, rounding);
}
