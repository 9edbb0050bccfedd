/**
 * What bidders lose by the bids of a profile of bid functions, over the continuum of types and bids and without sampling, in an auction
 * of one object with independent private values:
 *
 *     L_i(v) = sup over b >= 0 of U_i(v, b) - U_i(v, beta_i(v)),     U_i(v, b) = v W_i(b) - P_i(b).
 *
 * W_i(b), the chance to win, is a product of chances H(b) of the others' bids; ties are broken evenly. Between neighbouring points of a
 * grid of bids that has every corner of every bid function, W lies between H from above the lower point and H from below the upper one,
 * and payments follow (`Auction.payment`). So every cell of bids is worth at most a line in v, and the best of them the upper envelope
 * D of these lines, which is convex. In a cell of types the truth is worth at least a line, and D less that line is largest at the ends.
 * Ends are about the width of a cell apart. Sums and products of chances are in double precision, whose rounding `ROUNDING` bounds by far.
 */
import type { Distribution } from '../distributions/distribution.ts';
import type { Auction, BidCell } from '../mechanism/auctions/auction.ts';
import { bidAt, bidChances, type BidFunction } from '../mechanism/auctions/bid-function.ts';
import type { Interval } from '../statistics/interval.ts';

/** Of the largest value. */
const ROUNDING = 1e-11;

export interface BidProblem {
  readonly auction: Auction;
  /** Of every bidder. */
  readonly strategies: readonly BidFunction[];
  readonly laws: readonly Pick<Distribution, 'cdf' | 'support'>[];
  /** Cells of the grids of bids and of types. */
  readonly cells: number;
}

export interface BidLoss {
  /** sup over v of L(v): the least epsilon of the profile for this bidder. */
  readonly largest: Interval;
  readonly witness: { readonly type: number; readonly report: number };
  /** E L(v). */
  readonly mean: Interval;
  /** E U(v, beta(v)), its least value, and E P. */
  readonly utility: Interval;
  readonly least: Interval;
  readonly payment: Interval;
}

/** Increasing, the given points among them. */
function gridOf([low, high]: readonly [number, number], cells: number, points: readonly number[]): Float64Array {
  const even = Array.from({ length: cells + 1 }, (_, k) => (k === cells ? high : low + (k / cells) * (high - low)));
  return Float64Array.from(new Set([...even, ...points.filter((x) => x > low && x < high)])).sort();
}

interface BidGrid {
  readonly x: Float64Array;
  /** Chances that all other bids are below x, and at most x; the chance to win at x, ties broken evenly. */
  readonly below: Float64Array;
  readonly upTo: Float64Array;
  readonly won: Float64Array;
  /** Ends of E[highest other bid; it is at most x]. */
  readonly otherLow: Float64Array;
  readonly otherHigh: Float64Array;
}

/** int_0^1 prod_j (a_j + m_j x) dx by the coefficients of the product. */
function tieShare(below: readonly number[], mass: readonly number[]): number {
  let coefficients = [1];
  below.forEach((a, j) => {
    coefficients = [...coefficients, 0].map((c, k) => c * a + (k > 0 ? coefficients[k - 1]! * mass[j]! : 0));
  });
  return coefficients.reduce((sum, c, k) => sum + c / (k + 1), 0);
}

function bidGrid({ strategies, laws, cells }: BidProblem, bidder: number): BidGrid {
  const others = strategies.map((_, j) => j).filter((j) => j !== bidder);
  const most = Math.max(...strategies.map(({ bids }) => bids.at(-1)!));
  const x = gridOf([0, most > 0 ? most : 1], cells, strategies.flatMap(({ bids }) => bids));
  const [below, upTo, won] = [new Float64Array(x.length), new Float64Array(x.length), new Float64Array(x.length)];
  x.forEach((bid, k) => {
    const chances = others.map((j) => bidChances(strategies[j]!, laws[j]!, bid));
    below[k] = chances.reduce((product, chance) => product * chance.below, 1);
    upTo[k] = chances.reduce((product, chance) => product * chance.upTo, 1);
    won[k] = upTo[k] === below[k] ? upTo[k]! : tieShare(chances.map((c) => c.below), chances.map((c) => c.upTo - c.below));
  });
  const [otherLow, otherHigh] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let k = 0; k < x.length; k++) {
    const [atPoint, between] = [x[k]! * (upTo[k]! - below[k]!), k > 0 ? Math.max(0, below[k]! - upTo[k - 1]!) : 0];
    otherLow[k] = (k > 0 ? otherLow[k - 1]! + x[k - 1]! * between : 0) + atPoint;
    otherHigh[k] = (k > 0 ? otherHigh[k - 1]! + x[k]! * between : 0) + atPoint;
  }
  return { x, below, upTo, won, otherLow, otherHigh };
}

