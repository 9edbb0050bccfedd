/**
 * The canonical mechanism of Guo18 Theorem 2.5.1. Everyone sends a type, an objection K, an integer and a reward y.
 *   M1: no objections: f at the types reported.
 *   M2(S): the members of S, which can form, object with the same K > 0 and the same y of the robust reward set at the reports, and nobody
 *     else does: y with probability K/(K + 1), else the integer lottery.
 *   M3: anything else: the integer lottery between the bad outcome and the nearly bad one.
 * In the text the lotteries take m_i^4 for the integer and m_i^3 for the reward, against its own list of messages.
 */
import { ONE, rational, type Rational } from '../../../programs/rational.ts';
import type { Consequence } from '../social-choice-function.ts';
import { integerLottery, mix } from './lotteries.ts';

export interface CanonicalMessage<Reward> {
  /** Index of a type. */
  readonly type: number;
  /** K, 0 where there is no objection. */
  readonly objection: number;
  /** From 0. */
  readonly integer: number;
  readonly reward: Reward;
}

export interface CanonicalSetting<Reward> {
  /** f by profile, and the number of a profile of types. */
  readonly rule: readonly Consequence[];
  profileOf(types: readonly number[]): number;
  /** Coalitions that can form. */
  readonly pattern: readonly (readonly number[])[];
  readonly bad: Consequence;
  /** Weight of f in the nearly bad outcome; small enough that everyone prefers any outcome of f to it. */
  readonly epsilon: Rational;
  /** What the reward gives at a profile of reports. */
  valueOf(reward: Reward, profile: number): Consequence;
  /** Whether it is in the robust reward set of the coalition at the reports. */
  allowed(reward: Reward, coalition: readonly number[], profile: number): boolean;
}

/** g(m), and the part of the message space that m is in. */
export interface CanonicalOutcome {
  readonly part: 'M1' | 'M2' | 'M3';
  readonly consequence: Consequence;
}

/** The outcome function. Messages are equal as rewards where they are the same object. */
export function robustCoalitionalMechanism<Reward>(
  { rule, profileOf, pattern, bad, epsilon, valueOf, allowed }: CanonicalSetting<Reward>,
): (messages: readonly CanonicalMessage<Reward>[]) => CanonicalOutcome {
  return (messages) => {
    const profile = profileOf(messages.map(({ type }) => type));
    const objectors = messages.flatMap(({ objection }, agent) => (objection > 0 ? [agent] : []));
    if (objectors.length === 0) return { part: 'M1', consequence: rule[profile]! };
    const nearlyBad = mix([[epsilon, rule[profile]!], [ONE.sub(epsilon), bad]]);
    const lottery = integerLottery(messages.map(({ integer }) => integer), nearlyBad, bad);
    const { objection, reward } = messages[objectors[0]!]!;
    const together = objectors.every((agent) => messages[agent]!.objection === objection && messages[agent]!.reward === reward);
    const forms = pattern.some((coalition) => coalition.join() === objectors.join());
    if (!together || !forms || !allowed(reward, objectors, profile)) return { part: 'M3', consequence: lottery };
    const heard = rational(objection, objection + 1);
    return { part: 'M2', consequence: mix([[heard, valueOf(reward, profile)], [ONE.sub(heard), lottery]]) };
  };
}
