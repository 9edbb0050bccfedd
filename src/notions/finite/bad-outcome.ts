/**
 * Bad outcome property (Guo18 Definition 2.5.1, of a set of rules Definition 3.4.1): some lottery, with money where the rule has money,
 * that everyone finds worse by at least δ > 0 than the rule's outcome at any report, whatever the types.
 */
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { socialChoiceFunction, type Consequence } from '../../mechanism/finite/social-choice-function.ts';
import { ProgramBuilder, type Term } from '../../programs/program.ts';
import { ONE, rational, sign, ZERO, type Rational } from '../../programs/rational.ts';
import { solveProgram, type Solve } from '../../programs/solve.ts';
import { worth } from './robust-monotonicity/reward.ts';

export interface BadOutcome {
  readonly consequence: Consequence;
  /** By how much everyone prefers any outcome of the rule. */
  readonly margin: Rational;
}

/** Worse than all of `rule`, with the largest margin, at most 1 where there is money; undefined where there is none. */
export async function badOutcome(
  model: FiniteModel, solve: Solve = solveProgram, rule: readonly Consequence[] = socialChoiceFunction(model),
): Promise<BadOutcome | undefined> {
  const build = new ProgramBuilder('maximise');
  const margin = build.column('margin', 'free');
  const shares = model.outcomes.slice(1).map((outcome) => build.column(outcome, 'nonnegative'));
  // Fines alone, so that no money comes from outside.
  const fines = model.ruleTransfers === undefined ? [] : model.agents.map(({ name }) => build.column(`fine of ${name}`, 'nonnegative'));
  build.row('lottery', shares.map((column): Term => [column, ONE]), '<=', ONE);
  if (fines.length > 0) build.row('margin', [[margin, ONE]], '<=', ONE);
  model.agents.forEach((_, agent) => {
    for (let profile = 0; profile < model.profiles.size; profile++) {
      const least = rule.map((consequence) => worth(model, consequence, agent, profile)).reduce((a, b) => (b.compare(a) < 0 ? b : a));
      build.row(`${agent} at ${profile}`, [
        [margin, ONE], ...shares.map((column, k): Term => [column, model.payoffs[agent]![k + 1]![profile]!]),
        ...(fines.length === 0 ? [] : [[fines[agent]!, rational(-1)] as Term]),
      ], '<=', least);
    }
  });
  build.objective([[margin, ONE]]);
  const solution = await solve(build.program());
  if (solution.status !== 'optimal' || sign(solution.objective) <= 0) return undefined;
  const rest = shares.map((column) => solution.primal[column]!);
  const lottery = [rest.reduce((left, share) => left.sub(share), ONE), ...rest];
  const money = model.agents.map((_, agent) => (fines.length === 0 ? ZERO : solution.primal[fines[agent]!]!.neg()));
  return { consequence: { lottery, money }, margin: solution.objective };
}
