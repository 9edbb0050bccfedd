/** Writes a floating program column by column and row by row. */
import type { FloatProgram } from './float.ts';

/** Columns by index and their coefficients; a column named twice counts twice. */
export type FloatTerm = readonly [column: number, coefficient: number];

export class FloatBuilder {
  private readonly direction: FloatProgram['direction'];
  private readonly cost: number[] = [];
  private readonly lower: number[] = [];
  private readonly upper: number[] = [];
  private readonly rowLower: number[] = [];
  private readonly rowUpper: number[] = [];
  private readonly starts: number[] = [0];
  private readonly indices: number[] = [];
  private readonly values: number[] = [];
  /** [column] where the entry last written for it is. */
  private readonly at: number[] = [];

  constructor(direction: FloatProgram['direction']) {
    this.direction = direction;
  }

  /** The column's index. */
  column(lower: number, upper: number, cost = 0): number {
    this.lower.push(lower);
    this.upper.push(upper);
    this.at.push(-1);
    return this.cost.push(cost) - 1;
  }

  /** Adds to what a unit of the column is worth. */
  pay(column: number, cost: number): void {
    this.cost[column]! += cost;
  }

  /** The row's index. */
  row(terms: readonly FloatTerm[], lower: number, upper = Infinity): number {
    const from = this.indices.length;
    for (const [column, coefficient] of terms) {
      const at = this.at[column]!;
      if (at >= from && this.indices[at] === column) {
        this.values[at]! += coefficient;
        continue;
      }
      this.at[column] = this.indices.push(column) - 1;
      this.values.push(coefficient);
    }
    this.dropZeros(from);
    this.starts.push(this.indices.length);
    this.rowLower.push(lower);
    return this.rowUpper.push(upper) - 1;
  }

  private dropZeros(from: number): void {
    let to = from;
    for (let p = from; p < this.values.length; p++) {
      if (this.values[p] === 0) continue;
      this.indices[to] = this.indices[p]!;
      this.values[to++] = this.values[p]!;
    }
    this.indices.length = this.values.length = to;
  }

  program(): FloatProgram {
    return {
      direction: this.direction, cost: Float64Array.from(this.cost), lower: Float64Array.from(this.lower),
      upper: Float64Array.from(this.upper), rowLower: Float64Array.from(this.rowLower), rowUpper: Float64Array.from(this.rowUpper),
      starts: Int32Array.from(this.starts), indices: Int32Array.from(this.indices), values: Float64Array.from(this.values),
    };
  }
}
