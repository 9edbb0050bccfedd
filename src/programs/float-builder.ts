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

  constructor(direction: FloatProgram['direction']) {
    this.direction = direction;
  }

  /** The column's index. */
  column(lower: number, upper: number, cost = 0): number {
    this.lower.push(lower);
    this.upper.push(upper);
    return this.cost.push(cost) - 1;
  }

  /** Adds to what a unit of the column is worth. */
  pay(column: number, cost: number): void {
    this.cost[column]! += cost;
  }

  /** The row's index. */
  row(terms: readonly FloatTerm[], lower: number, upper = Infinity): number {
    const sums = new Map<number, number>();
    for (const [column, coefficient] of terms) sums.set(column, (sums.get(column) ?? 0) + coefficient);
    for (const [column, coefficient] of sums) {
      if (coefficient === 0) continue;
      this.indices.push(column);
      this.values.push(coefficient);
    }
    this.starts.push(this.indices.length);
    this.rowLower.push(lower);
    return this.rowUpper.push(upper) - 1;
  }

  program(): FloatProgram {
    return {
      direction: this.direction, cost: Float64Array.from(this.cost), lower: Float64Array.from(this.lower),
      upper: Float64Array.from(this.upper), rowLower: Float64Array.from(this.rowLower), rowUpper: Float64Array.from(this.rowUpper),
      starts: Int32Array.from(this.starts), indices: Int32Array.from(this.indices), values: Float64Array.from(this.values),
    };
  }
}
