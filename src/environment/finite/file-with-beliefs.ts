/** An environment's file with other beliefs in it, so that a proof can hold them. */
import { rationalText, type Rational } from '../../programs/rational.ts';
import type { FiniteAgent } from './environment.ts';
import type { TypeSpace } from './type-space.ts';

/** Values in the order of profiles, nested in the order of agents. */
export function nestedTable(agents: readonly FiniteAgent[], values: readonly Rational[]): unknown {
  let at = 0;
  const descend = (depth: number): unknown =>
    (depth === agents.length ? rationalText(values[at++]!) : agents[depth]!.types.map(() => descend(depth + 1)));
  return descend(0);
}

const BELIEFS = ['prior', 'beliefs', 'belief-sets', 'type-space'];

/** The file with a belief for every payoff type in the place of what it says of beliefs. */
export function fileWithBeliefs(file: unknown, agents: readonly FiniteAgent[], space: TypeSpace): Record<string, unknown> {
  const kept = Object.entries(file as Readonly<Record<string, unknown>>).filter(([key]) => !BELIEFS.includes(key));
  return {
    ...Object.fromEntries(kept),
    beliefs: Object.fromEntries(agents.map(({ name }, agent) => {
      const others = agents.filter((_, other) => other !== agent);
      return [name, space[agent]!.map(({ belief }) => nestedTable(others, belief))];
    })),
  };
}
