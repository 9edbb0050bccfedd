/**
 * Incentive compatibility (IC) and individual rationality (IR) of a rule with its money, from weak to strong (Brooks23): interim, at
 * each type's belief; epistemic ex post, at each profile of types, over states of nature; ex post, at each state too; dominant
 * strategies, whatever the others report. Dominant implies epistemic ex post, which implies interim; ex post implies epistemic ex
 * post. With known payoff types the two ex post notions coincide, with private values they coincide with dominant strategies.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile, typeIn, typesIn, withType } from '../../environment/finite/profiles.ts';
import { isZero, ONE, rationalText, sign, sum, type Rational } from '../../programs/rational.ts';
import type { Condition } from './condition.ts';

type Mechanism = FiniteModel & Required<Pick<FiniteModel, 'rule' | 'ruleTransfers'>>;

/** A situation: true profiles with weights, and how the others report in each. */
interface Situation {
  readonly agent: number;
  readonly type: number;
  readonly where: string;
  /** `reported` has the agent's own type, which her report replaces. */
  readonly cases: readonly { readonly truth: number; readonly reported: number; readonly weight: Rational }[];
}

const at = ({ agents, profiles }: FiniteModel, profile: number): string =>
  `(${typesIn(profiles, profile).map((type, i) => agents[i]!.types[type]).join(', ')})`;

function worth({ rule, ruleTransfers, payoffs }: Mechanism, agent: number, truth: number, reported: number): Rational {
  let total = ruleTransfers[agent]![reported]!;
  rule[reported]!.forEach((share, outcome) => {
    if (!isZero(share)) total = total.add(share.mul(payoffs[agent]![outcome]![truth]!));
  });
  return total;
}

/** The first situation in which truth is beaten, or worth less than 0. */
function verdicts(model: Mechanism, id: string, words: string, situations: Iterable<Situation>): Condition[] {
  let lie: string | undefined;
  let loss: string | undefined;
  for (const { agent, type, where, cases } of situations) {
    const { profiles, agents } = model;
    const of = (report: number): Rational => sum(cases.map(({ truth, reported, weight }) =>
      worth(model, agent, truth, withType(profiles, reported, agent, report)).mul(weight)));
    const truth = of(type);
    const { name, types } = agents[agent]!;
    if (sign(truth) < 0) loss ??= `${types[type]} of ${name} expects ${rationalText(truth)}${where}`;
    for (const [report, reportName] of types.entries()) {
      if (lie !== undefined || report === type) continue;
      const lied = of(report);
      if (lied.compare(truth) > 0)
        lie = `${types[type]} of ${name} gains ${rationalText(lied.sub(truth))} by reporting ${reportName}${where}`;
    }
    if (lie !== undefined && loss !== undefined) break;
  }
  const condition = (kind: string, fault: string | undefined, yes: string): Condition =>
    ({ id: `${id}-${kind}`, agent: 'market', holds: fault === undefined, text: fault === undefined ? yes : `${fault} (${words})` });
  return [
    condition('ic', lie, `Truth is best ${words}`),
    condition('ir', loss, `Truth is worth at least 0 ${words}`),
  ];
}

const players = (model: FiniteModel): number[] => [...model.agents.keys()].filter((agent) => agent !== model.nature);

function* interim(model: Mechanism): Generator<Situation> {
  const beliefs = conditionalBeliefs(model);
  for (const agent of players(model)) {
    for (const type of model.agents[agent]!.types.keys()) {
      const cases = beliefs[agent]![type]!.flatMap((weight, others) => {
        const truth = joinProfile(model.profiles, agent, type, others);
        return isZero(weight) ? [] : [{ truth, reported: truth, weight }];
      });
      yield { agent, type, where: '', cases };
    }
  }
}

function* exPost(model: Mechanism): Generator<Situation> {
  for (const agent of players(model)) {
    for (let truth = 0; truth < model.profiles.size; truth++)
      yield {
        agent, type: typeIn(model.profiles, truth, agent), where: ` at ${at(model, truth)}`,
        cases: [{ truth, reported: truth, weight: ONE }],
      };
  }
}

/**
 * Of each profile with nature's state set aside: the states with their probabilities as the agent sees them; nothing where she excludes
 * the profile.
 */
