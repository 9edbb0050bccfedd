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

/** Least seconds of a short task: what others on the machine do only adds. */
export async function least(task: () => unknown): Promise<number> {
  let seconds = Infinity;
  for (let repeat = 0; repeat < 100; repeat++) {
    const start = performance.now();
    await task();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}
