/** Laws without an end where values are signals: closed forms of exponential order statistics. */
import { expect, it } from 'vitest';
import { singleObjectScenario } from '../../../scenarios/single-object/scenario.ts';
import { unitDemandScenario } from '../../../scenarios/unit-demand/scenario.ts';
import type { Estimate } from '../../../src/results/document.ts';
import type { Scenario } from '../../../src/study/scenario.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { defaultValues } from '../../scenarios/support/rows.ts';

type RowOf = (quantity: string, mechanism: string) => Estimate;

async function run(scenario: Scenario, changes: Record<string, string | number>): Promise<RowOf> {
  const points = [defaultValues(scenario, changes)];
  const sampling = { profiles: 16_384, maxProfiles: 16_384, confidence: 0.999, seed: 'unbounded' } as const;
  const { estimates, notes } = await runStudy({ command: 'run', scenario, points, ...sampling }, inProcessDevice(), {});
  expect(notes[0]).toMatch(/^types and reports of exponential\(1\) run over \[0, 22\.1807\]/);
  return (quantity, mechanism) => estimates.find((row) => row.quantity === quantity && String(row.point.mechanism).startsWith(mechanism))!;
}

function holds({ lower, upper }: Estimate, exact: number, width: number): void {
  expect(lower).toBeLessThanOrEqual(exact);
  expect(upper).toBeGreaterThanOrEqual(exact);
  expect(upper - lower).toBeLessThan(width);
}

it('one object, one exponential rival: what a truthful bid loses, and what it is worth under the second price', async () => {
  const row = await run(singleObjectScenario, { bidders: 2, value: 'uniform(0,1)', rivals: 'exponential(1)' });
  holds(row('epsilonLic', 'first price'), 1 - Math.exp(-1), 0.1);
  // (1 - s) (1 - exp(-s)) is largest where exp(s) = 2 - s.
  holds(row('epsilonIc', 'first price'), 0.199346, 0.05);
  holds(row('exAnteUtility', 'second price'), 0.5 - Math.exp(-1), 0.1);
});

it('assignment markets: the highest of three exponential values, the second, and what is between', async () => {
  const row = await run(unitDemandScenario, { bidders: 3, objects: 1, value: 'exponential(1)' });
  holds(row('welfare', 'VCG'), 11 / 6, 0.2);
  holds(row('revenue', 'VCG'), 5 / 6, 0.2);
  holds(row('exAnteUtility', 'VCG'), 1 / 3, 0.2);
});
