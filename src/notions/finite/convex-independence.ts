/** Guo18 Definition 1.4.2 (Crémer and McLean 1988): no type's belief is a nonnegative combination of the other types' beliefs. */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { ProgramBuilder, type Term } from '../../programs/program.ts';
import { isZero, rationalText, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import type { Condition } from './condition.ts';

export interface Combination {
  readonly type: number;
  /** By type; zero at the type itself. They sum to one, as beliefs do. */
  readonly weights: readonly { readonly type: number; readonly weight: Rational }[];
}

/** The first type whose belief is a combination of the others', and the combination. */
export async function combinedBelief(model: FiniteModel, agent: number, solve: Solve = solveProgram): Promise<Combination | undefined> {
  const rows = conditionalBeliefs(model)[agent]!;
  for (const [type, belief] of rows.entries()) {
    const build = new ProgramBuilder();
    const others = [...rows.keys()].filter((other) => other !== type);
    const columns = others.map((other) => build.column(`c${other}`, 'nonnegative'));
    belief.forEach((value, k) => build.row(`p${k}`, columns.map((column, at): Term => [column, rows[others[at]!]![k]!]), '=', value));
    const solution = await solve(build.program());
    if (solution.status === 'undecided') throw new Error(solution.reason);
    if (solution.status === 'optimal')
      return {
        type,
        weights: others
          .map((other, at) => ({ type: other, weight: solution.primal[columns[at]!]! }))
          .filter(({ weight }) => !isZero(weight)),
      };
  }
  return undefined;
}

/** One verdict an agent; the witness is the combination. */
export async function convexIndependence(model: FiniteModel, solve: Solve = solveProgram): Promise<Condition[]> {
  return Promise.all(
    model.agents.map(async ({ name, types }, agent): Promise<Condition> => {
      const found = await combinedBelief(model, agent, solve);
      const text =
        found === undefined
          ? "Convex Independence: no type's belief is a combination of the others'"
          : `Convex Independence fails: the belief of ${types[found.type]} is `
            + `${found.weights.map(({ type, weight }) => `${rationalText(weight)} x that of ${types[type]}`).join(' + ')}`;
      return { id: 'convex-independence', agent: name, holds: found === undefined, text };
    }),
  );
}
