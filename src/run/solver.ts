/** The one door to solvers: exact programs are decided with a certificate, floating ones answered with a proposal. */
import { createHash } from 'node:crypto';
import { solveFloat, type FloatProgram, type FloatSolution, type SolveFloat } from '../programs/float.ts';
import type { Program, Solution, Term } from '../programs/program.ts';
import type { Rational } from '../programs/rational.ts';
import { solveProgram, type Solve } from '../programs/solve.ts';
import { fingerprint } from './fingerprint.ts';

/** Solutions that are kept; the oldest go first. */
const KEPT_MAX = 4096;
/** Programs in floating point are large and rarely posed twice. */
const FLOATS_KEPT_MAX = 64;

export interface Solver {
  (program: FloatProgram): Promise<FloatSolution>;
  (program: Program): Promise<Solution>;
}

const rationalName = ({ s, n, d }: Rational): string => `${s < 0n ? '-' : ''}${n}/${d}`;
const termsName = (terms: readonly Term[]): string => terms.map(([column, value]) => `${column}:${rationalName(value)}`).join();

/** SHA-256 of a program without its names, which no solution speaks of: written out by itself, since searches pose thousands. */
function programName({ direction, columns, objective, rows }: Program): string {
  const kinds = columns.map(({ kind }) => (kind === 'free' ? 'f' : 'n')).join('');
  const lines = rows.map(({ terms, relation, bound }) => `${termsName(terms)}${relation}${rationalName(bound)}`);
  return createHash('sha256').update(`${direction} ${kinds} ${termsName(objective)}\n${lines.join('\n')}`).digest('base64');
}

/** The function, remembering what it last gave for as many programs, each by its name. */
function keeping<P, S>(solve: (program: P) => Promise<S>, nameOf: (program: P) => string, most: number): (program: P) => Promise<S> {
  const kept = new Map<string, Promise<S>>();
  return (program) => {
    const name = nameOf(program);
    const known = kept.get(name) ?? solve(program);
    if (kept.size >= most && !kept.has(name)) kept.delete(kept.keys().next().value!);
    kept.set(name, known);
    return known;
  };
}

/** Programs are pure, and several questions pose the same ones: each is solved once for as long as it is kept. */
export function openSolver(solve: Solve = solveProgram, float: SolveFloat = solveFloat): Solver {
  const exact = keeping(solve, programName, KEPT_MAX);
  const floating = keeping(float, fingerprint, FLOATS_KEPT_MAX);
  const door = (program: FloatProgram | Program): Promise<FloatSolution | Solution> =>
    ('cost' in program ? floating(program) : exact(program));
  return door as Solver;
}
