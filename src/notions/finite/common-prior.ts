/** Whether beliefs come from one prior that gives every type positive probability, and that prior. */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile, typesIn } from '../../environment/finite/profiles.ts';
import { ProgramBuilder, type Term } from '../../programs/program.ts';
import { isZero, ONE, rational, sign, sum, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';

const MINUS_ONE = rational(-1);

export interface SharedPrior {
  /** By profile, not normalised. */
  readonly weights: readonly Rational[];
  /** By agent and type: total weight of the type. */
  readonly ofTypes: readonly (readonly Rational[])[];
}

/**
 * Weights b(θ) with b(θ_i, ·) = a_i(θ_i) p_i(· | θ_i) and a_i(θ_i) > 0 for every type but those left out, whose rows `extra`
 * states instead. Maximises the least a, capped at one; undefined where none are positive.
 */
export async function sharedPrior(
  model: FiniteModel, leftOut?: { readonly agent: number; readonly type: number; readonly like: number }, solve: Solve = solveProgram,
): Promise<(SharedPrior & { readonly factor?: Rational }) | undefined> {
  const { agents, profiles } = model;
  const beliefs = conditionalBeliefs(model);
  const build = new ProgramBuilder('maximise');
  const least = build.column('least', 'free');
  const weights = Array.from({ length: profiles.size }, (_, profile) => build.column(`b${profile}`, 'free'));
  const ofTypes = agents.map(({ types }, i) => types.map((_, t) => build.column(`a${i} ${t}`, 'free')));
  agents.forEach(({ types }, i) =>
    types.forEach((_, t) => {
      const out = leftOut?.agent === i && leftOut.type === t;
      // Of the type left out, a - 1 is what has to be positive: b(t, ·) = a p_i(· | t) - p_i(· | like).
      build.row(
        `positive ${i} ${t}`,
        [
          [ofTypes[i]![t]!, ONE],
          [least, MINUS_ONE],
        ],
        '>=',
        rational(out ? 1 : 0),
      );
      beliefs[i]![t]!.forEach((probability, others) => {
        const bound = out ? beliefs[i]![leftOut.like]![others]! : rational(0);
        build.row(
          `row ${i} ${t} ${others}`,
          [[ofTypes[i]![t]!, probability], [weights[joinProfile(profiles, i, t, others)]!, MINUS_ONE] satisfies Term],
          '=',
          bound,
        );
      });
    }),
  );
  build.row('cap', [[least, ONE]], '<=', ONE);
  build.objective([[least, ONE]]);
  const solution = await solve(build.program());
  if (solution.status === 'infeasible') return undefined;
  if (solution.status !== 'optimal') throw new Error(`a program over priors is ${solution.status}`);
  if (sign(solution.objective) <= 0) return undefined;
  const factor = leftOut && solution.primal[ofTypes[leftOut.agent]![leftOut.type]!]!;
  return {
    weights: weights.map((column) => solution.primal[column]!),
    ofTypes: ofTypes.map((columns) => columns.map((column) => solution.primal[column]!)),
    ...(factor === undefined ? {} : { factor }),
  };
}

/** The prior, by profile, from which every type's belief follows; undefined where there is none. */
export async function commonPrior(model: FiniteModel, solve: Solve = solveProgram): Promise<Rational[] | undefined> {
  if (model.beliefs?.kind === 'prior') return [...model.beliefs.probabilities];
  const found = await sharedPrior(model, undefined, solve);
  if (found === undefined) return undefined;
  const total = sum(found.weights);
  return found.weights.map((weight) => weight.div(total));
}

/** Types that the prior ties to the first agent's first, as `agent,type`: a group of profiles that shares no type with others is a law. */
function tiedTypes({ profiles }: FiniteModel, prior: readonly Rational[]): ReadonlySet<string> {
  const edges = prior.flatMap((weight, profile) =>
    (isZero(weight) ? [] : [typesIn(profiles, profile).map((type, agent) => `${agent},${type}`)]));
  const tied = new Set(['0,0']);
  for (let before = 0; before < tied.size;) {
    before = tied.size;
    for (const edge of edges) if (edge.some((type) => tied.has(type))) edge.forEach((type) => tied.add(type));
  }
  return tied;
}

/** Types, as `type of agent`, of which nothing says how likely they are beside the first agent's first: other priors do as well. */
export function typesApart(model: FiniteModel, prior: readonly Rational[]): string[] {
  const tied = tiedTypes(model, prior);
  return model.agents.flatMap(({ name, types }, agent) =>
    types.flatMap((type, t) => (tied.has(`${agent},${t}`) ? [] : [`${type} of ${name}`])));
}