function statesOf(model: Mechanism, beliefs: readonly (readonly (readonly Rational[])[])[] | undefined, agent: number, base: number) {
  const { profiles, nature } = model;
  if (nature === undefined) return [{ truth: base, weight: ONE }];
  const type = typeIn(profiles, base, agent);
  const mine = new Map(beliefs![agent]![type]!.map((weight, others) => [joinProfile(profiles, agent, type, others), weight]));
  const states = model.agents[nature]!.types.map((_, state) => withType(profiles, base, nature, state));
  const total = sum(states.map((profile) => mine.get(profile)!));
  return isZero(total) ? [] : states.map((truth) => ({ truth, weight: mine.get(truth)!.div(total) }));
}

/** Profiles with nature's first state: one for each profile of the players' types. */
const bases = ({ profiles, nature }: FiniteModel): number[] =>
  [...Array(profiles.size).keys()].filter((profile) => nature === undefined || typeIn(profiles, profile, nature) === 0);

function* byStates(model: Mechanism, dominant: boolean): Generator<Situation> {
  const beliefs = model.nature === undefined ? undefined : conditionalBeliefs(model);
  const { profiles, nature } = model;
  for (const agent of players(model)) {
    for (const base of bases(model)) {
      const states = statesOf(model, beliefs, agent, base);
      const type = typeIn(profiles, base, agent);
      const reports = dominant ? bases(model).filter((profile) => typeIn(profiles, profile, agent) === type) : [base];
      for (const report of reports) {
        const reported = (truth: number): number => (
          nature === undefined ? report : withType(profiles, report, nature, typeIn(profiles, truth, nature))
        );
        const where = ` at ${at(model, base)}${report === base ? '' : ` where reports are ${at(model, report)}`}`;
        yield { agent, type, where, cases: states.map(({ truth, weight }) => ({ truth, reported: reported(truth), weight })) };
      }
    }
  }
}

/** Whether types determine the state: then every type is a payoff type with a belief. */
export function knownPayoffTypes(model: FiniteModel): Condition {
  const id = 'known-payoff-types';
  if (model.nature === undefined || model.beliefs === undefined)
    return {
      id, agent: 'market', holds: model.nature === undefined,
      text: model.payoffTypes !== undefined ? 'Every type of the space has a payoff type: the type space has known payoff types'
        : model.nature === undefined ? 'Types are payoff types' : 'No beliefs tie types to states',
    };
  const beliefs = conditionalBeliefs(model);
  for (const base of bases(model)) {
    const states = model.agents[model.nature]!.types.map((_, state) => withType(model.profiles, base, model.nature!, state));
    const possible = states.filter((profile) => players(model).some((agent) =>
      beliefs[agent]![typeIn(model.profiles, base, agent)]!.some((weight, others) =>
        !isZero(weight) && joinProfile(model.profiles, agent, typeIn(model.profiles, base, agent), others) === profile)));
    if (possible.length > 1)
      return {
        id, agent: 'market', holds: false,
        text: `Types do not determine the state: ${possible.map((profile) => at(model, profile)).join(' and ')} are both possible`,
      };
  }
  return { id, agent: 'market', holds: true, text: 'Types determine the state, so the type space has known payoff types' };
}

/** Checks of dominance beyond which it is left out. */
const CHECKS_MAX = 5_000_000;

/** All notions that the environment speaks of; interim and epistemic ones need beliefs. */
export function incentives(model: Mechanism): Condition[] {
  const single = model.beliefs?.kind === 'prior' || model.beliefs?.kind === 'beliefs';
  const states = model.nature === undefined || single;
  const checks = bases(model).length ** 2 * model.agents.length;
  return [
    ...(single ? verdicts(model, 'interim', 'at each type\'s belief', interim(model)) : []),
    ...(states ? verdicts(model, 'epistemic-ex-post', 'at every profile of types', byStates(model, false)) : []),
    ...verdicts(model, 'ex-post', 'at every profile and state', exPost(model)),
    ...(states && checks <= CHECKS_MAX ? verdicts(model, 'dominant-strategy', 'whatever the others report', byStates(model, true)) : []),
    knownPayoffTypes(model),
  ];
}

/** Whether the environment is a mechanism: a rule with its money. */
export const isMechanism = (model: FiniteModel): model is Mechanism => model.rule !== undefined && model.ruleTransfers !== undefined;