/** Worth at most slope v + intercept. */
interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly bid: number;
}

/** The upper envelope of lines whose slopes do not fall, asked at values that do not fall. */
function envelopeOf(lines: readonly Line[]): (value: number) => Line {
  const hull: Line[] = [];
  // c above the crossing of a and c leaves nothing of b.
  const useless = (a: Line, b: Line, c: Line): boolean =>
    (c.intercept - a.intercept) * (b.slope - a.slope) >= (b.intercept - a.intercept) * (c.slope - a.slope);
  for (const line of lines) {
    const last = hull.at(-1);
    if (last && last.slope === line.slope) {
      if (last.intercept >= line.intercept) continue;
      hull.pop();
    }
    while (hull.length >= 2 && useless(hull.at(-2)!, hull.at(-1)!, line)) hull.pop();
    hull.push(line);
  }
  let at = 0;
  const worth = ({ slope, intercept }: Line, value: number): number => slope * value + intercept;
  return (value) => {
    while (at + 1 < hull.length && worth(hull[at + 1]!, value) >= worth(hull[at]!, value)) at++;
    return hull[at]!;
  };
}

const valueOf = ({ slope, intercept }: Line, value: number): number => slope * value + intercept;

/** Bids in [bidLow, bidHigh] that win with chance `from`, and those that win with chance `to`: payments are linear in what lies between. */
function endsOfCell(
  { otherLow, otherHigh }: BidGrid, k: number, [bidLow, bidHigh]: readonly [number, number], from: number, to: number,
): readonly BidCell[] {
  const [low, high, more] = [otherLow[k]!, otherHigh[k]!, to - from];
  const first: BidCell = { bidLow, bidHigh, chance: from, otherLow: low, otherHigh: high };
  return more > 0 ? [first, { bidLow, bidHigh, chance: to, otherLow: low + bidLow * more, otherHigh: high + bidHigh * more }] : [first];
}

function bestBids(auction: Auction, grid: BidGrid): { readonly above: (v: number) => Line; readonly sure: (v: number) => Line } {
  // A bid of nothing that never wins: no loss is below zero for values from 0 on.
  const nothing: Line = { slope: 0, intercept: 0, bid: 0 };
  const [upper, lower]: [Line[], Line[]] = [[nothing], [nothing]];
  for (let k = 0; k < grid.x.length; k++) {
    const [bid, chance] = [grid.x[k]!, grid.upTo[k]!];
    const [point] = endsOfCell(grid, k, [bid, bid], chance, chance) as [BidCell];
    const [low, high] = auction.payment(point);
    lower.push({ slope: chance, intercept: -high, bid });
    upper.push({ slope: chance, intercept: -low, bid });
    if (k + 1 === grid.x.length) continue;
    for (const cell of endsOfCell(grid, k, [bid, grid.x[k + 1]!], chance, grid.below[k + 1]!)) {
      upper.push({ slope: cell.chance, intercept: -auction.payment(cell)[0], bid });
    }
  }
  return { above: envelopeOf(upper), sure: envelopeOf(lower) };
}

