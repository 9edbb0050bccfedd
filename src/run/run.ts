/**
 * The one door: whatever a study wants drawn, evaluated, solved, told or stopped goes through its run. Nothing below `src/study`
 * holds a device.
 */
import type { StreamKey } from '../../kernels/kernel.ts';
import type { Device, KernelDraws, TensorDevice } from '../engine/device.ts';
import { streamKey } from '../engine/streams.ts';
import { Foretold } from './foretold.ts';
import type { Helpers } from './helpers.ts';
import { openPrograms, type ProgramSolver } from './program-threads.ts';
import { openSolver, type Solver } from './solver.ts';
import { gaps, layered, memoryLedger, type Ledger, type Range } from './ledger.ts';
import type { DrawOptions, Evaluation, KernelRequest, SumsRequest, TensorRequest } from './request.ts';

/** What samplers need. */
export interface Draw {
  /** Sums over the profiles of the request; fewer, from the first on, where the run was stopped. Rejects with DeviceError. */
  draw(request: KernelRequest, options?: DrawOptions): Promise<KernelDraws>;
  draw<S extends { readonly profiles: number }>(request: TensorRequest<S>, options?: DrawOptions): Promise<S>;
  draw<T>(request: Evaluation<T>, options?: DrawOptions): Promise<T>;
}

export interface Run extends Draw {
  readonly seed: string;
  /** Aborted where the run is to stop; what is drawn then comes back short. */
  readonly signal?: AbortSignal;
  /** Key of the stream of that name under the run's seed. */
  stream(name: string): StreamKey;
  /** Short description of what is going on, and the share in [0, 1] that is done; of what is being done within it, too, if it is known. */
  progress(stage: string, share: number, step?: number): void;
  /** The stage goes on: the share of what is being done within it, if it is known. */
  step(share?: number): void;
  /**
   * Decides a program exactly, with a certificate (src/programs/program.ts), or answers one in floating point (float.ts); what was solved
   * once is kept.
   */
  readonly solve: Solver;
  /** Programs in floating point by an interior point method, one after another; nothing is kept. */
  readonly inside: ProgramSolver['inside'];
  /** What was done before in this run, by which what tells no share of itself is measured. */
  readonly past?: Foretold;
  /** One structured line of the log. */
  log(entry: Record<string, unknown>): void;
  /**
   * A certificate as a file that `misreport verify` reads, made where somebody wants it; `name` is that of the file. Or why there is none,
   * in words. `of`: of what the study answers, or of why what was asked cannot be had, which is left where the study then ends.
   */
  prove(name: string, file: () => Readonly<Record<string, unknown>> | string | undefined, of?: ProofOf): void;
  /** The same run, whose progress goes to a listener of one's own. */
  reporting(onProgress: NonNullable<RunHooks['onProgress']>): Run;
}

/** What a certificate is of. Default: `answer`. */
export type ProofOf = 'answer' | 'refusal';

export interface RunHooks {
  /**
   * Short description of what is going on and the share of the whole that is done, in [0, 1]. `step`: of what is being done within it, so
   * that at least so much is left.
   */
  readonly onProgress?: (stage: string, share: number, step?: number) => void;
  /** One structured line for log.jsonl. */
  readonly onLog?: (entry: Record<string, unknown>) => void;
  readonly onProof?: (name: string, file: Readonly<Record<string, unknown>>, of: ProofOf) => void;
  /** Why a certificate that might be looked for is not there. */
  readonly onNoProof?: (name: string, why: string, of: ProofOf) => void;
  /** A stream's key was asked for, which the seed decides. */
  readonly onStream?: () => void;
  readonly signal?: AbortSignal;
  /** What outlives the run. */
  readonly ledger?: Ledger;
  readonly defer?: Deferral;
  /** Other threads, which draw sums in floating point too. */
  readonly helpers?: Helpers;
}

