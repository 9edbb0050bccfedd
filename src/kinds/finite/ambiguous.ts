/** What Guo18 chapter 3 asks of a rule when agents fear the worst of a set of beliefs. */
import { coalitionName } from '../../environment/finite/coalitions.ts';
import type { CoalitionPattern, FiniteModel } from '../../environment/finite/environment.ts';
import { typesIn } from '../../environment/finite/profiles.ts';
import type { AmbiguousLie, Plan } from '../../notions/finite/ambiguous/coalitional-ic.ts';
import { domination } from '../../notions/finite/ambiguous/efficiency.ts';
import {
  directMechanismFile, objectionsFile, refusalSize, unopposedFile,
} from '../../notions/finite/ambiguous/monotonicity-file.ts';
import { ambiguousMonotonicity, type Unopposed } from '../../notions/finite/ambiguous/monotonicity.ts';
import { partialObjections } from '../../notions/finite/ambiguous/partial-objections.ts';
import {
  closureGap, localImprovement, payoffOf, ruleSetOf, setLie, unassuredProfile, type RuleSet,
} from '../../notions/finite/ambiguous/social-choice-set.ts';
import { commonKnowledge, informationSets, possibleProfiles } from '../../notions/finite/ambiguous/worst-case.ts';
import { badOutcome } from '../../notions/finite/bad-outcome.ts';
import { rationalText, ZERO } from '../../programs/rational.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Point, Verdict } from '../../results/document.ts';
import { proofOf, sourceOf, type CoalitionRequest } from './coalition-proofs.ts';
import { emptyAnswer, verdictRow, type FiniteAnswer, type Proof } from './rows.ts';

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

/** Entries of a file beyond which it is not written. */
const ENTRIES_MAX = 50_000;

/** Nobody objects to a deception: what is asked of every coalition, and how many branches refuse it. */
function unopposedProof(
  request: CoalitionRequest, name: string, statement: Parameters<typeof unopposedFile>[1], found: Unopposed, text: string,
): Proof[] {
  const source = sourceOf(request);
  if (source === undefined || refusalSize(found.refused) > ENTRIES_MAX) return [];
  const { model } = request;
  const rows = found.refused.map(({ coalition, types, eager, refusal }) => [
    coalitionName(model.agents, coalition), coalition.map((agent, k) => model.agents[agent]!.types[types[k]!]).join(', '),
    model.agents[eager]!.name, String(refusalSize([{ coalition, types, eager, refusal }])),
  ]);
  const table = { title: text, rows: [['who might object', 'of types', 'who would have more', 'entries of the refusal'], ...rows] };
  return [proofOf(name, request.label, unopposedFile(source, statement, found), [table])];
}

async function monotonicitySaid(set: RuleSet, request: CoalitionRequest, where: Point): Promise<WithProofs> {
  const { pattern, label, solve } = request;
  const answer = await ambiguousMonotonicity(set, pattern, solve);
  const [name, id] = ['Ambiguous coalitional monotonicity', 'ambiguous-coalitional-monotonicity'];
  const said = (text: string, proofs: readonly Proof[] = []): WithProofs => ({ id, where, status: answer.verdict, text, proofs });
  switch (answer.verdict) {
    case 'undecided': return said(`${name} is not decided: ${answer.reason}`);
    case 'no': {
      const text = `${name} fails: nobody objects where, of ${ruleName(set, answer.rule)}, ${planText(set.model, answer.plan)}`;
      return said(text, unopposedProof(request, id, 'no-monotonicity', answer, text));
    }
    case 'yes': {
      const text = `${name}: to every deception that leaves the set some coalition objects`;
      const source = sourceOf(request);
      const { objections } = answer;
      if (source === undefined || objections.length * set.model.profiles.size > ENTRIES_MAX) return said(text);
      const rows = objections.map(({ rule, plan, coalition, types }) => [
        ruleName(set, rule), planText(set.model, plan), coalitionName(set.model.agents, coalition),
        coalition.map((agent, k) => set.model.agents[agent]!.types[types[k]!]).join(', '),
      ]);
      const table = { rows: [['rule', 'reports', 'who objects', 'of types'], ...rows] };
      return said(text, [proofOf(id, label, objectionsFile(source, objections), [table])]);
    }
  }
}

