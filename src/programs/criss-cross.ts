/**
 * Exact solution from any starting basis: the least-index criss-cross method (Terlaky 1985; Fukuda and Terlaky 1997). It
 * pivots over whole numbers with one common denominator (Edmonds), needs no feasible start and no second phase, and ends.
 * Free columns become basic first and then take no further part.
 */
import type { Basis } from './basis.ts';
import { Dictionary } from './dictionary.ts';
import { clearDenominators } from './integers.ts';
import { evaluateTerms, type Program, type Solution } from './program.ts';
import { rational, ZERO, type Rational } from './rational.ts';

/** Pivots before the method is given up. */
const PIVOT_LIMIT = 20_000;

/** Entries of the tableau up to which it is tried at all. */
const SIZE_LIMIT = 1_500_000;

type Outcome =
  | { readonly kind: 'optimal' }
  | { readonly kind: 'infeasible'; readonly row: number }
  | { readonly kind: 'ray'; readonly column: number }
  | { readonly kind: 'stalled' };

/** A row in which the column has an entry and whose variable is not free: equalities first, which are better out of the way. */
function rowToLeave(dictionary: Dictionary, column: number): number {
  let found = -1;
  for (let row = 0; row < dictionary.basic.length; row++) {
    if (dictionary.table[row]![column] === 0n) continue;
    const bound = dictionary.bound(dictionary.basic[row]!);
    if (bound === 'zero') return row;
    if (bound === 'nonnegative' && found < 0) found = row;
  }
  return found;
}

/** Brings the proposed columns into the basis as far as they go, at the cost of the rows proposed to be tight. */
function startFrom(dictionary: Dictionary, basis: Basis, columns: number): void {
  const tight = new Set(basis.rows.map((row) => columns + row));
  for (const column of basis.columns) {
    const at = dictionary.nonbasic.indexOf(column);
    const row = dictionary.basic.findIndex((variable, r) => tight.has(variable) && dictionary.table[r]![at] !== 0n);
    if (row >= 0) dictionary.pivot(row, at);
  }
}

/** Free variables in, equalities out. A ray is a free column that only the objective feels; a row: 0 = something else. */
function settle(dictionary: Dictionary): Outcome {
  for (let column = 0; column < dictionary.nonbasic.length; column++) {
    if (dictionary.bound(dictionary.nonbasic[column]!) !== 'free') continue;
    const row = rowToLeave(dictionary, column);
    if (row >= 0) dictionary.pivot(row, column);
  }
  for (let row = 0; row < dictionary.basic.length; row++) {
    if (dictionary.bound(dictionary.basic[row]!) !== 'zero') continue;
    const column = dictionary.nonbasic.findIndex(
      (variable, j) => dictionary.bound(variable) !== 'zero' && dictionary.table[row]![j] !== 0n,
    );
    if (column >= 0) dictionary.pivot(row, column);
    else if (dictionary.constant(row) !== 0n) return { kind: 'infeasible', row };
  }
  return { kind: 'optimal' };
}

/** The least index among the violated variables, and where it stands. */
function leastViolated(dictionary: Dictionary): { readonly row?: number; readonly column?: number } | undefined {
  let least = Infinity;
  let found: { readonly row?: number; readonly column?: number } | undefined;
  dictionary.basic.forEach((variable, row) => {
    if (variable < least && dictionary.bound(variable) === 'nonnegative' && dictionary.constant(row) < 0n)
      [least, found] = [variable, { row }];
  });
  dictionary.nonbasic.forEach((variable, column) => {
    if (variable >= least) return;
    const cost = dictionary.goal[column]!;
    const bound = dictionary.bound(variable);
    // A free column is still nonbasic only where no bounded variable feels it.
    if ((bound === 'nonnegative' && cost < 0n) || (bound === 'free' && cost !== 0n)) [least, found] = [variable, { column }];
  });
  return found;
}

/** The least variable that may take part in the pivot; -1 where there is none. */
function leastPartner(variables: readonly number[], may: (variable: number, at: number) => boolean): number {
  let at = -1;
  variables.forEach((variable, k) => {
    if ((at < 0 || variable < variables[at]!) && may(variable, k)) at = k;
  });
  return at;
}

function run(dictionary: Dictionary): Outcome {
  while (dictionary.pivots < PIVOT_LIMIT) {
    const violated = leastViolated(dictionary);
    if (violated === undefined) return { kind: 'optimal' };
    if (violated.row !== undefined) {
      const { row } = violated;
      const column = leastPartner(
        dictionary.nonbasic,
        (variable, j) => dictionary.bound(variable) === 'nonnegative' && dictionary.table[row]![j]! > 0n,
      );
      if (column < 0) return { kind: 'infeasible', row };
      dictionary.pivot(row, column);
    } else {
      const column = violated.column!;
      const row = leastPartner(
        dictionary.basic,
        (variable, i) => dictionary.bound(variable) === 'nonnegative' && dictionary.table[i]![column]! < 0n,
      );
      if (row < 0 || dictionary.bound(dictionary.nonbasic[column]!) === 'free') return { kind: 'ray', column };
      dictionary.pivot(row, column);
    }
  }
  return { kind: 'stalled' };
}

