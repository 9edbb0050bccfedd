/** A worker thread: takes chunks off the shared board until none is left, then hands back its sums. */
import { parentPort } from 'node:worker_threads';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { kernels } from '../../kernels/registry.ts';
import { chunkAt, chunkCount } from './chunks.ts';
import { BOARD, type WorkerReply, type WorkerTask } from './worker-protocol.ts';

function work({ id, job, size, board }: WorkerTask): WorkerReply {
  const kernel = kernels[job.kernel];
  const shared = new Int32Array(board);
  const total = chunkCount(job.first, job.count, size);
  const statistics = kernel.emptyStatistics(job.parameters);
  const run = kernel.prepareCpu(job.parameters);
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
