/** Exact solution of a square sparse system by elimination over whole numbers; the pivot is the one with the least fill. */
import { absolute, clearDenominators, greatestCommonDivisor } from './integers.ts';
import { rational, ZERO, type Rational } from './rational.ts';
import type { Term } from './program.ts';

/** Entries of a row by column; the right-hand side stands under `RIGHT`. */
type IntegerRow = Map<number, bigint>;
const RIGHT = -1;

function integerRow(terms: readonly Term[], right: Rational): IntegerRow {
  const { integers } = clearDenominators([...terms.map(([, value]) => value), right]);
  const row: IntegerRow = new Map(terms.map(([column], k) => [column, integers[k]!]));
  const last = integers[terms.length]!;
  if (last !== 0n) row.set(RIGHT, last);
  return row;
}

function divideByContent(row: IntegerRow): void {
  let content = 0n;
  for (const value of row.values()) {
    content = greatestCommonDivisor(content, value);
    if (content === 1n) return;
  }
  if (content > 1n) for (const [column, value] of row) row.set(column, value / content);
}

/** Rows not yet used as pivots, and in which of them each column occurs. */
class Elimination {
  readonly rows: readonly IntegerRow[];
  readonly active: Set<number>;
  readonly occurrences = new Map<number, Set<number>>();

  constructor(rows: readonly IntegerRow[]) {
    this.rows = rows;
    this.active = new Set(rows.keys());
    rows.forEach((row, r) => {
      for (const column of row.keys()) if (column !== RIGHT) this.occur(column).add(r);
    });
  }

  private occur(column: number): Set<number> {
    let found = this.occurrences.get(column);
    if (found === undefined) this.occurrences.set(column, (found = new Set()));
    return found;
  }

  private width(row: number): number {
    const entries = this.rows[row]!;
    return entries.size - (entries.has(RIGHT) ? 1 : 0);
  }

  /** A column of one entry, else the shortest row with its rarest column; undefined where a row or column is empty. */
  pivot(): readonly [row: number, column: number] | undefined {
    for (const [column, rows] of this.occurrences) {
      if (rows.size === 0) return undefined;
      if (rows.size === 1) return [rows.values().next().value!, column];
    }
    let shortest = -1;
    let width = Infinity;
    for (const row of this.active) {
      const size = this.width(row);
      if (size < width) [shortest, width] = [row, size];
      if (size <= 1) break;
    }
    if (shortest < 0 || width === 0) return undefined;
    let rarest = RIGHT;
    let count = Infinity;
    for (const column of this.rows[shortest]!.keys()) {
      const size = column === RIGHT ? Infinity : this.occurrences.get(column)!.size;
      if (size < count) [rarest, count] = [column, size];
    }
    return [shortest, rarest];
  }

  eliminate(row: number, column: number): void {
    const pivotRow = this.rows[row]!;
    const pivot = pivotRow.get(column)!;
    this.active.delete(row);
    for (const c of pivotRow.keys()) if (c !== RIGHT) this.occurrences.get(c)!.delete(row);
    for (const other of this.occurrences.get(column)!) this.subtract(other, pivotRow, pivot, column);
    this.occurrences.delete(column);
  }

  private subtract(other: number, pivotRow: IntegerRow, pivot: bigint, column: number): void {
    const target = this.rows[other]!;
    const head = target.get(column)!;
    const common = greatestCommonDivisor(head, pivot);
    const scale = pivot / common;
    const factor = head / common;
    if (scale !== 1n) for (const [c, value] of target) target.set(c, value * scale);
    for (const [c, value] of pivotRow) {
      const before = target.get(c) ?? 0n;
      const after = before - factor * value;
      if (after !== 0n) target.set(c, after);
      else target.delete(c);
      if (c !== RIGHT && c !== column) {
        if (after !== 0n) this.occur(c).add(other);
        else this.occur(c).delete(other);
      }
    }
    if (absolute(scale) !== 1n || absolute(factor) !== 1n) divideByContent(target);
  }
}

/**
 * x with Σ_j a_ij x_j = b_i, for n rows in the columns 0 .. n - 1; undefined where the matrix is singular. Terms of a row
 * name each column at most once.
 */
export function solveSquare(rows: readonly (readonly Term[])[], right: readonly Rational[]): Rational[] | undefined {
  const elimination = new Elimination(rows.map((terms, r) => integerRow(terms, right[r]!)));
  const order: (readonly [number, number])[] = [];
  if (elimination.occurrences.size < rows.length) return undefined;
  while (elimination.active.size > 0) {
    const pivot = elimination.pivot();
    if (pivot === undefined) return undefined;
    elimination.eliminate(...pivot);
    order.push(pivot);
  }
  const solution: Rational[] = rows.map(() => ZERO);
  for (const [row, column] of order.reverse()) {
    const entries = elimination.rows[row]!;
    let value = rational(entries.get(RIGHT) ?? 0n);
    for (const [c, coefficient] of entries) {
      if (c === RIGHT || c === column || solution[c]!.n === 0n) continue;
      value = value.sub(solution[c]!.mul(rational(coefficient)));
    }
    solution[column] = value.div(rational(entries.get(column)!));
  }
  return solution;
}
