/** Beliefs of types about the others. */
import { InputError } from '../../errors.ts';
import { isZero, sum, type Rational } from '../../programs/rational.ts';
import type { FiniteModel } from './environment.ts';
import { joinProfile } from './profiles.ts';

/** Probability of agent's type under the prior. */
export function marginal(model: FiniteModel, probabilities: readonly Rational[], agent: number, type: number): Rational {
  const { profiles } = model;
  return sum(
    Array.from({ length: profiles.othersSize[agent]! }, (_, others) => probabilities[joinProfile(profiles, agent, type, others)]!),
  );
}

/** p_i(. | type) over the others' profiles, by Bayes' rule. Throws InputError where the type has probability zero. */
function byBayes(model: FiniteModel, probabilities: readonly Rational[], agent: number, type: number): Rational[] {
  const { profiles, agents } = model;
  const total = marginal(model, probabilities, agent, type);
  if (isZero(total)) {
    throw new InputError(
      'prior',
      `type ${agents[agent]!.types[type]} of ${agents[agent]!.name} has probability 0, so Bayes' rule gives it no belief; leave the `
        + `type out, or give beliefs: instead of prior:`,
    );
  }
  return Array.from({ length: profiles.othersSize[agent]! }, (_, others) =>
    probabilities[joinProfile(profiles, agent, type, others)]!.div(total),
  );
}

/** `[agent][type][profile of the others]`. Throws InputError where there is no one belief a type: sets, type spaces, nothing. */
export function conditionalBeliefs(model: FiniteModel): Rational[][][] {
  const { beliefs, agents } = model;
  if (beliefs === undefined) throw new InputError('prior', 'is missing; give prior: or beliefs:');
  if (beliefs.kind === 'beliefs') return beliefs.conditionals.map((rows) => rows.map((row) => [...row]));
  if (beliefs.kind !== 'prior') throw new InputError(beliefs.kind, 'this question needs one belief a type; give prior: or beliefs:');
  return agents.map(({ types }, agent) => types.map((_, type) => byBayes(model, beliefs.probabilities, agent, type)));
}
