/** Where a scenario names its reports constants are certified beside them, over a line of reports, if the structure allows it. */
import { expect, it } from 'vitest';
import { richnessScenario } from '../../../scenarios/richness/scenario.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

it('constants of mechanisms whose utility is known hold for all types and reports, and contain what they are', async () => {
  const values = Object.fromEntries(Object.entries(richnessScenario.parameters).map(([name, parameter]) => [name, parameter.default]));
  const { estimates } = await runStudy({
    command: 'run', scenario: richnessScenario, points: [{ ...values, metrics: 'totalVariation' }], profiles: 4096, maxProfiles: 4096,
    confidence: 0.99, seed: 'reports', sampler: 'auto',
  }, inProcessDevice(), {});
  const rows = estimates.filter(({ quantity, reference }) => ['epsilonLic', 'epsilonIc'].includes(quantity) && reference !== undefined);
  expect(rows.length).toBeGreaterThan(3);
  for (const { quantity, agent, guarantee, lower, upper, reference } of rows) {
    expect(guarantee, `${quantity} of ${agent}`).toBe('continuum');
    expect(lower).toBeLessThanOrEqual(reference!.value + 1e-9);
    expect(upper).toBeGreaterThanOrEqual(reference!.value - 1e-9);
  }
  // Of the steps of a table that all types of one agent meet alike the sample leaves little open.
  expect(rows.some(({ lower, upper }) => upper - lower < 0.003)).toBe(true);
});
