/** Threads that die, run out of memory or hang: their part is drawn again, or one line says why it cannot be. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, it } from 'vitest';
import type { Device, KernelRequest } from '../../src/engine/device.ts';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import { DeviceError } from '../../src/errors.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { cases } from '../contract/cases.ts';
import type { ContractCase } from '../contract/contract-case.ts';
import { thresholds } from '../kernels/run.ts';
import { itFirst } from '../support/evidence.ts';

const job: KernelRequest = {
  kernel: 'direct', parameters: { groups: [{ count: 20, thresholds: thresholds(64) }], rank: 9, cells: 64 }, stream: { k0: 1, k1: 2 },
  first: 5, count: 70_000,
};

/** What a thread does once it is asked for something. */
const FAULTS = {
  'ends': 'process.exit(7)',
  'throws': "setImmediate(() => { throw new Error('gone'); })",
  'runs out of memory': 'const held = []; for (;;) held.push(new Array(1e6).fill(0.5))',
} as const;

const faulty = (deed: string): Worker => new Worker(
  `require('node:worker_threads').parentPort.on('message', () => { ${deed} })`,
  { eval: true, resourceLimits: { maxOldGenerationSizeMb: 24 } },
);
const working = join(process.env.MISREPORT_TEST_BUILD!, 'dist', 'src', 'engine', 'worker.js');

const opened: Device[] = [];
afterAll(() => Promise.all(opened.map((device) => device.close())));

interface Pool {
  readonly device: Device;
  readonly started: readonly Worker[];
}

/** A pool of two whose first `faults` threads do the deed. */
async function pool(deed: string, faults: number, patience?: number): Promise<Pool> {
  const started: Worker[] = [];
  const start = (): Worker => {
    const worker = started.length < faults ? faulty(deed) : new Worker(working);
    started.push(worker);
    return worker;
  };
  const device = await openCpuDevice(2, { start, alone: 0, ...(patience === undefined ? {} : { patience }) });
  opened.push(device);
  return { device, started };
}

it.each(Object.entries(FAULTS))('a worker that %s is replaced, and its part drawn again: the same bits', async (_, deed) => {
  const { device, started } = await pool(deed, 1);
  expect(await device.run(job)).toEqual(await inProcessDevice().run(job));
  expect(started.length).toBe(3);
});

itFirst(1, 'ways', Object.entries(FAULTS))('where every worker %s: one line, and no number', async (_, deed) => {
  const { device, started } = await pool(deed, Infinity);
  const failed = device.run(job);
  await expect(failed).rejects.toThrow(DeviceError);
  await expect(failed).rejects.toThrow(/^cpu: a worker thread (ended early \(code 7\)|failed: gone|ran out of memory; [^\n]+)$/);
  expect(started.length).toBe(6);
});

it('a worker that hangs is given up after a while, and its part drawn again', async () => {
  const { device, started } = await pool('for (;;);', 1, 1500);
  expect(await device.run(job)).toEqual(await inProcessDevice().run(job));
  expect(started.length).toBe(3);
});

it('threads are started once there is more to draw than that takes, and for functions of users: the same bits', async () => {
  const started: Worker[] = [];
  const start = (): Worker => (started.push(new Worker(working)), started.at(-1)!);
  const open = async (): Promise<Device> => (opened.push(await openCpuDevice(2, { start })), opened.at(-1)!);
  const device = await open();
  const [few, some, many] = [{ ...job, count: 1000 }, { ...job, first: 2 ** 32 - 20_000 }, { ...job, count: 500_000 }];
  for (const each of [few, some, job]) expect(await device.run(each)).toEqual(await inProcessDevice().run(each));
  expect(started.length).toBe(0);
  expect((await device.run(some, { signal: AbortSignal.abort() })).profiles).toBe(0);
  expect((await device.run(many)).profiles).toBe(many.count);
  expect(started.length).toBe(2);
  // Where there are threads they are told, or what is left is too little for that.
  for (const each of [few, some]) expect(await device.run(each)).toEqual(await inProcessDevice().run(each));
  const [{ parameters, first, count }] = cases['function-regret'] as [ContractCase];
  const users = await open();
  await users.run({ kernel: 'function-regret', parameters, stream: job.stream, first, count });
  expect(started.length).toBe(4);
});

it('a worker that dies between two jobs is not missed', async () => {
  const { device, started } = await pool('', 0);
  const whole = await device.run(job);
  await started[0]!.terminate();
  expect(await device.run(job)).toEqual(whole);
  expect(started.length).toBe(3);
});

it('a worker at something endless when the run is stopped: nothing comes back, soon, and another has its place', async () => {
  const started: Worker[] = [];
  const start = (): Worker => {
    started.push(started.length < 1 ? faulty('for (;;);') : new Worker(working));
    return started.at(-1)!;
  };
  const device = await openCpuDevice(2, { start, alone: 0, grace: 100 });
  opened.push(device);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  expect((await device.run(job, { signal: controller.signal })).profiles).toBe(0);
  expect((await device.run(job, { signal: controller.signal })).profiles).toBe(0);
  expect(started.length).toBe(2);
  expect(await device.run(job)).toEqual(await inProcessDevice().run(job));
  // Four where the other had not begun to listen in so short a time.
  expect([3, 4]).toContain(started.length);
});

it('what a thread has prepared serves the next job of the same kernel and parameters, and no other', async () => {
  const { device } = await pool('', 0);
  const parameters = { groups: [{ count: 20, thresholds: thresholds(64) }], rank: 4, cells: 64 };
  for (const one of [job, { ...job, first: 900, count: 3000 }, { ...job, parameters }, { ...job, count: 10 }]) {
    expect(await device.run(one)).toEqual(await inProcessDevice().run(one));
  }
});
