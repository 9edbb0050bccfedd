/** Plain twin of kernel `double-auction-mechanisms`, trader by trader from the mechanisms' definitions. */
import { referenceCell } from '../cell-lookup.ts';
import type { ChunkRunner } from '../kernel.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import type { RuleParameters } from './rules.ts';
import { LIMB, placeOf, type DoubleAuctionMechanismsParameters, type PlacedLaw } from './spec.ts';

/** Reports of one profile, sellers' and buyers' in the order of their indices. */
export interface Reports {
  readonly asks: readonly number[];
  readonly bids: readonly number[];
}

/** Indices of those who trade, and their prices. */
export interface Outcome {
  readonly sellers: readonly number[];
  readonly buyers: readonly number[];
  readonly pays: number;
  readonly gets: number;
}

/** What the definition of the mechanism says. Everything is looked for by trying it. */
export function outcomeOf({ asks, bids }: Reports, parameters: RuleParameters): Outcome {
  const [m, n] = [asks.length, bids.length];
  const up = asks.map((_, i) => i).sort((a, b) => asks[a]! - asks[b]! || a - b);
  const down = bids.map((_, i) => i).sort((a, b) => bids[b]! - bids[a]! || b - a);
  const pairs = Array.from({ length: Math.min(m, n) }, (_, j) => j + 1).filter((j) => asks[up[j - 1]!]! <= bids[down[j - 1]!]!);
  const k = Math.max(0, ...pairs);
  const best = (trades: number, pays: number, gets: number): Outcome =>
    ({ sellers: up.slice(0, trades), buyers: down.slice(0, trades), pays, gets });
  switch (parameters.rule) {
    case 'k-double-auction': {
      const all = [...asks.map((x) => ({ x, side: 0 })), ...bids.map((x) => ({ x, side: 1 }))].sort((a, b) => a.x - b.x || a.side - b.side);
      const price = all[n - 1]!.x + parameters.kappa * (all[n]!.x - all[n - 1]!.x);
      return best(k, price, price);
    }
    case 'mcafee': {
      if (k === 0) return best(0, 0, 0);
      const [nextAsk, nextBid] = [k < m ? asks[up[k]!]! : parameters.top, k < n ? bids[down[k]!]! : parameters.bottom];
      const price = (nextAsk + nextBid) / 2;
      const [low, high] = [asks[up[k - 1]!]!, bids[down[k - 1]!]!];
      return low <= price && price <= high ? best(k, price, price) : best(k - 1, high, low);
    }
    case 'trade-reduction':
      return k === 0 ? best(0, 0, 0) : best(k - 1, bids[down[k - 1]!]!, asks[up[k - 1]!]!);
    case 'posted-price': {
      const { price, highestAsk, lowestBid } = parameters;
      const sellers = asks.flatMap((x, i) => (x <= highestAsk ? [i] : []));
      const buyers = bids.flatMap((x, i) => (x >= lowestBid ? [i] : []));
      const trades = Math.min(sellers.length, buyers.length);
      return { sellers: sellers.slice(0, trades), buyers: buyers.slice(0, trades), pays: price, gets: price };
    }
  }
}

export function prepareMechanismsReference(parameters: DoubleAuctionMechanismsParameters): ChunkRunner {
  const { sellers, buyers, cost, value, gainUnit, mechanisms } = parameters;
  const total = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0);
  const addSquare = (into: Float64Array, at: number, root: number): void => {
    const square = BigInt(root) ** 2n;
    into[2 * at]! += Number(square / BigInt(LIMB));
    into[2 * at + 1]! += Number(square % BigInt(LIMB));
  };
  return (key, first, count, into) => {
    for (let index = first; index < first + count; index++) {
      const positions = Array.from({ length: sellers + buyers }, (_, draw) => {
        const word = threefry2x32(key, [index, draw >>> 1])[draw & 1]!;
        const law: PlacedLaw = draw < sellers ? cost : value;
        return placeOf(word, referenceCell(law.thresholds, word), law);
      });
      const reports = { asks: positions.slice(0, sellers), bids: positions.slice(sellers) };
      const gainsOf = (outcome: Outcome): number =>
        total(outcome.buyers.map((i) => reports.bids[i]!)) - total(outcome.sellers.map((i) => reports.asks[i]!));
      const efficient = outcomeOf(reports, { rule: 'k-double-auction', kappa: 0 });
      into.efficient![0]! += efficient.buyers.length;
      into.efficientSquares![0]! += efficient.buyers.length ** 2;
      into.firstBest![0]! += gainsOf(efficient);
      addSquare(into.firstBestSquares!, 0, Math.floor(gainsOf(efficient) / gainUnit));
      mechanisms.forEach(({ rule, lossCap, lossUnit, spreadCap, moneyUnit }, at) => {
        const outcome = outcomeOf(reports, rule);
        const trades = outcome.buyers.length;
        const missing = efficient.buyers.length - trades;
        const lost = Math.min(lossCap, gainsOf(efficient) - gainsOf(outcome));
        const money = Math.round(trades * Math.min(outcome.pays - outcome.gets, spreadCap));
        into.lostTrades![at]! += missing;
        into.lostTradesSquares![at]! += missing * missing;
        into.lostWelfare![at]! += lost;
        into.money![at]! += money;
        addSquare(into.lostWelfareSquares!, at, Math.floor(lost / lossUnit));
        addSquare(into.moneySquares!, at, Math.floor(money / moneyUnit));
      });
    }
  };
}
