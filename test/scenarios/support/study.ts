/** A small study of a scenario, in this process. */
import type { ResultDocument } from '../../../src/results/document.ts';
import type { ParameterValues, Scenario } from '../../../src/study/scenario.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { defaultValues } from './rows.ts';

export const study = (scenario: Scenario, changes: ParameterValues, profiles: number): Promise<ResultDocument> => runStudy(
  {
    command: 'run', scenario, points: [defaultValues(scenario, changes)], profiles, maxProfiles: profiles, confidence: 0.999,
    seed: scenario.name, sampler: 'auto',
  },
  inProcessDevice(),
  {},
);

/** Rows whose interval misses their exact value, and how many rows have one. */
export function againstReferences({ estimates }: ResultDocument): { readonly missed: string[]; readonly compared: number } {
  const known = estimates.filter(({ reference }) => reference !== undefined);
  const misses = known.filter(({ reference, lower, upper }) => {
    const slack = 1e-5 * Math.max(1, Math.abs(reference!.value));
    return reference!.value < lower - slack || reference!.value > upper + slack;
  });
  return {
    missed: misses.map(({ quantity, agent, point, lower, upper, reference }) =>
      `${point.mechanism}, ${agent}, ${quantity}: ${reference!.value} outside [${lower}, ${upper}]`),
    compared: known.length,
  };
}

export const statuses = ({ claims }: ResultDocument): Record<string, string> =>
  Object.fromEntries(claims.map(({ id, status }) => [id, status]));
