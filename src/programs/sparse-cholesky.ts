/**
 * Cholesky factors of symmetric positive matrices that share one pattern: columns in an order of least fill, each made from those before it
 * that reach it, and the rest, where nearly everything is filled, as one dense block.
 */
import { minimumDegree, type EliminationOrder } from './minimum-degree.ts';

/** Lower triangle by columns: column j has rows rows[starts[j]] .. rows[starts[j + 1] - 1], the diagonal among them. */
export interface SymmetricPattern {
  readonly size: number;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/** Pivots no larger than this share of their diagonal are taken for zero: their unknown stays 0. */
const TINY = 1e-14;
const BLOCK = 48;

// Innermost loops stand alone: called often, they are compiled once and well, which loops in long functions are not.

/** x less a multiple of entries from .. to of a sparse column. */
function take(x: Float64Array, rows: Int32Array, values: Float64Array, from: number, to: number, factor: number): void {
  for (let p = from; p < to; p++) x[rows[p]!]! -= values[p]! * factor;
}

function along(x: Float64Array, rows: Int32Array, values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let p = from; p < to; p++) sum += values[p]! * x[rows[p]!]!;
  return sum;
}

/** Sum of products of `count` entries of a from i on with as many of b from j on. */
function products(a: Float64Array, i: number, b: Float64Array, j: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += a[i + k]! * b[j + k]!;
  return sum;
}

/** x less a multiple of `count` entries of a row from `at` on. */
function takeRow(x: Float64Array, to: number, row: Float64Array, at: number, count: number, factor: number): void {
  for (let k = 0; k < count; k++) x[to + k]! -= row[at + k]! * factor;
}

function scatter(x: Float64Array, rows: Int32Array, values: Float64Array, from: number, to: number): void {
  for (let p = from; p < to; p++) x[rows[p]!] = values[p]!;
}

function gather(values: Float64Array, x: Float64Array, rows: Int32Array, from: number, to: number, divisor: number): void {
  for (let p = from; p < to; p++) values[p] = x[rows[p]!]! / divisor;
}

/** Row i of the lower triangle of a dense matrix of that size begins at i * size. */
function denseCholesky(matrix: Float64Array, size: number, least: Float64Array): void {
  for (let from = 0; from < size; from += BLOCK) {
    const to = Math.min(size, from + BLOCK);
    for (let i = from; i < size; i++) {
      const row = i * size;
      const end = Math.min(to, i + 1);
      for (let j = from; j < end; j++) {
        const other = j * size;
        const sum = matrix[row + j]! - products(matrix, row + from, matrix, other + from, j - from);
        matrix[row + j] = i === j ? (sum > least[i]! ? Math.sqrt(sum) : Infinity) : sum / matrix[other + j]!;
      }
    }
    trailing(matrix, size, from, to);
  }
}

/** What is right of `to` less the products of the columns from .. to, two rows by two at a time. */
function trailing(matrix: Float64Array, size: number, from: number, to: number): void {
  const width = to - from;
  for (let i = to; i < size; i += 2) {
    const a = i * size + from;
    const second = i + 1 < size;
    const b = second ? a + size : a;
    for (let j = to; j <= i; j += 2) {
      const c = j * size + from;
      const d = j + 1 < size ? c + size : c;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let k = 0; k < width; k++) {
        const x = matrix[a + k]!;
        const y = matrix[b + k]!;
        const u = matrix[c + k]!;
        const v = matrix[d + k]!;
        ac += x * u;
        ad += x * v;
        bc += y * u;
        bd += y * v;
      }
      matrix[i * size + j]! -= ac;
      if (j + 1 <= i) matrix[i * size + j + 1]! -= ad;
      if (!second) continue;
      matrix[(i + 1) * size + j]! -= bc;
      matrix[(i + 1) * size + j + 1]! -= bd;
    }
  }
}

/** Columns by the row that they reach next, and where in them that is. */
interface Lists {
  readonly heads: Int32Array;
  readonly next: Int32Array;
  readonly from: Int32Array;
}

interface Columns {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** Takes from a column, spread out, what those before it that reach row j say; each moves on to the row that it reaches next. */
function subtract(j: number, column: Float64Array, { starts, rows, values }: Columns, { heads, next, from }: Lists): void {
  for (let k = heads[j]!; k >= 0;) {
    const after = next[k]!;
    const at = from[k]!;
    const end = starts[k + 1]!;
    const factor = values[at]!;
    take(column, rows, values, at, end, factor);
    if (at + 1 < end) {
      from[k] = at + 1;
      const row = rows[at + 1]!;
      next[k] = heads[row]!;
      heads[row] = k;
    }
    k = after;
  }
}

function neighboursOf({ size, starts, rows }: SymmetricPattern): number[][] {
  const neighbours: number[][] = Array.from({ length: size }, () => []);
  for (let j = 0; j < size; j++) {
    for (let at = starts[j]!; at < starts[j + 1]!; at++) {
      const i = rows[at]!;
      if (i === j) continue;
      neighbours[i]!.push(j);
      neighbours[j]!.push(i);
    }
  }
  return neighbours;
}

/** Unknowns that may join an earlier order's dense block before a new order is worth its while. */
const ADDED_MAX = 128;

/** The order with further unknowns last: such an unknown is reached by its neighbours, and by whatever their columns reach first. */
function extended({ order, dense, columns }: EliminationOrder, { size, starts, rows }: SymmetricPattern): EliminationOrder {
  const before = order.length;
  const place = new Int32Array(size);
  order.forEach((i, at) => { place[i] = at; });
  const added = columns.map((): number[] => []);
  for (let j = 0; j < before; j++) {
    for (let at = starts[j]!; at < starts[j + 1]!; at++) {
      const unknown = rows[at]!;
      if (unknown < before) continue;
      let up = place[j]!;
      while (up < dense && !added[up]!.includes(unknown)) {
        added[up]!.push(unknown);
        up = columns[up]![0] ?? dense;
      }
    }
  }
  return {
    order: Int32Array.from({ length: size }, (_, at) => order[at] ?? at), dense,
    columns: columns.map((column, j) => {
      if (added[j]!.length === 0) return column;
      const longer = new Int32Array(column.length + added[j]!.length);
      longer.set(column);
      longer.set(added[j]!.sort((a, b) => a - b), column.length);
      return longer;
    }),
  };
}

export class SparseCholesky {
  /** Serves a pattern with further unknowns too. */
  readonly elimination: EliminationOrder;
  private readonly size: number;
  private readonly order: Int32Array;
  private readonly head: number;
  /** Where each entry given belongs: a place in the factor, or -1 - one in the dense block. */
  private readonly goes: Int32Array;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
  private readonly block: Float64Array;

