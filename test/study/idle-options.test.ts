/** Options that a study has no use for are named, and no others. */
import { expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { idleWords } from '../../src/cli/compute.ts';
import type { Request } from '../../src/cli/compute.ts';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import { defaultsOf } from '../../src/study/points.ts';
import { runStudy } from '../../src/study/study.ts';

async function idleOf(name: string, values: Readonly<Record<string, number>> = {}): Promise<readonly string[]> {
  const scenario = scenarios.find((one) => one.name === name)!;
  const device = await openCpuDevice(1);
  const found: string[] = [];
  try {
    await runStudy({ scenario, points: [{ ...defaultsOf(scenario), ...values }], profiles: 32 }, device, {
      onIdle: (options) => void found.push(...options),
    });
  } finally {
    await device.close();
  }
  return found;
}

it('nothing of exact programs depends on draws', async () => {
  expect(await idleOf('guo-1-4-1')).toEqual(['precision', 'profiles', 'max-profiles', 'confidence', 'seed']);
});

it('all of a double auction does', async () => {
  expect(await idleOf('double-auction', { sellers: 2, buyers: 2 })).toEqual([]);
});

it('those that were given are told, as they were given', () => {
  const request = {
    given: new Set(['seed', 'no-curves', 'ledger-size']), fieldOf: (name: string) => `--${name}`, output: {}, folder: undefined,
  } as unknown as Request;
  expect(idleWords(request, ['seed', 'profiles']).split('\n')).toEqual([
    'misreport: --seed has no effect here: the numbers do not depend on it', 'misreport: --no-curves has no effect without --json',
    'misreport: --ledger-size has no effect: no ledger is kept', '',
  ]);
  expect(idleWords({ ...request, output: { json: true }, folder: 'results' }, [])).toBe('');
});
