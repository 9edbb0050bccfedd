/** Kernel `order-statistics` on the CPU: two strip samples and two cell look-ups a profile, 256 profiles at a time. */
import { createCellLookup, type CellLookup } from '../cell-lookup.ts';
import type { ChunkRunner, Kernel, StreamKey } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import { prepareOrderStatisticsReference } from './reference.ts';
import { emptyOrderStatistics, validateOrderStatistics, type OrderStatisticsParameters } from './spec.ts';
import { createStrips, type Strips } from './strips.ts';

const BATCH = 256;
const WORDS = 4;
const UNIT = 2 ** -32;

/** Position in a strip, or -1 where the point is rejected. `select` picks strip and height, `place` the point. */
export function samplePoint(strips: Strips, select: number, place: number): number {
  const shift = 32 - strips.bits;
  const strip = select >>> shift;
  const share = ((select << strips.bits) >>> strips.bits) * 2 ** -shift;
  const x = strips.left[strip]! + strips.width[strip]! * ((place + 0.5) * UNIT);
  if (share <= strips.sure[strip]!) return x;
  const height = share * strips.height[strip]!;
  return height < strips.density(x) ? x : -1;
}

/** Attempts 1, 2, ... after a rejected first one. `offset` is 0 for the first variate and 1 for the second. */
export function retry(strips: Strips, key: StreamKey, profile: number, offset: number): number {
  for (let attempt = 1; ; attempt++) {
    const [select, place] = threefry2x32(key, [profile, 2 * attempt + offset]);
    const x = samplePoint(strips, select, place);
    if (x >= 0) return x;
  }
}

/** Dense look-up where the central mass lies, binary search in the tails. */
function centralLookup(levels: Float64Array, from: number, to: number): CellLookup {
  const central = createCellLookup(levels, from, to);
  const tail = (level: number): number => {
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (levels[middle]! <= level) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { find: (level) => (level >= from && level <= to ? central.find(level) : tail(level)) };
}

function prepare(parameters: OrderStatisticsParameters): ChunkRunner {
  const { others, rank, levels } = parameters;
  const above = levels.length;
  const first = rank > 0 ? createStrips(rank, others - rank + 1) : undefined;
  const second = rank < others ? createStrips(1, others - rank) : undefined;
  const mean = (rank + 0.5) / (others + 1);
  const reach = 4 * Math.sqrt((mean * (1 - mean)) / others) + 4 / others;
  const lookup = centralLookup(levels, Math.max(0, mean - reach), Math.min(1, mean + reach));
  const loops = loadSimdLoops(BATCH * WORDS + 16);
  const words = loops.buffer;
  return (key, start, count, into) => {
    const lower = into.lower!;
    const upper = into.upper!;
    for (let batch = 0; batch < count; batch += BATCH) {
      const profiles = Math.min(BATCH, count - batch);
      loops.wordsAcross(key.k0, key.k1, start + batch, (profiles + 3) >>> 2, WORDS / 2);
      for (let p = 0; p < profiles; p++) {
        const at = (p >>> 2) * 16 + (p & 3);
        let level = 0;
        if (first) {
          level = samplePoint(first, words[at]!, words[at + 4]!);
          if (level < 0) level = retry(first, key, start + batch + p, 0);
          lower[lookup.find(level)]!++;
        } else {
          lower[0]!++;
        }
        if (second) {
          let spacing = samplePoint(second, words[at + 8]!, words[at + 12]!);
          if (spacing < 0) spacing = retry(second, key, start + batch + p, 1);
          upper[lookup.find(level + (1 - level) * spacing)]!++;
        } else {
          upper[above]!++;
        }
      }
    }
  };
}

export const orderStatistics: Kernel<OrderStatisticsParameters> = {
  name: 'order-statistics',
  drawsPerProfile: () => WORDS,
  emptyStatistics: emptyOrderStatistics,
  validate: validateOrderStatistics,
  prepareCpu: prepare,
  prepareReference: prepareOrderStatisticsReference,
};
