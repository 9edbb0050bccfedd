/** Exact solutions of many small programs: pivots in doubles propose the basis, and `solveProgram` decides where they do not. */
import { contradictionOfBasis, pointsOfBasis } from './basis.ts';
import { proves } from './check.ts';
import { floatPivots } from './float-pivots.ts';
import type { Program, Solution } from './program.ts';
import { solveProgram } from './solve.ts';

/** Entries of a tableau up to which pivots in doubles are quicker than HiGHS. */
const SMALL = 6000;

function proposed(program: Program): Solution | undefined {
  const found = floatPivots(program);
  if (found.status === 'open') return undefined;
  if (found.status === 'optimal') return pointsOfBasis(program, found.basis);
  const farkas = contradictionOfBasis(program, found.basis, found.violated);
  return farkas && { status: 'infeasible', farkas };
}

/** As `solveProgram`, quicker on small programs; of several optimal solutions it may give another. */
export async function solveSmall(program: Program): Promise<Solution> {
  if ((program.columns.length + 1) * (program.rows.length + 1) > SMALL) return solveProgram(program);
  const solution = proposed(program);
  return solution !== undefined && proves(program, solution) ? solution : solveProgram(program);
}
