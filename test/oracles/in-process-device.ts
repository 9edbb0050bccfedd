/** A device without threads: the cpu kernels called directly. Counts what it ran, so that tests can ask. */
import type { ChunkRunner } from '../../kernels/kernel.ts';
import { kernels } from '../../kernels/registry.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { splitIntoChunks } from '../../src/engine/chunks.ts';
import type { Device, KernelRequest } from '../../src/engine/device.ts';
import { openCpuTensors } from '../../src/engine/devices/cpu.ts';

export interface InProcessDevice extends Device {
  readonly jobs: KernelRequest[];
}

export function inProcessDevice(): InProcessDevice {
  const jobs: KernelRequest[] = [];
  // Looks of one certificate share their parameters, and tables take longer to build than small samples to draw.
  const prepared = new WeakMap<object, ChunkRunner>();
  return {
    description: { name: 'cpu', workers: 1 },
    jobs,
    async run(job) {
      jobs.push(job);
      const kernel = kernels[job.kernel];
      kernel.validate(job.parameters);
      const statistics = kernel.emptyStatistics(job.parameters);
      const run = prepared.get(job.parameters as object) ?? kernel.prepareCpu(job.parameters);
      prepared.set(job.parameters as object, run);
      for (const chunk of splitIntoChunks(job.first, job.count, 2 ** 32)) {
        run(profileBlockKey(job.stream, chunk.high), chunk.low, chunk.count, statistics);
      }
      return { statistics, profiles: job.count };
    },
    tensors: openCpuTensors,
    async close() {},
  };
}
