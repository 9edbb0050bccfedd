/**
 * The same for bidders to whom money is worth u, in auctions in which bids are paid as they are:
 *
 *     U(v, b) = W(b) u(v - b), and where losers pay as well, + (1 - W(b)) u(-b).
 *
 * U rises in v and in W and falls in b, so a cell of bids is worth at most what its lower end would be that won with its highest chance. Of
 * two such a better type prefers the likelier to win once any type does: u is concave (where losers pay) or log-concave above 0 (where
 * they do not, and CRRA's u is not concave below 0). So the best is found for halves of the types among halves of the bids. A type between
 * two of the list has no better reply than the upper one, and its own bid is worth no less than the worst corner of the cell.
 */
import type { Attitude } from '../../mechanism/auctions/attitude.ts';
import type { OutcomeEnds, Outcomes } from '../../mechanism/auctions/auction.ts';
import { totals, type BidLoss, type BoundedTypes, type TypeBounds } from './totals.ts';
import type { Truths } from './truth.ts';

export interface RiskAverseProblem extends Pick<BoundedTypes, 'law' | 'types'> {
  readonly outcomes: Outcomes;
  readonly truths: Truths;
  readonly attitude: Attitude;
  readonly losersPay: boolean;
}

interface Offer {
  readonly bid: number;
  readonly chance: number;
}

interface Best {
  readonly worth: Float64Array;
  readonly bid: Float64Array;
}

/** At least 0: bidding nothing. Offers in the order of their bids, types in theirs. */
function bestOf(offers: readonly Offer[], types: Float64Array, worth: (value: number, offer: Offer) => number): Best {
  const best = { worth: new Float64Array(types.length), bid: new Float64Array(types.length) };
  const halve = (from: number, to: number, first: number, last: number): void => {
    if (from > to) return;
    const middle = (from + to) >> 1;
    let [chosen, most] = [first, -Infinity];
    for (let o = first; o <= last; o++) {
      const found = worth(types[middle]!, offers[o]!);
      if (found > most) [chosen, most] = [o, found];
    }
    // Where nothing is worth more than 0 nothing is to lower types, and that says nothing about which offers better types like.
    if (!(most > 0)) return halve(middle + 1, to, first, last);
    [best.worth[middle], best.bid[middle]] = [most, offers[chosen]!.bid];
    halve(from, middle - 1, first, chosen);
    halve(middle + 1, to, chosen, last);
  };
  halve(0, types.length - 1, 0, offers.length - 1);
  return best;
}

/** In steps. */
export function* riskAverseLoss(problem: RiskAverseProblem, rounding: number): Generator<undefined, BidLoss> {
  const { outcomes: { x, point, cell }, truths, types, law, attitude: { worth: u }, losersPay } = problem;
  const worth = (value: number, { bid, chance }: Offer): number =>
    chance * u(value - bid) + (losersPay ? (1 - chance) * u(-bid) : 0);
  const points = Array.from(x, (bid, k): Offer => ({ bid, chance: Math.max(...point(k).map(({ chance }) => chance)) }));
  const offers = points.flatMap((offer, k): Offer[] => (k + 1 === x.length ? [offer]
    : [offer, { bid: offer.bid, chance: Math.max(offer.chance, ...cell(k).map(({ chance }) => chance)) }]));
  yield;
  const most = bestOf(offers, types, worth);
  yield;
  const least = bestOf(points, types, worth);
  yield;
  /** Own bids in [low, high], of types from k to `to`. */
  const boundsOf = (ends: OutcomeEnds, [low, high]: readonly [number, number], k: number, to: number): TypeBounds => {
    const utilities = ends.flatMap(({ chance }) => [worth(types[k]!, { bid: high, chance }), worth(types[to]!, { bid: low, chance })]);
    const [utilityLow, utilityHigh] = [Math.min(...utilities), Math.max(...utilities)];
    return {
      lossLow: least.worth[k]! - utilityHigh, lossHigh: most.worth[to]! - utilityLow, utilityLow, utilityHigh,
      paidLow: Math.min(...ends.map((end) => end.low)), paidHigh: Math.max(...ends.map((end) => end.high)),
    };
  };
  const { bids } = truths;
  return yield* totals({
    law, types, at: (k) => boundsOf(truths.at[k]!, [bids[k]!, bids[k]!], k, k),
    between: (k) => boundsOf(truths.between[k]!, [bids[k]!, bids[k + 1]!], k, k + 1),
    report: (k) => least.bid[k]!, own: (k) => bids[k]!,
  }, rounding);
}
