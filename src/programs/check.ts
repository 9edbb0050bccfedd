/**
 * Decides by plain substitution whether what a solver says of a program is so. Shares no code with the solvers: each predicate
 * reads the program's rows and adds up.
 */
import type { Program, Row, Solution, Term } from './program.ts';
import type { Rational } from './rational.ts';

const zero = (value: Rational): boolean => value.n === 0n;
const negative = (value: Rational): boolean => value.n !== 0n && value.s < 0n;
const positive = (value: Rational): boolean => value.n !== 0n && value.s > 0n;

function dot(terms: readonly Term[], values: readonly Rational[]): Rational | undefined {
  let total: Rational | undefined;
  for (const [column, coefficient] of terms) {
    const part = coefficient.mul(values[column]!);
    total = total === undefined ? part : total.add(part);
  }
  return total;
}

function rowHolds({ terms, relation, bound }: Row, values: readonly Rational[], ray: boolean): boolean {
  const side = ray ? bound.sub(bound) : bound;
  const slack = (dot(terms, values) ?? side.sub(side)).sub(side);
  if (relation === '=') return zero(slack);
  return relation === '>=' ? !negative(slack) : !positive(slack);
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
    const value = multipliers[r]!.mul(sense);
    return relation === '=' || (relation === '>=' ? !negative(value) : !positive(value));
  });

/** Σ multiplier · row, as one coefficient a column, and Σ multiplier · bound. */
function addedUp({ columns, rows }: Program, multipliers: readonly Rational[]): { coefficients: Rational[]; bound: Rational } | undefined {
  const first = multipliers[0];
  if (first === undefined || multipliers.length !== rows.length) return undefined;
  const nothing = first.sub(first);
  const coefficients = columns.map(() => nothing);
  let total = nothing;
  rows.forEach(({ terms, bound }, r) => {
    if (zero(multipliers[r]!)) return;
    total = total.add(bound.mul(multipliers[r]!));
    for (const [column, coefficient] of terms) coefficients[column] = coefficients[column]!.add(coefficient.mul(multipliers[r]!));
  });
  return { coefficients, bound: total };
}

/** The multiplied rows add up to 0 >= something positive. */
export function provesInfeasible(program: Program, farkas: readonly Rational[]): boolean {
  const added = addedUp(program, farkas);
  return added !== undefined && signsHold(program, farkas, 1) && positive(added.bound)
    && program.columns.every(({ kind }, c) => (kind === 'free' ? zero(added.coefficients[c]!) : !positive(added.coefficients[c]!)));
}

/** A feasible point from which the objective improves without end along the ray. */
export function provesUnbounded(program: Program, primal: readonly Rational[], ray: readonly Rational[]): boolean {
  const gain = dot(program.objective, ray);
  return isFeasible(program, primal) && ray.length === program.columns.length
    && program.columns.every(({ kind }, c) => kind === 'free' || !negative(ray[c]!))
    && program.rows.every((row) => rowHolds(row, ray, true))
    && gain !== undefined && (program.direction === 'maximise' ? positive(gain) : negative(gain));
}

/** Both sides are feasible and reach the same objective. */
export function provesOptimal(program: Program, { primal, dual, objective }: Extract<Solution, { status: 'optimal' }>): boolean {
  if (!isFeasible(program, primal)) return false;
  const reached = dot(program.objective, primal) ?? objective.sub(objective);
  if (!reached.equals(objective)) return false;
  const sense = program.direction === 'minimise' ? 1 : -1;
  if (!signsHold(program, dual, sense)) return false;
  const added = addedUp(program, dual) ?? {
    coefficients: program.columns.map(() => objective.sub(objective)),
    bound: objective.sub(objective),
  };
  if (!added.bound.equals(objective)) return false;
  const reduced = added.coefficients.map((value) => value.neg());
  for (const [column, coefficient] of program.objective) reduced[column] = reduced[column]!.add(coefficient);
  return program.columns.every(({ kind }, c) => (kind === 'free' ? zero(reduced[c]!) : !negative(reduced[c]!.mul(sense))));
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
