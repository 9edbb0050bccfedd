/** The model that an environment is at values of its parameters. */
import { InputError } from '../../errors.ts';
import { evaluate, type Expression } from '../../programs/expression.ts';
import { isZero, ONE, rationalText, sum, ZERO, type Rational } from '../../programs/rational.ts';
import type {
  Beliefs,
  BeliefSet,
  FiniteAgent,
  FiniteEnvironment,
  FiniteModel,
  GivenMechanism,
  GivenMenu,
  GivenSmooth,
  TransferTable,
} from './environment.ts';
import { exchangeAt } from './exchange.ts';
import { requireProbabilities, without } from './parse-beliefs.ts';
import { joinProfile, profileSpace, typesIn } from './profiles.ts';
import { cellName, placeName } from './tables.ts';

type Values = ReadonlyMap<string, Rational>;

const EXCERPT_MAX = 40;
/** Numbers of hundreds of digits, as 1e-400 is, by their first ones. */
const excerpt = (text: string): string =>
  text.length <= EXCERPT_MAX ? text : `${text.slice(0, EXCERPT_MAX / 2)}... (${text.length} characters)`;

/** The file's values with some replaced. Throws InputError for a parameter that there is not, or a value outside its range. */
export function parameterValues({ parameters }: FiniteEnvironment, replaced: Values = new Map()): Map<string, Rational> {
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  for (const [name, value] of replaced) {
    const parameter = parameters.find((known) => known.name === name);
    if (parameter === undefined)
      throw new InputError(
        name,
        `is no parameter of this environment${parameters.length > 0 ? `; known: ${[...values.keys()].join(', ')}` : ', which has none'}`,
      );
    if (parameter.range && (value.compare(parameter.range[0]) < 0 || value.compare(parameter.range[1]) > 0)) {
      throw new InputError(
        name,
        `must be between ${rationalText(parameter.range[0])} and ${rationalText(parameter.range[1])}, got ${excerpt(rationalText(value))}`,
      );
    }
    values.set(name, value);
  }
  return values;
}

function distributionAt(
  probabilities: readonly Expression[], values: Values, field: string, over?: readonly FiniteAgent[],
): Rational[] {
  const found = probabilities.map((entry) => evaluate(entry, values));
  const cell = (k: number): string => (over === undefined ? `entry ${k + 1}`
    : cellName(over, typesIn(profileSpace(over.map(({ types }) => types.length)), k)));
  requireProbabilities(found, field, cell, probabilities);
  return found;
}

/** Throws InputError where a type of a type space has another belief than Bayes' rule under the prior of the space gives it. */
function requireOfPrior(
  probabilities: readonly Rational[], conditionals: readonly (readonly (readonly Rational[])[])[], agents: readonly FiniteAgent[],
): void {
  const profiles = profileSpace(agents.map(({ types }) => types.length));
  agents.forEach(({ name, types }, agent) => types.forEach((type, t) => {
    const own = conditionals[agent]![t]!.map((_, others) => probabilities[joinProfile(profiles, agent, t, others)]!);
    const total = sum(own);
    const place = placeName('type-space', name, type, 'belief');
    if (isZero(total)) throw new InputError('prior', `gives type ${type} of ${name} probability 0; leave the type out of type-space`);
    if (own.some((weight, others) => !weight.equals(conditionals[agent]![t]![others]!.mul(total))))
      throw new InputError(place, `does not follow from prior:, by which it is ${own.map((weight) => rationalText(weight.div(total)))
        .join(', ')}; leave prior: out to have it found`);
  }));
}

function setAt(set: BeliefSet<Expression>, values: Values, field: string, others: readonly FiniteAgent[]): BeliefSet<Rational> {
  if ('vertices' in set)
    return { vertices: set.vertices.map((vertex, k) => distributionAt(vertex, values, placeName(field, `vertex ${k + 1}`), others)) };
  return {
    inequalities: set.inequalities.map(({ weights, bound }) => ({
      weights: weights.map((weight) => evaluate(weight, values)),
      bound: evaluate(bound, values),
    })),
  };
}

