/**
 * Linear programs with named rows and columns over exact rationals, and what is proved about them.
 *
 *     import { ProgramBuilder, rational, solveProgram } from 'misreport';
 *
 *     const build = new ProgramBuilder('minimise');
 *     const x = build.column('x', 'nonnegative');               // or 'free'
 *     build.objective([[x, rational(2)]]);
 *     build.row('demand', [[x, rational(1)]], '>=', rational(1, 3));
 *     const solution = await solveProgram(build.program());
 *     console.assert(solution.status === 'optimal', solution.status);
 *
 * A solution is exact and has been checked: floating point only proposes the basis.
 *
 * Multipliers y have one a row, in the sense of prices: y = d objective / d bound. So in a minimisation y >= 0 at rows `>=` and
 * y <= 0 at rows `<=`; in a maximisation the other way round; free at `=`. Then c - A'y is zero at free columns, >= 0
 * (minimise) or <= 0 (maximise) at the others, and b·y is the objective.
 * Of an infeasible program, `farkas` has y >= 0 at `>=`, y <= 0 at `<=`, A'y = 0 at free columns, A'y <= 0 at the others and
 * b·y > 0: the rows, so multiplied and added, say 0 >= b·y.
 * Of an unbounded one, `primal` is feasible, and stays so along `ray`, on which the objective improves.
 *
 * `src/programs/check.ts` decides each of the three by itself; `certificate.ts` prints them; `float.ts` is the way for large
 * programs in floating point (bounds on columns, sparse rows), which proves nothing.
 */
import { isZero, ZERO, type Rational } from './rational.ts';

export type Direction = 'minimise' | 'maximise';
export type Relation = '>=' | '<=' | '=';
export type ColumnKind = 'free' | 'nonnegative';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A column's index and its coefficient, which is not zero. */
export type Term = readonly [column: number, coefficient: Rational];

export interface Row {
  readonly name: string;
  /** Each column at most once. */
  readonly terms: readonly Term[];
  readonly relation: Relation;
  readonly bound: Rational;
}

export interface Program {
  readonly direction: Direction;
  readonly columns: readonly Column[];
  readonly objective: readonly Term[];
  readonly rows: readonly Row[];
}

export type Solution =
  | { readonly status: 'optimal'; readonly objective: Rational; readonly primal: readonly Rational[]; readonly dual: readonly Rational[] }
  | { readonly status: 'infeasible'; readonly farkas: readonly Rational[] }
  | { readonly status: 'unbounded'; readonly primal: readonly Rational[]; readonly ray: readonly Rational[] }
  /** The program is too large for exact arithmetic where floating point fails. */
  | { readonly status: 'undecided'; readonly reason: string };

/** Adds up the terms of one column each and leaves out zeros. */
export function collectTerms(terms: Iterable<Term>): Term[] {
  const sums = new Map<number, Rational>();
  for (const [column, coefficient] of terms) {
    const before = sums.get(column);
    sums.set(column, before === undefined ? coefficient : before.add(coefficient));
  }
  return [...sums].filter(([, value]) => !isZero(value)).sort(([a], [b]) => a - b);
}

/** Writes a program row by row. Names are for people and certificates, and have to differ. */
export class ProgramBuilder {
  private readonly direction: Direction;
  private readonly columns: Column[] = [];
  private readonly rows: Row[] = [];
  private readonly names = new Set<string>();
  private goal: Term[] = [];

  constructor(direction: Direction = 'minimise') {
    this.direction = direction;
  }

  /** The column's index. */
  column(name: string, kind: ColumnKind): number {
    this.claim(`column ${name}`);
    return this.columns.push({ name, kind }) - 1;
  }

  /** The row's index; terms of the same column are added up. */
  row(name: string, terms: Iterable<Term>, relation: Relation, bound: Rational = ZERO): number {
    this.claim(`row ${name}`);
    return this.rows.push({ name, terms: collectTerms(terms), relation, bound }) - 1;
  }

  objective(terms: Iterable<Term>): void {
    this.goal = collectTerms(terms);
  }

  program(): Program {
    return { direction: this.direction, columns: this.columns, objective: this.goal, rows: this.rows };
  }

  private claim(name: string): void {
    if (this.names.has(name)) throw new Error(`a program has ${name} twice`);
    this.names.add(name);
  }
}

/** Σ coefficient · value over the terms. */
export function evaluateTerms(terms: readonly Term[], values: readonly Rational[]): Rational {
  let total = ZERO;
  for (const [column, coefficient] of terms) {
    const value = values[column]!;
    if (!isZero(value)) total = total.add(coefficient.mul(value));
  }
  return total;
}

/** A'y, one entry a column. */
export function combineRows({ columns, rows }: Program, multipliers: readonly Rational[]): Rational[] {
  const combined = columns.map(() => ZERO);
  rows.forEach(({ terms }, r) => {
    const multiplier = multipliers[r]!;
    if (isZero(multiplier)) return;
    for (const [column, coefficient] of terms) combined[column] = combined[column]!.add(coefficient.mul(multiplier));
  });
  return combined;
}

/** b·y. */
export function combineBounds({ rows }: Program, multipliers: readonly Rational[]): Rational {
  let total = ZERO;
  rows.forEach(({ bound }, r) => { total = total.add(bound.mul(multipliers[r]!)); });
  return total;
}
