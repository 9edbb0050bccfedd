/**
 * Interim coalitional equilibrium of a finite mechanism on a type space (Guo18 Definition 2.3.2): no coalition that can form has, at
 * some types of its members, messages that every member strictly prefers given what they know together. Without pooled information
 * (Definition 2.8.1) members commit to messages and each believes what she believed alone. Singletons: interim Nash equilibrium.
 */
import type { CoalitionPattern, FiniteModel } from '../../environment/finite/environment.ts';
import { partialProfiles, profileSpace, typeIn, withType } from '../../environment/finite/profiles.ts';
import { payoffProfiles, spaceProfiles, updatedWeights, type TypeSpace } from '../../environment/finite/type-space.ts';
import { InputError } from '../../errors.ts';
import { socialChoiceFunction, WholePayoffs, type Consequence } from '../../mechanism/finite/social-choice-function.ts';
import { rational, type Rational } from '../../programs/rational.ts';

/** Numbers of messages of each agent, and the consequence of every profile of messages. */
export interface MessageMechanism {
  readonly counts: readonly number[];
  readonly consequences: readonly Consequence[];
}

/** `[agent][type of the space]`: a message. */
export type Strategies = readonly (readonly number[])[];

export interface EquilibriumQuestion {
  readonly pattern: CoalitionPattern;
  /** Whether members know each other's types. */
  readonly pooled: boolean;
  /** `[agent][type][others' profile]`: what is conditioned where Bayes' rule says nothing; absent: uniform. */
  readonly updates?: readonly (readonly (readonly Rational[])[])[];
}

/** Messages that all members of a coalition prefer. */
export interface CoalitionalDeviation {
  readonly coalition: readonly number[];
  /** Types of the space, by member. */
  readonly types: readonly number[];
  readonly messages: readonly number[];
  /** What each member gains in expectation, more than 0. */
  readonly gains: readonly Rational[];
}

/** Expectations beyond which listing deviations is refused. */
const DEVIATIONS_MAX = 2_000_000;

function requireFew(space: TypeSpace, counts: readonly number[], pattern: CoalitionPattern): void {
  const all = pattern.reduce((total, coalition) =>
    total + coalition.reduce((size, agent) => size * space[agent]!.length * counts[agent]!, coalition.length), 0);
  if (all > DEVIATIONS_MAX)
    throw new InputError('coalitions', `make ${all} deviations, and at most ${DEVIATIONS_MAX} are looked through; use fewer messages or `
      + 'types, or smaller coalitions such as { up-to: 2 }');
}

/** The first profitable deviation, smaller coalitions first; undefined in equilibrium. */
export function coalitionalDeviation(
  model: FiniteModel, space: TypeSpace, mechanism: MessageMechanism, strategies: Strategies,
  { pattern, pooled, updates }: EquilibriumQuestion,
): CoalitionalDeviation | undefined {
  requireFew(space, mechanism.counts, pattern);
  const payoffs = new WholePayoffs(model, mechanism.consequences);
  const messages = profileSpace(mechanism.counts);
  const types = spaceProfiles(space);
  const worlds = payoffProfiles(space, model.profiles);
  const sent = worlds.map((_, profile) =>
    strategies.reduce((at, own, agent) => at + own[typeIn(types, profile, agent)]! * messages.strides[agent]!, 0));
  /** Σ weight (payoff with the members' messages replaced − payoff), and Σ weight. */
  const gainOf = (agent: number, weights: ReadonlyMap<number, bigint>, coalition: readonly number[], deviation: readonly number[]) => {
    let [gain, total] = [0n, 0n];
    for (const [profile, weight] of weights) {
      const changed = coalition.reduce((at, member, k) => withType(messages, at, member, deviation[k]!), sent[profile]!);
      total += weight;
      if (changed !== sent[profile])
        gain += weight * (payoffs.value(agent, changed, worlds[profile]!) - payoffs.value(agent, sent[profile]!, worlds[profile]!));
    }
    return { gain, total };
  };
  for (const coalition of pattern) {
    for (const own of partialProfiles(types, coalition)) {
      const beliefs = coalition.map((agent, k) => {
        const known = pooled ? coalition.flatMap((other, j) => (other === agent ? [] : [[other, own.types[j]!] as const])) : [];
        return updatedWeights(space, agent, own.types[k]!, new Map(known), updates?.[agent]![own.types[k]!]);
      });
      for (const deviation of partialProfiles(messages, coalition)) {
        const gains: Rational[] = [];
        for (const [k, agent] of coalition.entries()) {
          const { gain, total } = gainOf(agent, beliefs[k]!, coalition, deviation.types);
          if (gain <= 0n) break;
          gains.push(rational(gain, total * payoffs.scale));
        }
        if (gains.length === coalition.length) return { coalition, types: own.types, messages: deviation.types, gains };
      }
    }
  }
  return undefined;
}

/** The direct mechanism of the rule with its money. */
export const directMechanism = (model: FiniteModel): MessageMechanism =>
  ({ counts: model.profiles.counts, consequences: socialChoiceFunction(model) });

/** Everyone reports her payoff type. */
export const truthfulStrategies = (space: TypeSpace): Strategies => space.map((types) => types.map(({ payoffType }) => payoffType));
