/** Bids that tie, against all profiles of discrete laws one by one: every tie is broken evenly, and the best bid may be just above one. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bidAt, type BidFunction } from '../../src/mechanism/auctions/bid-function.ts';
import { auctionNamed } from '../../src/mechanism/auctions/registry.ts';
import { bidLoss } from '../../src/notions/bid-loss.ts';
import { atOnce } from '../../src/run/turns.ts';

const LAWS = ['discrete(0.2:0.5,0.8:0.5)', 'discrete(0.2:0.25,0.5:0.25,1:0.5)', 'discrete(0:0.125,0.8:0.875)'].map((text) =>
  parseDistribution(text));
/** Flat, rising and mixed: 0.3 is bid by two types of two bidders. */
const BIDS: readonly BidFunction[] = [
  { values: [0, 0.5, 1], bids: [0, 0.3, 0.3] }, { values: [0, 1], bids: [0.3, 0.3] }, { values: [0, 0.8, 1], bids: [0, 0.3, 0.5] },
];

/** Chance to win and expected payment of a bid, or of one just above it, at these bids of others. */
function outcome(auction: string, units: number, bid: number, above: boolean, others: readonly number[]): readonly [number, number] {
  const [more, same] = [others.filter((x) => x > bid).length, above ? 0 : others.filter((x) => x === bid).length];
  const chance = Math.min(1, Math.max(0, (units - more) / (same + 1)));
  if (auction === 'all-pay') return [chance, bid];
  const paysOther = auction === 'second-price' || auction === 'uniform-price';
  return [chance, chance * (paysOther ? others.toSorted((a, b) => b - a)[units - 1]! : bid)];
}

function enumerated(auction: string, units: number, own: number) {
  const others = [0, 1, 2].filter((j) => j !== own);
  const profiles = LAWS[others[0]!]!.atoms!.flatMap((a) => LAWS[others[1]!]!.atoms!.map((b) => ({
    chance: a.mass * b.mass, bids: [bidAt(BIDS[others[0]!]!, a.at), bidAt(BIDS[others[1]!]!, b.at)],
  })));
  const worth = (value: number, bid: number, above: boolean): readonly [utility: number, payment: number] =>
    profiles.reduce(([utility, payment], profile) => {
      const [wins, pays] = outcome(auction, units, bid, above, profile.bids);
      return [utility + profile.chance * (value * wins - pays), payment + profile.chance * pays];
    }, [0, 0]);
  const tried = [0, ...profiles.flatMap(({ bids }) => bids)];
  const sums = { largest: 0, mean: 0, utility: 0, payment: 0 };
  for (const { at, mass } of LAWS[own]!.atoms!) {
    const [utility, payment] = worth(at, bidAt(BIDS[own]!, at), false);
    const loss = Math.max(...tried.flatMap((bid) => [worth(at, bid, false)[0], worth(at, bid, true)[0]])) - utility;
    sums.largest = Math.max(sums.largest, loss);
    sums.mean += mass * loss;
    sums.utility += mass * utility;
    sums.payment += mass * payment;
  }
  return sums;
}

it.each([
  ['first-price', 1], ['second-price', 1], ['all-pay', 1], ['discriminatory', 1], ['discriminatory', 2], ['uniform-price', 1],
  ['uniform-price', 2],
])('%s, %i of a kind: losses, utilities and payments of three unequal bidders', (auction, units) => {
  for (const bidder of [0, 1, 2]) {
    const found = atOnce(bidLoss({ auction: auctionNamed(auction), cells: 1024, strategies: BIDS, laws: LAWS, units }, bidder));
    const exact = enumerated(auction, units, bidder);
    for (const name of ['largest', 'mean', 'utility', 'payment'] as const) {
      const { lower, upper } = found[name];
      expect([bidder, name, lower <= exact[name] + 1e-9, upper >= exact[name] - 1e-9, upper - lower < 2e-3])
        .toEqual([bidder, name, true, true, true]);
    }
  }
});
