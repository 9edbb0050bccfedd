/** An environment whose agents' types are those of its type space. */
import type { Rational } from '../../programs/rational.ts';
import type { FiniteEnvironment, FiniteModel, SpaceType } from './environment.ts';
import { payoffProfiles, spaceProfiles } from './type-space.ts';

interface Moved {
  /** What was listed by profile of payoff types, by profile of types of the space. */
  table<T>(values: readonly T[]): T[];
  tables<T>(given: readonly (readonly T[])[]): T[][];
}

/** What both have in common, by agent, profile and belief. */
function moved<N>(
  { agents, profiles, payoffs }: Pick<FiniteModel, 'agents' | 'profiles'> & { readonly payoffs: readonly (readonly (readonly N[])[])[] },
  space: readonly (readonly SpaceType<N>[])[],
) {
  const of = payoffProfiles(space, profiles);
  const table: Moved['table'] = (values) => of.map((profile) => values[profile]!);
  const tables: Moved['tables'] = (given) => given.map(table);
  return {
    table, tables, profiles: spaceProfiles(space), payoffs: payoffs.map(tables),
    agents: agents.map(({ name }, agent) => ({ name, types: space[agent]!.map((type) => type.name) })),
    conditionals: space.map((types) => types.map(({ belief }) => belief)),
  };
}

/**
 * The environment as direct mechanisms over its type space see it: payoffs, rule and bet of the payoff types, one belief a type or the
 * space's prior. As it is where it has no type space.
 */
export function onTypeSpace(environment: FiniteEnvironment): FiniteEnvironment {
  const { beliefs, rule, menu, auction: _, doubts: __, ...rest } = environment;
  if (beliefs?.kind !== 'type-space') return environment;
  const { table, tables, conditionals, ...seen } = moved(environment, beliefs.space);
  return {
    ...rest, ...seen,
    beliefs: { kind: 'beliefs', conditionals, ...(beliefs.prior === undefined ? {} : { prior: beliefs.prior }) },
    ...(rule === undefined ? {} : { rule: rule.kind === 'efficient' ? rule : { ...rule, lotteries: table(rule.lotteries) } }),
    ...(menu === undefined ? {} : { menu: { base: menu.base === 'surplus' ? menu.base : tables(menu.base), bet: tables(menu.bet) } }),
    ...(rest.ruleTransfers === undefined ? {} : { ruleTransfers: tables(rest.ruleTransfers) }),
  };
}

/**
 * The same of a model, for conditions on beliefs, on the rule and on its money: the prior of the space where it says one, else one belief
 * a type. What is asked of payoff types alone (mechanisms given, menus, auctions) is left out.
 */
export function modelOnTypeSpace(model: FiniteModel): FiniteModel {
  const { beliefs, rule, ruleTransfers, outcomes } = model;
  if (beliefs?.kind !== 'type-space') return model;
  const { table, tables, conditionals, ...seen } = moved<Rational>(model, beliefs.space);
  return {
    ...seen, outcomes,
    payoffTypes: beliefs.space.map((types, agent) => types.map(({ payoffType }) => model.agents[agent]!.types[payoffType]!)),
    beliefs: beliefs.prior === undefined ? { kind: 'beliefs', conditionals } : { kind: 'prior', probabilities: beliefs.prior },
    ...(rule === undefined ? {} : { rule: table(rule) }),
    ...(ruleTransfers === undefined ? {} : { ruleTransfers: tables(ruleTransfers) }),
  };
}
