/** What Guo18 chapter 3 asks of a rule when agents fear the worst of a set of beliefs. */
import { coalitionName, patternLabel } from '../../environment/finite/coalitions.ts';
import type { CoalitionPattern, FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import type { AmbiguousLie, Plan } from '../../notions/finite/ambiguous/coalitional-ic.ts';
import { domination } from '../../notions/finite/ambiguous/efficiency.ts';
import { ambiguousMonotonicity } from '../../notions/finite/ambiguous/monotonicity.ts';
import {
  closureGap, localImprovement, payoffOf, ruleSetOf, setLie, unassuredProfile, type RuleSet,
} from '../../notions/finite/ambiguous/social-choice-set.ts';
import { commonKnowledge, informationSets, possibleProfiles } from '../../notions/finite/ambiguous/worst-case.ts';
import { badOutcome } from '../../notions/finite/bad-outcome.ts';
import { rationalText, ZERO } from '../../programs/rational.ts';
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

const profileList = (model: FiniteModel, profiles: readonly number[]): string =>
  `{${profiles.map((profile) => profileName(model, profile)).join(', ')}}`;

/** Profiles beyond which what is possible is counted and not listed. */
const LISTED_MAX = 12;

/** T*, information sets and what coalitions have in common, where they can be listed. */
function informationNotes({ model, beliefs, possible }: RuleSet, pattern: CoalitionPattern): string[] {
  if (possible.length > LISTED_MAX) return [];
  const { agents } = model;
  const sets = informationSets(model, beliefs).map((types, agent) =>
    `${agents[agent]!.name} ${types.map((profiles, t) => `${agents[agent]!.types[t]} ${profileList(model, profiles)}`).join(', ')}`);
  const shared = pattern.filter(({ length }) => length > 1).map((coalition) =>
    `${coalitionName(agents, coalition)} ${commonKnowledge(model, coalition, possible).map((cell) => profileList(model, cell)).join(' ')}`);
  return [
    `Possible profiles T*: ${profileList(model, possible)}`, `Information sets: ${sets.join('; ')}`,
    ...(shared.length === 0 ? [] : [`Common knowledge of coalitions, cells of T*: ${shared.join('; ')}`]),
  ];
}

/** The rules of the set as the file numbers them, where there are several. */
const ruleName = ({ rules }: RuleSet, rule: number): string =>
  (rules.length === 1 ? 'the rule' : rule === 0 ? 'rule:' : `social-choice-set ${rule}`);

const planText = ({ agents }: FiniteModel, plan: Plan): string => agents.flatMap(({ name, types }, agent) =>
  plan[agent]!.flatMap((report, type) => (report === type ? [] : [`${name} ${types[type]} -> ${types[report]}`]))).join(', ');

interface Said {
  readonly id: string;
  readonly where: Point;
  readonly status: 'yes' | 'no' | 'undecided';
  readonly text: string;
}

const yesOrNo = (id: string, where: Point, fault: string | undefined, yes: string): Said =>
  ({ id, where, status: fault === undefined ? 'yes' : 'no', text: fault ?? yes });

function informationSaid(set: RuleSet, point: Point): Said[] {
  const { model, beliefs, possible } = set;
  const count = `${possible.length} of ${model.profiles.size} profiles are possible`;
  const unassured = unassuredProfile(set);
  return [
    yesOrNo('agreed-profiles', point, possibleProfiles(model, beliefs).agreed ? undefined
      : `Agents disagree on what is possible: ${count} to all`, `Agents agree on what is possible: ${count}`),
    yesOrNo('assured-profiles', point, unassured === undefined ? undefined
      : `Assumption 3.4.1 fails at ${profileName(model, unassured)}: no agent may be sure of it, or gives all that she thinks possible `
        + 'positive probability under each of her beliefs',
    'Assumption 3.4.1: at every possible profile some agent may be sure of it, or gives all that she thinks possible positive probability'),
  ];
}

function incentivesSaid(set: RuleSet, pattern: CoalitionPattern, where: Point): Said {
  const lie = setLie(set, pattern);
  const name = 'Ambiguous coalitional incentive compatibility';
  return yesOrNo('ambiguous-coalitional-ic', where, lie
    && `${name}${set.rules.length > 1 ? ` of ${ruleName(set, lie.rule)}` : ''} fails: ${lieText(set.model, lie)}`,
  `${name}: no plan of reports of a coalition pays`);
}

function localSaid(set: RuleSet, where: Point): Said {
  const better = localImprovement(set);
  const instead = better === undefined || set.rules.length === 1 ? ''
    : ` (${ruleName(set, better.other)} in the place of ${ruleName(set, better.rule)})`;
  return yesOrNo('local-pareto-efficiency', where, better && `Local Pareto efficiency fails: ${lieText(set.model, better)}${instead}`,
    `Local Pareto efficiency: no plan of reports of everyone${set.rules.length > 1 ? ', under any rule of the set,' : ''} improves on the `
      + 'truth');
}

async function efficiencySaid({ model, beliefs, rules }: RuleSet, point: Point, solve?: Solve): Promise<Said[]> {
  // With money there is always more of it to have.
  if (model.ruleTransfers !== undefined) return [];
  return Promise.all(rules.map(async (rule, k) => {
    const better = await domination(model, beliefs, payoffOf(model, rule), solve);
    return yesOrNo('ambiguous-pareto-efficient', rules.length === 1 ? point : { ...point, rule: k }, better
      && `Ambiguous Pareto efficiency fails: another rule is better at ${profileName(model, better.profile)}, by `
        + `${rationalText(better.gain)} in all`,
    'Ambiguous Pareto efficiency: no other rule is better for some type and worse for none');
  }));
}

function closureSaid(set: RuleSet, where: Point): Said {
  const gap = closureGap(set);
  return yesOrNo('closure', where, gap
    && `Closure fails: ${gap.cells.map((cell, k) => `${ruleName(set, gap.choice[k]!)} at ${profileList(set.model, cell)}`).join(' and ')} `
      + 'is no rule of the set',
  'Closure: rules put together by cells of everyone\'s common knowledge are in the set');
}

async function monotonicitySaid(set: RuleSet, pattern: CoalitionPattern, where: Point, solve?: Solve): Promise<Said> {
  const answer = await ambiguousMonotonicity(set, pattern, solve);
  const name = 'Ambiguous coalitional monotonicity';
  const text = answer.verdict === 'yes' ? `${name}: to every deception that leaves the set some coalition objects`
    : answer.verdict === 'no' ? `${name} fails: nobody objects where, of ${ruleName(set, answer.rule)}, ${planText(set.model, answer.plan)}`
      : `${name} is not decided: ${answer.reason}`;
  return { id: 'ambiguous-coalitional-monotonicity', where, status: answer.verdict, text };
}

async function badSaid({ model, rules }: RuleSet, where: Point, solve?: Solve): Promise<Said> {
  const bad = await badOutcome(model, solve, rules.flat());
  return yesOrNo('bad-outcome-of-set', where, bad === undefined
    ? 'There is no bad outcome (Definition 3.4.1): someone weakly prefers any lottery to some outcome' : undefined,
  `Bad outcome (Definition 3.4.1): everyone prefers every outcome by ${rationalText(bad?.margin ?? ZERO)} or more to one lottery`);
}

/** By Theorem 3.4.1 as printed, or why not; nothing where a condition is not decided, or only a sufficient one fails. */
function implementationSaid(said: readonly Said[], grand: boolean, where: Point): Said[] {
  const id = 'ambiguous-coalitional-implementation';
  const status = (condition: string): string | undefined => said.find((one) => one.id === condition)?.status;
  const necessary = [
    'ambiguous-coalitional-ic', 'ambiguous-coalitional-monotonicity', 'closure', ...(grand ? ['local-pareto-efficiency'] : []),
  ];
  const failing = necessary.find((condition) => status(condition) === 'no');
  const subject = 'implements it as an ambiguous coalitional equilibrium';
  if (failing !== undefined) return [{ id, where, status: 'no', text: `No mechanism ${subject}: ${failing} is necessary` }];
  const met = [...necessary, 'bad-outcome-of-set', 'assured-profiles'].every((condition) => status(condition) === 'yes');
  return met ? [{ id, where, status: 'yes', text: `Some mechanism ${subject}: Theorem 3.4.1` }] : [];
}

/** Throws InputError where there is no rule, or a set of beliefs is not given by vertices. */
export async function ambiguousAnswer(
  model: FiniteModel, pattern: CoalitionPattern, point: Point, solve?: Solve,
): Promise<FiniteAnswer> {
  const set = ruleSetOf(model);
  const at = { ...point, coalitions: patternLabel(model.agents, pattern) };
  const conditions = [
    ...informationSaid(set, point), incentivesSaid(set, pattern, at), localSaid(set, point), ...await efficiencySaid(set, point, solve),
    await monotonicitySaid(set, pattern, at, solve), closureSaid(set, point), await badSaid(set, point, solve),
  ];
  const said = [...conditions, ...implementationSaid(conditions, pattern.some(({ length }) => length === model.agents.length), at)];
  const verdicts = said.map(({ id, where, status, text }): Verdict => ({ id, ...verdictRow('market', where, status, text) }));
  return { ...emptyAnswer, verdicts, notes: informationNotes(set, pattern) };
}
