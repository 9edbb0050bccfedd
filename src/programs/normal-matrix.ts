/** Systems M D M' y = r for one diagonal D after another. */
import { norm, type Equations } from './equations.ts';
import type { EliminationOrder } from './minimum-degree.ts';
import { SparseCholesky } from './sparse-cholesky.ts';

/** Share of the right side that a solution may leave unexplained. */
const REFINED = 1e-10;
/** Keeps rows that others imply from making the system singular. */
const PROXIMAL = 1e-11;

const pairsOf = (width: number): number => (width * (width + 1)) / 2;

/** The lower triangle of M M': its pattern, and where each product of two entries of one column goes, column by column. */
function productsOf({ rows, starts, at, values, cost }: Equations) {
  const firsts = new Int32Array(cost.length + 1);
  const columnOf = new Int32Array(at.length);
  /** Entries row by row, from rowStarts[r] on. */
  const rowStarts = new Int32Array(rows + 1);
  for (let j = 0; j < cost.length; j++) {
    firsts[j + 1] = firsts[j]! + pairsOf(starts[j + 1]! - starts[j]!);
    columnOf.fill(j, starts[j]!, starts[j + 1]!);
  }
  for (let p = 0; p < at.length; p++) rowStarts[at[p]! + 1]!++;
  for (let r = 0; r < rows; r++) rowStarts[r + 1]! += rowStarts[r]!;
  const entries = new Int32Array(at.length);
  const next = rowStarts.slice(0, rows);
  for (let p = 0; p < at.length; p++) entries[next[at[p]!]!++] = p;
  const products = new Float64Array(firsts[cost.length]!);
  const goes = new Int32Array(products.length);
  const lower: number[] = [];
  const begins = new Int32Array(rows + 1);
  const place = new Int32Array(rows).fill(-1);
  for (let r = 0; r < rows; r++) {
    const begin = (begins[r] = lower.length);
    place[r] = begin;
    lower.push(r);
    for (let e = rowStarts[r]!; e < rowStarts[r + 1]!; e++) {
      const p = entries[e]!;
      const j = columnOf[p]!;
      const end = starts[j + 1]!;
      // Rows ascend within a column, so that the later ones lie below; an entry's pairs follow those of the entries before it.
      let pair = firsts[j + 1]! - pairsOf(end - p);
      for (let q = p; q < end; q++, pair++) {
        const below = at[q]!;
        if (place[below]! < begin) place[below] = lower.push(below) - 1;
        products[pair] = values[p]! * values[q]!;
        goes[pair] = place[below]!;
      }
    }
  }
  begins[rows] = lower.length;
  return { products, goes, pattern: { size: rows, starts: begins, rows: Int32Array.from(lower) } };
}

export class NormalMatrix {
  private readonly equations: Equations;
  private readonly factors: SparseCholesky;
  private readonly entries: Float64Array;
  private readonly products: Float64Array;
  private readonly goes: Int32Array;
  /** Where each row's own entry is. */
  private readonly diagonal: Int32Array;
  private weights: Float64Array = new Float64Array(0);

  /** `earlier`: of equations whose rows are this one's first. */
  constructor(equations: Equations, earlier?: EliminationOrder) {
    this.equations = equations;
    const { products, goes, pattern } = productsOf(equations);
    [this.products, this.goes, this.diagonal] = [products, goes, pattern.starts.subarray(0, pattern.size)];
    this.entries = new Float64Array(pattern.rows.length);
    this.factors = new SparseCholesky(pattern, earlier);
  }

  get elimination(): EliminationOrder {
    return this.factors.elimination;
  }

  /** `weights`: D. */
  factor(weights: Float64Array): void {
    const { starts } = this.equations;
    this.weights = weights;
    this.entries.fill(0);
    let pair = 0;
    for (let j = 0; j < weights.length; j++) {
      const weight = weights[j]!;
      const end = pair + pairsOf(starts[j + 1]! - starts[j]!);
      for (; pair < end; pair++) this.entries[this.goes[pair]!]! += weight * this.products[pair]!;
    }
    for (const at of this.diagonal) this.entries[at]! += PROXIMAL;
    this.factors.factor(this.entries);
  }

  /** Refined against the matrix itself where rounding has left more than a trace. */
  solve(right: Float64Array): Float64Array {
    const { equations, weights, factors } = this;
    const y = factors.solve(right);
    const back = equations.transposed(y);
    for (let j = 0; j < back.length; j++) back[j]! *= weights[j]!;
    const rest = equations.times(back);
    for (let r = 0; r < rest.length; r++) rest[r] = right[r]! - rest[r]!;
    if (norm(rest) <= REFINED * norm(right)) return y;
    const more = factors.solve(rest);
    for (let r = 0; r < y.length; r++) y[r]! += more[r]!;
    return y;
  }
}
