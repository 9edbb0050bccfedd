/** Long work on the main thread in pieces, between which signals, aborts and progress have their turn. */
import { shareOf, type Foretold } from './foretold.ts';

/**
 * A turn of the event loop, in which Ctrl-C and aborts are heard: on the host a tensor's data is there at once, and promises alone let
 * nothing else run.
 */
export const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** Milliseconds of work between two turns. */
const PIECE_MS = 50;
/** When work last had a turn: short works one after another, each with none of its own, are together as long. */
let last = 0;

/**
 * What the steps return; undefined where the signal was aborted before. Work that yields often enough, every few milliseconds, has a
 * turn every 50 ms, in which `told` hears how many steps were taken.
 */
export async function inTurns<T>(
  steps: Generator<undefined, T>, signal?: AbortSignal, told?: (taken: number) => void,
): Promise<T | undefined> {
  for (let taken = 0; !signal?.aborted; taken++) {
    const step = steps.next();
    if (step.done) return step.value;
    const since = performance.now() - last;
    // Below zero another clock runs, as in a test that sets one: what was noted by the old one says nothing.
    if (since >= 0 && since < PIECE_MS) continue;
    told?.(taken + 1);
    await turn();
    last = performance.now();
  }
  return undefined;
}

/** Steps that nobody counted before, but some of their kind, of another size perhaps: they are as many times more as it is larger. */
export interface Like {
  readonly kind: string;
  readonly size: number;
}

/**
 * The same for a run, which tells that it is at work, and how far, where it is known how many steps there are or were in work like it.
 */
export async function taken<T>(
  { signal, step, past }: { readonly signal?: AbortSignal; step(share?: number): void; readonly past?: Foretold },
  steps: Generator<undefined, T>, all?: number | Like,
): Promise<T | undefined> {
  if (typeof all !== 'object') return inTurns(steps, signal, (done) => step(all === undefined ? undefined : done / all));
  const expected = past?.expected(all.kind, all.size, 1);
  let done = 0;
  const counted = function* (): Generator<undefined, T> {
    for (let one = steps.next(); ; one = steps.next()) {
      if (one.done) return one.value;
      done++;
      yield;
    }
  };
  const value = await inTurns(counted(), signal, () => step(shareOf(done, expected)));
  if (value !== undefined) past?.record(all.kind, all.size, done);
  return value;
}

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
