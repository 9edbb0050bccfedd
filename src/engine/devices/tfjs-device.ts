/** What devices `webgpu` and `tensorflow` share: jobs in batches through the op of the TFJS registry. */
import type { Statistics } from '../../../kernels/kernel.ts';
import { kernels, type KernelName } from '../../../kernels/registry.ts';
import { profileBlockKey } from '../../../kernels/threefry/threefry.ts';
import type { Device, DeviceDescription, KernelRequest, KernelDraws, DrawOptions, TensorDevice } from '../device.ts';
import { tensorDeviceOn, type TfjsBackend } from '../tfjs-adapter.ts';
import { nativeKernels, OpJob, runsNatively } from '../tfjs-kernels.ts';

const BLOCK = 2 ** 32;
/** A batch begins small and grows until it takes this long: readbacks stop mattering, and a stop stays prompt. */
const BATCH_MS = 60;
const FIRST_BATCH_DRAWS = 2 ** 18;
const BATCH_DRAWS_MAX = 2 ** 40;

const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(Math.max(1, x)));

export class TfjsDevice implements Device {
  readonly #description: DeviceDescription;
  readonly #onCpu = new Set<KernelName>();
  readonly #backend: TfjsBackend;
  readonly #openTwin: () => Promise<Device>;
  #twin: Promise<Device> | undefined;
  readonly #pace: Pace = { draws: FIRST_BATCH_DRAWS };

  /** `openTwin` opens the CPU device for kernels that have no variant for the backend. */
  constructor(description: DeviceDescription, backend: TfjsBackend, openTwin: () => Promise<Device>) {
    this.#description = { ...description, nativeKernels: nativeKernels(backend.name) };
    this.#backend = backend;
    this.#openTwin = openTwin;
  }

  get description(): DeviceDescription {
    return this.#onCpu.size === 0 ? this.#description : { ...this.#description, onCpu: [...this.#onCpu].sort() };
  }

  async run(job: KernelRequest, options: DrawOptions = {}): Promise<KernelDraws> {
    const kernel = kernels[job.kernel];
    kernel.validate(job.parameters);
    if (!runsNatively(this.#backend.name, job.kernel, job.parameters)) {
      this.#onCpu.add(job.kernel);
      this.#twin ??= this.#openTwin();
      return (await this.#twin).run(job, options);
    }
    const op = new OpJob(this.#backend, job.kernel, job.parameters);
    try {
      const draws = kernel.drawsPerProfile(job.parameters);
      const whole = kernel.profileMultiple?.(job.parameters) ?? 1;
      return await runBatches(op, job, options, kernel.emptyStatistics(job.parameters), draws, whole, this.#pace);
    } finally {
      op.dispose();
    }
  }

  async tensors(): Promise<TensorDevice> {
    return tensorDeviceOn(this.#backend);
  }

  async close(): Promise<void> {
    await (await this.#twin)?.close();
    await this.#backend.close();
  }
}

/** Draws that a batch should have, learnt from the ones before. It has no influence on results. */
interface Pace {
  draws: number;
}

async function runBatches(
  op: OpJob,
  job: KernelRequest,
  { onProgress, signal }: DrawOptions,
  statistics: Statistics,
  draws: number,
  whole: number,
  pace: Pace,
): Promise<KernelDraws> {
  let profiles = 0;
  while (profiles < job.count && !signal?.aborted) {
    const size = Math.max(whole, Math.min(op.batchProfilesMax, powerBelow(pace.draws / draws)));
    const from = job.first + profiles;
    const high = Math.floor(from / BLOCK);
    const first = from - high * BLOCK;
    const count = Math.min(size, job.count - profiles, BLOCK - first);
    const started = performance.now();
    await op.run({ key: profileBlockKey(job.stream, high), first, count }, statistics);
    const took = performance.now() - started;
    profiles += count;
    if (took > 4 * BATCH_MS) pace.draws = Math.max(FIRST_BATCH_DRAWS / 16, pace.draws / 2);
    else if (count === size && took < BATCH_MS / 2) pace.draws = Math.min(BATCH_DRAWS_MAX, pace.draws * (took < BATCH_MS / 16 ? 8 : 2));
    onProgress?.(profiles);
  }
  return { statistics, profiles };
}
