/**
 * WGSL for signals and functionals of linear environments: rows of a pool from the draws of a profile, and values of
 * alternatives from the rows. positions.ts defines what is computed; the integers are the same here.
 *
 * Nothing leaves 32 bits: an offset in a cell has at most 16 bits, and of the factor that brings it to positions, at most
 * 2^44, the upper part and the lower 16 bits are multiplied separately (the first product is a position, the
 * second is below 2^32). `contribution` is made for 32 bits. Values wrap on the way and are right where the last one is.
 *
 * Cost in integer operations: 36 a draw for Threefry; 3 to place a draw of a uniform law, about 10 and two or three table
 * loads for another (there are about two buckets for every threshold, so that mostly no halving is left); 10 and three
 * loads for every term; two loads and an addition for every row of an alternative. Table loads are the same for all
 * threads of a workgroup but for cells, so they are served from cache as broadcasts.
 */
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import type { PooledFunctional, RowPool } from './pool.ts';
import { cellScale, cellStarts, FINE_BITS, isUniform, POSITION_BITS, positionCount, type Coordinate } from './positions.ts';

const WORDS = 2 ** 32;
const BUCKET_BITS_MAX = 16;
/** Words of a coordinate's record: see `coordinateRecord`. */
export const RECORD = 6;
/** Words of a cell. */
const CELL = 6;

/** Tables being written: words are appended and found again by their offsets. */
export class TableWriter {
  readonly #words: number[] = [];

  /** Leaves room for `length` words, to be set later, and returns where. */
  reserve(length: number): number {
    const at = this.#words.length;
    for (let i = 0; i < length; i++) this.#words.push(0);
    return at;
  }

  append(words: ArrayLike<number>): number {
    const at = this.#words.length;
    for (let i = 0; i < words.length; i++) this.#words.push(words[i]!);
    return at;
  }

