/**
 * What a study may ask to have drawn. A request is pure: what it gives depends on nothing but itself, so results of disjoint ranges
 * can be merged, kept, and drawn elsewhere (ledger.ts).
 */
import type { StreamKey } from '../../kernels/kernel.ts';
import { kernels } from '../../kernels/registry.ts';
import type { DrawOptions, KernelRequest, TensorDevice } from '../engine/device.ts';
import { fingerprint, fingerprintOf } from './fingerprint.ts';

/** Sums over profiles that no kernel makes: tensor ops on the device's own TFJS backend. */
export interface TensorExperiment<S extends { readonly profiles: number }> {
  /** `tensor-interim`, ...: with `parameters` all that decides the numbers, apart from the backend. */
  readonly name: string;
  /** Laws by their text and functions by their source when the request is named. */
  readonly parameters: unknown;
  /**
   * Profiles, a power of two. Sums in floating point depend on their order, so a range is drawn in chunks that end at multiples of it, and
   * merged in order: then it has the same bits whether it was drawn at once, in several runs, or in several places.
   */
  readonly chunk: number;
  /** Profiles, a power of two up to `chunk`, that are drawn at once, by whichever thread, and merged in order. Absent: the whole chunk. */
  readonly piece?: number;
  /** Profiles first .. first + count - 1, within one piece; fewer, from the first on, where it was interrupted. */
  draw(tensors: TensorDevice, stream: StreamKey, first: number, count: number, options: DrawOptions): Promise<S>;
  /** Sums of two ranges that follow each other. */
  merge(earlier: S, later: S): S;
}

/** An experiment that is ready on a device. */
export interface OpenExperiment<S> {
  /** As in TensorExperiment. */
  readonly piece: number;
  run(stream: StreamKey, first: number, count: number, options: DrawOptions): Promise<S>;
}

export interface TensorRequest<S extends { readonly profiles: number }> {
  readonly experiment: TensorExperiment<S>;
  readonly stream: StreamKey;
  readonly first: number;
  readonly count: number;
}

/** What is computed rather than drawn: sums over every node of a grid, values of a user's functions. */
export interface Evaluation<T> {
  readonly evaluation: string;
  readonly parameters: unknown;
  /** Where it takes long it is one profile, a part of which may be done; of what was interrupted the value says nothing. */
  compute(tensors: TensorDevice, options?: DrawOptions): Promise<T>;
}

export type { DrawOptions, KernelRequest };

export type SumsRequest = KernelRequest | TensorRequest<{ readonly profiles: number }>;

/** Kernel or experiment, with its version: what a list of kept ranges calls it. */
export const whatIsDrawn = (request: SumsRequest): string =>
  ('kernel' in request ? `${request.kernel}/${kernels[request.kernel].version}` : request.experiment.name);

/**
 * Hexadecimal name of everything but the range: what two requests share whose ranges may be merged. `floatingPoint`: what sums of a
 * tensor experiment depend on besides; integers depend on nothing else.
 */
export function requestName(request: SumsRequest, floatingPoint = ''): string {
  const [parameters, besides] = 'kernel' in request ? [request.parameters, ''] : [request.experiment.parameters, floatingPoint];
  return fingerprint([whatIsDrawn(request), fingerprintOf(parameters), request.stream.k0, request.stream.k1, besides]);
}
