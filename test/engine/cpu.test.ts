import { afterAll, describe, expect, it } from 'vitest';
import { direct } from '../../kernels/direct/cpu.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import { kernels } from '../../kernels/registry.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { chunkSize, splitIntoChunks } from '../../src/engine/chunks.ts';
import type { Device, KernelRequest } from '../../src/engine/device.ts';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import { openTensorflowDevice } from '../../src/engine/devices/tensorflow.ts';
import { DeviceError } from '../../src/errors.ts';
import { openJavaScriptBackend } from '../../src/engine/tfjs-adapter.ts';
import { interimParameters } from '../kernels/interim-cases.ts';
import { thresholds, total } from '../kernels/run.ts';
import { caseMaker } from '../oracles/statistics.ts';

const devices: Device[] = await Promise.all([1, 2, 3].map((workers) => openCpuDevice(workers, { alone: 0 })));
afterAll(() => Promise.all(devices.map((device) => device.close())));
const [one, two, three] = devices as [Device, Device, Device];

const groups = [{ count: 20, thresholds: thresholds(128) }, { count: 13, thresholds: thresholds(128, (x) => x * x) }];
const stream = { k0: 11, k1: 22 };
const job: KernelRequest = { kernel: 'direct', parameters: { groups, rank: 16, cells: 128 }, stream, first: 0, count: 30_011 };
const levels = Float64Array.from({ length: 33 }, (_, j) => j / 32);
const law = thresholds(64);

const jobs: KernelRequest[] = [
  job,
  { ...job, first: 2 ** 32 - 12_345, count: 25_000 },
  { ...job, first: 7, count: 1 },
  { kernel: 'order-statistics', parameters: { others: 1001, rank: 500, levels }, stream, first: 3, count: 100_003 },
  {
    kernel: 'market-clearing', parameters: { sellers: 5, buyers: 4, kappa: 0.5, costThresholds: law, valueThresholds: law }, stream,
    first: 2 ** 32 - 50, count: 5003,
  },
];

describe('worker pool', () => {
  it('describes itself', () => {
    expect(devices.map(({ description }) => description)).toEqual([1, 2, 3].map((workers) => ({ name: 'cpu', workers })));
  });

  it.each(
    jobs.map((each) => [`${each.kernel} from ${each.first}, ${each.count} profiles`, each] as const)
  )('the same bits for 1, 2 and 3 workers: %s', async (_, each) => {
    const outcomes = await Promise.all(devices.map((device) => device.run(each)));
    expect(outcomes.map(({ profiles }) => profiles)).toEqual([each.count, each.count, each.count]);
    expect(outcomes[1]!.statistics).toEqual(outcomes[0]!.statistics);
    expect(outcomes[2]!.statistics).toEqual(outcomes[0]!.statistics);
  });

  it('the same bits in any order of chunks', async () => {
    const { statistics } = await two.run(job);
    const make = caseMaker(71);
    const chunks = [...splitIntoChunks(job.first, job.count, 1024)]
      .map((chunk) => ({ chunk, order: make.unit() }))
      .sort((a, b) => a.order - b.order);
    const shuffled: Statistics = direct.emptyStatistics({ groups, rank: 16, cells: 128 });
    const run = direct.prepareCpu({ groups, rank: 16, cells: 128 });
    for (const { chunk } of chunks) run(profileBlockKey(stream, chunk.high), chunk.low, chunk.count, shuffled);
    expect(shuffled).toEqual(statistics);
  });

  it('pieces of a range add up to the whole', async () => {
    const whole = await three.run({ ...job, count: 5000 });
    const pieces = [await two.run({ ...job, count: 1234 }), await one.run({ ...job, first: 1234, count: 3766 })];
    whole.statistics.lower!.forEach((count, cell) =>
      expect(pieces[0]!.statistics.lower![cell]! + pieces[1]!.statistics.lower![cell]!).toBe(count));
  });

  it('another stream gives other numbers; no profiles give zeros', async () => {
    const { statistics } = await one.run({ ...job, count: 1000 });
    expect((await one.run({ ...job, count: 1000, stream: { k0: 11, k1: 23 } })).statistics).not.toEqual(statistics);
    const none = await two.run({ ...job, count: 0 });
    expect([none.profiles, total(none.statistics.lower!)]).toEqual([0, 0]);
  });

  it('runs jobs that are handed in together', async () => {
    const outcomes = await Promise.all([two.run(job), two.run({ ...job, first: 100 }), two.run(job)]);
    expect(outcomes[0]!.statistics).toEqual(outcomes[2]!.statistics);
    expect(outcomes[0]!.statistics).not.toEqual(outcomes[1]!.statistics);
  });

  it('an abort stops soon and hands back whole chunks only', async () => {
    const controller = new AbortController();
    const long: KernelRequest = { ...job, count: 2 ** 40 };
    const running = two.run(long, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    const { statistics, profiles } = await running;
    expect(profiles).toBeLessThan(2 ** 40);
    expect(total(statistics.lower!)).toBe(profiles);
    expect(total(statistics.upper!)).toBe(profiles);
    const before = new AbortController();
    before.abort();
    expect((await two.run(job, { signal: before.signal })).profiles).toBe(0);
    // The device is as good as new.
    expect((await two.run({ ...job, count: 100 })).profiles).toBe(100);
  });

  it('reports progress that never exceeds the job', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const running = one.run(
      { ...job, count: 2 ** 40 },
      { signal: controller.signal, onProgress: (done) => (seen.push(done), seen.length >= 2 && controller.abort()) },
    );
    const { profiles } = await running;
    expect(seen.length).toBeGreaterThanOrEqual(2);
    for (const done of seen) expect(done >= 0 && done <= Math.max(profiles, 2 ** 40)).toBe(true);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });
});

