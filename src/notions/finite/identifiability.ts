/**
 * Guo18 Definition 1.4.3 (Kosenok and Severinov 2008): every other prior gives some type a belief outside the cone of the
 * agent's beliefs, so that no prior can be feigned by all agents at once. Decided by a rank where that
 * is enough, else by one program a profile: the priors that can be feigned are a polytope with p in it, and p is alone in it if and
 * only if no probability can be raised.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile, othersIn, typeIn } from '../../environment/finite/profiles.ts';
import { ProgramBuilder, type Program, type Term } from '../../programs/program.ts';
import { rankAtLeast } from '../../programs/rank.ts';
import { isZero, ONE, rational, rationalText, ZERO, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import type { Condition } from './condition.ts';

const MINUS_ONE = rational(-1);

function feignedPriors(model: FiniteModel): { readonly build: ProgramBuilder; readonly probabilities: readonly number[] } {
  const { agents, profiles } = model;
  const beliefs = conditionalBeliefs(model);
  const build = new ProgramBuilder('maximise');
  const probabilities = Array.from({ length: profiles.size }, (_, profile) => build.column(`p${profile}`, 'nonnegative'));
  build.row('sum', probabilities.map((column): Term => [column, ONE]), '=', ONE);
  agents.forEach(({ types }, agent) => {
    // weights[t][s] · p_i(. | s) make up the row of type t.
    const weights = types.map((_, t) => types.map((__, s) => build.column(`c${agent} ${t} ${s}`, 'nonnegative')));
    for (let profile = 0; profile < profiles.size; profile++) {
      const others = othersIn(profiles, profile, agent);
      const parts = weights[typeIn(profiles, profile, agent)]!.map((column, s): Term => [column, beliefs[agent]![s]![others]!]);
      build.row(`row ${agent} ${profile}`, [...parts, [probabilities[profile]!, MINUS_ONE]], '=');
    }
  });
  return { build, probabilities };
}

/** Without signs the prior and the weights that leave it as it is are the only solutions, up to a factor: then nothing can be feigned. */
function onlyItself({ columns, rows }: Program): boolean {
  const matrix = rows.slice(1).map(({ terms }) => {
    const dense: Rational[] = columns.map(() => ZERO);
    for (const [column, value] of terms) dense[column] = value;
    return dense;
  });
  return rankAtLeast(matrix) === columns.length - 1;
}

/** Another prior that every agent can feign, by profile; undefined where there is none. */
export async function feignedPrior(model: FiniteModel, solve: Solve = solveProgram): Promise<Rational[] | undefined> {
  const { beliefs, profiles } = model;
  if (beliefs?.kind !== 'prior') return undefined;
  const { build, probabilities } = feignedPriors(model);
  if (onlyItself(build.program())) return undefined;
  for (let profile = 0; profile < profiles.size; profile++) {
    build.objective([[probabilities[profile]!, ONE]]);
    const solution = await solve(build.program());
    if (solution.status !== 'optimal') throw new Error(`a program over priors is ${solution.status}`);
    if (solution.objective.compare(beliefs.probabilities[profile]!) > 0) return probabilities.map((column) => solution.primal[column]!);
  }
  return undefined;
}

/** One verdict; the witness is the second prior. None where there is no common prior to identify. */
export async function identifiability(model: FiniteModel, solve: Solve = solveProgram): Promise<Condition[]> {
  const { beliefs, agents, profiles } = model;
  if (beliefs?.kind !== 'prior') return [];
  const second = await feignedPrior(model, solve);
  const [last] = agents.slice(-1);
  const rows =
    second &&
    Array.from(
      { length: profiles.size / last!.types.length },
      (_, r) =>
        `[${second
          .slice(r * last!.types.length, (r + 1) * last!.types.length)
          .map(rationalText)
          .join(', ')}]`,
    );
  return [
    {
      id: 'identifiability',
      agent: 'market',
      holds: second === undefined,
      text:
        second === undefined
          ? 'Identifiability: no other prior can be feigned by every agent'
          : `Identifiability fails: every agent can feign the prior ${rows!.join(', ')}`,
    },
  ];
}

/**
 * Assumptions 1.2.1 and 1.5.1: every type thinks every type of every other agent possible. With a common prior that is so where every pair
 * of types has positive probability.
 */
export function positivePairs(model: FiniteModel): Condition[] {
  const { beliefs: given, agents, profiles } = model;
  const beliefs = conditionalBeliefs(model);
  const condition = (holds: boolean, text: string): Condition[] => [{ id: 'positive-pairs', agent: 'market', holds, text }];
  for (const [i, { name, types }] of agents.entries()) {
    for (const [a, first] of types.entries()) {
      for (const [j, { name: other, types: theirs }] of agents.entries()) {
        if (i === j) continue;
        const possible = new Set(beliefs[i]![a]!.flatMap((probability, others) =>
          (isZero(probability) ? [] : [typeIn(profiles, joinProfile(profiles, i, a, others), j)])));
        const never = theirs.find((_, b) => !possible.has(b));
        if (never === undefined) continue;
        const what = given?.kind === 'prior' ? `Types ${first} of ${name} and ${never} of ${other} never meet`
          : `Type ${first} of ${name} thinks type ${never} of ${other} impossible`;
        return condition(false, `${what}, and the theorems assume that every pair ${given?.kind === 'prior' ? 'does' : 'may meet'}`);
      }
    }
  }
  return condition(true, 'Every pair of types of two agents has positive probability');
}