  set(at: number, words: readonly number[]): void {
    words.forEach((word, i) => (this.#words[at + i] = word));
  }

  /** Lengths are rounded up: the buffer pool of TFJS keeps one list for every exact size. */
  finish(): Int32Array {
    const tables = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(1, this.#words.length))));
    this.#words.forEach((word, i) => (tables[i] = word | 0));
    return tables;
  }
}

/**
 * Where to begin looking for a word: its bucket is word >> shift, and the number of thresholds at or below it is between
 * the entries of that bucket and the next. Thresholds of 2^32, which no word reaches, are never looked at.
 */
export function bucketsOf(thresholds: Float64Array): { shift: number; entries: number[] } {
  const cells = thresholds.length - 1;
  const bits = Math.min(BUCKET_BITS_MAX, Math.ceil(Math.log2(2 * cells)));
  const shift = 32 - bits;
  const entries: number[] = [];
  let cell = 0;
  for (let bucket = 0; bucket <= 2 ** bits; bucket++) {
    const start = Math.min(WORDS - 1, bucket * 2 ** shift);
    while (cell < cells && thresholds[cell]! <= start) cell++;
    entries.push(cell);
  }
  return { shift, entries };
}

/**
 * Record of a coordinate: [0] 1 for equal cells; [1] equal cells: bits dropped from a word, else the buckets' shift;
 * [2] equal cells: bits that the position has lost; [3] buckets; [4] cells, CELL words each: lower end, lower half of the factor,
 * upper part of the factor, shift, first position, places less one; [5] where the rest of a fine coordinate's position goes, else 0.
 */
function coordinateRecord(writer: TableWriter, coordinate: Coordinate): number[] {
  const { thresholds } = coordinate;
  const cells = thresholds.length - 1;
  if (isUniform(coordinate)) {
    const lost = Math.max(0, POSITION_BITS - 16 - Math.log2(cells));
    return [1, 32 - POSITION_BITS + lost, lost, 0, 0, 0];
  }
  const { shift, entries } = bucketsOf(thresholds);
  const firsts = cellStarts(coordinate);
  const places = Array.from({ length: cells }, (_, c) => {
    const step = firsts[c + 1]! - firsts[c]!;
    const scale = cellScale(thresholds[c + 1]! - thresholds[c]!, step);
    return [Math.min(thresholds[c]!, WORDS - 1), scale.factor % 65536, Math.floor(scale.factor / 65536), scale.shift, firsts[c]!, step - 1];
  });
  return [0, shift, 0, writer.append(entries), writer.append(places.flat()), 0];
}

/** Appends coordinates' records, one after another, and returns where; coordinates of one law share its cells. */
export function writeCoordinates(writer: TableWriter, coordinates: readonly Coordinate[]): number {
  const laws = new Map<string, number[]>();
  let rest = coordinates.length;
  const records = coordinates.map((coordinate) => {
    const id = `${coordinate.thresholds.join()} ${coordinate.starts?.join() ?? ''}`;
    const record = laws.get(id) ?? coordinateRecord(writer, coordinate);
    laws.set(id, record);
    return coordinate.fine ? [...record.slice(0, -1), rest++] : record;
  });
  return writer.append(records.flat());
}

/** Header words that the rows need: offsets of coordinates, of the first term of each, and of terms; numbers of coordinates and rows. */
export const ROWS_HEADER = 5;

/** Appends signals and rows; coordinates of one law share its cells. `header`: where its ROWS_HEADER words go. */
export function writeRowTables(writer: TableWriter, header: number, coordinates: readonly Coordinate[], pool: RowPool): void {
  const records = writeCoordinates(writer, coordinates);
  const starts = [0];
  for (let d = 0; d < positionCount(coordinates); d++) {
    starts.push(starts[d]! + pool.coordinates.reduce((sum, at) => sum + (at === d ? 1 : 0), 0));
  }
  const terms = Array.from(pool.termRow, (row, i) => [row, pool.multipliers[i]!]).flat();
  writer.set(header, [records, writer.append(starts), writer.append(terms), coordinates.length, pool.rows]);
}

/** Appends a functional's words and returns [offset, stride], its words in a header; each functional is written once. */
export function functionalWriter(writer: TableWriter): (functional: PooledFunctional) => [number, number] {
  const written = new Map<PooledFunctional, number>();
  return (functional) => {
    const at = written.get(functional) ?? writer.append(functional.words);
    written.set(functional, at);
    return [at, functional.stride];
  };
}

/** Entries of an array, rounded up so that like problems share a program: programs take long to compile. */
export const roomFor = (entries: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, entries)));

/** The same for rows. Most problems have no more than these few, and room that is not used costs nothing. */
export const roomForRows = ({ rows }: RowPool): number => roomFor(Math.max(32, rows));

/** `word(i)`, a table entry, unsigned; `positionOf(record, drawn)`, the position of a word by the coordinate recorded at `record`. */
export const POSITION_WGSL = /* wgsl */ `
fn word(i : u32) -> u32 { return bitcast<u32>(tables[i]); }

fn positionOf(record : u32, drawn : u32) -> u32 {
  let shift = word(record + 1u);
  let bits = word(record + 2u);
  if (word(record) == 1u) { return (drawn >> shift) << bits; }
  let bucket = word(record + 3u) + (drawn >> shift);
  let cells = word(record + 4u);
  // At least one threshold, 0, is at or below every word.
  var low = word(bucket);
  var high = word(bucket + 1u);
  while (low < high) {
    let middle = (low + high) >> 1u;
    if (word(cells + ${CELL}u * middle) <= drawn) { low = middle + 1u; } else { high = middle; }
  }
  let cell = cells + ${CELL}u * (low - 1u);
  let offset = (drawn - word(cell)) >> word(cell + 3u);
  let place = offset * word(cell + 2u) + ((offset * word(cell + 1u)) >> 16u);
  return word(cell + 4u) + min(place, word(cell + 5u));
}
`;

/**
 * `rows`: entries of the private array. Declares
 *   word(i), wordAt(i)      a table entry, unsigned and signed
 *   drawRows(profile)       fills `rows` from the profile's draws; needs `key`, a threefrySchedule, set before
 *   valueAt(offset, stride, k)   value of alternative k
 */
export const rowsWgsl = (header: number, rows: number): string => /* wgsl */ `${THREEFRY_WGSL}
var<private> rows : array<i32, ${rows}>;
var<private> key : vec3<u32>;
${POSITION_WGSL}
fn contribution(multiplier : i32, position : u32) -> i32 {
  let high = position >> 4u;
  let low = i32(position & 15u);
  return (((multiplier >> 15u) * i32(high)) >> 1u) + i32((u32(multiplier & 32767) * high) >> 16u) + (((multiplier >> 11u) * low) >> 9u);
}

fn addTerms(d : u32, drawn : u32) {
  let record = word(${header}u) + ${RECORD}u * d;
  let position = positionOf(record, drawn);
  let rest = word(record + 5u);
  let terms = word(${header + 2}u);
  // A fine coordinate's position has a second part.
  for (var part = 0u; part < 2u; part++) {
    var at = position;
    var starts = word(${header + 1}u) + d;
    if (rest != 0u) {
      at = position >> ${FINE_BITS}u;
      if (part == 1u) {
        at = (position & ${2 ** FINE_BITS - 1}u) << ${POSITION_BITS - FINE_BITS}u;
        starts = word(${header + 1}u) + rest;
      }
    } else if (part == 1u) { break; }
    for (var i = word(starts); i < word(starts + 1u); i++) {
      rows[word(terms + 2u * i)] += contribution(tables[terms + 2u * i + 1u], at);
    }
  }
}

fn drawRows(profile : u32) {
  let used = word(${header + 4}u);
  for (var i = 0u; i < used; i++) { rows[i] = 0; }
  let count = word(${header + 3}u);
  var drawn = vec2<u32>();
  for (var d = 0u; d < count; d++) {
    if ((d & 1u) == 0u) { drawn = threefry2x32(key, profile, d >> 1u); } else { drawn.x = drawn.y; }
    addTerms(d, drawn.x);
  }
}

fn valueAt(offset : u32, stride : u32, k : u32) -> i32 {
  let at = offset + k * stride;
  var value = tables[at];
  for (var i = at + 1u; i < at + stride; i++) { value += rows[word(i)]; }
  return value;
}
`;
