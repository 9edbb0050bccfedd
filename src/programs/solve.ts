/** Exact solutions: floating point proposes a basis, rationals dispose. */
import { farkasProgram, feasibilityProgram, rayProgram } from './alternative.ts';
import { pointsOfBasis, type Basis } from './basis.ts';
import { proves } from './check.ts';
import { crissCross } from './criss-cross.ts';
import { solveFloat, type FloatSolution } from './float.ts';
import type { Program, Solution } from './program.ts';
import { ONE } from './rational.ts';
import { roundProgram } from './round.ts';

/** Entries of a tableau up to which exact pivoting is quicker than asking floating point first. */
const SMALL = 60;

const basisOf = ({ basicColumns, basicRows }: FloatSolution): Basis => ({
  columns: [...basicColumns.keys()].filter((column) => basicColumns[column] === 1),
  rows: [...basicRows.keys()].filter((row) => basicRows[row] === 0),
});

/** The optimum at the basis where it is one. */
function optimumAt(program: Program, basis: Basis): Extract<Solution, { status: 'optimal' }> | undefined {
  const points = pointsOfBasis(program, basis);
  return points !== undefined && proves(program, points) ? points : undefined;
}

/** The optimum of a program that has one, where floating point finds its basis. */
async function proposedOptimum(program: Program): Promise<Extract<Solution, { status: 'optimal' }> | undefined> {
  const float = await solveFloat(roundProgram(program));
  return float.status === 'optimal' ? optimumAt(program, basisOf(float)) : undefined;
}

async function proposedFarkas(program: Program): Promise<Solution | undefined> {
  const { program: alternative, multipliers } = farkasProgram(program);
  const found = await proposedOptimum(alternative);
  return found?.objective.equals(ONE) ? { status: 'infeasible', farkas: multipliers(found.primal) } : undefined;
}

async function proposedRay(program: Program): Promise<Solution | undefined> {
  const ray = await proposedOptimum(rayProgram(program));
  if (!ray?.objective.equals(ONE)) return undefined;
  const point = await proposedOptimum(feasibilityProgram(program));
  return point && { status: 'unbounded', primal: point.primal, ray: ray.primal };
}

async function propose(program: Program, float: FloatSolution): Promise<Solution | undefined> {
  switch (float.status) {
    case 'optimal': return optimumAt(program, basisOf(float));
    case 'infeasible': return proposedFarkas(program);
    case 'unbounded': return proposedRay(program);
    case 'infeasible-or-unbounded': return (await proposedFarkas(program)) ?? proposedRay(program);
    case 'failed': return undefined;
  }
}

/** What decides programs: `solveProgram` itself, or a run that keeps what was solved (`run.solve`). */
export type Solve = (program: Program) => Promise<Solution>;

/** The exact solution, checked by `check.ts`; `undecided` only where floating point fails on a program beyond exact pivoting. */
export async function solveProgram(program: Program): Promise<Solution> {
  if ((program.columns.length + 1) * (program.rows.length + 1) <= SMALL) return checked(program, crissCross(program));
  const float = await solveFloat(roundProgram(program));
  const proposed = await propose(program, float);
  // An optimum has been checked when it was proposed.
  if (proposed !== undefined && (proposed.status === 'optimal' || proves(program, proposed))) return proposed;
  return checked(program, crissCross(program, float.status === 'optimal' ? basisOf(float) : undefined));
}

function checked(program: Program, solution: Solution): Solution {
  if (solution.status !== 'undecided' && !proves(program, solution))
    throw new Error(`a solution called ${solution.status} is not proved by what it carries`);
  return solution;
}
