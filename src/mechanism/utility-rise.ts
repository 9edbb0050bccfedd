/** What the form of a mechanism tells of mu(report) - mu(type), the truth's interim utilities, before any sample. */
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import { utilitySlopes } from './gain-slopes.ts';
import type { Mechanism } from './mechanism.ts';

type Signal = readonly number[];

/** [least, greatest]; by the table where utility is one, else by the rates of gain-slopes.ts. Undefined where nothing is known. */
export function utilityRise(problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): ((report: Signal, type: Signal) => readonly [number, number]) | undefined {
  const { transfers, strategies } = mechanism;
  if (problem.valuations.kind !== 'linear' || problem.dependence || strategies) return undefined;
  if (transfers.kind === 'insured-table') {
    const support = problem.signals.find(({ owner }) => owner === agent)!.law.support;
    const utility = (x: number): number => interpolated(transfers.utility[agent]!, support, x);
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

/** Given at equal steps over the support, linear between. */
function interpolated(table: readonly number[], [low, high]: readonly [number, number], x: number): number {
  const place = Math.min(table.length - 1, Math.max(0, ((x - low) / (high - low)) * (table.length - 1)));
  const cell = Math.min(table.length - 2, Math.floor(place));
  return table[cell]! + (table[cell + 1]! - table[cell]!) * (place - cell);
}
