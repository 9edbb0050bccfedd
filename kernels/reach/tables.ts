/**
 * Rows of conditions as tables in memory: for an item's value, words of up to 64 reports each that say who meets the item's conditions. A
 * value is found among all ends of an item's conditions at once, by a look at its bucket and on average a step or two.
 */
import { BLOCK_REPORTS, SIXTEEN, TABLE_BYTES } from '../simd/layout.ts';
import type { Workbench } from '../simd/workbench.ts';
import type { Condition, Row } from './conditions.ts';

/** Conditions of a table; more of an item make several tables, since every piece has a word for each. */
const TABLE_ROWS_MAX = 8;
/** Buckets by threshold. */
const BUCKETS = 4;

/** Reports from .. to - 1. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

export function blocksOf(reports: number): Block[] {
  const size = Math.ceil(reports / Math.ceil(reports / BLOCK_REPORTS));
  return Array.from({ length: Math.ceil(reports / size) }, (_, b) => ({ from: b * size, to: Math.min(reports, (b + 1) * size) }));
}

/** 64 bits as two words. */
type Word = [low: number, high: number];
const flip = (word: Word, bit: number): void => {
  word[bit >> 5]! ^= 1 << (bit & 31);
};

/** A value from which on a report meets a condition, or no longer does. */
interface Turn {
  readonly value: number;
  readonly condition: number;
  readonly bit: number;
}

/** Of one block: an item, what is asked of it, by row, and where answers turn, in order. */
export interface PlannedTable {
  readonly item: number;
  readonly rows: readonly number[];
  /** [rows] answers below all turns. */
  readonly first: readonly Word[];
  readonly turns: readonly Turn[];
}

export interface PlannedRow {
  readonly bits: number;
  /** Reports that may meet all conditions. */
  readonly possible: Word;
}

export interface PlannedBlock {
  readonly rows: readonly PlannedRow[];
  readonly tables: readonly PlannedTable[];
}

/** Ends of a report's condition, infinite where no value of the item is beyond. */
function endsOf({ from, to }: Condition, r: number, [least, most]: readonly [number, number]): readonly [number, number] {
  const clipped = (end: number): number => (end > most ? Infinity : end <= least ? -Infinity : end);
  return [clipped(from?.[r] ?? -Infinity), clipped(to?.[r] ?? Infinity)];
}

/** What a row asks of an item. */
interface Asked {
  readonly row: number;
  readonly first: Word;
  readonly turns: readonly (readonly [value: number, bit: number])[];
}

const tablesOf = (item: number, all: readonly Asked[]): PlannedTable[] =>
  Array.from({ length: Math.ceil(all.length / TABLE_ROWS_MAX) }, (_, t): PlannedTable => {
    const own = all.slice(t * TABLE_ROWS_MAX, (t + 1) * TABLE_ROWS_MAX);
    return {
      item, rows: own.map(({ row }) => row), first: own.map(({ first }) => first),
      turns: own.flatMap(({ turns }, condition) => turns.map(([value, bit]): Turn => ({ value, condition, bit })))
        .sort((a, b) => a.value - b.value),
    };
  });

export function planBlock(rows: readonly Row[], { from, to }: Block, ranges: readonly (readonly [number, number])[]): PlannedBlock {
  const reports = Array.from({ length: to - from }, (_, bit) => bit);
  const planned: PlannedRow[] = [];
  const asked = new Map<number, Asked[]>();
  for (const { bits, conditions } of rows) {
    const ends = conditions.map((condition) => reports.map((bit) => endsOf(condition, from + bit, ranges[condition.item]!)));
    const possible: Word = [0, 0];
    const may = reports.filter((bit) => ends.every((one) => one[bit]![0] < one[bit]![1]));
    may.forEach((bit) => { flip(possible, bit); });
    if (may.length === 0) continue;
    const row = planned.push({ bits, possible }) - 1;
    conditions.forEach(({ item }, n) => {
      const first: Word = [0, 0];
      const turns: [number, number][] = [];
      for (const bit of may) {
        const [start, end] = ends[n]![bit]!;
        if (start === -Infinity) flip(first, bit);
        else turns.push([start, bit]);
        if (end !== Infinity) turns.push([end, bit]);
      }
      if (turns.length > 0) asked.set(item, [...asked.get(item) ?? [], { row, first, turns }]);
    });
  }
  return { rows: planned, tables: [...asked].flatMap(([item, all]) => tablesOf(item, all)) };
}