/** One belief a type, `[agent][type][profile of the others]`, as the file gives them under `key`. */
const conditionalsAt = (
  given: readonly (readonly (readonly Expression[])[])[], agents: readonly FiniteAgent[], values: Values, key: string,
): Rational[][][] => given.map((rows, i) => rows.map((row, t) =>
  distributionAt(row, values, placeName(key, agents[i]!.name, `type ${agents[i]!.types[t]}`), without(agents, i))));

function beliefsAt(beliefs: Beliefs<Expression>, agents: readonly FiniteAgent[], values: Values): Beliefs<Rational> {
  const place = (agent: number, type: number): string => placeName(beliefs.kind, agents[agent]!.name, `type ${agents[agent]!.types[type]}`);
  switch (beliefs.kind) {
    case 'prior':
      return { kind: 'prior', probabilities: distributionAt(beliefs.probabilities, values, 'prior', agents) };
    case 'beliefs': {
      const conditionals = conditionalsAt(beliefs.conditionals, agents, values, beliefs.kind);
      if (beliefs.prior === undefined) return { kind: 'beliefs', conditionals };
      const probabilities = distributionAt(beliefs.prior, values, 'prior', agents);
      requireOfPrior(probabilities, conditionals, agents);
      return { kind: 'prior', probabilities };
    }
    case 'belief-sets':
      return {
        kind: 'belief-sets',
        sets: beliefs.sets.map((rows, i) => rows.map((set, t) => setAt(set, values, place(i, t), without(agents, i)))),
      };
    case 'type-space': {
      const named = agents.map(({ name }, i): FiniteAgent => ({ name, types: beliefs.space[i]!.map((type) => type.name) }));
      const space = beliefs.space.map((types, i) =>
        types.map((type) => ({
          ...type,
          belief: distributionAt(type.belief, values, placeName('type-space', agents[i]!.name, type.name), without(named, i)),
        })),
      );
      if (beliefs.prior === undefined) return { kind: 'type-space', space };
      const prior = distributionAt(beliefs.prior, values, 'prior', named);
      requireOfPrior(prior, space.map((types) => types.map(({ belief }) => belief)), named);
      return { kind: 'type-space', space, prior };
    }
  }
}

/** Σ_i u_i(outcome, profile), by outcome. */
export const totalPayoffs = ({ payoffs, outcomes }: Pick<FiniteModel, 'payoffs' | 'outcomes'>, profile: number): Rational[] =>
  outcomes.map((_, outcome) => payoffs.reduce((total, tables) => total.add(tables[outcome]![profile]!), ZERO));

/** Outcomes of the highest total payoff at a profile, in the order of the list. */
export function efficientOutcomes(model: Pick<FiniteModel, 'payoffs' | 'outcomes'>, profile: number): number[] {
  const totals = totalPayoffs(model, profile);
  const best = totals.reduce((most, value) => (value.compare(most) > 0 ? value : most));
  return [...totals.keys()].filter((outcome) => totals[outcome]!.equals(best));
}

/** The first of several efficient outcomes, at each profile, as lotteries. */
export function efficientRule(model: Pick<FiniteModel, 'payoffs' | 'outcomes' | 'profiles'>): Rational[][] {
  return Array.from({ length: model.profiles.size }, (_, profile) => {
    const [chosen] = efficientOutcomes(model, profile);
    return model.outcomes.map((_, outcome) => (outcome === chosen ? ONE : ZERO));
  });
}

const tableAt = (table: TransferTable<Expression>, values: Values): Rational[][] =>
  table.map((row) => row.map((entry) => evaluate(entry, values)));

