/**
 * How large bid(k) - ask(k), the gain of the least of the k efficient trades, can be but with a negligible probability.
 *
 * A(y) asks lie up to y and B(y) bids from y on, and k >= min(A(y), B(y)) for every y. Where the gain exceeds T, some cell (a, b) lies
 * within [ask(k), bid(k)]: cells are R - 1 steps long, T = R steps, one from each point of a grid. Then k = min(A(a), B(b)): were
 * A(a) < B(b), an ask in the cell would make one more trade, were A(a) > B(b) a bid in it, and were they equal an ask below its middle
 * together with a bid above. So the event lies in
 *
 *     { 1 <= A(a) <= B(b), no ask in the lower half }  or  { 1 <= B(b) <= A(a), no bid in the upper half },                   (1)
 *
 * of probabilities (1 - d)^m Pr(1 <= A' <= B) and the like, d the chance of the half and A' ~ binomial(m, F(a) / (1 - d)); added up over
 * the cells. Those below some y < p, p where as many are expected to ask less as to bid more, lie together in
 *
 *     { no ask in (y, p] }  or  { A(y) >= B(p) },                                                                             (2)
 *
 * since A(y) >= k >= min(A(p), B(p)); likewise above. Ties count as trades, so an ask at a middle and a bid there make one.
 */
import { massBelow, type Distribution } from '../../distributions/distribution.ts';
import { binomialSumAt } from '../../statistics/binomial-sum.ts';

/** Steps of T, what T is made smaller by, how often at most, and cells that are gone through. */
const R = 8;
const SMALLER = 2 ** -0.25;
const SMALLEST = 96;
const CELLS = 2 ** 12;
const BISECTIONS = 50;
/** What the gains beyond may add to a mean, as a share of the largest gain that is kept. */
const NEGLIGIBLE = 2e-5;

export interface MarginSpread {
  /** T, in units of value; the width of the types where nothing less can be had. */
  readonly cap: number;
  /** Bound on the probability that the gain is larger. */
  readonly beyond: number;
}

interface Market {
  readonly sellers: number;
  readonly buyers: number;
  readonly cost: Distribution;
  readonly value: Distribution;
}

/** Of one side: how many, and of each the chance of lying beyond a place on the side that trades, and between two places. */
interface Side {
  readonly count: number;
  inside(y: number): number;
  between(from: number, to: number): number;
}

const sellersOf = ({ sellers, cost }: Market): Side =>
  ({ count: sellers, inside: (y) => cost.cdf(y), between: (from, to) => Math.max(0, cost.cdf(to) - cost.cdf(from)) });

const buyersOf = ({ buyers, value }: Market): Side => ({
  count: buyers,
  inside: (y) => 1 - massBelow(value, y),
  between: (from, to) => Math.max(0, massBelow(value, to) - massBelow(value, from)),
});

const none = (count: number, chance: number): number => Math.exp(count * Math.log1p(-Math.min(1, chance)));

/** Pr(X >= Y) of binomial counts, each a number of traders and a chance. */
function atLeastAsMany(count: number, p: number, other: number, q: number): number {
  const { equal, above } = binomialSumAt([{ count, p }, { count: other, p: 1 - q }], other);
  return equal + above;
}

interface Span {
  readonly low: number;
  readonly width: number;
}

/** The smallest T that the search finds. Types outside the interval count as its nearer end. */
export function marginSpread(market: Market, span: Span): MarginSpread {
  let best: MarginSpread = { cap: span.width, beyond: 0 };
  // T is made smaller so many times; each T stands by itself, whatever others gave.
  let [known, open] = [0, SMALLEST];
  while (open - known > 1) {
    const times = Math.floor((known + open) / 2);
    const cap = span.width * SMALLER ** times;
    const beyond = chanceAbove(market, span, cap, (NEGLIGIBLE * cap) / span.width);
    if (beyond === undefined) open = times;
    else [known, best] = [times, { cap, beyond }];
  }
  return best;
}

/** Bound on the probability that the gain exceeds `cap`; undefined where that is above `most`, or takes too many cells. */
export function chanceAbove(market: Market, { low, width }: Span, cap: number, most: number): number | undefined {
  const [asks, bids] = [sellersOf(market), buyersOf(market)];
  const high = low + width;
  const [p] = turn(low, high, (y) => asks.count * asks.inside(y) < bids.count * bids.inside(y));
  // (2) below `from` and above `to`.
  const far = (side: Side, other: Side) => (y: number): number => none(side.count, side.between(Math.min(y, p), Math.max(y, p)))
    + atLeastAsMany(side.count, side.inside(y), other.count, other.inside(p));
  const tail = most / 4;
  const [from] = turn(low, p, (y) => far(asks, bids)(y) <= tail);
  const [, to] = turn(p, high, (y) => far(bids, asks)(y) > tail);
  if ((to - from) / cap > CELLS / R) return undefined;
  const tails = (from > low ? tail : 0) + (to < high ? tail : 0);
  const sum = central(asks, bids, [from, to], cap, most - tails);
  return sum === undefined ? undefined : sum + tails;
}

/** Two places next to each other where `holds`, true from `low` on, is and is not; the ends where it is everywhere or nowhere. */
function turn(low: number, high: number, holds: (y: number) => boolean): [number, number] {
  let [from, to] = [low, high];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = from + (to - from) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return [from, to];
}

/** The sum of (1) over the cells that reach into [from, to]; undefined where it is above `most`. */
function central(asks: Side, bids: Side, [from, to]: readonly [number, number], cap: number, most: number): number | undefined {
  const step = cap / R;
  const length = step * (R - 1);
  let sum = 0;
  for (let a = from - length; a < to; a += step) {
    const [middle, b] = [a + length / 2, a + length];
    sum += emptyHalf(asks, a, asks.between(a, middle), bids, b, most) + emptyHalf(bids, b, bids.between(middle, b), asks, a, most);
    if (sum > most) return undefined;
  }
  return sum;
}

/** Pr(1 <= A <= B, none of A's side in a half of this chance), A from `place` on, B from the other end. Less where it does not matter. */
function emptyHalf(side: Side, place: number, half: number, other: Side, end: number, most: number): number {
  const [p, q] = [side.inside(place), other.inside(end)];
  if (p <= 0 || q <= 0) return 0;
  const empty = none(side.count, half);
  if (empty <= most * 1e-9) return empty;
  const share = Math.min(1, p / (1 - half));
  const some = 1 - none(side.count, share);
  return empty * Math.min(some, atLeastAsMany(other.count, q, side.count, share));
}
