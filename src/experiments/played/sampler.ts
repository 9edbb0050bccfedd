/** How experiments that are played on the host are drawn: in pieces, by whichever thread, merged in order. */
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { DrawOptions, OpenExperiment, TensorExperiment } from '../../run/request.ts';
import type { Draw } from '../../run/run.ts';

/** Profiles that are drawn at once, by whichever thread, and those whose sums are kept. */
export const PIECE = 2 ** 8;
const CHUNK = 2 ** 12;

interface Played<S extends { readonly profiles: number }> extends Pick<TensorExperiment<S>, 'name' | 'parameters' | 'merge'> {
  readonly opened: OpenExperiment<S>;
  /** Rough cost of a profile, in nanoseconds. */
  readonly cost: number;
}

interface PlayedSampler<S> {
  readonly path: 'played';
  readonly reason: string;
  readonly cost: number;
  run(stream: StreamKey, first: number, count: number, options?: DrawOptions): Promise<S>;
}

export function playedSampler<S extends { readonly profiles: number }>({ opened, cost, ...named }: Played<S>, run: Draw): PlayedSampler<S> {
  const experiment: TensorExperiment<S> = {
    ...named, chunk: CHUNK, piece: PIECE, draw: (_, stream, first, count, options) => opened.run(stream, first, count, options),
  };
  return {
    path: 'played',
    reason: 'atoms beside densities: profiles played one by one, the first-listed alternative where several are best',
    cost,
    run: (stream, first, count, options) => run.draw({ experiment, stream, first, count }, options),
  };
}
