/** Kernel `market-clearing` on the CPU: SIMD draws, a native sort of each side, a merge. */
import { createCellLookup } from '../cell-lookup.ts';
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { prepareMarketClearingReference } from './reference.ts';
import { emptyMarketStatistics, POSITIONS, positionOf, validateMarketClearing, type MarketClearingParameters } from './spec.ts';

function prepare(parameters: MarketClearingParameters): ChunkRunner {
  const { sellers, buyers, kappa, costThresholds, valueThresholds } = parameters;
  const fewer = Math.min(sellers, buyers);
  const groups = Math.ceil((sellers + buyers) / 16);
  const loops = loadSimdLoops(16 * groups);
  const words = loops.buffer;
  const costs = new Int32Array(sellers);
  const values = new Int32Array(buyers);
  const costLookup = createCellLookup(costThresholds, 0, 2 ** 32 - 1);
  const valueLookup = createCellLookup(valueThresholds, 0, 2 ** 32 - 1);

  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      loops.words(key.k0, key.k1, profile, groups);
      for (let i = 0; i < sellers; i++) costs[i] = positionOf(words[i]!, costLookup.find(words[i]!), costThresholds);
      for (let i = 0; i < buyers; i++) {
        const word = words[sellers + i]!;
        values[i] = positionOf(word, valueLookup.find(word), valueThresholds);
      }
      costs.sort();
      values.sort();

      let firstBest = 0;
      for (let k = 0; k < fewer; k++) {
        const gain = values[buyers - 1 - k]! - costs[k]!;
        if (gain <= 0) break;
        firstBest += gain;
      }

      // Merge until n traders are below: s sellers and b buyers end without a good (ties: sellers first).
      let s = 0;
      let b = 0;
      while (s + b < buyers) {
        if (b === buyers || (s < sellers && costs[s]! <= values[b]!)) s++;
        else b++;
      }
      const z = Math.max(s > 0 ? costs[s - 1]! : 0, b > 0 ? values[b - 1]! : 0);
      const next = Math.min(s < sellers ? costs[s]! : POSITIONS, b < buyers ? values[b]! : POSITIONS);
      const price = z + kappa * (next - z);
      let realised = 0;
      for (let k = 0; k < s; k++) realised -= costs[k]!;
      for (let k = b; k < buyers; k++) realised += values[k]!;

      const share = Math.floor(firstBest / fewer) ** 2;
      into.firstBest![0]! += firstBest;
      into.realised![0]! += realised;
      into.squares![0]! += Math.floor(share / POSITIONS);
      into.squares![1]! += share % POSITIONS;
      into.trades![0]! += buyers - b;
      if ((s > 0 && price < costs[s - 1]!) || (b < buyers && values[b]! < price)) into.irViolations![0]!++;
      if (s !== buyers - b) into.imbalances![0]!++;
    }
  };
}

export const marketClearing: Kernel<MarketClearingParameters> = {
  name: 'market-clearing',
  version: 1,
  drawsPerProfile: ({ sellers, buyers }) => sellers + buyers,
  emptyStatistics: emptyMarketStatistics,
  validate: validateMarketClearing,
  prepareCpu: prepare,
  prepareReference: prepareMarketClearingReference,
};
