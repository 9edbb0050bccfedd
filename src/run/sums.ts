/** Sums of one request: what the ledger has, the rest drawn and kept, so that little is lost whenever the process ends. */
import { mergeStatistics, type Statistics } from '../../kernels/kernel.ts';
import { kernels } from '../../kernels/registry.ts';
import type { Device, KernelDraws, TensorDevice } from '../engine/device.ts';
import type { Helpers } from './helpers.ts';
import { gaps, type KeptRange, type Ledger, type Range } from './ledger.ts';
import { inOrder } from './pieces.ts';
import { whatIsDrawn, type DrawOptions, type KernelRequest, type TensorRequest } from './request.ts';

/** Draws that take a fraction of a second on one core: what is drawn before anything is known of the pace. */
const FIRST_SLICE_DRAWS = 2 ** 25;
/** Most by which a slice may outgrow the one before. */
const GROWTH_MAX = 8;

const powerBelow = (x: number): number => 2 ** Math.floor(Math.log2(Math.max(1, x)));

const progressFrom = (options: DrawOptions, before: number): DrawOptions => {
  const { onProgress } = options;
  return onProgress ? { ...options, onProgress: (profiles) => onProgress(before + profiles) } : options;
};

/** Fresh arrays: what is kept is not to be added to. */
function added({ kernel, parameters }: KernelRequest, parts: readonly Statistics[]): Statistics {
  const sum = kernels[kernel].emptyStatistics(parameters);
  for (const part of parts) mergeStatistics(sum, part);
  return sum;
}

/**
 * Sums of integers, which have the same bits wherever they are cut. Takes what is kept and draws the gaps in order, in slices as long as
 * the ledger's interval; what a gap has so far is kept after each. Stops at the first slice that comes back short.
 */
export async function integerSums(
  ledger: Ledger,
  request: KernelRequest,
  name: string,
  options: DrawOptions,
  device: Pick<Device, 'run'>,
): Promise<KernelDraws> {
  const { parameters, first } = request;
  const kernel = kernels[request.kernel];
  const keep = (range: KeptRange, seconds: number): void => ledger.keep({ name, what: whatIsDrawn(request), range, seconds });
  let sums: KernelDraws | undefined;
  let parts = 0;
  const joined = (earlier: KernelDraws | undefined, later: KernelDraws): KernelDraws => (earlier === undefined
    ? later
    : {
      statistics: added(request, [earlier.statistics, later.statistics]),
      profiles: earlier.profiles + later.profiles,
    });
  let slice = Math.max(
    kernel.profileMultiple?.(parameters) ?? 1, powerBelow(FIRST_SLICE_DRAWS / Math.max(1, kernel.drawsPerProfile(parameters))),
  );
  /** False where it came back short. */
  const fill = async (gap: Range): Promise<boolean> => {
    let filled: KernelDraws | undefined;
    const before = sums?.profiles ?? 0;
    for (let at = gap.first; at < gap.first + gap.count;) {
      const left = gap.first + gap.count - at;
      const wanted = left < 1.5 * slice ? left : slice;
      const started = performance.now();
      const drawn = await device.run({ ...request, first: at, count: wanted }, progressFrom(options, before + at - gap.first));
      const seconds = (performance.now() - started) / 1000;
      filled = joined(filled, drawn);
      at += drawn.profiles;
      if (drawn.profiles > 0) keep({ first: gap.first, count: filled.profiles, sums: filled }, seconds);
      if (drawn.profiles < wanted) break;
      slice = nextSlice(slice, ledger.interval / Math.max(seconds, 1e-3));
    }
    if (filled === undefined) return true;
    sums = joined(sums, filled);
    parts++;
    return filled.profiles === gap.count;
  };
  for (const piece of pieces(ledger.find(name, request), request)) {
    if ('sums' in piece) {
      sums = joined(sums, piece.sums as KernelDraws);
      parts++;
    } else if (!(await fill(piece))) {
      break;
    }
  }
  if (sums === undefined) return device.run({ ...request, first, count: 0 }, options);
  // One range in place of several, up to where it was cut short.
  if (parts > 1) keep({ first, count: sums.profiles, sums }, 0);
  return sums;
}

/** A power of two times as long, or shorter. */
function nextSlice(slice: number, factor: number): number {
  return factor >= 2 ? slice * Math.min(GROWTH_MAX, powerBelow(factor)) : factor < 0.5 && slice > 1 ? Math.max(1, slice / 2) : slice;
}

/**
 * Sums in floating point: chunk by chunk, each as a whole out of the ledger or drawn piece by piece, merged in order. So they have the
 * same bits whatever was kept, and whoever drew a piece. Stops at the first chunk that comes back short, which is not kept.
 */
export async function floatingSums<S extends { readonly profiles: number }>(
  ledger: Ledger,
  request: TensorRequest<S>,
  name: string,
  options: DrawOptions,
  tensors: () => Promise<TensorDevice>,
  helpers?: Helpers,
): Promise<S> {
  const { experiment, stream, count } = request;
  const { chunk, piece = chunk } = experiment;
  let finished = 0;
  const here = async (range: Range): Promise<S> => experiment.draw(await tensors(), stream, range.first, range.count, {
    ...options, ...(options.onProgress ? { onProgress: (profiles) => options.onProgress!(finished + profiles) } : {}),
  });
  const crew = count > piece ? helpers?.crew(experiment) : undefined;
  let sums: S | undefined;
  for (const range of cut(request, chunk)) {
    const kept = ledger.find(name, range).find(({ first, count: profiles }) => first === range.first && profiles === range.count);
    const started = performance.now();
    let part = kept?.sums as S | undefined;
    if (part === undefined) {
      for await (const next of inOrder({ pieces: [...cut(range, piece)], stream, crew, signal: options.signal, here })) {
        finished += next.profiles;
        part = part === undefined ? next : experiment.merge(part, next);
      }
    } else finished += range.count;
    if (part === undefined) break;
    const isWhole = part.profiles === range.count;
    const seconds = (performance.now() - started) / 1000;
    if (!kept && isWhole) ledger.keep({ name, what: whatIsDrawn(request), range: { ...range, sums: part }, seconds });
    sums = sums === undefined ? part : experiment.merge(sums, part);
    if (!isWhole) return sums;
  }
  return sums ?? here({ first: request.first, count: 0 });
}

/** The range, cut at multiples of `chunk`. */
export function* cut({ first, count }: Range, chunk: number): Generator<Range> {
  for (let at = first; at < first + count;) {
    const end = Math.min(first + count, (Math.floor(at / chunk) + 1) * chunk);
    yield { first: at, count: end - at };
    at = end;
  }
}

/** Kept ranges and the gaps between them, in order. */
function pieces(kept: readonly KeptRange[], within: Range): (Range | KeptRange)[] {
  return [...kept, ...gaps(kept, within)].sort((a, b) => a.first - b.first);
}
