/** A program as equations between variables with ends, and products with their matrix: what an interior point method works on. */
import type { FloatProgram } from './float.ts';

/** The largest size of an entry. */
export function norm(a: Float64Array): number {
  let most = 0;
  for (let j = 0; j < a.length; j++) {
    const x = Math.abs(a[j]!);
    if (!(x <= most)) most = x;
  }
  return most;
}

/**
 * min c·v over M v = b, low <= v <= high: columns, then a slack for each row that is no equation, rows scaled to a largest entry of 1 and
 * costs likewise.
 */
export class Equations {
  readonly columns: number;
  readonly rows: number;
  readonly cost: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly right: Float64Array;
  readonly scales: Float64Array;
  readonly costScale: number;
  /** By column: entries starts[j] .. of rows `at`. */
  readonly starts: Int32Array;
  readonly at: Int32Array;
  readonly values: Float64Array;
  /** Row of each slack. */
  readonly slackRows: Int32Array;

  constructor(program: FloatProgram) {
    const { cost, lower, upper, rowLower, rowUpper, starts, indices, values, direction } = program;
    const columns = (this.columns = cost.length);
    const rows = (this.rows = rowLower.length);
    this.scales = new Float64Array(rows);
    for (let r = 0; r < rows; r++) {
      let largest = 0;
      for (let p = starts[r]!; p < starts[r + 1]!; p++) largest = Math.max(largest, Math.abs(values[p]!));
      this.scales[r] = largest > 0 ? 1 / largest : 1;
    }
    const largest = norm(cost);
    this.costScale = (direction === 'maximise' ? -1 : 1) / (largest > 0 ? largest : 1);
    this.slackRows = Int32Array.from(rowLower.keys()).filter((r) => rowLower[r] !== rowUpper[r]);
    const size = columns + this.slackRows.length;
    this.cost = new Float64Array(size);
    this.low = new Float64Array(size);
    this.high = new Float64Array(size);
    cost.forEach((c, j) => { this.cost[j] = c * this.costScale; });
    this.low.set(lower);
    this.high.set(upper);
    this.slackRows.forEach((r, k) => {
      this.low[columns + k] = rowLower[r]! * this.scales[r]!;
      this.high[columns + k] = rowUpper[r]! * this.scales[r]!;
    });
    this.right = Float64Array.from(rowLower, (b, r) => (b === rowUpper[r] ? b * this.scales[r]! : 0));
    this.starts = new Int32Array(size + 1);
    for (const j of indices) this.starts[j + 1]!++;
    this.slackRows.forEach((_, k) => { this.starts[columns + k + 1] = 1; });
    for (let j = 0; j < size; j++) this.starts[j + 1]! += this.starts[j]!;
    this.at = new Int32Array(this.starts[size]!);
    this.values = new Float64Array(this.at.length);
    const next = this.starts.slice(0, size);
    const put = (j: number, r: number, value: number): void => {
      this.at[next[j]!] = r;
      this.values[next[j]!++] = value;
    };
    for (let r = 0; r < rows; r++) {
      for (let p = starts[r]!; p < starts[r + 1]!; p++) put(indices[p]!, r, values[p]! * this.scales[r]!);
    }
    this.slackRows.forEach((r, k) => { put(columns + k, r, -1); });
  }

  times(v: Float64Array): Float64Array {
    const result = new Float64Array(this.rows);
    for (let j = 0; j < v.length; j++) {
      const x = v[j]!;
      for (let p = this.starts[j]!; p < this.starts[j + 1]!; p++) result[this.at[p]!]! += this.values[p]! * x;
    }
    return result;
  }

  transposed(y: Float64Array): Float64Array {
    const result = new Float64Array(this.cost.length);
    for (let j = 0; j < result.length; j++) {
      let sum = 0;
      for (let p = this.starts[j]!; p < this.starts[j + 1]!; p++) sum += this.values[p]! * y[this.at[p]!]!;
      result[j] = sum;
    }
    return result;
  }
}
