/** Kernel `market-clearing` on the CPU: SIMD draws, some thousand words at a time, a sort of each side, a merge. */
import { createCellLookup, type CellLookup } from '../cell-lookup.ts';
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { prepareMarketClearingReference } from './reference.ts';
import { emptyMarketStatistics, POSITIONS, positionOf, validateMarketClearing, type MarketClearingParameters } from './spec.ts';

/** Words drawn at once, about. */
const BATCH_WORDS = 2048;
/** Up to this many traders of a side are sorted by insertion: a native sort takes longer to call. */
const FEW = 24;

/** Ascending. */
function sortPositions(positions: Int32Array): void {
  if (positions.length > FEW) {
    positions.sort();
    return;
  }
  for (let i = 1; i < positions.length; i++) {
    const moved = positions[i]!;
    let at = i;
    while (at > 0 && positions[at - 1]! > moved) {
      positions[at] = positions[at - 1]!;
      at--;
    }
    positions[at] = moved;
  }
}

/** Sorted positions of the traders whose words stand four apart, from `at` on. */
function place(positions: Int32Array, words: Uint32Array, at: number, { starts, steps, scale }: CellLookup, step: number): void {
  for (let i = 0; i < positions.length; i++) {
    const word = words[at + 4 * i]!;
    let cell = starts[(word * scale) | 0]!;
    while (steps[cell]! <= word) cell++;
    positions[i] = positionOf(word, cell, steps, step);
  }
  sortPositions(positions);
}

function prepare(parameters: MarketClearingParameters): ChunkRunner {
  const { sellers, buyers, kappa, costThresholds, valueThresholds } = parameters;
  const fewer = Math.min(sellers, buyers);
  // Two draws a block.
  const blocks = Math.ceil((sellers + buyers) / 2);
  const batch = 4 * Math.max(1, Math.floor(BATCH_WORDS / (8 * blocks)));
  const loops = loadSimdLoops(batch * 2 * blocks);
  const words = loops.buffer;
  const costs = new Int32Array(sellers);
  const values = new Int32Array(buyers);
  const costLookup = createCellLookup(costThresholds, 0, 2 ** 32 - 1);
  const step = POSITIONS / (costThresholds.length - 1);
  const valueLookup = createCellLookup(valueThresholds, 0, 2 ** 32 - 1);

  return (key, first, count, into) => {
    let [firstBests, realiseds, high, low, trades, violations, imbalances] = [0, 0, 0, 0, 0, 0, 0];
    for (let start = 0; start < count; start += batch) {
      const profiles = Math.min(batch, count - start);
      loops.wordsAcross(key.k0, key.k1, first + start, (profiles + 3) >>> 2, blocks);
      for (let p = 0; p < profiles; p++) {
        const at = (p >>> 2) * 8 * blocks + (p & 3);
        place(costs, words, at, costLookup, step);
        place(values, words, at + 4 * sellers, valueLookup, step);

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
        firstBests += firstBest;
        realiseds += realised;
        high += Math.floor(share / POSITIONS);
        low += share % POSITIONS;
        trades += buyers - b;
        if ((s > 0 && price < costs[s - 1]!) || (b < buyers && values[b]! < price)) violations++;
        if (s !== buyers - b) imbalances++;
      }
    }
    into.firstBest![0]! += firstBests;
    into.realised![0]! += realiseds;
    into.squares![0]! += high;
    into.squares![1]! += low;
    into.trades![0]! += trades;
    into.irViolations![0]! += violations;
    into.imbalances![0]! += imbalances;
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
