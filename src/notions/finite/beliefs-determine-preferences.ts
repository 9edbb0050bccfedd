/**
 * Guo18 Definition 1.4.1 (Neeman 2004): no two types of an agent have the same belief. On a type space two types of one payoff type may,
 * for preferences are then the same.
 */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import type { Condition } from './condition.ts';

/** The first two types with the same belief, by index; of the same payoff type, or of different ones. */
function alike(model: FiniteModel, agent: number, samePayoffs: boolean): readonly [number, number] | undefined {
  const rows = conditionalBeliefs(model)[agent]!;
  const payoffType = (type: number): unknown => model.payoffTypes?.[agent]![type] ?? type;
  for (let a = 0; a < rows.length; a++) {
    for (let b = a + 1; b < rows.length; b++) {
      if ((payoffType(a) === payoffType(b)) === samePayoffs && rows[a]!.every((value, k) => value.equals(rows[b]![k]!))) return [a, b];
    }
  }
  return undefined;
}

/** The first two types of different payoff types with the same belief, by index. */
export const equalBeliefs = (model: FiniteModel, agent: number): readonly [number, number] | undefined => alike(model, agent, false);

/** The first two types of a type space that have the same payoff type and the same belief: they differ in what others believe of them. */
export const doubleTypes = (model: FiniteModel, agent: number): readonly [number, number] | undefined => alike(model, agent, true);

/** One verdict an agent; the witness is the pair. */
export function beliefsDeterminePreferences(model: FiniteModel): Condition[] {
  const apart = model.payoffTypes === undefined ? 'no two types' : 'no two types of different payoff types';
  return model.agents.map(({ name, types }, agent): Condition => {
    const pair = equalBeliefs(model, agent);
    const text =
      pair === undefined
        ? `Beliefs determine preferences: ${apart} have the same belief`
        : `Beliefs do not determine preferences: ${types[pair[0]]} and ${types[pair[1]]} have the same belief`;
    return { id: 'beliefs-determine-preferences', agent: name, holds: pair === undefined, text };
  });
}
