/**
 * Tables of kernel `direct` on a GPU: one array of 32-bit words. The header is at HEADER, then one record of RECORD
 * words for every group with draws, then the groups' thresholds, then their buckets.
 */
import { othersOf, type DirectParameters } from './spec.ts';
import type { CellWindow } from './window.ts';

/** Offsets of header words. */
export const HEADER = {
  groups: 0,
  rank: 1,
  /** J + 1, the last cell. */
  top: 2,
  others: 3,
  /** Halvings that find a cell among all. */
  exactSteps: 4,
  low: 5,
  high: 6,
  /** Halvings that find a cell in the window. */
  windowSteps: 7,
  /** Draws of groups that lie wholly below the window. */
  belowBase: 8,
  /** First of the cells that workgroups count in bins of their own. */
  hot: 9,
} as const;
export const RECORDS = 16;
export const RECORD = 12;
/** Offsets of a group's words. Draws begin .. end - 1; words lo .. lo + span lie in the window (none where keep = 0). */
export const GROUP = { begin: 0, end: 1, lo: 2, span: 3, keep: 4, draw: 5, shift: 6, buckets: 7, thresholds: 8, finite: 9 } as const;

const ALL = 2 ** 32;
const BUCKET_BITS_MAX = 16;

const halvings = (cells: number): number => Math.ceil(Math.log2(cells));

export interface DirectTables {
  readonly words: Int32Array;
  /** Draws of one profile that are expected in the window. */
  readonly expectedKept: number;
  readonly windowSteps: number;
  readonly groups: readonly { readonly begin: number; readonly end: number }[];
}

/**
 * Buckets of a group: word w of the window is in bucket (w - lo) >> shift, and its cell is between the entries of that
 * bucket and the next. About two buckets for every threshold inside, so that mostly nothing is left to search.
 */
function bucketsOf(thresholds: Float64Array, lo: number, last: number): { shift: number; entries: number[] } {
  const inside = thresholds.reduce((sum, t) => sum + (t > lo && t <= last ? 1 : 0), 0);
  const bits = Math.min(BUCKET_BITS_MAX, Math.ceil(Math.log2(2 * inside + 2)));
  const width = Math.ceil(Math.log2(last - lo + 1));
  const shift = Math.max(0, width - bits);
  const count = Math.floor((last - lo) / 2 ** shift) + 1;
  const entries: number[] = [];
  let cell = 0;
  for (let bucket = 0; bucket <= count; bucket++) {
    const start = Math.min(last, lo + bucket * 2 ** shift);
    while (cell < thresholds.length && thresholds[cell]! <= start) cell++;
    entries.push(cell);
  }
  return { shift, entries };
}

export function buildDirectTables(parameters: DirectParameters, window: CellWindow, hot: number): DirectTables {
  const { groups, rank, cells } = parameters;
  const others = othersOf(parameters);
  if (others >= 2 ** 31) throw new RangeError(`groups: at most ${2 ** 31 - 1} others on a GPU`);
  let begin = 0;
  let belowBase = 0;
  let expectedKept = 0;
  const present = groups.filter(({ count }) => count > 0);
  const head = new Array<number>(RECORDS + RECORD * present.length).fill(0);
  const tail: number[] = [];
  const ranges: { begin: number; end: number }[] = [];
  present.forEach(({ count, thresholds }, g) => {
    const lo = window.low === 0 ? 0 : thresholds[window.low - 1]!;
    const hi = window.high > cells ? ALL : thresholds[window.high]!;
    const keep = hi > lo;
    expectedKept += (count * (hi - lo)) / ALL;
    // A group wholly below the window is known without drawing it, and one wholly above does not matter.
    const draw = keep || (lo > 0 && lo < ALL);
    if (!keep && lo === ALL) belowBase += count;
    const at = RECORDS + RECORD * g;
    const put = (field: keyof typeof GROUP, value: number): void => void (head[at + GROUP[field]] = value);
    put('begin', begin);
    put('end', begin + count);
    put('lo', Math.min(lo, ALL - 1));
    put('span', keep ? hi - 1 - lo : 0);
    put('keep', keep ? 1 : 0);
    put('draw', draw ? 1 : 0);
    put('thresholds', head.length + tail.length);
    // Words compare with thresholds below 2^32 only; every word is below the others.
    put('finite', thresholds.findIndex((t) => t === ALL) < 0 ? cells + 1 : thresholds.findIndex((t) => t === ALL));
    for (const t of thresholds) tail.push(Math.min(t, ALL - 1));
    if (keep) {
      const { shift, entries } = bucketsOf(thresholds, lo, hi - 1);
      put('shift', shift);
      put('buckets', head.length + tail.length);
      for (const entry of entries) tail.push(entry);
    }
    ranges.push({ begin, end: begin + count });
    begin += count;
  });
  head[HEADER.groups] = present.length;
  head[HEADER.rank] = rank;
  head[HEADER.top] = cells + 1;
  head[HEADER.others] = others;
  head[HEADER.exactSteps] = halvings(cells + 2);
  head[HEADER.low] = window.low;
  head[HEADER.high] = window.high;
  head[HEADER.windowSteps] = halvings(window.high - window.low + 1);
  head[HEADER.belowBase] = belowBase;
  head[HEADER.hot] = hot;
  // Lengths are rounded up: the buffer pool of TFJS keeps one list for every exact size.
  const words = new Int32Array(2 ** Math.ceil(Math.log2(head.length + tail.length)));
  for (let i = 0; i < head.length; i++) words[i] = head[i]! | 0;
  for (let i = 0; i < tail.length; i++) words[head.length + i] = tail[i]! | 0;
  return { words, expectedKept, windowSteps: head[HEADER.windowSteps]!, groups: ranges };
}
