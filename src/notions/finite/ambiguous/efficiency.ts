/**
 * Ambiguous Pareto efficiency (Guo18 Definition 3.3.3) of a rule without money: no other rule leaves at some possible profile every type's
 * worst case at least as good and some type's better. One linear program a profile.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { joinProfile, typesIn } from '../../../environment/finite/profiles.ts';
import { ProgramBuilder, type Term } from '../../../programs/program.ts';
import { isZero, ONE, rational, sign, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { truthfulPlan, worstUnder } from './coalitional-ic.ts';
import { possibleProfiles, type ExtremeBeliefs, type Payoff } from './worst-case.ts';

/** A possible profile at which another rule is better, and by how much over all its types together. */
export interface Domination {
  readonly profile: number;
  readonly gain: Rational;
}

/** The first profile at which the rule is dominated; undefined where it is efficient. */
export async function domination(
  model: FiniteModel, beliefs: ExtremeBeliefs, payoff: Payoff, solve: Solve = solveProgram,
): Promise<Domination | undefined> {
  const everyone = [...model.agents.keys()];
  const worst = worstUnder(model, beliefs, payoff, truthfulPlan(model), everyone);
  for (const at of possibleProfiles(model, beliefs).profiles) {
    const types = typesIn(model.profiles, at);
    const build = new ProgramBuilder('maximise');
    const shares = Array.from({ length: model.profiles.size }, (_, profile) =>
      model.outcomes.map((outcome) => build.column(`${outcome} at ${profile}`, 'nonnegative')));
    shares.forEach((row, profile) => build.row(`lottery at ${profile}`, row.map((column): Term => [column, ONE]), '=', ONE));
    const gains = everyone.map((agent) => build.column(`gain of ${agent}`, 'nonnegative'));
    for (const agent of everyone) {
      const type = types[agent]!;
      beliefs[agent]![type]!.forEach((belief, k) => {
        const terms = belief.flatMap((probability, others): Term[] => {
          if (isZero(probability)) return [];
          const truth = joinProfile(model.profiles, agent, type, others);
          return shares[truth]!.map((column, outcome): Term => [column, probability.mul(model.payoffs[agent]![outcome]![truth]!)]);
        });
        build.row(`worst of ${agent} under ${k}`, [...terms, [gains[agent]!, rational(-1)]], '>=', worst.get(agent)![type]!);
      });
    }
    build.objective(gains.map((gain): Term => [gain, ONE]));
    const solution = await solve(build.program());
    if (solution.status === 'optimal' && sign(solution.objective) > 0) return { profile: at, gain: solution.objective };
  }
  return undefined;
}
