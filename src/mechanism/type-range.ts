/** Bounds on what one type of an agent can get from telling the truth, whatever the others' signals. */
import { isPrivate, linearValues } from '../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../environment/social-choice.ts';
import { factsOf, schemeOf, type Mechanism } from './mechanism.ts';
import type { Range } from './range.ts';

/** For a signal of the agent's, in the order of her coordinates; undefined but for private linear values and rules that maximise. */
export function typeRange(
  problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism, agent: number,
): ((signal: readonly number[]) => Range | undefined) | undefined {
  const { valuations, agents, alternatives, signals } = problem;
  if (valuations.kind !== 'linear' || !isPrivate(problem) || !factsOf(rule, agents.length, alternatives.length).maximises) return undefined;
  const own = coordinatesOf(problem, agent);
  const valuesAt = (signal: readonly number[]): number[] => {
    const profile = new Float64Array(signals.length);
    own.forEach((d, c) => (profile[d] = signal[c]!));
    return linearValues(valuations, profile)[agent]!;
  };
  const bid = (x: number): number => strategies?.[agent]?.bid(x) ?? x;
  return (signal) => schemeOf(transfers).typeRange?.(transfers, {
    values: valuesAt(signal),
    acted: valuesAt(signal.map(bid)),
    strategic: strategies !== undefined,
    rangeIn: (mechanism) => typeRange(problem, mechanism as Mechanism, agent)?.(signal),
  });
}
