/** Double-precision twin of kernel `market-clearing`, agent by agent. */
import { referenceCell } from '../cell-lookup.ts';
import type { ChunkRunner } from '../kernel.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import { POSITIONS, positionOf, type MarketClearingParameters } from './spec.ts';

interface Trader {
  readonly side: 'seller' | 'buyer';
  readonly position: number;
}

export function prepareMarketClearingReference(parameters: MarketClearingParameters): ChunkRunner {
  const { sellers, buyers, kappa, costThresholds, valueThresholds } = parameters;
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const traders = Array.from({ length: sellers + buyers }, (_, draw): Trader => {
        const word = threefry2x32(key, [profile, draw >>> 1])[draw & 1]!;
        const thresholds = draw < sellers ? costThresholds : valueThresholds;
        return { side: draw < sellers ? 'seller' : 'buyer', position: positionOf(word, referenceCell(thresholds, word), thresholds) };
      });

      // First best: the best number of trades, matching the dearest buyers with the cheapest sellers.
      const costs = traders.filter((t) => t.side === 'seller').map((t) => t.position).sort((a, b) => a - b);
      const values = traders.filter((t) => t.side === 'buyer').map((t) => t.position).sort((a, b) => b - a);
      let total = 0;
      let firstBest = 0;
      for (let k = 0; k < Math.min(sellers, buyers); k++) {
        total += values[k]! - costs[k]!;
        firstBest = Math.max(firstBest, total);
      }

      // The mechanism: the goods go to the `sellers` highest, sellers below buyers where positions tie.
      const order = [...traders].sort((a, b) => a.position - b.position || (a.side === b.side ? 0 : a.side === 'seller' ? -1 : 1));
      const without = order.slice(0, buyers);
      const holders = order.slice(buyers);
      const z = without.at(-1)!.position;
      const price = z + kappa * (holders[0]!.position - z);
      const sold = without.filter((t) => t.side === 'seller');
      const bought = holders.filter((t) => t.side === 'buyer');
      const sum = (list: Trader[]): number => list.reduce((acc, t) => acc + t.position, 0);

      const share = Math.floor(firstBest / Math.min(sellers, buyers)) ** 2;
      into.firstBest![0]! += firstBest;
      into.realised![0]! += sum(bought) - sum(sold);
      into.squares![0]! += Math.floor(share / POSITIONS);
      into.squares![1]! += share % POSITIONS;
      into.trades![0]! += bought.length;
      if (sold.some((t) => price < t.position) || bought.some((t) => t.position < price)) into.irViolations![0]!++;
      if (sold.length !== bought.length) into.imbalances![0]!++;
    }
  };
}