function mechanismAt({ lotteries, transfers, updates, ...rest }: GivenMechanism<Expression>, values: Values): GivenMechanism<Rational> {
  return {
    ...rest, lotteries: tableAt(lotteries, values), transfers: tableAt(transfers, values),
    ...(updates === undefined ? {} : {
      updates: updates.map((rows) => rows.map((row, k) => distributionAt(row, values, `mechanism, updates, ${k + 1}`))),
    }),
  };
}

const menuAt = ({ base, bet }: GivenMenu<Expression>, values: Values): GivenMenu<Rational> =>
  ({ base: base === 'surplus' ? base : tableAt(base, values), bet: tableAt(bet, values) });

function smoothAt({ weights, kinks, slopes }: GivenSmooth<Expression>, values: Values): GivenSmooth<Rational> {
  const at = (entries: readonly Expression[]): Rational[] => entries.map((entry) => evaluate(entry, values));
  return { weights: at(weights), kinks: at(kinks), slopes: at(slopes) };
}

/** Numbers only. Throws InputError for values out of range and probabilities below zero. */
export function modelAt(environment: FiniteEnvironment, replaced: Values = new Map()): FiniteModel {
  const { agents, profiles, outcomes, beliefs, rule } = environment;
  const values = parameterValues(environment, replaced);
  const payoffs = environment.payoffs.map((tables) => tables.map((table) => table.map((entry) => evaluate(entry, values))));
  const plain: FiniteModel = {
    agents, profiles, outcomes, payoffs,
    ...(environment.nature === undefined ? {} : { nature: environment.nature }),
    ...(environment.choices === undefined ? {} : { choices: environment.choices }),
    ...(environment.auction === undefined ? {} : { auction: environment.auction }),
    ...(beliefs === undefined ? {} : { beliefs: beliefsAt(beliefs, agents, values) }),
    ...(environment.doubts === undefined ? {} : { doubts: conditionalsAt(environment.doubts, agents, values, 'doubtful-beliefs') }),
    ...(environment.menu === undefined ? {} : { menu: menuAt(environment.menu, values) }),
    ...(environment.ruleTransfers === undefined ? {} : { ruleTransfers: tableAt(environment.ruleTransfers, values) }),
    ...(environment.exchange === undefined ? {} : { exchange: exchangeAt(environment.exchange, agents, values) }),
    ...(environment.socialChoiceSet && { socialChoiceSet: environment.socialChoiceSet.map((one) => tableAt(one, values)) }),
    ...(environment.mechanism === undefined ? {} : { mechanism: mechanismAt(environment.mechanism, values) }),
    ...(environment.coalitions === undefined ? {} : { coalitions: environment.coalitions }),
    ...(environment.smooth === undefined ? {} : { smooth: smoothAt(environment.smooth, values) }),
  };
  if (rule === undefined) return plain;
  if (rule.kind === 'efficient') return { ...plain, rule: efficientRule(plain) };
  const lotteries = rule.lotteries.map((lottery) => lottery.map((share) => evaluate(share, values)));
  if (rule.efficient) requireEfficient(plain, lotteries);
  return { ...plain, rule: lotteries };
}

/** Throws InputError where a rule that is called efficient is not, with the profile and the better outcome. */
function requireEfficient(model: FiniteModel, lotteries: readonly (readonly Rational[])[]): void {
  for (const [profile, lottery] of lotteries.entries()) {
    const best = efficientOutcomes(model, profile);
    const worse = lottery.findIndex((share, outcome) => !isZero(share) && !best.includes(outcome));
    if (worse < 0) continue;
    const place = cellName(model.agents, typesIn(model.profiles, profile));
    const totals = totalPayoffs(model, profile);
    const worth = (outcome: number): string => `${model.outcomes[outcome]} is worth ${rationalText(totals[outcome]!)}`;
    throw new InputError(
      placeName('rule', place),
      `is called efficient, and ${worth(best[0]!)} in total where ${worth(worse)}; leave efficient: true out, or write rule: efficient`,
    );
  }
}
