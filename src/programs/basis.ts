/** What a basis says exactly: the point where its rows are tight, and the multipliers that its columns ask for. */
import { combineBounds, evaluateTerms, type Program, type Solution, type Term } from './program.ts';
import { isZero, ONE, rational, sign, ZERO, type Rational } from './rational.ts';
import { solveSquare } from './sparse-solve.ts';

const MINUS_ONE = rational(-1);

export interface Basis {
  /** Columns that may differ from zero, in increasing order. */
  readonly columns: readonly number[];
  /** Rows that hold with equality, as many as columns. */
  readonly rows: readonly number[];
}

/** The tight rows restricted to the basic columns, renumbered. */
function squareRows({ rows }: Program, basis: Basis): Term[][] {
  const place = new Map(basis.columns.map((column, k) => [column, k]));
  return basis.rows.map((r) => rows[r]!.terms.flatMap(([column, value]): Term[] => {
    const at = place.get(column);
    return at === undefined ? [] : [[at, value]];
  }));
}

function transpose(square: readonly (readonly Term[])[]): Term[][] {
  const turned: Term[][] = square.map(() => []);
  square.forEach((terms, r) => {
    for (const [column, value] of terms) turned[column]!.push([r, value]);
  });
  return turned;
}

function spread(values: readonly Rational[], places: readonly number[], length: number): Rational[] {
  const full: Rational[] = Array.from({ length }, () => ZERO);
  places.forEach((place, k) => { full[place] = values[k]!; });
  return full;
}

/** The basis's primal and dual point, optimal or not; undefined where the basis is singular. */
export function pointsOfBasis(program: Program, basis: Basis): Extract<Solution, { status: 'optimal' }> | undefined {
  if (basis.columns.length !== basis.rows.length) return undefined;
  const square = squareRows(program, basis);
  const primalPart = solveSquare(square, basis.rows.map((r) => program.rows[r]!.bound));
  if (primalPart === undefined) return undefined;
  const costs = new Map(program.objective);
  const ofColumns = basis.columns.map((column) => costs.get(column) ?? ZERO);
  // Nothing is asked of the multipliers where no basic column costs anything, as where feasibility alone is the question.
  const dualPart = ofColumns.every(isZero) ? ofColumns : solveSquare(transpose(square), ofColumns);
  if (dualPart === undefined) return undefined;
  const primal = spread(primalPart, basis.columns, program.columns.length);
  const dual = spread(dualPart, basis.rows, program.rows.length);
  return { status: 'optimal', objective: evaluateTerms(program.objective, primal), primal, dual };
}

/**
 * Multipliers that add the rows up to a contradiction, where the basis leaves a variable violated whatever the others are: a column that is
 * below 0, or a row that does not hold. They are solved for, not checked. Undefined where the basis is singular.
 */
export function contradictionOfBasis(
  program: Program, basis: Basis, violated: { readonly column: number } | { readonly row: number },
): Rational[] | undefined {
  if (basis.columns.length !== basis.rows.length) return undefined;
  const { relation = '>=', terms = [] } = 'row' in violated ? program.rows[violated.row]! : {};
  const turn = relation === '<=' ? MINUS_ONE : ONE;
  const left = new Map('row' in violated ? terms.map(([column, value]) => [column, value.mul(turn)]) : [[violated.column, ONE]]);
  const solved = solveSquare(transpose(squareRows(program, basis)), basis.columns.map((column) => left.get(column)?.neg() ?? ZERO));
  if (solved === undefined) return undefined;
  const farkas = spread(solved, basis.rows, program.rows.length);
  if ('row' in violated) farkas[violated.row] = turn;
  if (sign(combineBounds(program, farkas)) > 0) return farkas;
  // Of an equality either side may be the one that fails.
  return farkas.map((value) => value.neg());
}
