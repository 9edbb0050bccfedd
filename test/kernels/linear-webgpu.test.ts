/** Kernels of linear environments on a GPU: layouts that small contract cases would not choose, and what a GPU does not serve. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exPost } from '../../kernels/ex-post/cpu.ts';
import { exPostGpu } from '../../kernels/ex-post/webgpu.ts';
import type { GpuKernel, GpuLimits } from '../../kernels/gpu-program.ts';
import { interim } from '../../kernels/interim/cpu.ts';
import { interimGpu } from '../../kernels/interim/webgpu.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { reachGpu } from '../../kernels/reach/webgpu.ts';
import type { Functional } from '../../kernels/linear/positions.ts';
import { webGpuDeviceOn } from '../../src/engine/devices/webgpu.ts';
import { openGpuBackend, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { deviceLine } from '../../src/report/statements.ts';
import { runsNatively } from '../../src/engine/tfjs-kernels.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';
import { randomProblem } from './ex-post-problems.ts';
import { interimParameters, type InterimShape } from './interim-cases.ts';
import { reachParameters, type ReachShape } from './reach-cases.ts';

const noGpu = await gpuHere();
const key = { k0: 77, k1: 99 };
const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

const market: InterimShape = { seed: 3, alternatives: 5, classes: 5, reports: 70, coordinates: 3, size: 2 ** 24, transfer: 'vcg' };

const bounded: ReachShape = {
  seed: 11, alternatives: 5, classes: 4, reports: 9, coordinates: 4, directions: 5, radii: 7, size: 2 ** 20, unsure: 2,
};

/** More rows than a thread has room for. */
const manyRows = (alternatives: number): Functional => ({
  constants: new Int32Array(alternatives),
  factors: [{
    rows: alternatives, rowOf: Int32Array.from(range(alternatives)), termRow: Int32Array.from(range(alternatives)),
    coordinates: new Int32Array(alternatives), multipliers: Int32Array.from(range(alternatives), (k) => k + 1),
  }],
});

describe('what a GPU serves', () => {
  it('interim: all schemes, up to so many reports, paired, classes and rows', () => {
    const serves = (shape: Partial<InterimShape>): boolean => interimGpu.supports!(interimParameters({ ...market, ...shape }));
    expect(serves({})).toBe(true);
    expect(serves({ line: true, transfer: 'breakpoints' })).toBe(true);
    expect(serves({ reports: 512 })).toBe(true);
    expect(serves({ reports: 513 })).toBe(false);
    expect(serves({ reports: 300, paired: range(256) })).toBe(true);
    expect(serves({ reports: 300, paired: range(257) })).toBe(false);
    expect(serves({ alternatives: 600, classes: 513, reports: 2 })).toBe(false);
    expect(interimGpu.supports!({ ...interimParameters({ ...market, alternatives: 2050 }), ownValue: manyRows(2050) })).toBe(false);
  });

  it('ex-post: up to so many rows, classes, alternatives and agents', () => {
    const serves = (shape: object): boolean =>
      exPostGpu.supports!(randomProblem(caseMaker(5), { agents: 3, alternatives: 4, coordinates: 2, reports: 2, classes: 2, ...shape }));
    expect(serves({})).toBe(true);
    expect(serves({ agents: 80 })).toBe(true);
    expect(serves({ agents: 100 })).toBe(false);
    expect(serves({ alternatives: 4000 })).toBe(false);
    expect(serves({ alternatives: 600, classes: 600 })).toBe(false);
  });

  it('reach: what fits in workgroup memory, and searches of slopes that add up in 32 bits', () => {
    const serves = ({ sure, ...shape }: Partial<ReachShape> & { sure?: boolean }, steeper = 1): boolean => {
      const parameters = reachParameters({ ...bounded, ...shape });
      const slopes = parameters.slopes.map((slope) => slope * steeper);
      return reachGpu.supports!({ ...parameters, slopes, ...(sure ? { sure: parameters.sure.fill(1) } : {}) });
    };
    expect(serves({})).toBe(true);
    expect(serves({ radii: 103 })).toBe(false);
    expect(serves({ coordinates: 33 })).toBe(false);
    expect(serves({ coordinates: 33, sure: true })).toBe(true);
    expect(serves({ coordinates: 65, sure: true })).toBe(false);
    expect(serves({ alternatives: 60 })).toBe(false);
    expect(serves({}, 128)).toBe(false);
    expect(serves({ sure: true }, 128)).toBe(true);
    expect(serves({ reports: 2 ** 15 })).toBe(false);
  });

  it('is asked only of WGSL', () => {
    const large = interimParameters({ ...market, reports: 513 });
    expect(runsNatively('webgpu', 'interim', large)).toBe(false);
    expect(runsNatively('webgpu', 'interim', interimParameters(market))).toBe(true);
    expect(runsNatively('cpu', 'interim', large)).toBe(true);
    expect(runsNatively('tensorflow', 'interim', large)).toBe(false);
    expect(runsNatively('webgpu', 'market-clearing', {})).toBe(false);
  });
});