async function badSaid({ model, rules }: RuleSet, where: Point, solve?: Solve): Promise<Said> {
  const bad = await badOutcome(model, solve, rules.flat());
  return yesOrNo('bad-outcome-of-set', where, bad === undefined
    ? 'There is no bad outcome (Definition 3.4.1): someone weakly prefers any lottery to some outcome' : undefined,
  `Bad outcome (Definition 3.4.1): everyone prefers every outcome by ${rationalText(bad?.margin ?? ZERO)} or more to one lottery`);
}

/**
 * Whether some mechanism implements the rules; nothing where a necessary condition is not decided, or a sufficient one of Theorem 3.4.1
 * fails. That theorem is wrong as printed (docs/errata-finite.md): what it says is not taken for an answer.
 */
async function implementationSaid(
  set: RuleSet, request: CoalitionRequest, said: readonly Said[], where: Point,
): Promise<WithProofs[]> {
  const { pattern, label, model, solve } = request;
  const id = 'ambiguous-coalitional-implementation';
  const status = (condition: string): string | undefined => said.find((one) => one.id === condition)?.status;
  const grand = pattern.some(({ length }) => length === model.agents.length);
  const necessary = [
    'ambiguous-coalitional-ic', 'ambiguous-coalitional-monotonicity', 'closure', ...(grand ? ['local-pareto-efficiency'] : []),
  ];
  const failing = necessary.find((condition) => status(condition) === 'no');
  const subject = 'implements it as an ambiguous coalitional equilibrium';
  const answer = (verdict: Said['status'], text: string, proofs: readonly Proof[] = []): WithProofs[] =>
    [{ id, where, status: verdict, text, proofs }];
  if (failing !== undefined) return answer('no', `No mechanism ${subject}: ${failing} is necessary`);
  if (necessary.some((condition) => condition !== 'ambiguous-coalitional-monotonicity' && status(condition) !== 'yes')) return [];
  const partial = await partialObjections(set, pattern, solve);
  if (partial.verdict === 'no') {
    const deception = `of ${ruleName(set, partial.rule)}, ${planText(model, partial.plan)}`;
    const text = `No mechanism ${subject}: whoever could object where, ${deception}, `
      + 'would profit at the truth too if some types alone objected, which Theorem 3.4.1 leaves out';
    return answer('no', text, unopposedProof(request, id, 'no-objection-by-some-types', partial, text));
  }
  if (partial.verdict === 'yes' && partial.byTruth && set.rules.length === 1) {
    const text = `The direct mechanism ${subject}: under every deception that changes the rule some coalition profits from the truth`;
    const source = sourceOf(request);
    return answer('yes', text, source === undefined ? [] : [proofOf(id, label, directMechanismFile(source), [{ lines: [text] }])]);
  }
  const met = [...necessary, 'bad-outcome-of-set', 'assured-profiles'].every((condition) => status(condition) === 'yes');
  return met ? answer('undecided', `Whether some mechanism ${subject} is not decided: Theorem 3.4.1 says that one does, and is wrong where `
    + 'only some types of a coalition object') : [];
}

interface WithProofs extends Said {
  readonly proofs: readonly Proof[];
}

/** Throws InputError where there is no rule, or a set of beliefs is not given by vertices. */
export async function ambiguousAnswer(request: CoalitionRequest): Promise<FiniteAnswer> {
  const { model, pattern, label, point, solve } = request;
  const set = ruleSetOf(model);
  const at = { ...point, coalitions: label };
  const monotonicity = await monotonicitySaid(set, request, at);
  const conditions = [
    ...informationSaid(set, point), incentivesSaid(set, pattern, at), localSaid(set, point), ...await efficiencySaid(set, point, solve),
    monotonicity, closureSaid(set, point), await badSaid(set, point, solve),
  ];
  const implementation = await implementationSaid(set, request, conditions, at);
  const verdicts = [...conditions, ...implementation].map(({ id, where, status, text }): Verdict =>
    ({ id, ...verdictRow('market', where, status, text) }));
  return {
    ...emptyAnswer, verdicts, notes: informationNotes(set, pattern),
    proofs: [monotonicity, ...implementation].flatMap(({ proofs }) => proofs),
  };
}
