/** Kernel `double-auction-mechanisms` on the CPU: SIMD draws, a native sort of each side, then each mechanism in turn. */
import { createCellLookup } from '../cell-lookup.ts';
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { prepareMechanismsReference } from './reference.ts';
import { ask, bid, emptyClearing, type Clearing, type Profile } from './rule.ts';
import { ruleOf } from './rules.ts';
import { emptyMechanismStatistics, LIMB, placeOf, validateMechanisms, type DoubleAuctionMechanismsParameters } from './spec.ts';

function prepare(parameters: DoubleAuctionMechanismsParameters): ChunkRunner {
  const { sellers, buyers, cost, value, gainUnit, mechanisms } = parameters;
  const fewer = Math.min(sellers, buyers);
  const groups = Math.ceil((sellers + buyers) / 16);
  const loops = loadSimdLoops(16 * groups);
  const words = loops.buffer;
  const find = [cost, value].map(({ thresholds }) => createCellLookup(thresholds, 0, 2 ** 32 - 1));
  const profile = {
    asks: new Int32Array(sellers), bids: new Int32Array(buyers), sortedAsks: new Int32Array(sellers), sortedBids: new Int32Array(buyers),
    efficient: 0,
  };
  /** Gains of the j best pairs. */
  const gains = new Float64Array(fewer + 1);
  const clearing = emptyClearing();
  const compared = mechanisms.map((one) => ({ ...one, clear: ruleOf(one.rule).clear }));

  return (key, first, count, into) => {
    for (let index = first; index < first + count; index++) {
      loops.words(key.k0, key.k1, index, groups);
      for (let i = 0; i < sellers; i++) profile.asks[i] = placeOf(words[i]!, find[0]!.find(words[i]!), cost);
      for (let i = 0; i < buyers; i++) profile.bids[i] = placeOf(words[sellers + i]!, find[1]!.find(words[sellers + i]!), value);
      profile.sortedAsks.set(profile.asks);
      profile.sortedBids.set(profile.bids);
      profile.sortedAsks.sort();
      profile.sortedBids.sort();
      let k = 0;
      while (k < fewer && bid(profile, k + 1) >= ask(profile, k + 1)) {
        k++;
        gains[k] = gains[k - 1]! + bid(profile, k) - ask(profile, k);
      }
      profile.efficient = k;
      into.efficient![0]! += k;
      into.efficientSquares![0]! += k * k;
      into.firstBest![0]! += gains[k]!;
      addSquare(into.firstBestSquares!, 0, Math.floor(gains[k]! / gainUnit));
      compared.forEach(({ rule, clear, lossCap, lossUnit, spreadCap, moneyUnit }, at) => {
        clear(profile, rule, clearing);
        const { trades, pays, gets, by } = clearing;
        const realised = by === 'rank' ? gains[trades]! : servedByIndex(profile, clearing);
        const lost = Math.min(lossCap, gains[k]! - realised);
        const money = Math.round(trades * Math.min(pays - gets, spreadCap));
        into.lostTrades![at]! += k - trades;
        into.lostTradesSquares![at]! += (k - trades) ** 2;
        into.lostWelfare![at]! += lost;
        into.money![at]! += money;
        addSquare(into.lostWelfareSquares!, at, Math.floor(lost / lossUnit));
        addSquare(into.moneySquares!, at, Math.floor(money / moneyUnit));
      });
    }
  };
}

function addSquare(squares: Float64Array, at: number, root: number): void {
  const square = root * root;
  const high = Math.floor(square / LIMB);
  squares[2 * at]! += high;
  squares[2 * at + 1]! += square - high * LIMB;
}

/** Gains of the first `trades` sellers and buyers who accept. */
function servedByIndex({ asks, bids }: Profile, { trades, highestAsk, lowestBid }: Clearing): number {
  let sum = 0;
  for (let i = 0, left = trades; left > 0; i++) {
    if (asks[i]! > highestAsk) continue;
    sum -= asks[i]!;
    left--;
  }
  for (let i = 0, left = trades; left > 0; i++) {
    if (bids[i]! < lowestBid) continue;
    sum += bids[i]!;
    left--;
  }
  return sum;
}

export const doubleAuctionMechanisms: Kernel<DoubleAuctionMechanismsParameters> = {
  name: 'double-auction-mechanisms',
  version: 2,
  drawsPerProfile: ({ sellers, buyers, mechanisms: { length: K } }) => (sellers + buyers) * 4 + K * 16,
  emptyStatistics: emptyMechanismStatistics,
  validate: validateMechanisms,
  prepareCpu: prepare,
  prepareReference: prepareMechanismsReference,
};
