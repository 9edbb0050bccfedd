/**
 * Cholesky factors of symmetric positive matrices that share one pattern: columns in an order of least fill, each made from those before it
 * that reach it, and the rest, where nearly everything is filled, as one dense block.
 */
import { minimumDegree } from './minimum-degree.ts';

/** Lower triangle by columns: column j has rows rows[starts[j]] .. rows[starts[j + 1] - 1], the diagonal among them. */
export interface SymmetricPattern {
  readonly size: number;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/** Pivots no larger than this share of their diagonal are taken for zero: their unknown stays 0. */
const TINY = 1e-14;
const BLOCK = 48;

/** Row i of the lower triangle of a dense matrix of that size begins at i * size. */
function denseCholesky(matrix: Float64Array, size: number, least: Float64Array): void {
  for (let from = 0; from < size; from += BLOCK) {
    const to = Math.min(size, from + BLOCK);
    for (let i = from; i < size; i++) {
      const row = i * size;
      for (let j = from; j < Math.min(to, i + 1); j++) {
        const other = j * size;
        let sum = matrix[row + j]!;
        for (let k = from; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
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
      let [ac, ad, bc, bd] = [0, 0, 0, 0];
      for (let k = 0; k < width; k++) {
        const [x, y, u, v] = [matrix[a + k]!, matrix[b + k]!, matrix[c + k]!, matrix[d + k]!];
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
    for (let p = at; p < end; p++) column[rows[p]!]! -= values[p]! * factor;
    if (at + 1 < end) {
      from[k] = at + 1;
      const row = rows[at + 1]!;
      next[k] = heads[row]!;
      heads[row] = k;
    }
    k = after;
  }
}

export class SparseCholesky {
  private readonly size: number;
  private readonly order: Int32Array;
  private readonly head: number;
  /** Where each entry given belongs: a place in the factor, or -1 - one in the dense block. */
  private readonly goes: Int32Array;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly values: Float64Array;
  private readonly block: Float64Array;

  constructor({ size, starts, rows }: SymmetricPattern) {
    this.size = size;
    const neighbours: number[][] = Array.from({ length: size }, () => []);
    for (let j = 0; j < size; j++) {
      for (let at = starts[j]!; at < starts[j + 1]!; at++) {
        const i = rows[at]!;
        if (i === j) continue;
        neighbours[i]!.push(j);
        neighbours[j]!.push(i);
      }
    }
    const { order, dense, columns } = minimumDegree(neighbours);
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
      const [begin, end] = [starts[j]!, starts[j + 1]!];
      for (let p = begin; p < end; p++) column[rows[p]!] = values[p]!;
      const diagonal = values[begin]!;
      subtract(j, column, this, lists);
      const pivot = column[j]!;
      const root = pivot > TINY * diagonal ? Math.sqrt(pivot) : Infinity;
      values[begin] = root;
      for (let p = begin + 1; p < end; p++) values[p] = column[rows[p]!]! / root;
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
      for (let p = starts[j]! + 1; p < starts[j + 1]!; p++) x[rows[p]!]! -= values[p]! * value;
    }
    for (let i = 0; i < width; i++) {
      let sum = x[head + i]!;
      for (let j = 0; j < i; j++) sum -= block[i * width + j]! * x[head + j]!;
      x[head + i] = sum / block[i * width + i]!;
    }
    for (let i = width - 1; i >= 0; i--) {
      const value = (x[head + i]! /= block[i * width + i]!);
      for (let j = 0; j < i; j++) x[head + j]! -= block[i * width + j]! * value;
    }
    for (let j = head - 1; j >= 0; j--) {
      let sum = x[j]!;
      for (let p = starts[j]! + 1; p < starts[j + 1]!; p++) sum -= values[p]! * x[rows[p]!]!;
      x[j] = sum / values[starts[j]!]!;
    }
    const solution = new Float64Array(size);
    order.forEach((i, at) => { solution[i] = x[at]!; });
    return solution;
  }
}
