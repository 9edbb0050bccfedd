/** Fields of registered scenarios: interrupted, and with a deficit. */
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { asField } from '../../src/study/as-field.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

it.each([0, 1])('an interruption in request %i of a problem leaves no rows, and no fault', async (at) => {
  const scenario = scenarios.find(({ name }) => name === 'private-social-loci')!;
  const values = Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default]));
  const device = inProcessDevice();
  const controller = new AbortController();
  let request = 0;
  const run: typeof device.run = (asked) => {
    if (request++ === at) controller.abort();
    return device.run({ ...asked, count: controller.signal.aborted ? 0 : asked.count });
  };
  const document = await runStudy({
    command: 'run', scenario, points: [values], profiles: 4096, maxProfiles: 4096, confidence: 0.9, seed: 'stopped', sampler: 'auto',
  }, { ...device, run }, { signal: controller.signal });
  expect([document.complete, document.estimates]).toEqual([false, []]);
});

describe('a deficit of a scenario that asks for the least ε of a market', () => {
  it('is a flag, drops claims about balanced budgets, and meets the formula at M = 1', async () => {
    const scenario = asField(scenarios.find(({ name }) => name === 'least-epsilon')!, { market: true });
    const values = Object.fromEntries(Object.entries(scenario.parameters).map(([name, parameter]) => [name, parameter.default]));
    const points = [{ ...values, sellers: 1, buyers: 1, deficit: 0.05 }];
    const { estimates, claims } = await runStudy(
      { command: 'run', scenario, points, precision: 0.01, maxProfiles: 1, confidence: 0.99, seed: 'deficit', sampler: 'auto' },
      inProcessDevice(), {},
    );
    const row = estimates.find(({ quantity }) => quantity === 'leastEpsilon')!;
    expect(row.reference!.value).toBeCloseTo(1 - 0.65 ** (1 / 3), 12);
    expect(row.lower).toBeLessThan(row.reference!.value);
    expect(row.upper).toBeGreaterThan(row.reference!.value);
    expect(claims).toEqual([]);
  });
});
