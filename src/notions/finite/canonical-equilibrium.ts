/**
 * The good equilibrium of Guo18 Theorem 2.5.1's mechanism, looked through with integers and objections up to a cap and a list of
 * rewards: at all types everyone reports the truth and nobody objects.
 */
import type { CoalitionPattern, FiniteModel } from '../../environment/finite/environment.ts';
import { profileSpace, typesIn } from '../../environment/finite/profiles.ts';
import type { TypeSpace } from '../../environment/finite/type-space.ts';
import { InputError } from '../../errors.ts';
import { robustCoalitionalMechanism, type CanonicalMessage } from '../../mechanism/finite/canonical/robust-coalitional.ts';
import { socialChoiceFunction, type Consequence } from '../../mechanism/finite/social-choice-function.ts';
import { ONE, rational, type Rational } from '../../programs/rational.ts';
import type { BadOutcome } from './bad-outcome.ts';
import { coalitionalDeviation, type CoalitionalDeviation, type MessageMechanism } from './interim-coalitional-equilibrium.ts';
import { inRewardSet, worth } from './robust-monotonicity/reward.ts';

export interface CappedQuestion {
  readonly pattern: CoalitionPattern;
  readonly bad: BadOutcome;
  /** Largest objection and integer. */
  readonly cap: number;
  /** Rewards that may be proposed, each by profile of reports. */
  readonly rewards: readonly (readonly Consequence[])[];
}

/** Message profiles beyond which the mechanism is not written out. */
const MESSAGES_MAX = 100_000;

/** The largest 1/k at which everyone still prefers every outcome of the rule to the nearly bad one by something. */
export function smallEpsilon(model: FiniteModel, { consequence, margin }: BadOutcome): Rational {
  const rule = socialChoiceFunction(model);
  let widest = ONE;
  model.agents.forEach((_, agent) => {
    for (let profile = 0; profile < model.profiles.size; profile++) {
      const low = worth(model, consequence, agent, profile);
      for (const one of rule) {
        const gap = worth(model, one, agent, profile).sub(low);
        if (gap.compare(widest) > 0) widest = gap;
      }
    }
  });
  // epsilon (f(θ') - bad) < margin <= f(θ) - bad.
  return rational(1, BigInt(widest.div(margin).floor().toString()) + 1n);
}

/** Every message of an agent with that many types, under the cap. */
function messagesOf(types: number, { cap, rewards }: CappedQuestion): CanonicalMessage<readonly Consequence[]>[] {
  const upTo = [...Array(cap + 1).keys()];
  return [...Array(types).keys()].flatMap((type) => upTo.flatMap((objection) =>
    upTo.flatMap((integer) => rewards.map((reward) => ({ type, objection, integer, reward })))));
}

/** The capped mechanism as a table. Throws InputError where it is too large to write out. */
export function cappedMechanism(model: FiniteModel, question: CappedQuestion): MessageMechanism {
  const { pattern, bad } = question;
  const messages = model.agents.map(({ types }) => messagesOf(types.length, question));
  const space = profileSpace(messages.map(({ length }) => length));
  if (space.size > MESSAGES_MAX)
    throw new InputError(
      'cap', `makes ${space.size} profiles of messages, and at most ${MESSAGES_MAX} are written out; use a lower cap or fewer rewards`,
    );
  const rule = socialChoiceFunction(model);
  const known = new Map<readonly Consequence[], Map<string, boolean>>();
  const setting = { model, rule, pattern, money: model.ruleTransfers !== undefined };
  const outcome = robustCoalitionalMechanism({
    rule, pattern, bad: bad.consequence, epsilon: smallEpsilon(model, bad),
    profileOf: (types) => types.reduce((at, type, agent) => at + type * model.profiles.strides[agent]!, 0),
    valueOf: (reward: readonly Consequence[], profile) => reward[profile]!,
    allowed: (reward, coalition, profile) => {
      const answers = known.get(reward) ?? new Map<string, boolean>();
      known.set(reward, answers);
      const key = `${coalition.join()}|${profile}`;
      if (!answers.has(key)) answers.set(key, inRewardSet(setting, reward, coalition, profile));
      return answers.get(key)!;
    },
  });
  const consequences = Array.from({ length: space.size }, (_, profile) =>
    outcome(typesIn(space, profile).map((message, agent) => messages[agent]![message]!)).consequence);
  return { counts: space.counts, consequences };
}

/** A deviation from truth without objections under the cap; undefined where there is none. */
export function canonicalDeviation(model: FiniteModel, space: TypeSpace, question: CappedQuestion): CoalitionalDeviation | undefined {
  const mechanism = cappedMechanism(model, question);
  // Messages of a type come in blocks; the first of a block has neither objection nor integer.
  const block = mechanism.counts.map((count, agent) => count / model.agents[agent]!.types.length);
  const strategies = space.map((types, agent) => types.map(({ payoffType }) => payoffType * block[agent]!));
  return coalitionalDeviation(model, space, mechanism, strategies, { pattern: question.pattern, pooled: true });
}
