/**
 * Large programs on a thread of their own: no solver gives way to signals, and one program may take a minute. Small ones stay where they
 * are asked for, since to start a thread takes longer. The bits are the same.
 */
import { Worker } from 'node:worker_threads';
import { solveFloat, type FloatProgram, type FloatSolution } from '../programs/float.ts';
import { openInside } from '../programs/inside.ts';
import { Foretold, shareOf } from './foretold.ts';
import type { InsideSolution, ProgramReply, ProgramShare, ProgramTask } from './program-tasks.ts';

/** Entries of a program from which on it may take half a second. */
const LARGE = { solve: 12_000, interior: 6000 } as const;
/** Power of their entries with which the time of programs usually grows. */
const GROWTH = 1.5;
/** Milliseconds without work after which the thread is ended, and between two signs of life while it is at one program. */
const [IDLE_MS, BEAT_MS] = [2000, 500];

export interface ProgramSolver {
  solve(program: FloatProgram): Promise<FloatSolution>;
  /** One program after another, each the last with further rows; forgets the last where `goesOn` is false. */
  inside(program: FloatProgram, goesOn: boolean): Promise<InsideSolution>;
}

const failed = ({ cost, rowLower }: FloatProgram): FloatSolution => ({
  status: 'failed', objective: 0, primal: new Float64Array(cost.length), dual: new Float64Array(rowLower.length),
  basicColumns: new Uint8Array(cost.length), basicRows: new Uint8Array(rowLower.length).fill(1),
});

class ProgramThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (solution: ProgramReply['solution']) => void>();
  /** Of the program that it is at; undefined where its solver tells none. */
  share: number | undefined;
  #tasks = 0;
  #idle: NodeJS.Timeout | undefined;
  lost = false;

  constructor() {
    const fromSource = /\.ts(?:\?|$)/.test(import.meta.url);
    this.#worker = new Worker(new URL(fromSource ? './program-bootstrap.mjs' : './program-thread.js', import.meta.url));
    this.#worker.on('message', (told: ProgramReply | ProgramShare) => {
      if ('share' in told) this.share = told.share;
      else this.#settle(told.id, told.solution);
    });
    this.#worker.on('error', () => this.#lose()).on('exit', () => this.#lose());
    this.#worker.unref();
  }

  /** Undefined where the thread failed at it, or is gone. */
  ask(task: Omit<ProgramTask, 'id'> & { readonly goesOn?: boolean }): Promise<ProgramReply['solution']> {
    clearTimeout(this.#idle);
    const id = this.#tasks++;
    this.#worker.ref();
    return new Promise((settle) => {
      this.#waiting.set(id, settle);
      this.#worker.postMessage({ ...task, id });
    });
  }

  #settle(id: number, solution: ProgramReply['solution']): void {
    this.#waiting.get(id)?.(solution);
    this.#waiting.delete(id);
    this.share = undefined;
    if (this.#waiting.size > 0) return;
    this.#worker.unref();
    this.#idle = setTimeout(() => this.end(), IDLE_MS).unref();
  }

  #lose(): void {
    this.lost = true;
    for (const settle of this.#waiting.values()) settle(undefined);
    this.#waiting.clear();
  }

  /** Whoever waits is answered at once. */
  end(): void {
    this.#lose();
    void this.#worker.terminate();
  }
}

/**
 * What is being solved when the signal comes has failed; whoever asked looks at the signal first. `onWait`: told now and then while a
 * program is solved elsewhere, with the share of it that is done where earlier ones foretell it. `large`: entries, for tests.
 */
export function openPrograms(
  signal?: AbortSignal, onWait?: (share?: number) => void, large: { readonly solve: number; readonly interior: number } = LARGE,
  past = new Foretold(),
): ProgramSolver {
  const here = openInside();
  let thread: ProgramThread | undefined;
  /** Whether the last program inside was solved on the thread, which has what it came to. */
  let isThere = false;
  const ask = async (task: Parameters<ProgramThread['ask']>[0]): Promise<ProgramReply['solution']> => {
    if (thread === undefined || thread.lost) thread = new ProgramThread();
    const asked = thread;
    const end = (): void => asked.end();
    signal?.addEventListener('abort', end, { once: true });
    const [begun, size, kind] = [performance.now(), task.program.values.length, `programs, ${task.how}`];
    const expected = past.expected(kind, size, GROWTH);
    const beat = onWait && setInterval(() => onWait(asked.share ?? shareOf(performance.now() - begun, expected)), BEAT_MS).unref();
    try {
      const solution = await asked.ask(task);
      if (solution !== undefined) past.record(kind, size, performance.now() - begun);
      return solution;
    } finally {
      clearInterval(beat);
      signal?.removeEventListener('abort', end);
    }
  };
  return {
    async solve(program) {
      if (signal?.aborted) return failed(program);
      if (program.values.length < large.solve) return solveFloat(program);
      const solution = await ask({ how: 'solve', program });
      if (signal?.aborted) return failed(program);
      return (solution as FloatSolution | undefined) ?? solveFloat(program);
    },
    async inside(program, goesOn) {
      if (signal?.aborted) return failed(program) as InsideSolution;
      // What goes on stays where it began, and so has the same bits wherever that was.
      if (goesOn ? !isThere : program.values.length < large.interior) {
        isThere = false;
        return here(program, goesOn);
      }
      const solution = await ask({ how: 'interior', program, goesOn });
      isThere = solution !== undefined;
      if (signal?.aborted) return failed(program) as InsideSolution;
      return (solution as InsideSolution | undefined) ?? here(program, false);
    },
  };
}
