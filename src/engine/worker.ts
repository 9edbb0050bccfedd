/** A worker thread: takes chunks off the shared board until none is left, then hands back its sums. */
import { parentPort } from 'node:worker_threads';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import type { ChunkRunner } from '../../kernels/kernel.ts';
import { kernels } from '../../kernels/registry.ts';
import type { KernelRequest } from './device.ts';
import { chunkAt, chunkCount } from './chunks.ts';
import { BOARD, type WorkerReply, type WorkerTask } from './worker-protocol.ts';

interface Prepared {
  readonly parameters: KernelRequest['parameters'];
  readonly run: ChunkRunner;
}

let prepared: Prepared | undefined;

function work({ id, job, size, board }: WorkerTask): WorkerReply {
  const kernel = kernels[job.kernel];
  const shared = new Int32Array(board);
  const total = chunkCount(job.first, job.count, size);
  if (job.parameters !== undefined) {
    // What is no longer needed goes first: it may be as large.
    prepared = undefined;
    prepared = { parameters: job.parameters, run: kernel.prepareCpu(job.parameters) };
  }
  const { parameters, run } = prepared!;
  const statistics = kernel.emptyStatistics(parameters);
  let profiles = 0;
  while (Atomics.load(shared, BOARD.stop) === 0) {
    const index = Atomics.add(shared, BOARD.nextChunk, 1);
    if (index >= total) break;
    const chunk = chunkAt(index, job.first, job.count, size);
    run(profileBlockKey(job.stream, chunk.high), chunk.low, chunk.count, statistics);
    profiles += chunk.count;
    Atomics.add(shared, BOARD.chunksDone, 1);
  }
  return { id, statistics, profiles };
}

parentPort!.on('message', (task: WorkerTask) => {
  let reply: WorkerReply;
  try {
    reply = work(task);
  } catch (error) {
    reply = { id: task.id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(reply);
});
