/**
 * The mechanism of Guo18 section 2.8.1 for an economy of three agents or more, which needs no bad outcome. Messages are those of
 * Theorem 2.5.1.
 *   M2(S): the members of S, which can form, object with the same K > 0 and the same y of the robust reward set at the reports,
 *     everyone else sends 0, and all integers are 0: y at the reports.
 *   M1: not M2, and all but at most one agent send 0 and 0: f at the reports, so one agent may deviate and be seen to.
 *   M3: anything else: all resources to the agent with the highest integer, the first of several.
 */
import type { CanonicalMessage } from './robust-coalitional.ts';

export interface WinnerSetting<Reward, Outcome> {
  /** f by profile. */
  readonly rule: readonly Outcome[];
  profileOf(types: readonly number[]): number;
  readonly pattern: readonly (readonly number[])[];
  /** Everything to one agent. */
  all(agent: number): Outcome;
  valueOf(reward: Reward, profile: number): Outcome;
  allowed(reward: Reward, coalition: readonly number[], profile: number): boolean;
}

export interface WinnerOutcome<Outcome> {
  readonly part: 'M1' | 'M2' | 'M3';
  readonly outcome: Outcome;
}

/** The outcome function. Messages are equal as rewards where they are the same object. */
export function winnerTakesAllMechanism<Reward, Outcome>(
  { rule, profileOf, pattern, all, valueOf, allowed }: WinnerSetting<Reward, Outcome>,
): (messages: readonly CanonicalMessage<Reward>[]) => WinnerOutcome<Outcome> {
  return (messages) => {
    const profile = profileOf(messages.map(({ type }) => type));
    const objectors = messages.flatMap(({ objection }, agent) => (objection > 0 ? [agent] : []));
    const first = messages[objectors[0] ?? 0]!;
    const heard = objectors.length > 0 && messages.every(({ integer }) => integer === 0)
      && objectors.every((agent) => messages[agent]!.objection === first.objection && messages[agent]!.reward === first.reward)
      && pattern.some((coalition) => coalition.join() === objectors.join()) && allowed(first.reward, objectors, profile);
    if (heard) return { part: 'M2', outcome: valueOf(first.reward, profile) };
    const seen = messages.filter(({ objection, integer }) => objection > 0 || integer > 0).length;
    if (seen <= 1) return { part: 'M1', outcome: rule[profile]! };
    const highest = Math.max(...messages.map(({ integer }) => integer));
    return { part: 'M3', outcome: all(messages.findIndex(({ integer }) => integer === highest)) };
  };
}
