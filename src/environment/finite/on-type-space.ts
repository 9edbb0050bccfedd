/** An environment whose agents' types are those of its type space. */
import type { FiniteEnvironment } from './environment.ts';
import { payoffProfiles, spaceProfiles } from './type-space.ts';

/**
 * The environment as direct mechanisms over its type space see it: payoffs, rule and bet of the payoff types, one belief a type or the
 * space's prior. As it is where it has no type space.
 */
export function onTypeSpace(environment: FiniteEnvironment): FiniteEnvironment {
  const { beliefs, agents, rule, menu, auction: _, doubts: __, ...rest } = environment;
  if (beliefs?.kind !== 'type-space') return environment;
  const of = payoffProfiles(beliefs.space, environment.profiles);
  const table = <T>(values: readonly T[]): T[] => of.map((profile) => values[profile]!);
  const tables = <T>(given: readonly (readonly T[])[]): T[][] => given.map(table);
  return {
    ...rest, profiles: spaceProfiles(beliefs.space),
    agents: agents.map(({ name }, agent) => ({ name, types: beliefs.space[agent]!.map((type) => type.name) })),
    payoffs: environment.payoffs.map(tables),
    beliefs: {
      kind: 'beliefs', conditionals: beliefs.space.map((types) => types.map(({ belief }) => belief)),
      ...(beliefs.prior === undefined ? {} : { prior: beliefs.prior }),
    },
    ...(rule === undefined ? {} : { rule: rule.kind === 'efficient' ? rule : { ...rule, lotteries: table(rule.lotteries) } }),
    ...(menu === undefined ? {} : { menu: { base: menu.base === 'surplus' ? menu.base : tables(menu.base), bet: tables(menu.bet) } }),
    ...(rest.ruleTransfers === undefined ? {} : { ruleTransfers: tables(rest.ruleTransfers) }),
  };
}
