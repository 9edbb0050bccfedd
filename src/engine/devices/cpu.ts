/**
 * Device `cpu`: the fused loops on a pool of worker threads, or on this thread where that is sooner done. Results do not depend on the
 * number of workers.
 */
import { mergeStatistics, type ChunkRunner, type Kernel } from '../../../kernels/kernel.ts';
import { profileBlockKey } from '../../../kernels/threefry/threefry.ts';
import { DeviceError } from '../../errors.ts';
import { chunkCount, chunkSize, splitIntoChunks } from '../chunks.ts';
import { allottedCores } from '../cores.ts';
import type { Device, KernelRequest, KernelDraws, DrawOptions, TensorDevice } from '../device.ts';
import { BOARD } from '../worker-protocol.ts';
import { WorkerLost, WorkerPool, type PoolOptions } from './worker-pool.ts';

export const WORKERS_MAX = 1024;
const PROGRESS_MS = 100;
const CHUNKS_MAX = 2 ** 30;
/** Times that a job is drawn where threads are lost; whatever kills them three times is no accident. */
const ATTEMPTS = 3;

/**
 * Draws that this thread does by itself, a job of at most the quarter of it at a time, before others are started: to start them takes as
 * long. Once there are some, a job that takes no longer than to be told to them.
 */
const ALONE = 2 ** 25;
const TOLD = 2 ** 17;

export interface CpuOptions extends PoolOptions {
  /** In place of both; 0: every job goes to the threads. */
  readonly alone?: number;
}

/** All kernels are loaded with the first job: studies that only compute have none. */
const kernelOf = async (job: KernelRequest): Promise<Kernel<unknown>> => (await import('../../../kernels/registry.ts')).kernels[job.kernel];

class CpuDevice implements Device {
  readonly description;
  readonly #pool: WorkerPool;
  /** Draws left to this thread. */
  #alone: number;
  readonly #told: number;
  #prepared: { readonly kernel: Kernel<unknown>; readonly parameters: unknown; readonly run: ChunkRunner } | undefined;
  #jobs = 0;
  #tensors: Promise<TensorDevice> | undefined;
  #closed = false;

  constructor(pool: WorkerPool, alone: number | undefined) {
    this.description = { name: 'cpu', workers: pool.size } as const;
    this.#pool = pool;
    this.#alone = alone ?? ALONE;
    this.#told = alone ?? TOLD;
  }

  /**
   * Where a thread was lost its part is drawn again, by all of them: sums of a job have the same bits whoever draws them. Nothing comes
   * back of a job that was stopped while a thread was at a chunk that took too long: profiles after it may be in the sums of others.
   */
  async run(job: KernelRequest, options: DrawOptions = {}): Promise<KernelDraws> {
    const kernel = await kernelOf(job);
    kernel.validate(job.parameters);
    if (this.#isSmall(kernel, job)) return this.#drawHere(kernel, job, options);
    this.#alone = 0;
    for (let attempt = 1; ; attempt++) {
      if (options.signal?.aborted) return { statistics: kernel.emptyStatistics(job.parameters), profiles: 0 };
      try {
        return await this.#draw(job, options);
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
        if (options.signal?.aborted) continue;
        if (this.#closed || attempt === ATTEMPTS) throw new DeviceError(`cpu: ${error.message}`, { cause: error.cause });
      }
    }
  }

  #isSmall(kernel: Kernel<unknown>, { parameters, count }: KernelRequest): boolean {
    const draws = count * kernel.drawsPerProfile(parameters);
    if (kernel.callsUsers?.(parameters) || !(draws <= Math.max(this.#told, this.#alone / 4))) return false;
    this.#alone = Math.max(0, this.#alone - draws);
    return true;
  }

  async #drawHere(
    kernel: Kernel<unknown>, { parameters, stream, first, count }: KernelRequest, { signal }: DrawOptions,
  ): Promise<KernelDraws> {
    const statistics = kernel.emptyStatistics(parameters);
    const size = Math.max(kernel.profileMultiple?.(parameters) ?? 1, chunkSize(kernel.drawsPerProfile(parameters)));
    let profiles = 0;
    try {
      for (const chunk of splitIntoChunks(first, count, size)) {
        // Signals have their turn.
        await new Promise((resolve) => { setImmediate(resolve); });
        if (this.#closed) throw new Error('the device was closed');
        if (signal?.aborted) break;
        // What is no longer needed goes first: it may be as large.
        if (this.#prepared?.kernel !== kernel || this.#prepared.parameters !== parameters) {
          this.#prepared = undefined;
          this.#prepared = { kernel, parameters, run: kernel.prepareCpu(parameters) };
        }
        this.#prepared.run(profileBlockKey(stream, chunk.high), chunk.low, chunk.count, statistics);
        profiles += chunk.count;
      }
    } catch (error) {
      throw new DeviceError(`cpu: ${error instanceof Error ? error.message : String(error)}`);
    }
    return { statistics, profiles };
  }

  async #draw(job: KernelRequest, { onProgress, signal }: DrawOptions): Promise<KernelDraws> {
    const kernel = await kernelOf(job);
    const total = Math.max(1, job.count);
    const fair = 2 ** Math.floor(Math.log2(Math.max(1, total / (4 * this.#pool.size))));
    // Chunks are numbered by 32-bit integers.
    const few = 2 ** Math.max(0, Math.ceil(Math.log2(total / CHUNKS_MAX)));
    const whole = kernel.profileMultiple?.(job.parameters) ?? 1;
    const size = Math.max(few, whole, Math.min(chunkSize(kernel.drawsPerProfile(job.parameters)), fair));
    const chunks = chunkCount(job.first, job.count, size);
    const board = new SharedArrayBuffer(4 * BOARD.slots);
    const shared = new Int32Array(board);
    const timer = onProgress
      ? setInterval(() => onProgress((Atomics.load(shared, BOARD.chunksDone) / chunks) * job.count), PROGRESS_MS)
      : undefined;
    try {
      const replies = await this.#pool.ask({ id: this.#jobs++, job, size, board }, signal);
      const statistics = kernel.emptyStatistics(job.parameters);
      let profiles = 0;
      for (const reply of replies) {
        if ('error' in reply) throw new DeviceError(`cpu: ${reply.error}`);
        mergeStatistics(statistics, reply.statistics);
        profiles += reply.profiles;
      }
      return { statistics, profiles };
    } finally {
      clearInterval(timer);
    }
  }

  /** Opened on first use: loading TFJS takes half a second. */
  tensors(): Promise<TensorDevice> {
    this.#tensors ??= openCpuTensors();
    return this.#tensors;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#prepared = undefined;
    await this.#pool.close();
  }
}

let javaScriptTensors: Promise<TensorDevice> | undefined;

/** TFJS's JavaScript backend in this process: one for all cpu devices, since TFJS is global. */
export function openCpuTensors(): Promise<TensorDevice> {
  javaScriptTensors ??= import('../tfjs-adapter.ts').then(async ({ openJavaScriptBackend, tensorDeviceOn }) =>
    tensorDeviceOn(await openJavaScriptBackend()));
  return javaScriptTensors;
}

/** `workers`: default all cores that are ours. Throws RangeError outside 1..WORKERS_MAX. */
export async function openCpuDevice(workers = allottedCores(), { alone, ...pool }: CpuOptions = {}): Promise<Device> {
  if (!Number.isInteger(workers) || workers < 1 || workers > WORKERS_MAX) {
    throw new RangeError(`workers: must be a whole number from 1 to ${WORKERS_MAX}, got ${workers}`);
  }
  return new CpuDevice(new WorkerPool(workers, pool), alone);
}
