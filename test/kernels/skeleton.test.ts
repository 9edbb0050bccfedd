/** The skeleton that new kernels are copied from keeps every promise it teaches. */
import { describe, expect, it } from 'vitest';
import { skeleton } from '../../kernels/skeleton/cpu.ts';
import { skeletonGpu } from '../../kernels/skeleton/webgpu.ts';
import { openGpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { gpuHere, runPlan } from '../support/gpu.ts';
import { runKernel, testStream, total } from './run.ts';

const noGpu = await gpuHere();
const cases = [
  { draws: 1, threshold: 2 ** 31 },
  { draws: 2, threshold: 0 },
  { draws: 7, threshold: 2 ** 32 },
  { draws: 33, threshold: 1_234_567_890 },
];

describe('kernel skeleton', () => {
  it.each(cases)('$draws draws below $threshold, as the twin counts them', (parameters) => {
    const { successes } = runKernel(skeleton, 'prepareCpu', parameters, 5, 203);
    expect(successes).toEqual(runKernel(skeleton, 'prepareReference', parameters, 5, 203).successes);
    expect(total(successes!)).toBe(203);
  });

  it('names the field that is wrong', () => {
    expect(() => skeleton.validate({ draws: 0, threshold: 1 })).toThrow(/^draws: /);
    expect(() => skeleton.validate({ draws: 1, threshold: 2 ** 33 })).toThrow(/^threshold: /);
  });

  it.skipIf(noGpu !== undefined)('the same bits on a GPU', async () => {
    const gpu = await openGpuBackend();
    for (const parameters of cases) {
      const statistics = skeleton.emptyStatistics(parameters);
      await runPlan(gpu, skeletonGpu.prepare(parameters, gpu.limits), testStream, 5, 203, statistics);
      const expected = skeleton.emptyStatistics(parameters);
      skeleton.prepareReference(parameters)(testStream, 5, 203, expected);
      expect(statistics).toEqual(expected);
    }
    await gpu.close();
  });
});
