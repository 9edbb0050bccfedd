/** Pilots say how far they are, and stop when they are asked to. */
import { expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import { runStudy } from '../../src/study/study.ts';

it('a pilot among a million traders tells of its progress, and hears a stop', async () => {
  const device = await openCpuDevice(1);
  const controller = new AbortController();
  const said: string[] = [];
  const document = await runStudy({
    command: 'run', scenario: scenarios.find(({ name }) => name === 'double-auction')!, sampler: 'direct',
    points: [{ sellers: 500_000, buyers: 500_000, kappa: 0, cost: 'uniform(0,1)', value: 'uniform(0,1)' }], profiles: 1e6,
  }, device, {
    signal: controller.signal,
    onProgress(stage, share) {
      said.push(stage);
      expect(share).toBe(0);
      if (said.length < 3) return;
      controller.abort();
    },
  });
  await device.close();
  expect(said[0]).toBe('pilot 1 of 1');
  expect(said[1]).toMatch(/^pilot 1 of 1, \d+% of 4\.1e\+3 profiles$/);
  expect(document).toMatchObject({ complete: false, estimates: [] });
});
