/** Kernel `direct` on a GPU: known answers, and the programs and layouts that small sizes would not choose. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDirectReference } from '../../kernels/direct/reference.ts';
import { emptyAdjacentStatistics, type DirectParameters } from '../../kernels/direct/spec.ts';
import { prepareDirectGpu, type DirectGpuOptions } from '../../kernels/direct/webgpu.ts';
import { sortingNetwork } from '../../kernels/direct/webgpu-few.ts';
import type { GpuLimits } from '../../kernels/gpu-program.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import { checkKnownAnswers } from '../../src/engine/devices/webgpu.ts';
import { openGpuBackend, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { thresholdsOf } from '../contract/cases.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';
import { itFirst } from '../support/evidence.ts';

const noGpu = await gpuHere();
const key = { k0: 77, k1: 99 };
const square = (x: number): number => x * x;

const market = (a: number, b: number, rank: number, cells: number): DirectParameters => ({
  groups: [{ count: a, thresholds: thresholdsOf(cells) }, { count: b, thresholds: thresholdsOf(cells, square) }],
  rank,
  cells,
});

interface Outcome {
  readonly statistics: Statistics;
  readonly served: boolean;
  /** Profiles that the window program left to the exact one. */
  readonly unfinished: number;
  readonly programs: string[];
}

it('sorting networks sort every sequence of zeros and ones', () => {
  for (let entries = 1; entries <= 12; entries++) {
    const pairs = sortingNetwork(entries);
    for (let bits = 0; bits < 2 ** entries; bits++) {
      const values = Array.from({ length: entries }, (_, i) => (bits >> i) & 1);
      for (const [i, j] of pairs) if (values[i]! > values[j]!) [values[i], values[j]] = [values[j]!, values[i]!];
      expect(values.every((v, i) => i === 0 || values[i - 1]! <= v)).toBe(true);
    }
  }
});

