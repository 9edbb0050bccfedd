/** A thread that solves large programs, so that the one that asks goes on hearing signals, and may end it. */
import { parentPort } from 'node:worker_threads';
import { solveFloat } from '../programs/float.ts';
import { openInside } from '../programs/inside.ts';
import type { ProgramReply, ProgramShare, ProgramTask } from './program-tasks.ts';

const inside = openInside();

async function answer(task: ProgramTask): Promise<ProgramReply> {
  const { id, program } = task;
  const tell = (share: number): void => parentPort!.postMessage({ id, share } satisfies ProgramShare);
  try {
    return { id, solution: task.how === 'solve' ? await solveFloat(program) : inside(program, task.goesOn, tell) };
  } catch {
    return { id };
  }
}

parentPort!.on('message', (task: ProgramTask) => void answer(task).then((reply) => parentPort!.postMessage(reply)));
