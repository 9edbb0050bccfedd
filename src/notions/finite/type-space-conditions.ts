/** What Guo18 section 2.2 says of type spaces: full support, payoff types that no type has. */
import { conditionalBeliefs } from '../../environment/finite/conditionals.ts';
import type { FiniteModel } from '../../environment/finite/environment.ts';
import { joinProfile, typesIn } from '../../environment/finite/profiles.ts';
import { isZero } from '../../programs/rational.ts';
import type { Condition } from './condition.ts';

/** Every type gives every profile of the others' types positive probability, as section 2.8.1 asks; the witness is a type and a profile. */
export function fullSupport(model: FiniteModel): Condition {
  const { agents, profiles } = model;
  const beliefs = conditionalBeliefs(model);
  const verdict = (holds: boolean, text: string): Condition => ({ id: 'full-support', agent: 'market', holds, text });
  for (const [i, { name, types }] of agents.entries()) {
    for (const [t, type] of types.entries()) {
      const others = beliefs[i]![t]!.findIndex(isZero);
      if (others < 0) continue;
      const profile = typesIn(profiles, joinProfile(profiles, i, t, others)).map((one, k) => agents[k]!.types[one]);
      return verdict(false, `The type space has not full support: type ${type} of ${name} thinks (${profile.join(', ')}) impossible`);
    }
  }
  return verdict(true, 'The type space has full support: every type thinks every profile of the others possible');
}

/** `cool of anna`: payoff types of the environment that no type of the space has. */
export const absentPayoffTypes = (environment: FiniteModel, { payoffTypes }: FiniteModel): string[] =>
  environment.agents.flatMap(({ name, types }, agent) =>
    types.flatMap((type) => (payoffTypes?.[agent]!.includes(type) ?? true ? [] : [`${type} of ${name}`])));