describe.skipIf(noGpu !== undefined)(`on a GPU${noGpu ? ` (skipped: ${noGpu})` : ''}`, () => {
  let gpu: GpuBackend;
  beforeAll(async () => {
    gpu = await openGpuBackend();
  });
  afterAll(() => gpu?.close());

  async function run(
    parameters: DirectParameters,
    first: number,
    count: number,
    options: DirectGpuOptions = {},
    limits = gpu.limits,
    exactly = false,
  ): Promise<Outcome> {
    const plan = prepareDirectGpu(parameters, limits, options);
    const statistics = emptyAdjacentStatistics(parameters.cells);
    const { result, served } = await runPlan(gpu, plan, key, first, count, statistics, exactly);
    const dispatches = plan.dispatches(first, count);
    return { statistics, served, unfinished: result[2 * (parameters.cells + 2)]!, programs: dispatches.map(({ program }) => program.key) };
  }

  function reference(parameters: DirectParameters, first: number, count: number): Statistics {
    const statistics = emptyAdjacentStatistics(parameters.cells);
    prepareDirectReference(parameters)(key, first, count, statistics);
    return statistics;
  }

  it("gives Random123's known answers", () => checkKnownAnswers(gpu));

  it('exact program for every profile', async () => {
    const parameters = market(30, 33, 31, 40);
    const { statistics, served } = await run(parameters, 9, 37, {}, gpu.limits, true);
    expect(served).toBe(true);
    expect(statistics).toEqual(reference(parameters, 9, 37));
  });

  it('window program for a market that the register program would serve', async () => {
    const parameters = market(4, 3, 3, 40);
    const { statistics, programs } = await run(parameters, 9, 203, { program: 'window' });
    expect(programs[0]).toMatch(/window/);
    expect(statistics).toEqual(reference(parameters, 9, 203));
  });

  it('profiles outside the window are served by the exact program', async () => {
    const parameters = market(40, 45, 42, 64);
    const { statistics, unfinished } = await run(parameters, 9, 61, { window: { low: 38, high: 40 } });
    expect(unfinished).toBeGreaterThan(9);
    expect(unfinished).toBeLessThan(61);
    expect(statistics).toEqual(reference(parameters, 9, 61));
  });

  it('a window that holds no rank at all', async () => {
    const parameters = market(40, 45, 42, 64);
    const { statistics, unfinished } = await run(parameters, 9, 21, { window: { low: 64, high: 64 } });
    expect(unfinished).toBe(21);
    expect(statistics).toEqual(reference(parameters, 9, 21));
  });

  it('more profiles left over than there is room for: the batch says no, and adds nothing', async () => {
    const parameters = market(40, 45, 42, 64);
    const { statistics, served } = await run(parameters, 9, 61, { window: { low: 38, high: 40 }, listMax: 8 });
    expect(served).toBe(false);
    expect(statistics).toEqual(emptyAdjacentStatistics(64));
  });

  itFirst(2, 'devices', [
    { threads: 1, workgroupSize: 16, keeping: 'private', room: 128 },
    { threads: 2, workgroupSize: 32, keeping: 'private', room: 64 },
    { threads: 64, workgroupSize: 64, keeping: 'private', room: 8 },
    { threads: 128, workgroupSize: 128, keeping: 'private', room: 8 },
    { threads: 4, workgroupSize: 32, keeping: 'shared', room: 32 },
    { threads: 128, workgroupSize: 128, keeping: 'shared', room: 2 },
  ] as const)('$threads threads a profile, $keeping lists of $room', async (layout) => {
    const parameters = market(150, 151, 150, 64);
    const { statistics, unfinished } = await run(parameters, 9, 23, { layout });
    expect(unfinished).toBeLessThan(3);
    expect(statistics).toEqual(reference(parameters, 9, 23));
  });

  itFirst(1, 'devices', [
    { threads: 1, workgroupSize: 32, keeping: 'private', room: 50 },
    { threads: 4, workgroupSize: 64, keeping: 'private', room: 15 },
    { threads: 4, workgroupSize: 64, keeping: 'shared', room: 13 },
  ] as const)('more kept than $keeping lists of $room have room for, $threads threads a profile', async (layout) => {
    const parameters = market(150, 151, 150, 64);
    const { statistics, unfinished } = await run(parameters, 9, 31, { layout });
    expect(unfinished).toBeGreaterThan(0);
    expect(statistics).toEqual(reference(parameters, 9, 31));
  });

  it('chooses one thread for small markets, more for larger ones and a shared list for the largest', () => {
    const layoutOf = (others: number): string => {
      const limits: GpuLimits = { workgroupThreadsMax: 256, workgroupBytesMax: 32768, workgroupsMax: 65535 };
      const plan = prepareDirectGpu(market(others - 1, 1, others >> 1, 4096), limits);
      return plan.dispatches(0, 1000)[0]!.program.key.replace(/^direct-/, '').replace(/-[^-]*$/, '');
    };
    expect([7, 33, 127, 511, 2047, 8191, 65535, 2 ** 21].map(layoutOf)).toMatchInlineSnapshot(`
      [
        "few-6-1-rank",
        "window-1-64-private-48",
        "window-1-64-private-64",
        "window-4-64-private-48",
        "window-8-64-private-48",
        "window-16-64-private-48",
        "window-64-64-private-48",
        "window-256-256-shared-24",
      ]
    `);
  });

  it('no lists at all, where none fit', async () => {
    const parameters = market(150, 151, 150, 64);
    const { statistics, programs } = await run(parameters, 9, 11, {}, { ...gpu.limits, workgroupBytesMax: 100 });
    expect(programs[0]).toMatch(/exact/);
    expect(statistics).toEqual(reference(parameters, 9, 11));
  });

  it('several dispatches, where one has too few workgroups for profiles of many threads', async () => {
    const parameters = market(150, 151, 150, 64);
    const layout = { threads: 64, workgroupSize: 64, keeping: 'private', room: 8 } as const;
    const { statistics, programs } = await run(parameters, 0xffffff00, 3, { layout }, { ...gpu.limits, workgroupsMax: 1 });
    expect(programs.length).toBe(4);
    expect(statistics).toEqual(reference(parameters, 0xffffff00, 3));
  });

  it.each([['few', 3, 2], ['window', 40, 41]] as const)(
    'a workgroup takes several profiles and counts most in bins of its own (%s)', async (_, a, b) => {
      const parameters = market(a, b, b, 1500);
      const { statistics, programs } = await run(parameters, 0xfffffe00, 300, {}, { ...gpu.limits, workgroupsMax: 1 });
      expect(programs[0]).toMatch(_);
      expect(statistics).toEqual(reference(parameters, 0xfffffe00, 300));
    },
  );

  const subgroups = (test: () => Promise<void>) => async ({ skip }: { skip: (why: string) => void }): Promise<void> =>
    gpu.limits.subgroupLanes === undefined ? skip('no subgroups') : test();

  it('a subgroup a profile', subgroups(async () => {
    for (const parameters of [market(75, 76, 75, 64), market(75, 76, 0, 1500), { ...market(75, 76, 151, 300) }]) {
      const { statistics, programs, unfinished } = await run(parameters, 0xffffff00, 41, { program: 'subgroup' });
      expect(programs[0]).toMatch(/subgroup/);
      expect(unfinished).toBeLessThan(3);
      expect(statistics).toEqual(reference(parameters, 0xffffff00, 41));
    }
  }));

  it('a subgroup a profile: what lies outside the window, or has no room', subgroups(async () => {
    const parameters = market(75, 76, 75, 64);
    const { statistics, unfinished } = await run(parameters, 9, 31, { program: 'subgroup', window: { low: 38, high: 40 } });
    expect(unfinished).toBeGreaterThan(5);
    expect(statistics).toEqual(reference(parameters, 9, 31));
    const many = await run(market(400, 400, 400, 64), 9, 1, { program: 'subgroup', window: { low: 0, high: 65 } });
    expect(many.programs[0]).not.toMatch(/subgroup/);
  }));
});
