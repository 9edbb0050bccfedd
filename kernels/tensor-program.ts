/** A kernel as a composition of tensor ops, for TFJS backends that have no fused variant. */
import type { StreamKey } from './kernel.ts';
import type { Tensor1D, Tfjs } from './tensors.ts';

export interface TensorPlan {
  /** Most profiles in a batch: counts must stay below 2^24, what float32 holds exactly. A power of two. */
  readonly batchProfilesMax: number;
  /** The statistics' arrays one after another, in the order of `emptyStatistics`, as counts (int32 or whole float32). */
  run(key: StreamKey, first: number, count: number): Tensor1D;
}

export interface TensorKernel<P> {
  readonly name: string;
  prepare(parameters: P, tf: Tfjs): TensorPlan;
}
