/**
 * The canonical mechanism of Guo18 Theorem 3.4.1 for a set F of rules. Everyone sends a type, a rule of F, an objection K, an integer and a
 * reward h.
 *   M1: all name the same rule and nobody objects: that rule at the types reported.
 *   M2(S): all name the same rule; the members of S, which can form, object with the same K > 0 and the same h of the reward set, and
 *     nobody else does: h with probability K/(K + 1), else the integer lottery.
 *   M3: anything else: the integer lottery between the bad outcome and the nearly bad one, which mixes in one fixed rule of F.
 */
import { ONE, rational, type Rational } from '../../../programs/rational.ts';
import type { Consequence } from '../social-choice-function.ts';
import { integerLottery, mix } from './lotteries.ts';
import type { CanonicalOutcome } from './robust-coalitional.ts';

export interface AmbiguousMessage<Reward> {
  readonly type: number;
  /** Index of a rule of F. */
  readonly rule: number;
  /** K, 0 where there is no objection. */
  readonly objection: number;
  readonly integer: number;
  readonly reward: Reward;
}

export interface AmbiguousSetting<Reward> {
  /** F, each by profile; the first is mixed into the nearly bad outcome. */
  readonly rules: readonly (readonly Consequence[])[];
  profileOf(types: readonly number[]): number;
  readonly pattern: readonly (readonly number[])[];
  readonly bad: Consequence;
  readonly epsilon: Rational;
  valueOf(reward: Reward, profile: number): Consequence;
  /** Whether it is in the coalition's reward set for the rule. */
  allowed(reward: Reward, coalition: readonly number[], rule: number): boolean;
}

/** The outcome function. Messages are equal as rewards where they are the same object. */
export function ambiguousCoalitionalMechanism<Reward>(
  { rules, profileOf, pattern, bad, epsilon, valueOf, allowed }: AmbiguousSetting<Reward>,
): (messages: readonly AmbiguousMessage<Reward>[]) => CanonicalOutcome {
  return (messages) => {
    const profile = profileOf(messages.map(({ type }) => type));
    const { rule } = messages[0]!;
    const agreed = messages.every((message) => message.rule === rule);
    const objectors = messages.flatMap(({ objection }, agent) => (objection > 0 ? [agent] : []));
    if (agreed && objectors.length === 0) return { part: 'M1', consequence: rules[rule]![profile]! };
    const nearlyBad = mix([[epsilon, rules[0]![profile]!], [ONE.sub(epsilon), bad]]);
    const lottery = integerLottery(messages.map(({ integer }) => integer), nearlyBad, bad);
    const first = messages[objectors[0] ?? 0]!;
    const together = objectors.every((agent) => messages[agent]!.objection === first.objection && messages[agent]!.reward === first.reward);
    const forms = pattern.some((coalition) => coalition.join() === objectors.join());
    if (!agreed || !together || !forms || !allowed(first.reward, objectors, rule)) return { part: 'M3', consequence: lottery };
    const heard = rational(first.objection, first.objection + 1);
    return { part: 'M2', consequence: mix([[heard, valueOf(first.reward, profile)], [ONE.sub(heard), lottery]]) };
  };
}
