/**
 * Small programs in doubles, by the least-index criss-cross method of `criss-cross.ts`: where a survey poses thousands of programs of a few
 * dozen rows, handing each to HiGHS takes longer than solving it. A basis comes back, which proves nothing.
 */
import type { Basis } from './basis.ts';
import type { Program } from './program.ts';
import { rationalNumber } from './rational.ts';

export type FloatPivots =
  | { readonly status: 'optimal'; readonly basis: Basis }
  /** The variable, a column or the slack of a row, that stays below 0, or off it, whatever the others are. */
  | { readonly status: 'infeasible'; readonly basis: Basis; readonly violated: { readonly column: number } | { readonly row: number } }
  /** Unbounded, too many pivots, or numbers too close to 0 to tell. */
  | { readonly status: 'open' };

const TOLERANCE = 1e-9;
const PIVOTS_MAX = 400;
const OPEN: FloatPivots = { status: 'open' };

/** Basic variables written by the others: rows, then the objective (to be minimised); last column: the constants. */
class Tableau {
  readonly columns: number;
  readonly basic: number[];
  readonly nonbasic: number[];
  readonly table: Float64Array[];
  pivots = 0;
  private readonly bounds: readonly ('free' | 'nonnegative' | 'zero')[];

  constructor({ columns, rows, objective, direction }: Program) {
    const n = (this.columns = columns.length);
    this.table = rows.map(({ terms, relation, bound }) => {
      const line = new Float64Array(n + 1);
      for (const [column, value] of terms) line[column] = rationalNumber(value);
      const largest = line.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      line[n] = -rationalNumber(bound);
      const scale = (relation === '<=' ? -1 : 1) / (largest > 0 ? largest : 1);
      return line.map((value) => value * scale);
    });
    const goal = new Float64Array(n + 1);
    for (const [column, value] of objective) goal[column] = (direction === 'maximise' ? -1 : 1) * rationalNumber(value);
    this.table.push(goal);
    this.bounds = [...columns.map(({ kind }) => kind), ...rows.map(({ relation }) => (relation === '=' ? 'zero' : 'nonnegative'))];
    this.nonbasic = columns.map((_, j) => j);
    this.basic = rows.map((_, r) => n + r);
  }

  get goal(): Float64Array { return this.table[this.basic.length]!; }

  bound(variable: number): 'free' | 'nonnegative' | 'zero' { return this.bounds[variable]!; }

  constant(row: number): number { return this.table[row]![this.columns]!; }

  pivot(row: number, column: number): void {
    this.pivots++;
    const line = this.table[row]!;
    const pivot = line[column]!;
    for (let j = 0; j <= this.columns; j++) line[j] = j === column ? 1 / pivot : -line[j]! / pivot;
    for (const [i, other] of this.table.entries()) {
      const head = other[column]!;
      if (i === row || head === 0) continue;
      other[column] = 0;
      for (let j = 0; j <= this.columns; j++) other[j]! += head * line[j]!;
    }
    [this.basic[row], this.nonbasic[column]] = [this.nonbasic[column]!, this.basic[row]!];
  }

  /** Columns and tight rows, in increasing order. */
  basis(): Basis {
    const n = this.columns;
    return {
      columns: this.basic.filter((variable) => variable < n).sort((a, b) => a - b),
      rows: this.nonbasic.filter((variable) => variable >= n).map((variable) => variable - n).sort((a, b) => a - b),
    };
  }

  infeasible(row: number): FloatPivots {
    const variable = this.basic[row]!;
    const violated = variable < this.columns ? { column: variable } : { row: variable - this.columns };
    return { status: 'infeasible', basis: this.basis(), violated };
  }
}

/** Free variables in, by their largest entries in rows of the others, equalities first; then equalities out. */
function settle(tableau: Tableau): FloatPivots | undefined {
  const { table, basic, nonbasic } = tableau;
  for (const [column, variable] of nonbasic.entries()) {
    if (tableau.bound(variable) !== 'free') continue;
    let [found, largest, firm] = [-1, TOLERANCE, false];
    for (const [row, other] of basic.entries()) {
      const kind = tableau.bound(other);
      const size = Math.abs(table[row]![column]!);
      if (kind === 'free' || size <= TOLERANCE || (firm && kind !== 'zero')) continue;
      if (size > largest || (kind === 'zero' && !firm)) [found, largest, firm] = [row, size, kind === 'zero'];
    }
    if (found >= 0) tableau.pivot(found, column);
  }
  for (const [row, variable] of basic.entries()) {
    if (tableau.bound(variable) !== 'zero') continue;
    let [found, largest] = [-1, TOLERANCE];
    for (const [column, other] of nonbasic.entries()) {
      const size = Math.abs(table[row]![column]!);
      if (tableau.bound(other) !== 'zero' && size > largest) [found, largest] = [column, size];
    }
    if (found >= 0) tableau.pivot(row, found);
    else if (Math.abs(tableau.constant(row)) > TOLERANCE) return tableau.infeasible(row);
  }
  return undefined;
}

/** The least index among the violated variables, and where it stands. */
function leastViolated(tableau: Tableau): { readonly row: number } | { readonly column: number } | undefined {
  let least = Infinity;
  let found: { readonly row: number } | { readonly column: number } | undefined;
  for (const [row, variable] of tableau.basic.entries()) {
    if (variable < least && tableau.bound(variable) === 'nonnegative' && tableau.constant(row) < -TOLERANCE)
      [least, found] = [variable, { row }];
  }
  for (const [column, variable] of tableau.nonbasic.entries()) {
    const [cost, kind] = [tableau.goal[column]!, tableau.bound(variable)];
    if (variable < least && ((kind === 'nonnegative' && cost < -TOLERANCE) || (kind === 'free' && Math.abs(cost) > TOLERANCE)))
      [least, found] = [variable, { column }];
  }
  return found;
}

/** The least variable that may take part in the pivot; -1 where there is none. */
function leastPartner(variables: readonly number[], may: (variable: number, at: number) => boolean): number {
  let at = -1;
  for (const [k, variable] of variables.entries()) if ((at < 0 || variable < variables[at]!) && may(variable, k)) at = k;
  return at;
}

export function floatPivots(program: Program): FloatPivots {
  const tableau = new Tableau(program);
  const early = settle(tableau);
  if (early !== undefined) return early;
  while (tableau.pivots < PIVOTS_MAX) {
    const violated = leastViolated(tableau);
    if (violated === undefined) return { status: 'optimal', basis: tableau.basis() };
    if ('row' in violated) {
      const line = tableau.table[violated.row]!;
      const column = leastPartner(tableau.nonbasic, (variable, j) => tableau.bound(variable) === 'nonnegative' && line[j]! > TOLERANCE);
      if (column < 0) return tableau.infeasible(violated.row);
      tableau.pivot(violated.row, column);
    } else {
      const { column } = violated;
      const row = leastPartner(
        tableau.basic, (variable, i) => tableau.bound(variable) === 'nonnegative' && tableau.table[i]![column]! < -TOLERANCE,
      );
      if (row < 0 || tableau.bound(tableau.nonbasic[column]!) === 'free') return OPEN;
      tableau.pivot(row, column);
    }
  }
  return OPEN;
}