/** Arguments of the loops that look tables up: tables, their end, rows, their end. */
export type PutBlock = readonly [tables: number, tablesEnd: number, rows: number, rowsEnd: number];

/** Of a row in i32: words of the reports that may meet it, words of those that do, bits, nothing. */
const ROW_WORDS = 6;
const LAST = 2 ** 52;

/** `itemAt`: address of an item; `bucketsAt`: of room for one by table. */
export function putBlock(
  bench: Workbench, { rows, tables }: PlannedBlock, itemAt: (item: number) => number, bucketsAt: number,
): PutBlock {
  const rowsAt = bench.put(Int32Array.from(rows.flatMap(({ bits, possible }) => [...possible, 0, 0, bits, 0])));
  const at = bench.reserve(Math.max(1, tables.length) * TABLE_BYTES);
  tables.forEach((table, t) => {
    const own = at + t * TABLE_BYTES;
    const { first, most, pieces, scale, starts, stride } = putPieces(bench, table);
    const list = bench.put(Int32Array.from(table.rows, (row) => rowsAt + 4 * ROW_WORDS * row + 8));
    const bucketsFrom = bench.put(starts.map((piece) => pieces + stride * piece));
    bench.ints(own, 4).set([itemAt(table.item), bucketsAt + SIXTEEN * t, bucketsFrom, stride]);
    bench.doubles(own + 16, 3).set([first, scale, most]);
    bench.ints(own + 40, 2).set([list, list + 4 * table.rows.length]);
  });
  return [at, at + tables.length * TABLE_BYTES, rowsAt, rowsAt + 4 * ROW_WORDS * rows.length];
}

/** Pieces between thresholds, each with the one that ends it and a word by row; starts: the first piece that may be in a bucket. */
function putPieces(bench: Workbench, { first: words, rows, turns }: PlannedTable) {
  const thresholds = [...new Set(turns.map(({ value }) => value))];
  const stride = 8 * (1 + rows.length);
  const pieces = bench.reserve((thresholds.length + 1) * stride);
  const size = (thresholds.length + 1) * (1 + rows.length);
  const [ends, bits] = [bench.doubles(pieces, size), bench.ints(pieces, 2 * size)];
  const now = words.map((word): Word => [...word]);
  for (let piece = 0, turn = 0; piece <= thresholds.length; piece++) {
    ends[piece * (1 + rows.length)] = thresholds[piece] ?? Infinity;
    now.forEach((word, row) => { bits.set(word, 2 * (piece * (1 + rows.length) + 1 + row)); });
    for (; turn < turns.length && turns[turn]!.value === thresholds[piece]; turn++) flip(now[turns[turn]!.condition]!, turns[turn]!.bit);
  }
  const first = thresholds[0]!;
  const width = thresholds.at(-1)! - first;
  const most = BUCKETS * thresholds.length - 1;
  const scale = width > 0 ? (most + 1) / width : 0;
  // As the loops find it: the same rounding for thresholds and for what is looked up, so no bucket begins after a piece that is its own.
  const starts = new Int32Array(most + 1);
  for (const value of thresholds) {
    const bucket = (Math.min(most, (value - first) * scale) + LAST) - LAST;
    if (bucket < most) starts[bucket + 1]!++;
  }
  for (let b = 1; b <= most; b++) starts[b]! += starts[b - 1]!;
  return { first, most, pieces, scale, starts, stride };
}
