/** Guo18 Definition 1.4.1 (Neeman 2004): no two types of an agent have the same belief. */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import type { Condition } from './condition.ts';

/** The first two types with the same belief, by index. */
export function equalBeliefs(model: FiniteModel, agent: number): readonly [number, number] | undefined {
  const rows = conditionalBeliefs(model)[agent]!;
  for (let a = 0; a < rows.length; a++) {
    for (let b = a + 1; b < rows.length; b++) {
      if (rows[a]!.every((value, k) => value.equals(rows[b]![k]!))) return [a, b];
    }
  }
  return undefined;
}

/** One verdict an agent; the witness is the pair. */
export function beliefsDeterminePreferences(model: FiniteModel): Condition[] {
  return model.agents.map(({ name, types }, agent): Condition => {
    const pair = equalBeliefs(model, agent);
    const text =
      pair === undefined
        ? 'Beliefs determine preferences: no two types have the same belief'
        : `Beliefs do not determine preferences: ${types[pair[0]]} and ${types[pair[1]]} have the same belief`;
    return { id: 'beliefs-determine-preferences', agent: name, holds: pair === undefined, text };
  });
}
