/**
 * The good equilibria of the mechanisms of Guo18 Theorem 2.5.1, Theorem 3.4.1 and section 2.8.1, looked through with integers and
 * objections up to a cap and a list of rewards: at all types everyone reports the truth and nobody objects.
 */
import type { CoalitionPattern, FiniteModel } from '../../environment/finite/environment.ts';
import { profileSpace, typesIn } from '../../environment/finite/profiles.ts';
import type { TypeSpace } from '../../environment/finite/type-space.ts';
import { InputError } from '../../errors.ts';
import { ambiguousCoalitionalMechanism } from '../../mechanism/finite/canonical/ambiguous-coalitional.ts';
import { robustCoalitionalMechanism, type CanonicalMessage } from '../../mechanism/finite/canonical/robust-coalitional.ts';
import { winnerTakesAllMechanism } from '../../mechanism/finite/canonical/winner-takes-all.ts';
import { socialChoiceFunction, type Consequence } from '../../mechanism/finite/social-choice-function.ts';
import { ONE, rational, ZERO, type Rational } from '../../programs/rational.ts';
import { ambiguousDeviation, type AmbiguousDeviation } from './ambiguous/equilibrium.ts';
import { inAmbiguousRewardSet } from './ambiguous/monotonicity.ts';
import type { RuleSet } from './ambiguous/social-choice-set.ts';
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
export function smallEpsilon(
  model: FiniteModel, { consequence, margin }: BadOutcome, rule: readonly Consequence[] = socialChoiceFunction(model),
): Rational {
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
function messagesOf(types: number, { cap, rewards }: Omit<CappedQuestion, 'bad'>): CanonicalMessage<readonly Consequence[]>[] {
  const upTo = [...Array(cap + 1).keys()];
  return [...Array(types).keys()].flatMap((type) => upTo.flatMap((objection) =>
    upTo.flatMap((integer) => rewards.map((reward) => ({ type, objection, integer, reward })))));
}

/** A table of an outcome function at every profile of the messages listed. Throws InputError where it is too large to write out. */
function tableOf<Message>(
  messages: readonly (readonly Message[])[], outcome: (sent: readonly Message[]) => Consequence,
): MessageMechanism {
  const space = profileSpace(messages.map(({ length }) => length));
  if (space.size > MESSAGES_MAX)
    throw new InputError(
      'cap', `makes ${space.size} profiles of messages, and at most ${MESSAGES_MAX} are written out; use a lower cap or fewer rewards`,
    );
  const consequences = Array.from({ length: space.size }, (_, profile) =>
    outcome(typesIn(space, profile).map((message, agent) => messages[agent]![message]!)));
  return { counts: space.counts, consequences };
}

/** Answers kept: a reward's membership by coalition and reports, or rule. */
function kept<Reward extends object>(ask: (reward: Reward, coalition: readonly number[], at: number) => boolean): typeof ask {
  const known = new Map<Reward, Map<string, boolean>>();
  return (reward, coalition, at) => {
    const answers = known.get(reward) ?? new Map<string, boolean>();
    known.set(reward, answers);
    const key = `${coalition.join()}|${at}`;
    if (!answers.has(key)) answers.set(key, ask(reward, coalition, at));
    return answers.get(key)!;
  };
}

const profileOf = ({ profiles }: FiniteModel) => (types: readonly number[]): number =>
  types.reduce((at, type, agent) => at + type * profiles.strides[agent]!, 0);
const valueOf = (reward: readonly Consequence[], profile: number): Consequence => reward[profile]!;

/** The capped mechanism as a table. Throws InputError where it is too large to write out. */
export function cappedMechanism(model: FiniteModel, question: CappedQuestion): MessageMechanism {
  const { pattern, bad } = question;
  const rule = socialChoiceFunction(model);
  const setting = { model, rule, pattern, money: model.ruleTransfers !== undefined };
  const outcome = robustCoalitionalMechanism({
    rule, pattern, bad: bad.consequence, epsilon: smallEpsilon(model, bad), profileOf: profileOf(model), valueOf,
    allowed: kept((reward: readonly Consequence[], coalition, profile) => inRewardSet(setting, reward, coalition, profile)),
  });
  return tableOf(model.agents.map(({ types }) => messagesOf(types.length, question)), (sent) => outcome(sent).consequence);
}

/** Messages of a type come in blocks; the first of a block has neither objection nor integer. */
function truthOf({ agents }: FiniteModel, space: TypeSpace, { counts }: MessageMechanism): number[][] {
  const block = counts.map((count, agent) => count / agents[agent]!.types.length);
  return space.map((types, agent) => types.map(({ payoffType }) => payoffType * block[agent]!));
}

/** A deviation from truth without objections under the cap; undefined where there is none. */
export function canonicalDeviation(model: FiniteModel, space: TypeSpace, question: CappedQuestion): CoalitionalDeviation | undefined {
  const mechanism = cappedMechanism(model, question);
  return coalitionalDeviation(model, space, mechanism, truthOf(model, space, mechanism), { pattern: question.pattern, pooled: true });
}

/** Section 2.8.1: there is no bad outcome, and instead of every agent an outcome, by its place, that gives her everything. */
export interface WinnerQuestion extends Omit<CappedQuestion, 'bad'> {
  readonly all: readonly number[];
}

/** The mechanism of section 2.8.1, capped, as a table. */
export function cappedWinnerMechanism(model: FiniteModel, question: WinnerQuestion): MessageMechanism {
  const { pattern, all } = question;
  const rule = socialChoiceFunction(model);
  const setting = { model, rule, pattern, money: model.ruleTransfers !== undefined };
  const everything = all.map((winner): Consequence => ({
    lottery: model.outcomes.map((_, outcome) => (outcome === winner ? ONE : ZERO)), money: model.agents.map(() => ZERO),
  }));
  const outcome = winnerTakesAllMechanism({
    rule, pattern, profileOf: profileOf(model), valueOf, all: (agent) => everything[agent]!,
    allowed: kept((reward: readonly Consequence[], coalition, profile) => inRewardSet(setting, reward, coalition, profile)),
  });
  return tableOf(model.agents.map(({ types }) => messagesOf(types.length, question)), (sent) => outcome(sent).outcome);
}

/** A deviation from truth without objections in section 2.8.1's mechanism under the cap; undefined where there is none. */
export function winnerDeviation(model: FiniteModel, space: TypeSpace, question: WinnerQuestion): CoalitionalDeviation | undefined {
  const mechanism = cappedWinnerMechanism(model, question);
  return coalitionalDeviation(model, space, mechanism, truthOf(model, space, mechanism), { pattern: question.pattern, pooled: true });
}

/** The mechanism of Theorem 3.4.1, capped, as a table. Messages of a type come in blocks of one a rule of F. */
export function cappedAmbiguousMechanism(set: RuleSet, question: CappedQuestion): MessageMechanism {
  const { model, rules } = set;
  const { pattern, bad } = question;
  const outcome = ambiguousCoalitionalMechanism({
    rules, pattern, bad: bad.consequence, epsilon: smallEpsilon(model, bad, rules.flat()), profileOf: profileOf(model), valueOf,
    allowed: kept((reward: readonly Consequence[], coalition, rule) => inAmbiguousRewardSet(set, pattern, reward, coalition, rule)),
  });
  const messages = model.agents.map(({ types }) => messagesOf(types.length * rules.length, question).map(({ type, ...rest }) =>
    ({ ...rest, type: Math.floor(type / rules.length), rule: type % rules.length })));
  return tableOf(messages, (sent) => outcome(sent).consequence);
}

/** A deviation from the equilibrium in which all name the rule of F, tell the truth and do not object; undefined where there is none. */
export function ambiguousCanonicalDeviation(set: RuleSet, question: CappedQuestion, rule = 0): AmbiguousDeviation | undefined {
  const mechanism = cappedAmbiguousMechanism(set, question);
  const { agents } = set.model;
  const block = mechanism.counts.map((count, agent) => count / (agents[agent]!.types.length * set.rules.length));
  const strategies = agents.map(({ types }, agent) => types.map((_, type) => (type * set.rules.length + rule) * block[agent]!));
  return ambiguousDeviation(set, mechanism, strategies, question.pattern);
}
