/** Kernel `order-statistics` on the CPU: two strip samples and two cell look-ups a profile, 256 profiles at a time. */
import { createCellLookup } from '../cell-lookup.ts';
import type { ChunkRunner, Kernel, StreamKey } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import { prepareOrderStatisticsReference } from './reference.ts';
import { emptyOrderStatistics, validateOrderStatistics, type OrderStatisticsParameters } from './spec.ts';
import { createStrips, type Strips } from './strips.ts';

const BATCH = 256;
const WORDS = 4;
const UNIT = 2 ** -32;

/** Table stride: left edge, width and sure share of one strip share a cache line. */
const STRIDE = 4;

function packed(strips: Strips): Float64Array {
  const table = new Float64Array(STRIDE * strips.left.length);
  strips.left.forEach((left, strip) => table.set([left, strips.width[strip]!, strips.sure[strip]!], STRIDE * strip));
  return table;
}

/** One attempt: the point, or -1 where it is rejected. `select` picks strip and height, `place` the point. */
function attempt(strips: Strips, select: number, place: number): number {
  const shift = 32 - strips.bits;
  const strip = select >>> shift;
  const share = ((select << strips.bits) >>> strips.bits) * 2 ** -shift;
  const x = strips.left[strip]! + strips.width[strip]! * (((place >>> 0) + 0.5) * UNIT);
  return share <= strips.sure[strip]! || share * strips.height[strip]! < strips.density(x) ? x : -1;
}

/** Attempts 0, 1, ... until one is accepted. `offset` is 0 for the first variate and 1 for the second. */
function slowly(strips: Strips, key: StreamKey, profile: number, offset: number): number {
  for (let t = 0; ; t++) {
    const [select, place] = threefry2x32(key, [profile, 2 * t + offset]);
    const x = attempt(strips, select, place);
    if (x >= 0) return x;
  }
}

/** Cell of a level by binary search, for the tails. */
function searchCell(levels: Float64Array, level: number): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (levels[middle]! <= level) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Strips of the two variates; a rank without a variate gets a table that is never read. */
const NONE = createStrips(1, 1, 1);
const BITS = 10;

function prepare(parameters: OrderStatisticsParameters): ChunkRunner {
  const { others, rank, levels } = parameters;
  const above = levels.length;
  const hasFirst = rank > 0;
  const hasSecond = rank < others;
  const first = hasFirst ? createStrips(rank, others - rank + 1, BITS) : NONE;
  const second = hasSecond ? createStrips(1, others - rank, BITS) : NONE;
  const firstTable = packed(first);
  const secondTable = packed(second);
  const mean = (rank + 0.5) / (others + 1);
  const reach = 4 * Math.sqrt((mean * (1 - mean)) / others) + 4 / others;
  // A table of buckets where the central mass lies.
  const to = Math.min(1, mean + reach);
  const { starts, steps, from, scale } = createCellLookup(levels, Math.max(0, mean - reach), to);
  const loops = loadSimdLoops(BATCH * WORDS + 16);
  // Signed words stay in registers where unsigned ones above 2^31 would be boxed.
  const words = new Int32Array(loops.buffer.buffer, loops.buffer.byteOffset, loops.buffer.length);
  const shift = 32 - BITS;
  const shareUnit = 2 ** -shift;
  return (key, start, count, into) => {
    const lower = into.lower!;
    const upper = into.upper!;
    for (let batch = 0; batch < count; batch += BATCH) {
      const profiles = Math.min(BATCH, count - batch);
      loops.wordsAcross(key.k0, key.k1, start + batch, (profiles + 3) >>> 2, WORDS / 2);
      for (let p = 0; p < profiles; p++) {
        const at = (p >>> 2) * 16 + (p & 3);
        // The common case of attempt 0 and the look-up are written out twice: calls would cost more than the sample.
        let level = 0;
        if (hasFirst) {
          const select = words[at]!;
          const strip = STRIDE * (select >>> shift);
          if (((select << BITS) >>> BITS) * shareUnit <= firstTable[strip + 2]!) {
            level = firstTable[strip]! + firstTable[strip + 1]! * (((words[at + 4]! >>> 0) + 0.5) * UNIT);
          } else {
            level = slowly(first, key, start + batch + p, 0);
          }
          let cell: number;
          if (level >= from && level <= to) {
            cell = starts[((level - from) * scale) | 0]!;
            while (steps[cell]! <= level) cell++;
          } else {
            cell = searchCell(levels, level);
          }
          lower[cell]!++;
        } else {
          lower[0]!++;
        }
        if (hasSecond) {
          const select = words[at + 8]!;
          const strip = STRIDE * (select >>> shift);
          let spacing: number;
          if (((select << BITS) >>> BITS) * shareUnit <= secondTable[strip + 2]!) {
            spacing = secondTable[strip]! + secondTable[strip + 1]! * (((words[at + 12]! >>> 0) + 0.5) * UNIT);
          } else {
            spacing = slowly(second, key, start + batch + p, 1);
          }
          const next = level + (1 - level) * spacing;
          let cell: number;
          if (next >= from && next <= to) {
            cell = starts[((next - from) * scale) | 0]!;
            while (steps[cell]! <= next) cell++;
          } else {
            cell = searchCell(levels, next);
          }
          upper[cell]!++;
        } else {
          upper[above]!++;
        }
      }
    }
  };
}

export const orderStatistics: Kernel<OrderStatisticsParameters> = {
  name: 'order-statistics',
  version: 1,
  drawsPerProfile: () => WORDS,
  emptyStatistics: emptyOrderStatistics,
  validate: validateOrderStatistics,
  prepareCpu: prepare,
  prepareReference: prepareOrderStatisticsReference,
};
