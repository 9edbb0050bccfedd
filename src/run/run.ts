/**
 * The one door: whatever a study wants drawn, evaluated, solved, told or stopped goes through its run. Nothing below `src/study`
 * holds a device.
 */
import { mergeStatistics, type Statistics, type StreamKey } from '../../kernels/kernel.ts';
import { kernels } from '../../kernels/registry.ts';
import type { Device, KernelDraws, TensorDevice } from '../engine/device.ts';
import { streamKey } from '../engine/streams.ts';
import { openSolver, type Solver } from './solver.ts';
import { memoryLedger, type KeptRange, type Ledger, type Range } from './ledger.ts';
import { requestName, type DrawOptions, type Evaluation, type KernelRequest, type TensorRequest } from './request.ts';

/** What samplers need. */
export interface Draw {
  /** Sums over the profiles of the request; fewer, from the first on, where the run was stopped. Rejects with DeviceError. */
  draw(request: KernelRequest, options?: DrawOptions): Promise<KernelDraws>;
  draw<S extends { readonly profiles: number }>(request: TensorRequest<S>, options?: DrawOptions): Promise<S>;
  draw<T>(request: Evaluation<T>): Promise<T>;
}

export interface Run extends Draw {
  readonly seed: string;
  /** Aborted where the run is to stop; what is drawn then comes back short. */
  readonly signal?: AbortSignal;
  /** Key of the stream of that name under the run's seed. */
  stream(name: string): StreamKey;
  /** Short description of what is going on, and the share in [0, 1] that is done. */
  progress(stage: string, share: number): void;
  /**
   * Decides a program exactly, with a certificate (src/programs/program.ts), or answers one in floating point (float.ts); what was solved
   * once is kept.
   */
  readonly solve: Solver;
  /** One structured line of the log. */
  log(entry: Record<string, unknown>): void;
  /** The same run, whose progress goes to a listener of one's own. */
  reporting(onProgress: (stage: string, share: number) => void): Run;
}

export interface RunHooks {
  /** Short description of what is going on and the share of the whole that is done, in [0, 1]. */
  readonly onProgress?: (stage: string, share: number) => void;
  /** One structured line for log.jsonl. */
  readonly onLog?: (entry: Record<string, unknown>) => void;
  readonly signal?: AbortSignal;
}

/** Draws on a device, without a study: for programs of one's own and for tests. */
export function drawOn(device: Pick<Device, 'run' | 'tensors'>, ledger: Ledger = memoryLedger(), signal?: AbortSignal): Draw {
  let tensors: Promise<TensorDevice> | undefined;
  const openTensors = (): Promise<TensorDevice> => (tensors ??= device.tensors());
  const within = (options: DrawOptions = {}): DrawOptions => (signal === undefined ? options : { signal, ...options });
  const draw = async (
    request: KernelRequest | TensorRequest<{ readonly profiles: number }> | Evaluation<unknown>,
    options?: DrawOptions,
  ): Promise<unknown> => {
    if ('evaluation' in request) return request.compute(await openTensors());
    if ('kernel' in request) return fromLedger(ledger, request, within(options), kernelSums(device, request));
    const { experiment, stream } = request;
    return fromLedger(ledger, request, within(options), {
      draw: async ({ first, count }, how) => experiment.draw(await openTensors(), stream, first, count, how),
      merge: (earlier, later) => experiment.merge(earlier, later),
    });
  };
  return { draw: draw as Draw['draw'] };
}

export function openRun(device: Device, seed: string, { onProgress, onLog, signal }: RunHooks = {}): Run {
  const door = drawOn(device, memoryLedger(), signal);
  const solve = openSolver();
  const reporting = (listener?: RunHooks['onProgress']): Run => ({
    ...door,
    solve,
    seed,
    ...(signal ? { signal } : {}),
    stream: (name) => streamKey(seed, name),
    progress: (stage, share) => listener?.(stage, share),
    log: (entry) => onLog?.(entry),
    reporting,
  });
  return reporting(onProgress);
}

interface Drawing<S> {
  draw(range: Range, options: DrawOptions): Promise<S>;
  merge(earlier: S, later: S): S;
}

function kernelSums(device: Pick<Device, 'run'>, request: KernelRequest): Drawing<KernelDraws> {
  return {
    draw: (range, options) => device.run({ ...request, ...range }, options),
    merge: (earlier, later) =>
      ({ statistics: added(request, [earlier.statistics, later.statistics]), profiles: earlier.profiles + later.profiles }),
  };
}

/** Fresh arrays: what is kept is not to be added to. */
function added({ kernel, parameters }: KernelRequest, parts: readonly Statistics[]): Statistics {
  const sum = kernels[kernel].emptyStatistics(parameters);
  for (const part of parts) mergeStatistics(sum, part);
  return sum;
}

/** Takes what is kept, draws the gaps in order, and keeps what it drew; stops at the first gap that comes back short. */
async function fromLedger<S extends { readonly profiles: number }>(
  ledger: Ledger,
  request: KernelRequest | TensorRequest<S>,
  options: DrawOptions,
  { draw, merge }: Drawing<S>,
): Promise<S> {
  const { first, count } = request;
  const name = requestName(request);
  let sums: S | undefined;
  let done = 0;
  const add = (part: S): void => {
    sums = sums === undefined ? part : merge(sums, part);
    done += part.profiles;
  };
  for (const piece of pieces(ledger.find(name, request), request)) {
    if ('sums' in piece) {
      add(piece.sums as S);
      continue;
    }
    const before = done;
    const drawn = await draw(
      piece,
      { ...options, ...(options.onProgress ? { onProgress: (profiles: number) => options.onProgress!(before + profiles) } : {}) },
    );
    if (drawn.profiles > 0) ledger.keep(name, { first: piece.first, count: drawn.profiles, sums: drawn });
    add(drawn);
    if (drawn.profiles < piece.count) return sums!;
  }
  return sums ?? draw({ first, count }, options);
}

/** Kept ranges and the gaps between them, in order. */
function pieces(kept: readonly KeptRange[], { first, count }: Range): (Range | KeptRange)[] {
  const all: (Range | KeptRange)[] = [];
  let at = first;
  for (const range of kept) {
    if (range.first > at) all.push({ first: at, count: range.first - at });
    all.push(range);
    at = range.first + range.count;
  }
  if (at < first + count) all.push({ first: at, count: first + count - at });
  return all;
}
