/** Environment files with agents and types in other orders: nothing that is asked of them may change. */
import { cellOf, type Json } from './finite-oracle.ts';

/** A table by new places, from one by old ones. */
function moved(table: unknown, counts: readonly number[], agents: readonly number[], types: readonly (readonly number[])[]): unknown {
  const descend = (path: readonly number[]): unknown => {
    if (path.length === agents.length) {
      const old: number[] = [];
      agents.forEach((agent, at) => { old[agent] = types[agent]![path[at]!]!; });
      return cellOf(table, old);
    }
    return Array.from({ length: counts[agents[path.length]!]! }, (_, type) => descend([...path, type]));
  };
  return descend([]);
}

/** `agents[k]` is who comes k-th, and of every agent (in the old order) `types[k]` which of her types. Prior or beliefs by list. */
export function relabelled(file: Json, agents: readonly number[], types: readonly (readonly number[])[]): Json {
  const names = Object.keys(file.agents as Json);
  const lists = Object.values(file.agents as Record<string, string[]>);
  const counts = lists.map(({ length }) => length);
  const payoffs = file.payoffs as Record<string, Json>;
  const reorder = <T>(list: readonly T[], agent: number): T[] => types[agent]!.map((type) => list[type]!);
  const cell = (given: unknown, agent: number): unknown => {
    const own = (given as { readonly own?: readonly unknown[] }).own;
    return own === undefined ? moved(given, counts, agents, types) : { own: reorder(own, agent) };
  };
  const others = <T>(list: readonly T[], agent: number): T[] => list.filter((_, i) => i !== agent);
  const belief = (table: unknown, agent: number): unknown => {
    const order = agents.filter((other) => other !== agent).map((other) => (other > agent ? other - 1 : other));
    return moved(table, others(counts, agent), order, others(types, agent));
  };
  const byAgent = (value: (agent: number) => unknown): Json => Object.fromEntries(agents.map((agent) => [names[agent]!, value(agent)]));
  return {
    ...file,
    agents: byAgent((agent) => reorder(lists[agent]!, agent)),
    payoffs: byAgent((agent) => Object.fromEntries(
      Object.entries(payoffs[names[agent]!]!).map(([outcome, table]) => [outcome, cell(table, agent)]))),
    ...(file.prior === undefined ? {} : { prior: moved(file.prior, counts, agents, types) }),
    ...(file.beliefs === undefined ? {} : {
      beliefs: byAgent((agent) =>
        reorder((file.beliefs as Record<string, unknown[]>)[names[agent]!]!.map((table) => belief(table, agent)), agent)),
    }),
  };
}

/** Every agent's types backwards and agents turned round by one. */
export function turnedRound(file: Json): Json {
  const counts = Object.values(file.agents as Record<string, unknown[]>).map(({ length }) => length);
  return relabelled(file, [...counts.keys()].map((agent) => (agent + 1) % counts.length),
    counts.map((count) => Array.from({ length: count }, (_, type) => count - 1 - type)));
}