/** Last point of the grid at or below the bid. */
function floorIn(x: Float64Array, bid: number): number {
  let [low, high] = [0, x.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (x[middle]! <= bid) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Ends of chance and payment of one bid, and of all bids strictly between two. */
function truthAt(
  auction: Auction, grid: BidGrid, { strategies, laws }: BidProblem, bidder: number, bid: number,
): readonly [chance: number, low: number, high: number] {
  const others = strategies.map((_, j) => j).filter((j) => j !== bidder);
  const chances = others.map((j) => bidChances(strategies[j]!, laws[j]!, bid));
  const chance = tieShare(chances.map((c) => c.below), chances.map((c) => c.upTo - c.below));
  const k = floorIn(grid.x, bid);
  // Whatever is won beyond the chances up to the grid point, ties included, costs between that point and the bid.
  const more = chance - grid.upTo[k]!;
  const [low, high] = auction.payment({
    bidLow: bid, bidHigh: bid, chance, otherLow: grid.otherLow[k]! + more * (more < 0 ? bid : grid.x[k]!),
    otherHigh: grid.otherHigh[k]! + more * bid,
  });
  return [chance, low, high];
}

/** Of one bidder. Values are at least 0. */
export function bidLoss(problem: BidProblem, bidder: number): BidLoss {
  const { auction, strategies, laws, cells } = problem;
  const law = laws[bidder]!;
  const strategy = strategies[bidder]!;
  const grid = bidGrid(problem, bidder);
  const { above, sure } = bestBids(auction, grid);
  const v = gridOf(law.support, cells, strategy.values);
  const truths = Array.from(v, (value) => truthAt(auction, grid, problem, bidder, bidAt(strategy, value)));
  const [tops, floors] = [Array.from(v, above), Array.from(v, sure)];
  const mass = Array.from(v, (value) => law.cdf(value));
  const widest = ROUNDING * Math.max(1e-300, ...law.support.map(Math.abs), grid.x.at(-1)!);

  let [lossLow, lossHigh, witness] = [0, 0, { type: v[0]!, report: bidAt(strategy, v[0]!) }];
  const sums = { meanLow: 0, meanHigh: 0, utilityLow: 0, utilityHigh: 0, paidLow: 0, paidHigh: 0 };
  let [leastLow, leastHigh] = [Infinity, Infinity];
  for (let k = 0; k < v.length; k++) {
    const value = v[k]!;
    const [chance, paidLow, paidHigh] = truths[k]!;
    const found = valueOf(floors[k]!, value) - (value * chance - paidLow);
    if (found > lossLow) {
      lossLow = found;
      witness = { type: value, report: floors[k]!.bid };
    }
    lossHigh = Math.max(lossHigh, valueOf(tops[k]!, value) - (value * chance - paidHigh));
    leastLow = Math.min(leastLow, value * chance - paidHigh);
    leastHigh = Math.min(leastHigh, value * chance - paidLow);
    if (k + 1 === v.length) continue;
    const next = v[k + 1]!;
    const truth = between(auction, grid, strategy, [value, next], truths[k]!);
    const largest = Math.max(...truth.map(({ chance: won, high }) =>
      high + Math.max(valueOf(tops[k]!, value) - value * won, valueOf(tops[k + 1]!, next) - next * won)));
    const [worst, best] = [Math.min(...truth.map((t) => value * t.chance - t.high)),
      Math.max(...truth.map((t) => next * t.chance - t.low))];
    lossHigh = Math.max(lossHigh, largest);
    leastLow = Math.min(leastLow, worst);
    const share = Math.max(0, mass[k + 1]! - mass[k]!);
    sums.meanHigh += share * Math.max(0, largest);
    sums.meanLow += share * Math.max(0, valueOf(floors[k]!, value) - best);
    sums.utilityLow += share * worst;
    sums.utilityHigh += share * best;
    sums.paidLow += share * Math.min(...truth.map(({ low }) => low));
    sums.paidHigh += share * Math.max(...truth.map(({ high }) => high));
  }
  const ends = (low: number, high: number): Interval => ({ estimate: (low + high) / 2, lower: low - widest, upper: high + widest });
  const loss = (low: number, high: number): Interval => ({ estimate: low, lower: Math.max(0, low - widest), upper: high + widest });
  return {
    largest: loss(lossLow, lossHigh), witness, mean: loss(sums.meanLow, sums.meanHigh), utility: ends(sums.utilityLow, sums.utilityHigh),
    least: { estimate: leastHigh, lower: leastLow - widest, upper: leastHigh + widest }, payment: ends(sums.paidLow, sums.paidHigh),
  };
}

interface TruthfulEnd {
  readonly chance: number;
  readonly low: number;
  readonly high: number;
}

/** The types strictly between two neighbours of the grid: chances and payments between which theirs lie on a line. */
function between(
  auction: Auction, grid: BidGrid, strategy: BidFunction, [from, to]: readonly [number, number],
  [chance, low, high]: readonly [number, number, number],
): readonly TruthfulEnd[] {
  const [bidLow, bidHigh] = [bidAt(strategy, from), bidAt(strategy, to)];
  if (bidLow === bidHigh) return [{ chance, low, high }];
  // From above the lower bid to below the higher one, by the grid points round them.
  const [first, under] = [floorIn(grid.x, bidLow), floorIn(grid.x, bidHigh)];
  const last = grid.x[under] === bidHigh ? under : Math.min(grid.x.length - 1, under + 1);
  return endsOfCell(grid, first, [grid.x[first]!, bidHigh], grid.upTo[first]!, grid.below[last]!).map((cell) => {
    const [paidLow, paidHigh] = auction.payment(cell);
    return { chance: cell.chance, low: paidLow, high: paidHigh };
  });
}
