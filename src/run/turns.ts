/** Long work on the main thread in pieces, between which signals, aborts and progress have their turn. */

/**
 * A turn of the event loop, in which Ctrl-C and aborts are heard: on the host a tensor's data is there at once, and promises alone let
 * nothing else run.
 */
export const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** Milliseconds of work between two turns. */
const PIECE_MS = 50;

/**
 * What the steps return; undefined where the signal was aborted before. Work that yields often enough, every few milliseconds, has a
 * turn every 50 ms, in which `told` hears how many steps were taken.
 */
export async function inTurns<T>(
  steps: Generator<undefined, T>, signal?: AbortSignal, told?: (taken: number) => void,
): Promise<T | undefined> {
  for (let [last, taken] = [performance.now(), 0]; !signal?.aborted; taken++) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - last < PIECE_MS) continue;
    told?.(taken + 1);
    await turn();
    last = performance.now();
  }
  return undefined;
}

/** The same for a run, which tells that it is at work, and where it is known how many steps there are, how far. */
export const taken = <T>(
  { signal, step }: { readonly signal?: AbortSignal; step(share?: number): void }, steps: Generator<undefined, T>, all?: number,
): Promise<T | undefined> => inTurns(steps, signal, (done) => step(all === undefined ? undefined : done / all));

/** What steps return that are taken one after another, without a turn between them. */
export function atOnce<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Points of a grid at which little is to be done, between two steps: about a millisecond. */
export const STRIDE = 1024;

/** Values of the function at every point, in steps. */
export function* valuesAt<T, P = number>(points: ArrayLike<P>, of: (x: P, k: number) => T): Generator<undefined, T[]> {
  const values: T[] = [];
  for (let k = 0; k < points.length; k++) {
    if (k % STRIDE === 0) yield;
    values.push(of(points[k]!, k));
  }
  return values;
}
