/** What Guo18 chapter 3 asks of a rule when agents fear the worst of a set of beliefs. */
import { coalitionName, patternLabel } from '../../environment/finite/coalitions.ts';
import type { CoalitionPattern, FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import { socialChoiceFunction, WholePayoffs } from '../../mechanism/finite/social-choice-function.ts';
import { ambiguousLie, type AmbiguousLie } from '../../notions/finite/ambiguous/coalitional-ic.ts';
import { domination } from '../../notions/finite/ambiguous/efficiency.ts';
import { unopposedPlan } from '../../notions/finite/ambiguous/monotonicity.ts';
import { extremeBeliefs, possibleProfiles, type Payoff } from '../../notions/finite/ambiguous/worst-case.ts';
import { rationalText } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Point, Verdict } from '../../results/document.ts';
import { emptyAnswer, verdictRow, type FiniteAnswer } from './rows.ts';

const profileName = ({ agents, profiles }: FiniteModel, profile: number): string =>
  `(${typesIn(profiles, profile).map((type, agent) => agents[agent]!.types[type]).join(', ')})`;

/** `{ann} at (low, high) report low -> high: ann gains 1/2`. */
function lieText(model: FiniteModel, { coalition, profile, plan, gains }: AmbiguousLie): string {
  const { agents } = model;
  const reports = coalition.flatMap((agent) => plan[agent]!.flatMap((report, type) =>
    (report === type ? [] : [`${agents[agent]!.name} ${agents[agent]!.types[type]} -> ${agents[agent]!.types[report]}`])));
  const gained = coalition.map((agent, k) => `${agents[agent]!.name} gains ${rationalText(gains[k]!)}`);
  return `${coalitionName(agents, coalition)} at ${profileName(model, profile)} report ${reports.join(', ')}: ${gained.join(', ')}`;
}

/** Throws InputError where there is no rule, or a set of beliefs is not given by vertices. */
export async function ambiguousAnswer(
  model: FiniteModel, pattern: CoalitionPattern, point: Point, solve?: Solve,
): Promise<FiniteAnswer> {
  const beliefs = extremeBeliefs(model);
  const rule = socialChoiceFunction(model);
  const payoffs = new WholePayoffs(model, rule);
  const payoff: Payoff = (agent, reports, truth) => payoffs.rational(payoffs.value(agent, reports, truth));
  const at = { ...point, coalitions: patternLabel(model.agents, pattern) };
  const verdicts: Verdict[] = [];
  const say = (id: string, where: Point, status: 'yes' | 'no' | 'undecided', text: string): void =>
    void verdicts.push({ id, ...verdictRow('market', where, status, text) });

  const { profiles: possible, agreed } = possibleProfiles(model, beliefs);
  const count = `${possible.length} of ${model.profiles.size} profiles are possible`;
  const agreement = agreed ? `Agents agree on what is possible: ${count}` : `Agents disagree on what is possible: ${count} to all`;
  say('agreed-profiles', point, agreed ? 'yes' : 'no', agreement);

  const lie = ambiguousLie(model, beliefs, payoff, pattern);
  say('ambiguous-coalitional-ic', at, lie === undefined ? 'yes' : 'no', lie === undefined
    ? 'Ambiguous coalitional incentive compatibility: no plan of reports of a coalition pays'
    : `Ambiguous coalitional incentive compatibility fails: ${lieText(model, lie)}`);

  const everyone = [...model.agents.keys()];
  const swap = ambiguousLie(model, beliefs, payoff, [everyone]);
  say('local-pareto-efficiency', point, swap === undefined ? 'yes' : 'no', swap === undefined
    ? 'Local Pareto efficiency: no plan of reports of everyone improves on the truth'
    : `Local Pareto efficiency fails: ${lieText(model, swap)}`);

  if (model.ruleTransfers === undefined) {
    const better = await domination(model, beliefs, payoff, solve);
    say('ambiguous-pareto-efficient', point, better === undefined ? 'yes' : 'no', better === undefined
      ? 'Ambiguous Pareto efficiency: no other rule is better for some type and worse for none'
      : `Ambiguous Pareto efficiency fails: another rule is better at ${profileName(model, better.profile)}, by `
        + `${rationalText(better.gain)} in all`);
  }

  const same = (a: number, b: number): boolean => (['lottery', 'money'] as const).every((part) =>
    rule[a]![part].every((value, k) => value.equals(rule[b]![part][k]!)));
  const silent = lie === undefined ? unopposedPlan(model, beliefs, payoff, same) : undefined;
  if (lie === undefined) {
    say('ambiguous-coalitional-monotonicity', at, silent === undefined ? 'yes' : 'undecided', silent === undefined
      ? 'Ambiguous coalitional monotonicity: to every deception that changes the rule some type objects by the truth'
      : 'Ambiguous coalitional monotonicity is not decided: to some deception nobody objects by the truth, and other rewards are not '
        + 'searched');
  }
  return { ...emptyAnswer, verdicts };
}
