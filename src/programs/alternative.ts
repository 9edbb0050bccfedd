/** Programs whose optima say why another program has none: Farkas multipliers, and directions of unbounded gain. */
import { ProgramBuilder, type Program, type Term } from './program.ts';
import { isZero, ONE, rational, type Rational, ZERO } from './rational.ts';

/**
 * maximise b·y with A'y = 0 at free columns, <= 0 at the others, y of the signs of the rows and b·y <= 1. The program is
 * infeasible if and only if the optimum is 1. Column r is ±y_r, `multipliers` gives y.
 */
export function farkasProgram({ columns, rows }: Program): {
  readonly program: Program;
  readonly multipliers: (primal: readonly Rational[]) => Rational[];
} {
  const build = new ProgramBuilder('maximise');
  const senses = rows.map(({ relation }) => rational(relation === '<=' ? -1 : 1));
  rows.forEach(({ name, relation }) => build.column(name, relation === '=' ? 'free' : 'nonnegative'));
  const byColumn: Term[][] = columns.map(() => []);
  rows.forEach(({ terms }, r) => {
    for (const [column, coefficient] of terms) byColumn[column]!.push([r, coefficient.mul(senses[r]!)]);
  });
  columns.forEach(({ name, kind }, c) => build.row(name, byColumn[c]!, kind === 'free' ? '=' : '<='));
  const excess = rows.flatMap(({ bound }, r): Term[] => (isZero(bound) ? [] : [[r, bound.mul(senses[r]!)]]));
  build.row('(what they add up to)', excess, '<=', ONE);
  build.objective(excess);
  return { program: build.program(), multipliers: (primal) => primal.map((value, r) => value.mul(senses[r]!)) };
}

/** maximise the objective's improvement along d, at most 1, with d in the cone of directions that keep every row and sign. */
export function rayProgram({ columns, rows, objective, direction }: Program): Program {
  const build = new ProgramBuilder('maximise');
  columns.forEach(({ name, kind }) => build.column(name, kind));
  rows.forEach(({ name, terms, relation }) => build.row(name, terms, relation, ZERO));
  const improvement = objective.map(([column, value]): Term => [column, direction === 'maximise' ? value : value.neg()]);
  build.row('(improvement)', improvement, '<=', ONE);
  build.objective(improvement);
  return build.program();
}

/** The same rows without an objective: optimal exactly if there is a feasible point. */
export const feasibilityProgram = (program: Program): Program => ({ ...program, objective: [] });
