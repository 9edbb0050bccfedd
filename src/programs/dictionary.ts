/**
 * A dictionary of a linear program: basic variables written by the others, over whole numbers with one common denominator
 * (Edmonds). Row r of the program is the variable w_r = ±(a_r x - b_r), >= 0, or held at zero where the row is an equality.
 */
import { clearDenominators } from './integers.ts';
import type { Program } from './program.ts';
import { ONE, rational, type Rational } from './rational.ts';

type Bound = 'free' | 'nonnegative' | 'zero';

interface Variable {
  readonly bound: Bound;
  /** The column of the program, or the row whose slack it is. */
  readonly column?: number;
  readonly row?: number;
  /** w_r = factor · (a_r x - b_r). */
  readonly factor: Rational;
}

export class Dictionary {
  readonly variables: readonly Variable[];
  /** Variables of the tableau's rows and columns. */
  readonly basic: number[];
  readonly nonbasic: number[];
  /** Rows: basic variables, then the objective (to be minimised); last column: the constants. All over `denominator` > 0. */
  table: bigint[][];
  denominator = 1n;
  pivots = 0;

  constructor({ columns, rows, objective, direction }: Program) {
    const n = columns.length;
    const structural = columns.map(({ kind }, column): Variable => ({ bound: kind, column, factor: ONE }));
    const slacks: Variable[] = [];
    this.table = rows.map(({ terms, relation, bound }, row) => {
      const sense = relation === '<=' ? -1n : 1n;
      const { integers, factor } = clearDenominators([...terms.map(([, value]) => value), bound]);
      const line = Array.from({ length: n + 1 }, () => 0n);
      terms.forEach(([column], k) => { line[column] = sense * integers[k]!; });
      line[n] = -sense * integers[terms.length]!;
      slacks.push({
        bound: relation === '=' ? 'zero' : 'nonnegative',
        row,
        factor: rational(sense * factor.numerator, factor.denominator),
      });
      return line;
    });
    const costs = clearDenominators(objective.map(([, value]) => value));
    const goal = Array.from({ length: n + 1 }, () => 0n);
    objective.forEach(([column], k) => { goal[column] = (direction === 'maximise' ? -1n : 1n) * costs.integers[k]!; });
    this.table.push(goal);
    this.variables = [...structural, ...slacks];
    this.nonbasic = structural.map((_, j) => j);
    this.basic = slacks.map((_, r) => n + r);
  }

  get goal(): bigint[] { return this.table[this.basic.length]!; }

  bound(variable: number): Bound { return this.variables[variable]!.bound; }

  pivot(row: number, column: number): void {
    this.pivots++;
    const { denominator } = this;
    const line = this.table[row]!;
    const pivot = line[column]!;
    const turn = pivot < 0n ? -1n : 1n;
    this.table = this.table.map((other, i) => {
      if (i === row) return other.map((value, j) => (j === column ? denominator : -value) * turn);
      const head = other[column]!;
      // Rows without the pivot's variable only change their denominator.
      if (head === 0n) return other.map((value) => (value === 0n ? 0n : ((value * pivot) / denominator) * turn));
      return other.map((value, j) => (j === column ? head : (value * pivot - head * line[j]!) / denominator) * turn);
    });
    this.denominator = pivot * turn;
    [this.basic[row], this.nonbasic[column]] = [this.nonbasic[column]!, this.basic[row]!];
  }

  constant(row: number): bigint { return this.table[row]![this.nonbasic.length]!; }
}