describe('kernels whose profiles come in groups', () => {
  // So much work a profile, and so few profiles, that chunks and batches would be smaller than a group.
  const parameters = interimParameters({
    seed: 3, alternatives: 9, classes: 9, reports: 1025, coordinates: 2, size: 2 ** 20, transfer: 'vcg', paired: [0, 500, 1024],
    groupSize: 64,
  });
  const grouped: KernelRequest = { kernel: 'interim', parameters, stream, first: 2 ** 32 - 64, count: 192 };

  it('every chunk and every batch is made of whole groups', async () => {
    expect(chunkSize(kernels.interim.drawsPerProfile(parameters)) >= 64 && 192 / (4 * 3) < 64).toBe(true);
    const expected = (await one.run(grouped)).statistics;
    expect(total(expected.gainSquares0!)).toBeGreaterThan(0);
    for (const device of [two, three]) expect((await device.run(grouped)).statistics).toEqual(expected);
    const loops = await openTensorflowDevice(1, () => openJavaScriptBackend());
    expect((await loops.run(grouped)).statistics).toEqual(expected);
    await loops.close();
  });

  it('a job that cuts a group is refused', async () => {
    await expect(one.run({ ...grouped, count: 191 })).rejects.toThrow(/groups of 64 must be whole/);
    await expect(one.run({ ...grouped, first: 3 })).rejects.toThrow(/groups of 64 must be whole/);
  });
});

describe('what goes wrong', () => {
  it('bad parameters reject and name the field', async () => {
    await expect(one.run({ ...job, parameters: { groups, rank: 99, cells: 128 } })).rejects.toThrow(/^rank: /);
    await expect(
      one.run({
        ...job, kernel: 'market-clearing', parameters: { sellers: 0, buyers: 1, kappa: 0, costThresholds: law, valueThresholds: law },
      })
    ).rejects.toThrow(/^sellers: /);
  });

  it('an error within a kernel is a DeviceError, and no number comes back', async () => {
    // More agents than WebAssembly can address: found only when the worker builds its tables.
    const parameters = { groups: [{ count: 2 ** 31, thresholds: thresholds(4) }], rank: 5, cells: 4 };
    await expect(two.run({ ...job, parameters, count: 10 })).rejects.toThrow(DeviceError);
    await expect(two.run({ ...job, parameters, count: 10 })).rejects.toThrow(/^cpu: /);
    expect((await two.run({ ...job, count: 100 })).profiles).toBe(100);
  });

  it('a closed device refuses instead of waiting for ever', async () => {
    const device = await openCpuDevice(1);
    await device.run({ ...job, count: 10 });
    await device.close();
    await expect(device.run({ ...job, count: 10 })).rejects.toThrow(DeviceError);
    await device.close();
  });

  it('closing during a run rejects it', async () => {
    const device = await openCpuDevice(2);
    const running = device.run({ ...job, count: 2 ** 40 });
    const settled = expect(running).rejects.toThrow(DeviceError);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await device.close();
    await settled;
  });

  it.each([0, -1, 1.5, NaN, 1025])('%d workers are refused', async (workers) => {
    await expect(openCpuDevice(workers)).rejects.toThrow(/^workers: /);
  });
});
