/** What ambiguity needs of a study whose laws are all discrete, told before anything is computed. */
import { isDiscrete } from '../../distributions/distribution.ts';
import { InputError } from '../../errors.ts';
import { reachOf } from '../../experiments/enumeration/reach.ts';
import { incentiveCompatibleByStructure } from '../../mechanism/incentives.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { linearStructure } from './assumption-verdicts.ts';
import type { SocialChoiceStudy } from './study-point.ts';

export const asksAbout = ({ ambiguity }: SocialChoiceStudy, { name }: Mechanism): boolean =>
  ambiguity !== undefined && (!ambiguity.of || ambiguity.of.includes(name));

/** Throws InputError naming the rule that is not told of, or the prior that has a density. */
export function requireEnumerableAmbiguity(study: SocialChoiceStudy): void {
  const { problem, mechanisms, ambiguity, agents = [...problem.agents.keys()] } = study;
  const structure = linearStructure(problem);
  mechanisms.forEach((mechanism, m) => {
    if (!asksAbout(study, mechanism) || incentiveCompatibleByStructure(problem, mechanism, structure)) return;
    if (mechanism.strategies) {
      throw new InputError(
        `mechanisms[${m}].strategies`, 'ambiguity of laws with points of positive probability asks where the others must move for another '
        + 'choice, which is told of their types and not of their bids; accepted: ambiguity.of without it; or laws with a density',
      );
    }
    for (const agent of agents) {
      const reach = reachOf(problem, mechanism.rule, agent);
      if (!('unsupported' in reach)) continue;
      throw new InputError(
        `mechanisms[${m}].rule`,
        `ambiguity of laws with points of positive probability asks where the others must move for another choice, which is not told of `
        + `'${mechanism.name}': ${reach.unsupported}; accepted: rules that maximise a weighted sum of values in which each signal of the `
        + `others moves one alternative against the rest, or all by one sum; ambiguity.of without it; or laws with a density`,
      );
    }
  });
  (ambiguity?.at ?? []).forEach((beliefs, b) => {
    if (beliefs.kind !== 'priors') return;
    beliefs.priors.forEach(({ laws }, p) => laws.forEach((law, d) => {
      if (isDiscrete(law)) return;
      const accepted = 'accepted beside discrete laws of the problem: discrete laws';
      throw new InputError(`ambiguity.at[${b}].priors[${p}].laws[${d}]`, `${law.text} has a density; ${accepted}`);
    }));
  });
}
