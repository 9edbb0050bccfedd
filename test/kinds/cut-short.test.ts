import { expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { NOTHING_KNOWN, unlessCut } from '../../src/kinds/cut-short.ts';
import type { PlannedPoint } from '../../src/kinds/kind.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const running = openRun(inProcessDevice(), 'cut');
const stopped = openRun(inProcessDevice(), 'cut', { signal: AbortSignal.abort() });
const failing = (error: Error): PlannedPoint => ({ cost: 7, study: async () => { throw error; } });
const solver = new Error("the solver ended as 'failed'");

it('knows nothing of a point whose solver was stopped, while it is planned and while it is studied', async () => {
  const studied = await unlessCut(running, Promise.resolve(failing(solver)));
  expect(studied.cost).toBe(7);
  expect(await studied.study(stopped)).toEqual(NOTHING_KNOWN);
  const planned = await unlessCut(stopped, Promise.reject(solver));
  expect(await planned.study(stopped)).toEqual(NOTHING_KNOWN);
});

it('hands on every other error', async () => {
  await expect(unlessCut(running, Promise.reject(solver))).rejects.toBe(solver);
  await expect((await unlessCut(running, Promise.resolve(failing(solver)))).study(running)).rejects.toBe(solver);
  const input = new InputError('cells', 'are too many');
  await expect(unlessCut(stopped, Promise.reject(input))).rejects.toBe(input);
  await expect((await unlessCut(running, Promise.resolve(failing(input)))).study(stopped)).rejects.toBe(input);
});