/**
 * Which parts of a request's gaps are drawn here, where the rest is drawn elsewhere: the request then comes back empty, as if the run
 * had been stopped before it. Undefined: all of it is drawn here. `open` is undefined where sums are good for this run alone.
 */
export type Deferral = (request: SumsRequest, name: string, open: readonly Range[] | undefined) => readonly Range[] | undefined;

/** Draws on a device, without a study: for programs of one's own and for tests. */
export function drawOn(
  device: Pick<Device, 'run' | 'tensors'>,
  ledger: Ledger = memoryLedger(),
  signal?: AbortSignal,
  defer?: Deferral,
  helpers?: Helpers,
): Draw {
  let tensors: Promise<TensorDevice> | undefined;
  const openTensors = (): Promise<TensorDevice> => (tensors ??= device.tensors());
  const within = (options: DrawOptions = {}): DrawOptions => (signal === undefined ? options : { signal, ...options });
  /** Where sums have no promised bits, they are good for this run alone. */
  const passing = memoryLedger();
  const placeOf = async (request: SumsRequest): Promise<{ readonly kept: Ledger; readonly floatingPoint?: string }> => {
    if ('kernel' in request || ledger.floatingPoint === undefined) return { kept: ledger };
    const floatingPoint = ledger.floatingPoint((await openTensors()).backend);
    return floatingPoint === undefined ? { kept: passing } : { kept: ledger, floatingPoint };
  };
  const draw = async (
    request: KernelRequest | TensorRequest<{ readonly profiles: number }> | Evaluation<unknown>,
    options?: DrawOptions,
  ): Promise<unknown> => {
    if ('evaluation' in request) return request.compute(await openTensors(), within(options));
    // With all kernels, which studies that only compute do without.
    const [{ requestName }, { floatingSums, integerSums }] = await Promise.all([import('./request.ts'), import('./sums.ts')]);
    const { kept, floatingPoint } = await placeOf(request);
    const name = requestName(request, floatingPoint);
    const sums = (range: Range): Promise<{ readonly profiles: number }> => ('kernel' in request
      ? integerSums(kept, { ...request, ...range }, name, within(options), device)
      : floatingSums(kept, { ...request, ...range }, name, within(options), openTensors, helpers));
    const parts = defer?.(request, name, kept === passing ? undefined : gaps(kept.has(name, request), request));
    if (parts === undefined) return sums(request);
    for (const part of parts) await sums(part);
    return sums({ first: request.first, count: 0 });
  };
  return { draw: draw as Draw['draw'] };
}

export function openRun(
  device: Device, seed: string, { onProgress, onLog, onProof, onNoProof, onStream, signal, ledger, defer, helpers }: RunHooks = {},
): Run {
  const door = drawOn(device, ledger ? layered(memoryLedger(), ledger) : memoryLedger(), signal, defer, helpers);
  /** Tells anew what was told last, by the innermost run: what is made of it on the way out may move with time. */
  let again = (_step?: number): void => {};
  const past = new Foretold();
  const programs = openPrograms(signal, (share) => again(share), undefined, past);
  const solve = openSolver(undefined, programs.solve);
  const reporting = (listener?: RunHooks['onProgress']): Run => {
    let at: readonly [stage: string, share: number] = ['', 0];
    return {
      ...door,
      solve,
      inside: programs.inside,
      past,
      seed,
      ...(signal ? { signal } : {}),
      stream(name) {
        onStream?.();
        return streamKey(seed, name);
      },
      progress(stage, share, step) {
        at = [stage, share];
        listener?.(stage, share, step);
        again = (now) => listener?.(...at, now);
      },
      step: (share) => listener?.(...at, share),
      log: (entry) => onLog?.(entry),
      prove(name, file, of = 'answer') {
        const made = onProof && file();
        if (typeof made === 'string') onNoProof?.(name, made, of);
        else if (made) onProof!(name, made, of);
      },
      reporting,
    };
  };
  return reporting(onProgress);
}
