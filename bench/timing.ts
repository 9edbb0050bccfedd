/** What every table of timings is made of. */
export interface Row {
  readonly what: string;
  readonly who: string;
  /** Left out where it could not be measured; `unit` then says why. */
  readonly figure?: number;
  readonly unit: string;
}

export const REPEATS = 5;

/** Median seconds of a task after one warm-up; with one repeat, of a slow task, without. */
export async function median(task: () => unknown, repeats = REPEATS): Promise<number> {
  const times: number[] = [];
  for (let repeat = repeats === 1 ? 1 : 0; repeat <= repeats; repeat++) {
    const start = performance.now();
    await task();
    if (repeat > 0) times.push((performance.now() - start) / 1000);
  }
  return times.sort((a, b) => a - b)[repeats >> 1]!;
}

const processorSeconds = (): number => {
  const { system, user } = process.cpuUsage();
  return (system + user) / 1e6;
};

/**
 * Processor seconds of tasks that are done in turn, so that all see the same machine, also one that others work on: of each the least, and
 * the median of its time over the first task's in the same round.
 */
export function inTurn(tasks: readonly (() => unknown)[], rounds = 15): { readonly least: number; readonly share: number }[] {
  const times = tasks.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, task] of tasks.entries()) {
      const start = processorSeconds();
      task();
      if (round > 0) times[i]!.push(processorSeconds() - start);
    }
  }
  return times.map((own) => ({
    least: Math.min(...own), share: own.map((time, round) => time / times[0]![round]!).sort((a, b) => a - b)[rounds >> 1]!,
  }));
}

/** Runs and processor seconds that a short task is given: its code is compiled anew meanwhile, once it is known to be called often. */
const SHORT = { runs: 100, seconds: 0.5 } as const;

/** Least seconds of a short task: what others on the machine do only adds. */
export async function least(task: () => unknown): Promise<number> {
  let seconds = Infinity;
  const begun = processorSeconds();
  for (let run = 0; run < SHORT.runs || processorSeconds() - begun < SHORT.seconds; run++) {
    const start = performance.now();
    await task();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}
