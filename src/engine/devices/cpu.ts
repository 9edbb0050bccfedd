/** Device `cpu`: the fused loops on a pool of worker threads. Results do not depend on the number of workers. */
import { Worker } from 'node:worker_threads';
import { kernels } from '../../../kernels/registry.ts';
import { mergeStatistics } from '../../../kernels/kernel.ts';
import { DeviceError } from '../../errors.ts';
import { chunkCount, chunkSize } from '../chunks.ts';
import { allottedCores } from '../cores.ts';
import type { Device, KernelRequest, KernelDraws, DrawOptions, TensorDevice } from '../device.ts';
import { BOARD, type WorkerReply, type WorkerTask } from '../worker-protocol.ts';

export const WORKERS_MAX = 1024;
const PROGRESS_MS = 100;
const CHUNKS_MAX = 2 ** 30;

function startWorker(): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  const worker = new Worker(new URL(fromSource ? '../worker-bootstrap.mjs' : '../worker.js', import.meta.url));
  // Idle workers must not keep the process alive, and each running job adds its own listeners.
  worker.unref();
  worker.setMaxListeners(64);
  return worker;
}

/** One worker's share of a job; rejects if the thread dies. */
function askWorker(worker: Worker, task: WorkerTask): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      worker.unref();
      action();
    };
    const onMessage = (reply: WorkerReply): void => {
      if (reply.id === task.id) settle(() => resolve(reply));
    };
    const onError = (error: Error): void => settle(() => reject(new DeviceError(`cpu: a worker thread failed: ${error.message}`)));
    const onExit = (code: number): void => settle(() => reject(new DeviceError(`cpu: a worker thread ended early (code ${code})`)));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.ref();
    worker.postMessage(task);
  });
}

class CpuDevice implements Device {
  readonly description;
  readonly #workers: Worker[];
  #jobs = 0;
  #tensors: Promise<TensorDevice> | undefined;
  /** Why no further job can run: a dead thread would never answer. */
  #lost: string | undefined;

  constructor(workers: number) {
    this.description = { name: 'cpu', workers } as const;
    this.#workers = Array.from({ length: workers }, startWorker);
    for (const worker of this.#workers) {
      worker.on('error', (error) => (this.#lost ??= `a worker thread failed: ${error instanceof Error ? error.message : String(error)}`));
      worker.on('exit', (code) => (this.#lost ??= `a worker thread ended (code ${code})`));
    }
  }

  async run(job: KernelRequest, { onProgress, signal }: DrawOptions = {}): Promise<KernelDraws> {
    if (this.#lost !== undefined) throw new DeviceError(`cpu: ${this.#lost}`);
    const kernel = kernels[job.kernel];
    kernel.validate(job.parameters);
    const total = Math.max(1, job.count);
    const fair = 2 ** Math.floor(Math.log2(Math.max(1, total / (4 * this.#workers.length))));
    // Chunks are numbered by 32-bit integers.
    const few = 2 ** Math.max(0, Math.ceil(Math.log2(total / CHUNKS_MAX)));
    const whole = kernel.profileMultiple?.(job.parameters) ?? 1;
    const size = Math.max(few, whole, Math.min(chunkSize(kernel.drawsPerProfile(job.parameters)), fair));
    const chunks = chunkCount(job.first, job.count, size);
    const board = new SharedArrayBuffer(4 * BOARD.slots);
    const shared = new Int32Array(board);
    const stop = (): void => void Atomics.store(shared, BOARD.stop, 1);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    const timer = onProgress
      ? setInterval(() => onProgress((Atomics.load(shared, BOARD.chunksDone) / chunks) * job.count), PROGRESS_MS)
      : undefined;
    try {
      const task: WorkerTask = { id: this.#jobs++, job, size, board };
      const replies = await Promise.all(this.#workers.map((worker) => askWorker(worker, task)));
      const statistics = kernel.emptyStatistics(job.parameters);
      let profiles = 0;
      for (const reply of replies) {
        if ('error' in reply) throw new DeviceError(`cpu: ${reply.error}`);
        mergeStatistics(statistics, reply.statistics);
        profiles += reply.profiles;
      }
      return { statistics, profiles };
    } catch (error) {
      stop();
      throw error;
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Opened on first use: loading TFJS takes half a second. */
  tensors(): Promise<TensorDevice> {
    this.#tensors ??= openCpuTensors();
    return this.#tensors;
  }

  async close(): Promise<void> {
    this.#lost ??= 'the device was closed';
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
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
export async function openCpuDevice(workers = allottedCores()): Promise<Device> {
  if (!Number.isInteger(workers) || workers < 1 || workers > WORKERS_MAX) {
    throw new RangeError(`workers: must be a whole number from 1 to ${WORKERS_MAX}, got ${workers}`);
  }
  return new CpuDevice(workers);
}
