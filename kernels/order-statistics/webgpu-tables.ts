/** Tables of kernel `order-statistics` on a GPU: one array of 32-bit words, header first. Doubles are two words, low word first. */
import { referenceCell } from '../cell-lookup.ts';
import { HEADER as DIRECT } from '../direct/webgpu-tables.ts';
import { HOT } from '../direct/webgpu-text.ts';
import { TableWriter } from '../linear/webgpu.ts';
import type { OrderStatisticsParameters } from './spec.ts';
import { createStrips, type Strips } from './strips.ts';

/** Offsets of header words; what counts cells is where kernel `direct` has it. */
export const HEADER = {
  rank: DIRECT.rank, top: DIRECT.top, others: DIRECT.others, hot: DIRECT.hot,
  levels: 10, buckets: 11, shift: 12, first: 13, second: 14, words: 15,
} as const;

export const STRIP_BITS = 10;
/** Bits of a word that say how high a point lies under the strip's lid. */
export const SHARE_BITS = 32 - STRIP_BITS;
/** Offsets of a strip's words: left edge, width, shares below which a point is accepted, and where its parts begin. */
export const STRIP = { left: 0, width: 2, sure: 4, parts: 5, words: 6 } as const;
/** A strip is parted in so many, in each of which the density lies between its values at the ends. */
export const PART_BITS = 4;
/** Densities are found to 1e-7 of themselves (spec.ts), at either of two places. */
const SLACK = 4e-6;
const SHARES = 2 ** SHARE_BITS;

const wordsOf = (numbers: ArrayLike<number>): Int32Array => new Int32Array(Float64Array.from(numbers).buffer);
const within = (shares: number): number => Math.max(0, Math.min(SHARES, shares));

/** Of every part of a strip the shares below which a point is surely accepted, and from which on it surely is not. */
function partsOf({ density, height, left, width }: Strips, strip: number): number[] {
  const parts = 2 ** PART_BITS;
  if (height[strip] === Infinity) return new Array<number>(2 * parts).fill(0);
  const ends = Array.from({ length: parts + 1 }, (_, p) => density(left[strip]! + (width[strip]! * p) / parts) / height[strip]!);
  return Array.from({ length: parts }, (_, p) => {
    const [low, high] = [Math.min(ends[p]!, ends[p + 1]!), Math.max(ends[p]!, ends[p + 1]!)];
    return [within(Math.floor(SHARES * low * (1 - SLACK))), within(Math.ceil(SHARES * high * (1 + SLACK)))];
  }).flat();
}

function appendStrips(writer: TableWriter, strips: Strips): number {
  const records = Array.from(strips.left, (left, strip) => {
    // share / 2^22 <= sure, in whole numbers; -1 is never.
    const sure = within(Math.floor(SHARES * strips.sure[strip]!) + 1);
    return [...wordsOf([left, strips.width[strip]!]), sure, writer.append(partsOf(strips, strip))];
  });
  return writer.append(records.flat());
}

/** Cells of levels that begin with the same bits are between the entries of those and of the next ones. */
function bucketsOf(levels: Float64Array): { shift: number; entries: number[] } {
  const bits = Math.min(12, Math.ceil(Math.log2(2 * levels.length)));
  const entries = Array.from({ length: 2 ** bits }, (_, b) => referenceCell(levels, b / 2 ** bits));
  return { shift: 32 - bits, entries: [...entries, levels.length] };
}

export function tablesOf({ levels, others, rank }: OrderStatisticsParameters): Int32Array {
  const writer = new TableWriter();
  const header = writer.reserve(HEADER.words);
  const centre = referenceCell(levels, (rank + 0.5) / (others + 1));
  const { entries, shift } = bucketsOf(levels);
  writer.set(header + HEADER.rank, [rank, levels.length, others]);
  writer.set(header + HEADER.hot, [
    Math.max(0, Math.min(centre - HOT / 2, levels.length + 1 - HOT)), writer.append(wordsOf(levels)), writer.append(entries), shift,
    rank > 0 ? appendStrips(writer, createStrips(rank, others - rank + 1, STRIP_BITS)) : 0,
    rank < others ? appendStrips(writer, createStrips(1, others - rank, STRIP_BITS)) : 0,
  ]);
  return writer.finish();
}
