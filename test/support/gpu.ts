/** GPUs, real or imitated, in tests. */
import type { GpuPlan } from '../../kernels/gpu-program.ts';
import type { Statistics, StreamKey } from '../../kernels/kernel.ts';
import { openDawn } from '../../src/engine/dawn.ts';
import { runDispatches, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { DeviceUnavailableError } from '../../src/errors.ts';

/** Why there is none in this process, or undefined. */
export async function gpuHere(): Promise<string | undefined> {
  try {
    await openDawn();
    return undefined;
  } catch (error) {
    if (error instanceof DeviceUnavailableError) return error.message;
    throw error;
  }
}

/** Runs one batch of a plan, the usual way or the exact one. Returns the raw result and what `collect` says. */
export async function runPlan(
  gpu: GpuBackend,
  plan: GpuPlan,
  key: StreamKey,
  first: number,
  count: number,
  into: Statistics,
  exactly = false,
): Promise<{ result: Int32Array; served: boolean }> {
  const dispatches = exactly ? plan.exactDispatches(first, count) : plan.dispatches(first, count);
  const result = await gpu.guard(async () => {
    gpu.activate();
    const { tf } = gpu;
    const tables = tf.tensor1d(plan.tables, 'int32');
    const info = runDispatches(
      tf.engine().backend, tables, { dispatches, resultLength: plan.resultLength(count), scratchLength: plan.scratchLength?.(count) }, key,
    );
    const counts = tf.engine().makeTensorFromTensorInfo(info);
    try {
      return (await counts.data()) as Int32Array;
    } finally {
      tf.dispose([tables, counts]);
    }
  });
  return { result, served: plan.collect(result, { key, first, count }, into) };
}
