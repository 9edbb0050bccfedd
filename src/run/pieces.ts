/** Pieces of a tensor experiment, drawn here and by helpers, and told in order: who drew them has no influence on what comes back. */
import type { Crew } from './helpers.ts';
import type { Range } from './ledger.ts';
import type { StreamKey } from '../../kernels/kernel.ts';

/** Pieces ahead of the one that is waited for: what is merged in order must be kept until then. */
const AHEAD = 16;

interface Work<S> {
  readonly pieces: readonly Range[];
  readonly stream: StreamKey;
  readonly crew: Crew<S> | undefined;
  readonly signal: AbortSignal | undefined;
  /** Draws a piece on this thread; short where it was stopped. */
  here(piece: Range): Promise<S>;
}

/**
 * Sums of the pieces in order. Ends after the first that comes back short, and before the first that a stop left to a helper. Throws what
 * the first faulty piece throws here: what failed elsewhere is drawn again.
 */
export async function* inOrder<S extends { readonly profiles: number }>(
  { pieces, stream, crew, signal, here }: Work<S>,
): AsyncGenerator<S> {
  const done = new Map<number, S>();
  const away = new Map<number, Promise<void>>();
  const returned: number[] = [];
  /** First piece not handed out, and the first that need not be: one before it failed or came back short. */
  let [next, end] = [0, pieces.length];
  let failure: { readonly error: unknown } | undefined;
  const drawHere = async (index: number): Promise<void> => {
    try {
      const sums = await here(pieces[index]!);
      done.set(index, sums);
      if (sums.profiles < pieces[index]!.count) end = Math.min(end, index + 1);
    } catch (error) {
      if (index < end) [failure, end] = [{ error }, index];
    }
  };
  const handOut = (): void => {
    const index = next++;
    away.set(index, crew!.draw(stream, pieces[index]!).then((sums) => {
      away.delete(index);
      if (sums === undefined) returned.push(index);
      else done.set(index, sums);
    }));
  };
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => { stop = resolve; });
  signal?.addEventListener('abort', stop);
  try {
    for (let wanted = 0; wanted < end;) {
      const sums = done.get(wanted);
      if (sums !== undefined) {
        done.delete(wanted++);
        yield sums;
        continue;
      }
      if (signal?.aborted && away.has(wanted)) return;
      const isNear = (): boolean => next < Math.min(end, wanted + AHEAD);
      const mine = returned.pop() ?? (isNear() ? next++ : undefined);
      while (crew !== undefined && !signal?.aborted && isNear() && crew.free() > 0) handOut();
      await (mine === undefined ? Promise.race([...away.values(), stopped]) : drawHere(mine));
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  if (failure) throw failure.error;
}
