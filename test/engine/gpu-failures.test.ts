/** A GPU that fails must fail the run, never return numbers. Each test breaks a device of its own. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GpuProgram } from '../../kernels/gpu-program.ts';
import { DeviceError } from '../../src/errors.ts';
import type { KernelRequest } from '../../src/engine/device.ts';
import { checkKnownAnswers, webGpuDeviceOn } from '../../src/engine/devices/webgpu.ts';
import { openGpuBackend, runDispatches, type GpuBackend } from '../../src/engine/tfjs-adapter.ts';
import { thresholdsOf } from '../contract/cases.ts';
import { gpuHere } from '../support/gpu.ts';

const noGpu = await gpuHere();
const key = { k0: 1, k1: 2 };
const job = (count: number): KernelRequest => ({
  kernel: 'direct',
  parameters: { groups: [{ count: 5, thresholds: thresholdsOf(16) }], rank: 2, cells: 16 },
  stream: key,
  first: 0,
  count,
});

describe.skipIf(noGpu !== undefined)(`webgpu failures${noGpu ? ` (skipped: ${noGpu})` : ''}`, () => {
  const opened: GpuBackend[] = [];
  const open = async (): Promise<GpuBackend> => {
    const gpu = await openGpuBackend();
    opened.push(gpu);
    return gpu;
  };
  afterEach(async () => {
    for (const gpu of opened.splice(0)) await gpu.close();
  });

  const runProgram = (gpu: GpuBackend, text: string, length: number, workgroupSize = 64): Promise<unknown> => {
    const program: GpuProgram = { key: `test-${text.length}-${workgroupSize}`, workgroupSize, text };
    return gpu.guard(async () => {
      gpu.activate();
      const { tf } = gpu;
      const tables = tf.tensor1d(new Int32Array(4), 'int32');
      const info = runDispatches(
        tf.engine().backend, tables, { dispatches: [{ program, first: 0, count: 1, workgroups: 1 }], resultLength: length }, key,
      );
      return tf.engine().makeTensorFromTensorInfo(info).data();
    });
  };
  const store = 'fn main(index : i32) { if (u32(index) < uniforms.count) { atomicStore(&result[0], 7 + tables[0]); } }';

  it('a good program runs', async () => {
    const result = (await runProgram(await open(), store, 4)) as Int32Array;
    expect([...result]).toEqual([7, 0, 0, 0]);
  });

  it('a shader that does not compile', async () => {
    const gpu = await open();
    await expect(runProgram(gpu, 'fn main(index : i32) { this is not WGSL; }', 4)).rejects.toThrow(/parsing WGSL/i);
    // What failed once is not trusted again.
    await expect(runProgram(gpu, store, 4)).rejects.toThrow(DeviceError);
  });

  it('a workgroup larger than the device allows', async () => {
    const gpu = await open();
    await expect(runProgram(gpu, store, 4, gpu.limits.workgroupThreadsMax * 2)).rejects.toThrow(/workgroup/i);
  });

  it('more workgroup memory than the device has', async () => {
    const gpu = await open();
    const words = gpu.limits.workgroupBytesMax / 4 + 1;
    const text =
      `var<workgroup> much : array<u32, ${words}>;\nfn main(index : i32) { much[u32(index)] = uniforms.count; atomicStore(&result[0], `
      + `i32(much[0]) + tables[0]); }`;
    await expect(runProgram(gpu, text, 4)).rejects.toThrow(/workgroup storage/i);
  });

  it('a buffer larger than the device allows', async () => {
    const gpu = await open();
    await expect(
      gpu.guard(async () => {
        const size = 2 * gpu.device.limits.maxBufferSize;
        const buffer = gpu.device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
        gpu.device.queue.writeBuffer(buffer, 0, new Uint32Array(4));
        return new Float64Array(1);
      }),
    ).rejects.toThrow(/size/i);
  });

  it('an error outside any scope is remembered', async () => {
    const gpu = await open();
    gpu.device.createShaderModule({ code: 'neither is this' });
    await gpu.device.queue.onSubmittedWorkDone();
    await vi.waitFor(() => expect(checkKnownAnswers(gpu)).rejects.toThrow(DeviceError), { timeout: 20_000 });
  });

  it('a device lost before a run', async () => {
    const gpu = await open();
    const device = await webGpuDeviceOn(gpu, 1);
    gpu.device.destroy();
    await expect(device.run(job(1000))).rejects.toThrow(/^webgpu: .*(lost|destroyed)/);
  });

  it('a device lost in the middle of a run', async () => {
    const gpu = await open();
    const device = await webGpuDeviceOn(gpu, 1);
    const run = device.run(job(2 ** 40), { onProgress: (profiles) => void (profiles > 2 ** 16 && gpu.device.destroy()) });
    await expect(run).rejects.toThrow(/^webgpu: .*(lost|destroyed)/);
  });

  it('another TFJS backend made active meanwhile is put right before the next op', async () => {
    const gpu = await open();
    const device = await webGpuDeviceOn(gpu, 1);
    const before = await device.run(job(500));
    const { openJavaScriptBackend } = await import('../../src/engine/tfjs-adapter.ts');
    const other = await openJavaScriptBackend();
    expect(gpu.tf.getBackend()).toBe('cpu');
    expect((await device.run(job(500))).statistics).toEqual(before.statistics);
    expect(gpu.tf.getBackend()).toBe('webgpu');
    await other.close();
  });

  it('a backend that is gone is not replaced silently', async () => {
    const gpu = await open();
    const device = await webGpuDeviceOn(gpu, 1);
    gpu.tf.removeBackend('webgpu');
    await expect(device.run(job(500))).rejects.toThrow(DeviceError);
  });

  it('jobs that run at the same time take turns', async () => {
    const device = await webGpuDeviceOn(await open(), 1);
    const alone = await device.run(job(700));
    const together = await Promise.all([device.run(job(700)), device.run(job(300)), device.run(job(700))]);
    expect(together[0].statistics).toEqual(alone.statistics);
    expect(together[2].statistics).toEqual(alone.statistics);
    expect(together[1].profiles).toBe(300);
  });

  it('an aborted run returns what it has', async () => {
    const device = await webGpuDeviceOn(await open(), 1);
    const controller = new AbortController();
    const run = device.run(job(2 ** 40), { signal: controller.signal, onProgress: () => controller.abort() });
    const { profiles, statistics } = await run;
    expect(profiles).toBeGreaterThan(0);
    expect(statistics.lower!.reduce((sum, n) => sum + n, 0)).toBe(profiles);
  });
});
