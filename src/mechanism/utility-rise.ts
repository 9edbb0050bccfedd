/** What the form of a mechanism tells of mu(report) - mu(type), the truth's interim utilities, before any sample. */
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { utilitySlopes } from './gain-slopes.ts';
import { schemeOf, type Mechanism } from './mechanism.ts';
import type { Range } from './range.ts';
import type { Signal } from './transfers/scheme.ts';

/** [least, greatest]; by the utility where the transfers say what it is, else by the rates of gain-slopes.ts; else undefined. */
export function utilityRise(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  agent: number,
): ((report: Signal, type: Signal) => Range) | undefined {
  const { transfers, strategies } = mechanism;
  if (problem.valuations.kind !== 'linear' || problem.dependence || strategies) return undefined;
  const utility = schemeOf(transfers).utility?.(transfers, problem, agent);
  if (utility) {
    return ([report], [type]) => {
      const rise = utility(report!) - utility(type!);
      return [rise, rise];
    };
  }
  const slopes = utilitySlopes(problem, problem.valuations, mechanism, agent);
  return slopes && ((report, type) => {
    let [least, most] = [0, 0];
    slopes.forEach(([low, high], c) => {
      const by = report[c]! - type[c]!;
      least += by > 0 ? low * by : high * by;
      most += by > 0 ? high * by : low * by;
    });
    return [least, most];
  });
}
