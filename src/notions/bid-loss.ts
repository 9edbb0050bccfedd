/**
 * What bidders lose by the bids of a profile of bid functions, over the continuum of types and bids and without sampling, in an auction
 * with independent private values:
 *
 *     L_i(v) = sup over b >= 0 of U_i(v, b) - U_i(v, beta_i(v)),     U_i(v, b) = v W_i(b) - P_i(b).
 *
 * The auction bounds W_i(b), the chance to win, and P_i(b), what is paid on average, at every point of a grid of bids and between its
 * points (`Auction.outcomes`). So every cell of bids is worth at most a line in v, and the best of them the upper envelope D of such
 * lines; between two types D lies below its chord. At points of the grid bids are worth at least a line, whose envelope is a few
 * cells apart. Sums and products of chances are in double precision, whose rounding `ROUNDING` bounds by far. Where bidders are risk-averse
 * worth is no line: src/notions/bid-loss/risk-averse.ts; of bidders with several bids: several-units.ts
 * and split-award.ts there.
 */
import type { Attitude } from '../mechanism/auctions/attitude.ts';
import type { Auction, BidProfile, OutcomeEnds, Outcomes } from '../mechanism/auctions/auction.ts';
import { STRIDE, valuesAt } from '../run/turns.ts';
import { envelopeOf, valueOf, type Line } from './bid-loss/envelope.ts';
import { riskAverseLoss } from './bid-loss/risk-averse.ts';
import { severalUnitsLoss } from './bid-loss/several-units.ts';
import { splitAwardLoss } from './bid-loss/split-award.ts';
import { totals, type BidBoxes, type BidLoss, type TypeBounds } from './bid-loss/totals.ts';
import { truthsOf, typesOf } from './bid-loss/truth.ts';

export type { BidBoxes, BidLoss } from './bid-loss/totals.ts';

/** Of the largest value. */
const ROUNDING = 1e-11;

export interface BidProblem extends BidProfile {
  readonly auction: Auction;
  /** Of every bidder to money; absent: neutral. Only where bids are paid as they are (`Auction.paysOwn`). */
  readonly attitude?: Attitude;
}

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
    let [slope, price] = [Infinity, -Infinity];
    for (const { chance, low, high } of point(k)) {
      upper.push({ slope: chance, intercept: -low, bid });
      slope = Math.min(slope, chance);
      price = Math.max(price, high);
    }
    lower.push({ slope, intercept: -price, bid });
    if (k + 1 < x.length) for (const { chance, low } of cell(k)) upper.push({ slope: chance, intercept: -low, bid });
  }
  return { above: envelopeOf(upper), sure: envelopeOf(lower) };
}

/** Of types from `value` to `next`, of whom the best reply is worth at least `floor` and at most `tops` at the ends. */
function boundsOf(
  ends: OutcomeEnds, [value, next]: readonly [number, number], floor: number, tops: readonly [number, number],
): TypeBounds {
  let [utilityLow, utilityHigh, lossHigh, paidLow, paidHigh] = [Infinity, -Infinity, -Infinity, Infinity, -Infinity];
  for (const { chance, low, high } of ends) {
    utilityLow = Math.min(utilityLow, value * chance - high);
    utilityHigh = Math.max(utilityHigh, next * chance - low);
    lossHigh = Math.max(lossHigh, high + Math.max(tops[0] - value * chance, tops[1] - next * chance));
    paidLow = Math.min(paidLow, low);
    paidHigh = Math.max(paidHigh, high);
  }
  return { lossLow: floor - utilityHigh, lossHigh, utilityLow, utilityHigh, paidLow, paidHigh };
}

/**
 * At least what types lose by bids between two pairs of them, where no bid is better than one's value: what is won by one of the two alone
 * costs something between them, so |v - b| times the chance of that. Lines join the pairs.
 */
function lossFromTruth({ between }: Outcomes, ...pairs: readonly (readonly [value: number, bid: number])[]): number {
  const far = Math.max(...pairs.map(([value, bid]) => Math.abs(value - bid)));
  if (far === 0) return 0;
  const chances = between(Math.min(...pairs.flat()), Math.max(...pairs.flat())).map(({ chance }) => chance);
  return far * (Math.max(...chances) - Math.min(...chances));
}

/** Of one bidder, in steps. Values are at least 0. `onBoxes` is told what the bounds are made of. */
export function* bidLoss(
  problem: BidProblem, bidder: number, onBoxes?: (boxes: BidBoxes) => void,
): Generator<undefined, BidLoss> {
  const { auction, strategies, laws, cells, attitude, marginal = 1, splitCost = 1 / 2 } = problem;
  const law = laws[bidder]!;
  const strategy = strategies[bidder]!;
  const types = typesOf(law, cells, strategy);
  const roundingOf = (most: number): number => ROUNDING * Math.max(1e-300, ...law.support.map(Math.abs), most);
  if (auction.awards) {
    const chances = auction.awards(problem, bidder);
    return yield* splitAwardLoss({ chances, strategy, types, law, splitCost, cells }, roundingOf(chances.most), onBoxes);
  }
  if (strategy.further) {
    const outcomes = yield* auction.unitOutcomes!(problem, bidder);
    const parts = outcomes.parts.length;
    return yield* severalUnitsLoss({ outcomes, strategy, types, law, marginal }, parts * roundingOf(outcomes.x.at(-1)!), onBoxes);
  }
  const outcomes = yield* auction.outcomes!(problem, bidder);
  const rounding = roundingOf(outcomes.x.at(-1)!);
  const truths = yield* truthsOf(outcomes, strategy, types);
  if (attitude) return yield* riskAverseLoss({ outcomes, truths, types, law, attitude, losersPay: auction.paysOwn === 'all' }, rounding);
  const { above, sure } = yield* bestBids(outcomes);
  const [tops, floors] = [yield* valuesAt(types, above), yield* valuesAt(types, sure)];
  const [best, floor] = [tops.map((line, k) => valueOf(line, types[k]!)), floors.map((line, k) => valueOf(line, types[k]!))];
  const bounded = (ends: OutcomeEnds, k: number, to: number): TypeBounds => {
    const bounds = boundsOf(ends, [types[k]!, types[to]!], floor[k]!, [best[k]!, best[to]!]);
    const most = outcomes.truthful ? lossFromTruth(outcomes, [types[k]!, truths.bids[k]!], [types[to]!, truths.bids[to]!]) : Infinity;
    return most < bounds.lossHigh ? { ...bounds, lossHigh: most } : bounds;
  };
  const at = (k: number): TypeBounds => bounded(truths.at[k]!, k, k);
  const between = (k: number): TypeBounds => bounded(truths.between[k]!, k, k + 1);
  onBoxes?.({
    bids: outcomes.x, types, best, worth: best.map((_, k) => at(k).utilityLow),
    loss: best.slice(1).map((_, k) => Math.max(0, between(k).lossHigh)),
  });
  return yield* totals({ law, types, at, between, report: (k) => floors[k]!.bid, own: (k) => truths.bids[k]! }, rounding);
}
