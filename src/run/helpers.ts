/** Threads that draw pieces of tensor experiments beside this one. */
import type { StreamKey } from '../../kernels/kernel.ts';
import type { Range } from './ledger.ts';
import type { TensorExperiment } from './request.ts';

/** Of one experiment. */
export interface Crew<S> {
  /** How many more pieces want to be handed out: 0 while threads start, or have enough. */
  free(): number;
  /** Sums of the piece; undefined where the thread could not draw it, so that it is drawn here, which tells why. */
  draw(stream: StreamKey, piece: Range): Promise<S | undefined>;
}

export interface Helpers {
  /** Undefined where no other thread can build what the experiment is of. */
  crew<S extends { readonly profiles: number }>(experiment: TensorExperiment<S>): Crew<S> | undefined;
}
