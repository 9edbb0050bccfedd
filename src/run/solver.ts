/** The one door to solvers of exact programs. */
import type { Program, Solution } from '../programs/program.ts';
import { solveProgram, type Solve } from '../programs/solve.ts';
import { fingerprint } from './request.ts';

/** Solutions that are kept; the oldest go first. */
const KEPT_MAX = 4096;

/** Programs are pure, and several questions pose the same ones: each is solved once for as long as it is kept. */
export function openSolver(solve: Solve = solveProgram): Solve {
  const kept = new Map<string, Promise<Solution>>();
  return (program: Program) => {
    const name = fingerprint(program);
    const known = kept.get(name) ?? solve(program);
    if (kept.size >= KEPT_MAX && !kept.has(name)) kept.delete(kept.keys().next().value!);
    kept.set(name, known);
    return known;
  };
}
