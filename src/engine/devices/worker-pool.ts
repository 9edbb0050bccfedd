/**
 * Worker threads that share tasks. They are started with the first task, since studies that only compute ask none; one that dies, or hangs,
 * is replaced before the next.
 */
import { Worker } from 'node:worker_threads';
import { BOARD, type WorkerReply, type WorkerTask } from '../worker-protocol.ts';
import { workerScript } from './worker-source.ts';

/** A thread was lost while it held a part of a task. */
export class WorkerLost extends Error {}

export interface PoolOptions {
  /** Starts one thread that speaks as worker.ts does. */
  start?(): Worker;
  /** Milliseconds without a chunk finished by anyone, after which threads that have not answered are given up. */
  readonly patience?: number;
  /** Milliseconds after an abort in which threads may finish the chunk that they are at. */
  readonly grace?: number;
}

/** Chunks take tens of milliseconds, and single profiles of the largest markets not much more. */
const PATIENCE_MS = 600_000;
/** Looks at the board during that time. A machine that slept counts as one. */
const LOOKS = 10;
/** A user's function, or a proof of thousands of boxes, can be at work for longer than whoever stops a run will wait. */
const GRACE_MS = 700;

function startWorker(): Worker {
  if (/\.ts(?:\?|$)/.test(import.meta.url)) return new Worker(workerScript(), { eval: true });
  return new Worker(new URL('../worker.js', import.meta.url));
}

const lostBy = (error: unknown): WorkerLost => {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  return new WorkerLost(code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'a worker thread ran out of memory; fewer --workers take less, or a smaller problem'
    : `a worker thread failed: ${message.split('\n')[0]}`, { cause: error });
};

export class WorkerPool {
  /** Threads that share a task. */
  readonly size: number;
  readonly #start: () => Worker;
  readonly #patience: number;
  readonly #grace: number;
  /** None before the first task. */
  readonly #workers: Worker[] = [];
  readonly #dead = new Set<Worker>();
  /** What a thread has prepared, or soon will have. */
  readonly #prepared = new WeakMap<Worker, WorkerTask['job']>();
  /** What is being waited for: threads that hold a part of a task, by the board of the task. */
  readonly #waiting = new Map<Int32Array, Set<Worker>>();
  #answers = 0;
  #watch: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(size: number, { start = startWorker, patience = PATIENCE_MS, grace = GRACE_MS }: PoolOptions = {}) {
    this.size = size;
    this.#patience = patience;
    this.#grace = grace;
    this.#start = () => {
      const worker = start();
      // Idle workers must not keep the process alive, and each running task adds its own listeners.
      worker.unref();
      worker.setMaxListeners(64);
      worker.on('error', () => this.#dead.add(worker)).on('exit', () => this.#dead.add(worker));
      return worker;
    };
  }

  /**
   * One reply a thread, once all have answered. Rejects with WorkerLost where a thread was lost; the others have stopped then. Where the
   * signal is aborted, threads that do not answer soon are ended, and so lost.
   */
  async ask(task: WorkerTask, signal?: AbortSignal): Promise<WorkerReply[]> {
    if (this.#closed) throw new WorkerLost('the device was closed');
    while (this.#workers.length < this.size) this.#workers.push(this.#start());
    for (const [at, worker] of this.#workers.entries()) {
      if (this.#dead.delete(worker)) this.#workers[at] = this.#start();
    }
    const board = new Int32Array(task.board);
    const holding = new Set(this.#workers);
    this.#waiting.set(board, holding);
    this.#watch ??= this.#watchOver();
    const asked = this.#workers.map(async (worker) => {
      try {
        return await this.#answer(worker, task);
      } catch (error) {
        Atomics.store(board, BOARD.stop, 1);
        throw error;
      } finally {
        holding.delete(worker);
        this.#answers++;
      }
    });
    let grace: NodeJS.Timeout | undefined;
    const stop = (): void => {
      Atomics.store(board, BOARD.stop, 1);
      grace = setTimeout(() => holding.forEach((worker) => void worker.terminate()), this.#grace);
    };
    signal?.addEventListener('abort', stop);
    const settled = await Promise.allSettled(asked);
    signal?.removeEventListener('abort', stop);
    clearTimeout(grace);
    this.#waiting.delete(board);
    if (this.#waiting.size === 0) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    }
    for (const one of settled) if (one.status === 'rejected') throw one.reason;
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  #answer(worker: Worker, task: WorkerTask): Promise<WorkerReply> {
    return new Promise((resolve, reject) => {
      const settle = (action: () => void): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
        action();
      };
      const onMessage = (reply: WorkerReply): void => {
        if (reply.id !== task.id) return;
        if ('error' in reply) this.#prepared.delete(worker);
        settle(() => resolve(reply));
      };
      const onError = (error: Error): void => settle(() => reject(lostBy(error)));
      const onExit = (code: number): void => settle(() => reject(new WorkerLost(`a worker thread ended early (code ${code})`)));
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.ref();
      const { parameters, ...job } = task.job;
      const before = this.#prepared.get(worker);
      worker.postMessage(before?.kernel === job.kernel && before.parameters === parameters ? { ...task, job } : task);
      this.#prepared.set(worker, task.job);
    });
  }

  /** Ends threads that hold a part where nobody has finished anything for too long; their tasks then know them as lost. */
  #watchOver(): NodeJS.Timeout {
    let [before, idle] = [-1, 0];
    return setInterval(() => {
      const done = [...this.#waiting.keys()].reduce((sum, board) => sum + Atomics.load(board, BOARD.chunksDone), this.#answers);
      idle = done === before ? idle + 1 : 0;
      before = done;
      if (idle < LOOKS) return;
      idle = 0;
      for (const holding of this.#waiting.values()) for (const worker of holding) void worker.terminate();
    }, this.#patience / LOOKS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
