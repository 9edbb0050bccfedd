/** Every kernel on every device against its plain twin: exactly the same integers. */
import { afterAll, describe, expect, it } from 'vitest';
import { mergeStatistics, type Statistics } from '../../kernels/kernel.ts';
import { kernels, type KernelName } from '../../kernels/registry.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { splitIntoChunks } from '../../src/engine/chunks.ts';
import type { Device } from '../../src/engine/device.ts';
import { openCpuDevice } from '../../src/engine/devices/cpu.ts';
import { openTensorflowDevice } from '../../src/engine/devices/tensorflow.ts';
import { openWebGpuDevice } from '../../src/engine/devices/webgpu.ts';
import { openGpuBackend, openJavaScriptBackend } from '../../src/engine/tfjs-adapter.ts';
import { further } from '../support/evidence.ts';
import { gpuHere } from '../support/gpu.ts';
import { expectSame } from '../support/same.ts';
import { cases } from './cases.ts';
import type { ContractCase } from './contract-case.ts';

const stream = { k0: 0x243f6a88, k1: 0x85a308d3 };

interface DeviceUnderTest {
  readonly title: string;
  open(): Promise<Device>;
  /** Runs only kernels of its own; for the others it is the cpu device. */
  readonly nativeOnly: boolean;
  /** Why it cannot run here. */
  readonly skip?: string | undefined;
}

const noGpu = await gpuHere();
const devices: DeviceUnderTest[] = [
  { title: 'cpu', open: () => openCpuDevice(1, { alone: 0 }), nativeOnly: false },
  { title: 'webgpu', open: () => openWebGpuDevice(1), nativeOnly: true, skip: noGpu },
  { title: 'cpu loops as TFJS ops', open: () => openTensorflowDevice(1, () => openJavaScriptBackend()), nativeOnly: true },
  { title: 'tensor ops on TFJS cpu', open: () => openTensorflowDevice(1, () => openJavaScriptBackend('tensors-on-cpu')), nativeOnly: true },
  {
    title: 'tensor ops on TFJS webgpu', open: () => openTensorflowDevice(1, () => openGpuBackend('tensors-on-webgpu')), nativeOnly: true,
    skip: noGpu,
  },
];

const references = new Map<string, Statistics>();

function referenceOf(name: KernelName, { title, parameters, first, count }: ContractCase): Statistics {
  const id = `${name} ${title}`;
  const known = references.get(id);
  if (known) return known;
  const statistics = kernels[name].emptyStatistics(parameters);
  const run = kernels[name].prepareReference(parameters);
  for (const chunk of splitIntoChunks(first, count, 2 ** 32)) {
    run(profileBlockKey(stream, chunk.high), chunk.low, chunk.count, statistics);
  }
  references.set(id, statistics);
  return statistics;
}

const names = Object.keys(kernels) as KernelName[];

/** On the cpu device all cases; on others the first of every kernel and those full of ties, the rest being evidence. */
const shownOn = (device: string, test: ContractCase, i: number): boolean => device === 'cpu' || i < 2 || /\bties\b/.test(test.title);

it('every kernel has cases', () => {
  expect(Object.keys(cases).sort()).toEqual([...names].sort());
  for (const name of names) expect(cases[name].length).toBeGreaterThan(2);
});

for (const { title, open, nativeOnly, skip } of devices) {
  describe.skipIf(skip !== undefined)(`device ${title}${skip ? ` (skipped: ${skip})` : ''}`, () => {
    let opened: Promise<Device> | undefined;
    const device = (): Promise<Device> => (opened ??= open());
    afterAll(async () => (await opened)?.close());

    for (const name of names) {
      for (const [i, test] of cases[name].entries()) {
        it(`${name}: ${test.title}`, shownOn(title, test, i) ? {} : further('devices'), async ({ skip: skipTest }) => {
          const on = await device();
          if (nativeOnly && !on.description.nativeKernels!.includes(name)) return skipTest('runs on the cpu device');
          const { first, count, parameters } = test;
          const whole = await on.run({ kernel: name, parameters, stream, first, count });
          expect(whole.profiles).toBe(count);
          expectSame(whole.statistics, referenceOf(name, test));
        });
      }

      it(`${name}: in two parts, the later first`, async ({ skip: skipTest }) => {
        const on = await device();
        if (nativeOnly && !on.description.nativeKernels!.includes(name)) return skipTest('runs on the cpu device');
        const test = cases[name][2]!;
        const split = Math.floor(test.count / 3);
        const job = { kernel: name, parameters: test.parameters, stream };
        const later = await on.run({ ...job, first: test.first + split, count: test.count - split });
        const earlier = await on.run({ ...job, first: test.first, count: split });
        mergeStatistics(later.statistics, earlier.statistics);
        expectSame(later.statistics, referenceOf(name, test));
      });
    }
  });
}
