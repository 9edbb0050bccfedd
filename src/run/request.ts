/**
 * What a study may ask to have drawn. A request is pure: what it gives depends on nothing but itself, so results of disjoint ranges
 * can be merged, kept, and drawn elsewhere (ledger.ts).
 */
import { createHash } from 'node:crypto';
import type { StreamKey } from '../../kernels/kernel.ts';
import { kernels } from '../../kernels/registry.ts';
import type { DrawOptions, KernelRequest, TensorDevice } from '../engine/device.ts';

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
  compute(tensors: TensorDevice): Promise<T>;
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

const known = new WeakMap<object, string>();

/** `fingerprint`, remembered: parameters hold tables of thousands of cells, and many requests share them. */
export function fingerprintOf(parameters: unknown): string {
  if (parameters === null || typeof parameters !== 'object') return fingerprint(parameters);
  const found = known.get(parameters) ?? fingerprint(parameters);
  known.set(parameters, found);
  return found;
}

/** SHA-256 of data: typed arrays by their bytes, laws by their text, functions by their source, members in order of their names. */
export function fingerprint(value: unknown): string {
  const hash = createHash('sha256');
  let text = '';
  // Text in pieces of some length: an update takes longer than a number does to be written down.
  const add = (piece: string): void => {
    text += piece;
    if (text.length > 2 ** 16) flush();
  };
  const flush = (): void => {
    hash.update(text);
    text = '';
  };
  const addValue = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      add(`${part.constructor.name}[${part.byteLength}]`);
      flush();
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    } else if (Array.isArray(part)) {
      add(`[${part.length}`);
      for (const each of part as unknown[]) addValue(each);
    } else if (typeof part === 'function') {
      add(`function ${part.toString()};`);
    } else if (part !== null && typeof part === 'object' && 'cdf' in part && 'text' in part) {
      add(`law ${String(part.text)};`);
    } else if (part !== null && typeof part === 'object') {
      const members = Object.entries(part).filter(([, member]) => member !== undefined);
      members.sort(([a], [b]) => (a < b ? -1 : 1));
      add(`{${members.length}`);
      for (const [name, member] of members) {
        add(`${JSON.stringify(name)}:`);
        addValue(member);
      }
    } else {
      add(`${typeof part} ${Object.is(part, -0) ? '-0' : String(part)};`);
    }
  };
  addValue(value);
  flush();
  return hash.digest('hex');
}
