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
import { isDiscrete, massBelow } from '../distributions/distribution.ts';
import type { Auction, BidProfile, OutcomeEnd, OutcomeEnds, Outcomes } from '../mechanism/auctions/auction.ts';
import { bidAt, type BidFunction } from '../mechanism/auctions/bid-function.ts';
import { gridOf, snapped } from '../mechanism/auctions/grid.ts';
import { STRIDE, valuesAt } from '../run/turns.ts';
import type { Interval } from '../statistics/interval.ts';

/** Of the largest value. */
const ROUNDING = 1e-11;

export interface BidProblem extends BidProfile {
  readonly auction: Auction;
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

interface BestBids {
  readonly above: (v: number) => Line;
  readonly sure: (v: number) => Line;
}

function* bestBids({ x, point, cell }: Outcomes): Generator<undefined, BestBids> {
  // A bid of nothing that never wins: no loss is below zero for values from 0 on.
  const nothing: Line = { slope: 0, intercept: 0, bid: 0 };
  const [upper, lower]: [Line[], Line[]] = [[nothing], [nothing]];
  for (let k = 0; k < x.length; k++) {
    if (k % STRIDE === 0) yield;
    const bid = x[k]!;
    const { chance, low, high } = point(k);
    lower.push({ slope: chance, intercept: -high, bid });
    upper.push({ slope: chance, intercept: -low, bid });
    if (k + 1 < x.length) upper.push(...cell(k).map((end) => ({ slope: end.chance, intercept: -end.low, bid })));
  }
  return { above: envelopeOf(upper), sure: envelopeOf(lower) };
}

/** What bids of types bring: of each of the grid, and of all strictly between it and the next. */
interface Truth {
  readonly at: OutcomeEnd;
  readonly between: OutcomeEnds;
}

/** What a type's bid brings at an atom of the others' is bounded by the cells of types on both sides as well. */
function* truthsOf({ x, at, between }: Outcomes, strategy: BidFunction, types: Float64Array): Generator<undefined, Truth[]> {
  const bids = yield* valuesAt(types, (value) => snapped(x, bidAt(strategy, value)));
  return yield* valuesAt(bids, (bid, k): Truth => {
    const [own, next] = [at(bid), bids[k + 1]];
    return { at: own, between: next === undefined ? [] : next === bid ? [own] : between(bid, next) };
  });
}

/** What the bounds are made of, for certificates. */
export interface BidBoxes {
  readonly bids: Float64Array;
  readonly types: Float64Array;
  /** Per type: at least what the best bid is worth, and at most what the own bid is. */
  readonly best: number[];
  readonly worth: number[];
  /** Per cell of types: at least the loss of any type in it. */
  readonly loss: number[];
}

/** Corners of the bid function and the law among them; of a law of atoms these alone. */
function typesOf(law: BidProfile['laws'][number], cells: number, strategy: BidFunction): Float64Array {
  const atoms = (law.atoms ?? []).map(({ at }) => at);
  return isDiscrete(law) ? Float64Array.from(atoms) : gridOf(law.support, cells, [...strategy.values, ...atoms]);
}

/** Of one bidder, in steps. Values are at least 0. `onBoxes` is told what the bounds are made of. */
export function* bidLoss(
  problem: BidProblem, bidder: number, onBoxes?: (boxes: BidBoxes) => void,
): Generator<undefined, BidLoss> {
  const { auction, strategies, laws, cells } = problem;
  const law = laws[bidder]!;
  const strategy = strategies[bidder]!;
  const outcomes = yield* auction.outcomes(problem, bidder);
  const { above, sure } = yield* bestBids(outcomes);
  const v = typesOf(law, cells, strategy);
  const truths = yield* truthsOf(outcomes, strategy, v);
  const [tops, floors] = [yield* valuesAt(v, above), yield* valuesAt(v, sure)];
  const widest = ROUNDING * Math.max(1e-300, ...law.support.map(Math.abs), outcomes.x.at(-1)!);

  const boxes: BidBoxes = { bids: outcomes.x, types: v, best: [], worth: [], loss: [] };
  let [lossLow, lossHigh, witness] = [0, 0, { type: v[0]!, report: bidAt(strategy, v[0]!) }];
  const sums = { meanLow: 0, meanHigh: 0, utilityLow: 0, utilityHigh: 0, paidLow: 0, paidHigh: 0 };
  let [leastLow, leastHigh] = [Infinity, Infinity];
  for (let k = 0; k < v.length; k++) {
    if (k % STRIDE === 0) yield;
    const value = v[k]!;
    const { at: { chance, low: paidLow, high: paidHigh }, between: truth } = truths[k]!;
    const atom = law.cdf(value) - massBelow(law, value);
    const found = valueOf(floors[k]!, value) - (value * chance - paidLow);
    if (found > lossLow) {
      lossLow = found;
      witness = { type: value, report: floors[k]!.bid };
    }
    const here = valueOf(tops[k]!, value) - (value * chance - paidHigh);
    lossHigh = Math.max(lossHigh, here);
    boxes.best.push(valueOf(tops[k]!, value));
    boxes.worth.push(value * chance - paidHigh);
    sums.meanHigh += atom * Math.max(0, here);
    sums.meanLow += atom * Math.max(0, found);
    sums.utilityLow += atom * (value * chance - paidHigh);
    sums.utilityHigh += atom * (value * chance - paidLow);
    sums.paidLow += atom * paidLow;
    sums.paidHigh += atom * paidHigh;
    leastLow = Math.min(leastLow, value * chance - paidHigh);
    leastHigh = Math.min(leastHigh, value * chance - paidLow);
    if (k + 1 === v.length || isDiscrete(law)) continue;
    const next = v[k + 1]!;
    const largest = Math.max(...truth.map(({ chance: won, high }) =>
      high + Math.max(valueOf(tops[k]!, value) - value * won, valueOf(tops[k + 1]!, next) - next * won)));
    const [worst, best] = [Math.min(...truth.map((t) => value * t.chance - t.high)),
      Math.max(...truth.map((t) => next * t.chance - t.low))];
    lossHigh = Math.max(lossHigh, largest);
    boxes.loss.push(Math.max(0, largest));
    leastLow = Math.min(leastLow, worst);
    const share = Math.max(0, massBelow(law, next) - law.cdf(value));
    sums.meanHigh += share * Math.max(0, largest);
    sums.meanLow += share * Math.max(0, valueOf(floors[k]!, value) - best);
    sums.utilityLow += share * worst;
    sums.utilityHigh += share * best;
    sums.paidLow += share * Math.min(...truth.map(({ low }) => low));
    sums.paidHigh += share * Math.max(...truth.map(({ high }) => high));
  }
  onBoxes?.(boxes);
  const ends = (low: number, high: number): Interval => ({ estimate: (low + high) / 2, lower: low - widest, upper: high + widest });
  const loss = (low: number, high: number): Interval => ({ estimate: low, lower: Math.max(0, low - widest), upper: high + widest });
  return {
    largest: loss(lossLow, lossHigh), witness, mean: loss(sums.meanLow, sums.meanHigh), utility: ends(sums.utilityLow, sums.utilityHigh),
    least: { estimate: leastHigh, lower: leastLow - widest, upper: leastHigh + widest }, payment: ends(sums.paidLow, sums.paidHigh),
  };
}
