/** The one door to solvers: exact programs are decided with a certificate, floating ones answered with a proposal. */
import { solveFloat, type FloatProgram, type FloatSolution, type SolveFloat } from '../programs/float.ts';
import type { Program, Solution } from '../programs/program.ts';
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

/** The function, remembering what it last gave for as many programs. */
function keeping<P, S>(solve: (program: P) => Promise<S>, most: number): (program: P) => Promise<S> {
  const kept = new Map<string, Promise<S>>();
  return (program) => {
    const name = fingerprint(program);
    const known = kept.get(name) ?? solve(program);
    if (kept.size >= most && !kept.has(name)) kept.delete(kept.keys().next().value!);
    kept.set(name, known);
    return known;
  };
}

/** Programs are pure, and several questions pose the same ones: each is solved once for as long as it is kept. */
export function openSolver(solve: Solve = solveProgram, float: SolveFloat = solveFloat): Solver {
  const exact = keeping(solve, KEPT_MAX);
  const floating = keeping(float, FLOATS_KEPT_MAX);
  const door = (program: FloatProgram | Program): Promise<FloatSolution | Solution> =>
    ('cost' in program ? floating(program) : exact(program));
  return door as Solver;
}
