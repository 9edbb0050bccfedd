/**
 * Guo18 Definition 1.5.1 (No Common Prior*), for agent i: there are no types t̄ and t̂, prior μ and constants C̄ > 0, Ĉ > 1 such that all
 * types but t̂ have the beliefs of μ, and Ĉ p_i(θ_j, · | t̂) = p_i(θ_j, · | t̄) + C̄ p_i(θ_j | t̄) / p_j(t̄ | θ_j) · p_j(t̂, · | θ_j).
 * In weights
 * b = C̄ μ / μ(t̄) the second condition reads b(t̂, ·) = Ĉ p_i(· | t̂) - p_i(· | t̄): one linear program a pair.
 */
import { solveProgram, type Solve } from '../../programs/solve.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { listText, rationalText, sum, type Rational } from '../../programs/rational.ts';
import { sharedPrior } from './common-prior.ts';
import type { Condition } from './condition.ts';

export interface NcpStarFailure {
  readonly bar: number;
  readonly hat: number;
  /** μ by profile. */
  readonly prior: readonly Rational[];
  readonly barConstant: Rational;
  readonly hatConstant: Rational;
}

/** The first pair at which the property fails, with μ and the constants. */
export async function ncpStarFailure(model: FiniteModel, agent: number, solve: Solve = solveProgram): Promise<NcpStarFailure | undefined> {
  const count = model.agents[agent]!.types.length;
  for (let bar = 0; bar < count; bar++) {
    for (let hat = 0; hat < count; hat++) {
      if (bar === hat) continue;
      const found = await sharedPrior(model, { agent, type: hat, like: bar }, solve);
      if (found === undefined) continue;
      const total = sum(found.weights);
      return {
        bar,
        hat,
        prior: found.weights.map((weight) => weight.div(total)),
        barConstant: found.ofTypes[agent]![bar]!,
        hatConstant: found.factor!,
      };
    }
  }
  return undefined;
}

/** One verdict an agent with more than one type; the witness is the pair with μ and its constants. */
export async function ncpStar(model: FiniteModel, solve: Solve = solveProgram): Promise<Condition[]> {
  return Promise.all(
    model.agents.map(async ({ name, types }, agent): Promise<Condition> => {
      const found = await ncpStarFailure(model, agent, solve);
      const text =
        found === undefined
          ? 'NCP*: no prior comes near enough to the beliefs'
          : `NCP* fails at (${types[found.bar]}, ${types[found.hat]}): with mu = ${listText(found.prior)}, `
            + `C-bar = ${rationalText(found.barConstant)} and C-hat = ${rationalText(found.hatConstant)}`;
      return { id: 'ncp-star', agent: name, holds: found === undefined, text };
    }),
  );
}