  /** `earlier`: of a pattern that is this one's first unknowns. */
  constructor({ size, starts, rows }: SymmetricPattern, earlier?: EliminationOrder) {
    this.size = size;
    this.elimination = earlier !== undefined && size - earlier.order.length <= ADDED_MAX ? extended(earlier, { size, starts, rows })
      : minimumDegree(neighboursOf({ size, starts, rows }));
    const { order, dense, columns } = this.elimination;
    this.order = order;
    this.head = dense;
    this.starts = new Int32Array(dense + 1);
    columns.forEach((column, j) => { this.starts[j + 1] = this.starts[j]! + column.length + 1; });
    this.rows = new Int32Array(this.starts[dense]!);
    columns.forEach((column, j) => {
      this.rows[this.starts[j]!] = j;
      this.rows.set(column, this.starts[j]! + 1);
    });
    this.values = new Float64Array(this.rows.length);
    this.block = new Float64Array((size - dense) ** 2);
    const place = new Int32Array(size);
    order.forEach((i, at) => { place[i] = at; });
    this.goes = this.places(place, { size, starts, rows });
  }

  private places(place: Int32Array, { size, starts, rows }: SymmetricPattern): Int32Array {
    const goes = new Int32Array(rows.length);
    const width = this.size - this.head;
    for (let j = 0; j < size; j++) {
      for (let at = starts[j]!; at < starts[j + 1]!; at++) {
        const [p, q] = [place[j]!, place[rows[at]!]!];
        const [column, row] = p < q ? [p, q] : [q, p];
        if (column >= this.head) {
          goes[at] = -1 - ((row - this.head) * width + column - this.head);
          continue;
        }
        let [low, high] = [this.starts[column]!, this.starts[column + 1]! - 1];
        while (low < high) {
          const middle = (low + high) >> 1;
          if (this.rows[middle]! < row) low = middle + 1;
          else high = middle;
        }
        goes[at] = low;
      }
    }
    return goes;
  }

  /** `entries`: of the pattern. */
  factor(entries: Float64Array): void {
    const { head, size, starts, rows, values, block, goes } = this;
    const width = size - head;
    values.fill(0);
    block.fill(0);
    for (let at = 0; at < goes.length; at++) {
      const to = goes[at]!;
      if (to >= 0) values[to]! += entries[at]!;
      else block[-1 - to]! += entries[at]!;
    }
    const column = new Float64Array(size);
    const heads = new Int32Array(size).fill(-1);
    const next = new Int32Array(head);
    const from = new Int32Array(head);
    const lists = { heads, next, from };
    for (let j = 0; j < head; j++) {
      const begin = starts[j]!;
      const end = starts[j + 1]!;
      scatter(column, rows, values, begin, end);
      const diagonal = values[begin]!;
      subtract(j, column, this, lists);
      const pivot = column[j]!;
      const root = pivot > TINY * diagonal ? Math.sqrt(pivot) : Infinity;
      values[begin] = root;
      gather(values, column, rows, begin + 1, end, root);
      if (begin + 1 < end) {
        from[j] = begin + 1;
        const row = rows[begin + 1]!;
        next[j] = heads[row]!;
        heads[row] = j;
      }
    }
    const least = Float64Array.from({ length: width }, (_, j) => TINY * block[j * width + j]!);
    for (let j = 0; j < width; j++) {
      for (let i = j; i < width; i++) column[head + i] = block[i * width + j]!;
      subtract(head + j, column, this, lists);
      for (let i = j; i < width; i++) block[i * width + j] = column[head + i]!;
    }
    denseCholesky(block, width, least);
  }

  /** The solution of the system last factored. */
  solve(right: Float64Array): Float64Array {
    const { head, size, starts, rows, values, block, order } = this;
    const width = size - head;
    const x = Float64Array.from(order, (i) => right[i]!);
    for (let j = 0; j < head; j++) {
      const value = (x[j]! /= values[starts[j]!]!);
      take(x, rows, values, starts[j]! + 1, starts[j + 1]!, value);
    }
    for (let i = 0; i < width; i++) x[head + i] = (x[head + i]! - products(block, i * width, x, head, i)) / block[i * width + i]!;
    for (let i = width - 1; i >= 0; i--) {
      const value = (x[head + i]! /= block[i * width + i]!);
      takeRow(x, head, block, i * width, i, value);
    }
    for (let j = head - 1; j >= 0; j--) {
      x[j] = (x[j]! - along(x, rows, values, starts[j]! + 1, starts[j + 1]!)) / values[starts[j]!]!;
    }
    const solution = new Float64Array(size);
    order.forEach((i, at) => { solution[i] = x[at]!; });
    return solution;
  }
}
