/**
 * Decides by plain substitution whether what a solver says of a program is so. Shares no code with the solvers: each predicate
 * reads the program's rows and adds up.
 */
import type { Program, Row, Solution, Term } from './program.ts';
import type { Rational } from './rational.ts';

/** Products that are added before the sum is reduced again: a few are cheaper than their greatest common divisors. */
const PATIENCE = 8;

/** A sum of quotients, not reduced; its sign is that of `n`, for `d` stays positive. */
class Sum {
  n = 0n;
  d = 1n;
  private grown = 0;

  /** Adds a quotient with a positive denominator. */
  add(n: bigint, d: bigint): void {
    if (n === 0n) return;
    if (d === this.d) this.n += n;
    else if (this.d % d === 0n) this.n += n * (this.d / d);
    else {
      this.n = this.n * d + n * this.d;
      this.d *= d;
      if (++this.grown % PATIENCE === 0) this.reduce();
    }
  }

  addProduct(a: Rational, b: Rational): void {
    if (a.n !== 0n && b.n !== 0n) this.add(a.s * b.s * a.n * b.n, a.d * b.d);
  }

  private reduce(): void {
    let [x, y] = [this.n < 0n ? -this.n : this.n, this.d];
    while (y !== 0n) [x, y] = [y, x % y];
    if (x > 1n) [this.n, this.d] = [this.n / x, this.d / x];
  }
}

const negative = (value: Rational): boolean => value.n !== 0n && value.s < 0n;

function dot(terms: readonly Term[], values: readonly Rational[]): Sum {
  const total = new Sum();
  for (const [column, coefficient] of terms) total.addProduct(coefficient, values[column]!);
  return total;
}

const isAt = ({ n, d }: Sum, value: Rational): boolean => n * value.d === value.s * value.n * d;

function rowHolds({ terms, relation, bound }: Row, values: readonly Rational[], ray: boolean): boolean {
  const slack = dot(terms, values);
  if (!ray) slack.add(-bound.s * bound.n, bound.d);
  if (relation === '=') return slack.n === 0n;
  return relation === '>=' ? slack.n >= 0n : slack.n <= 0n;
}

/** Every row and every sign holds. */
export function isFeasible({ columns, rows }: Program, primal: readonly Rational[]): boolean {
  return primal.length === columns.length
    && columns.every(({ kind }, c) => kind === 'free' || !negative(primal[c]!))
    && rows.every((row) => rowHolds(row, primal, false));
}

/** Multipliers of the signs that let `sense` times the rows be added: >= 0 at `>=` where sense is 1. */
const signsHold = ({ rows }: Program, multipliers: readonly Rational[], sense: 1 | -1): boolean =>
  multipliers.length === rows.length && rows.every(({ relation }, r) => {
    const { s, n } = multipliers[r]!;
    return relation === '=' || n === 0n || (s > 0n) === ((relation === '>=') === (sense === 1));
  });

/** Σ multiplier · row, as one coefficient a column, and Σ multiplier · bound. */
function addedUp({ columns, rows }: Program, multipliers: readonly Rational[]): { coefficients: Sum[]; bound: Sum } {
  const coefficients = columns.map(() => new Sum());
  const total = new Sum();
  rows.forEach(({ terms, bound }, r) => {
    const multiplier = multipliers[r]!;
    if (multiplier.n === 0n) return;
    total.addProduct(bound, multiplier);
    for (const [column, coefficient] of terms) coefficients[column]!.addProduct(coefficient, multiplier);
  });
  return { coefficients, bound: total };
}

/** The multiplied rows add up to 0 >= something positive. */
export function provesInfeasible(program: Program, farkas: readonly Rational[]): boolean {
  if (!signsHold(program, farkas, 1)) return false;
  const { coefficients, bound } = addedUp(program, farkas);
  return bound.n > 0n && program.columns.every(({ kind }, c) => (kind === 'free' ? coefficients[c]!.n === 0n : coefficients[c]!.n <= 0n));
}

/** A feasible point from which the objective improves without end along the ray. */
export function provesUnbounded(program: Program, primal: readonly Rational[], ray: readonly Rational[]): boolean {
  if (!isFeasible(program, primal) || ray.length !== program.columns.length) return false;
  const gain = dot(program.objective, ray).n;
  return program.columns.every(({ kind }, c) => kind === 'free' || !negative(ray[c]!))
    && program.rows.every((row) => rowHolds(row, ray, true))
    && (program.direction === 'maximise' ? gain > 0n : gain < 0n);
}

/** Both sides are feasible and reach the same objective. */
export function provesOptimal(program: Program, { primal, dual, objective }: Extract<Solution, { status: 'optimal' }>): boolean {
  if (!isFeasible(program, primal) || !isAt(dot(program.objective, primal), objective)) return false;
  if (!signsHold(program, dual, program.direction === 'minimise' ? 1 : -1)) return false;
  const { coefficients, bound } = addedUp(program, dual);
  if (!isAt(bound, objective)) return false;
  for (const [column, { s, n, d }] of program.objective) coefficients[column]!.add(-s * n, d);
  // c - A'y is -coefficients.
  return program.columns.every(({ kind }, c) => {
    const { n } = coefficients[c]!;
    return kind === 'free' ? n === 0n : program.direction === 'minimise' ? n <= 0n : n >= 0n;
  });
}

/** Whether the solution is proved by what it carries. */
export function proves(program: Program, solution: Solution): boolean {
  switch (solution.status) {
    case 'optimal': return provesOptimal(program, solution);
    case 'infeasible': return provesInfeasible(program, solution.farkas);
    case 'unbounded': return provesUnbounded(program, solution.primal, solution.ray);
    case 'undecided': return false;
  }
}