const pointOf = (dictionary: Dictionary, columns: number, entry: (row: number) => bigint): Rational[] => {
  const point: Rational[] = Array.from({ length: columns }, () => ZERO);
  dictionary.basic.forEach((variable, row) => {
    if (variable < columns) point[variable] = rational(entry(row), dictionary.denominator);
  });
  return point;
};

function farkasOf(dictionary: Dictionary, row: number, rows: number): Rational[] {
  const farkas: Rational[] = Array.from({ length: rows }, () => ZERO);
  const basicVariable = dictionary.variables[dictionary.basic[row]!]!;
  // 0 = constant + entries, read so that the constant is negative.
  const turn = dictionary.constant(row) < 0n ? 1n : -1n;
  if (basicVariable.row !== undefined) farkas[basicVariable.row] = basicVariable.factor.mul(rational(turn * dictionary.denominator));
  dictionary.nonbasic.forEach((variable, j) => {
    const { row: r, factor } = dictionary.variables[variable]!;
    if (r !== undefined) farkas[r] = factor.mul(rational(-turn * dictionary.table[row]![j]!));
  });
  return farkas;
}

function dualOf(dictionary: Dictionary, program: Program): Rational[] {
  const { factor } = clearDenominators(program.objective.map(([, value]) => value));
  const scale = rational(factor.denominator, factor.numerator * (program.direction === 'maximise' ? -1n : 1n));
  const dual: Rational[] = program.rows.map(() => ZERO);
  dictionary.nonbasic.forEach((variable, j) => {
    const { row, factor: slack } = dictionary.variables[variable]!;
    if (row !== undefined) dual[row] = rational(dictionary.goal[j]!, dictionary.denominator).mul(slack).mul(scale);
  });
  return dual;
}

function rayOf(dictionary: Dictionary, column: number, columns: number): Rational[] {
  const variable = dictionary.nonbasic[column]!;
  const turn = dictionary.goal[column]! > 0n ? -1n : 1n;
  const ray = pointOf(dictionary, columns, (row) => turn * dictionary.table[row]![column]!);
  if (variable < columns) ray[variable] = rational(turn);
  return ray;
}

/** The basis at which pivoting ends, and of an infeasible program the variable that stays below 0, or off it, whatever the others are. */
export type EndingBasis = { readonly basis: Basis; readonly violated?: { readonly column: number } | { readonly row: number } };

/** Of a program without an objective; undefined where pivoting does not end in time. */
export function endingBasis(program: Program): EndingBasis | undefined {
  const dictionary = new Dictionary(program);
  const settled = settle(dictionary);
  const outcome = settled.kind === 'optimal' ? run(dictionary) : settled;
  if (outcome.kind !== 'optimal' && outcome.kind !== 'infeasible') return undefined;
  const columns = program.columns.length;
  const basis: Basis = {
    columns: dictionary.basic.filter((variable) => variable < columns).sort((a, b) => a - b),
    rows: dictionary.nonbasic.filter((variable) => variable >= columns).map((variable) => variable - columns).sort((a, b) => a - b),
  };
  if (outcome.kind === 'optimal') return { basis };
  const variable = dictionary.basic[outcome.row]!;
  return { basis, violated: variable < columns ? { column: variable } : { row: variable - columns } };
}

/** Never wrong, and slow beyond a few hundred rows: `undecided` where the tableau or the number of pivots is too large. */
export function crissCross(program: Program, start: Basis = { columns: [], rows: [] }): Solution {
  const columns = program.columns.length;
  const size = (columns + 1) * (program.rows.length + 1);
  if (size > SIZE_LIMIT)
    return {
      status: 'undecided',
      reason: `floating point fails and a tableau of ${size} entries is beyond exact pivoting (${SIZE_LIMIT})`,
    };
  const dictionary = new Dictionary(program);
  startFrom(dictionary, start, columns);
  const settled = settle(dictionary);
  const outcome = settled.kind === 'optimal' ? run(dictionary) : settled;
  const stalled: Solution = {
    status: 'undecided',
    reason: `floating point fails and exact pivoting did not end within ${PIVOT_LIMIT} pivots`,
  };
  if (outcome.kind === 'stalled') return stalled;
  if (outcome.kind === 'infeasible') return { status: 'infeasible', farkas: farkasOf(dictionary, outcome.row, program.rows.length) };
  if (outcome.kind === 'optimal') {
    const primal = pointOf(dictionary, columns, (row) => dictionary.constant(row));
    return { status: 'optimal', objective: evaluateTerms(program.objective, primal), primal, dual: dualOf(dictionary, program) };
  }
  const ray = rayOf(dictionary, outcome.column, columns);
  dictionary.goal.fill(0n);
  const feasible = run(dictionary);
  if (feasible.kind === 'stalled') return stalled;
  if (feasible.kind === 'infeasible') return { status: 'infeasible', farkas: farkasOf(dictionary, feasible.row, program.rows.length) };
  return { status: 'unbounded', primal: pointOf(dictionary, columns, (row) => dictionary.constant(row)), ray };
}