describe.skipIf(noGpu !== undefined)(`on a GPU${noGpu ? ` (skipped: ${noGpu})` : ''}`, () => {
  let gpu: GpuBackend;
  beforeAll(async () => {
    gpu = await openGpuBackend();
  });
  afterAll(() => gpu?.close());

  async function agrees<P>(
    kernel: Kernel<P>,
    on: GpuKernel<P>,
    parameters: P,
    count: number,
    limits: Partial<GpuLimits> = {},
  ): Promise<number> {
    const plan = on.prepare(parameters, { ...gpu.limits, ...limits });
    expect(count).toBeLessThanOrEqual(plan.batchProfilesMax);
    const statistics = kernel.emptyStatistics(parameters);
    await runPlan(gpu, plan, key, 64, count, statistics);
    const wanted = kernel.emptyStatistics(parameters);
    kernel.prepareCpu(parameters)(key, 64, count, wanted);
    expect(statistics).toEqual(wanted);
    return plan.dispatches(64, count).length;
  }

  it('ex-post: many profiles a thread', async () => {
    const parameters = randomProblem(caseMaker(6), { agents: 2, alternatives: 3, coordinates: 3, reports: 2, classes: 2 });
    await agrees(exPost, exPostGpu, parameters, 5001, { workgroupsMax: 1 });
  });

  it('interim: many groups a workgroup, so that sums are passed on between', async () => {
    await agrees(interim, interimGpu, interimParameters({ ...market, paired: [0, 3, 69], groupSize: 1 }), 203, { workgroupsMax: 1 });
    await agrees(interim, interimGpu, interimParameters({ ...market, paired: [0, 3, 69], groupSize: 4 }), 800, { workgroupsMax: 2 });
  });

  it('interim: more pairs than one tile has room for, and no profile drawn twice', async () => {
    const parameters = interimParameters({ ...market, paired: range(70), groupSize: 64 });
    expect(await agrees(interim, interimGpu, parameters, 640)).toBe(3);
    const draws = interimGpu.prepare(parameters, gpu.limits).dispatches(0, 640).filter(({ program }) => program.text.includes('drawRows'));
    expect(draws.length).toBe(1);
  });

  it('interim: little workgroup memory, so that totals go straight to the result', async () => {
    const parameters = interimParameters({ ...market, alternatives: 40, classes: 37, reports: 120, paired: [1, 5, 119], groupSize: 16 });
    await agrees(interim, interimGpu, parameters, 784, { workgroupBytesMax: 16384 });
    expect(interimGpu.prepare(parameters, { ...gpu.limits, workgroupBytesMax: 16384 }).batchProfilesMax).toBe(2 ** 16);
  });

  it('interim: values as large as they may be', async () => {
    for (const transfer of ['groves', 'vcg', 'none'] as const) {
      await agrees(
        interim,
        interimGpu,
        interimParameters({ ...market, seed: 9, reports: 9, size: 2 ** 26, transfer, paired: range(9), groupSize: 64 }),
        512,
      );
    }
  });

  it('a job that a GPU does not serve runs on the CPU twin', async () => {
    const device = await webGpuDeviceOn(await openGpuBackend(), 1);
    try {
      const parameters = interimParameters({ ...market, reports: 513 });
      const { statistics } = await device.run({ kernel: 'interim', parameters, stream: key, first: 0, count: 40 });
      expect(statistics.choices!.reduce((a, b) => a + b, 0)).toBe(40 * 513);
      expect(device.description.onCpu).toEqual(['interim']);
      expect(deviceLine(device.description)).toMatch(/, interim on the cpu/);
    } finally {
      await device.close();
    }
  });
});
