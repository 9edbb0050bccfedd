/** What a kernel says of itself to a GPU: WGSL text and integer tables. No device objects, so it can be read and tested anywhere. */
import type { StreamKey, Statistics } from './kernel.ts';

/**
 * A compute program. `text` declares `fn main(index : i32)` and may use
 *   tables            array<i32>, read only: the plan's tables
 *   result            array<atomic<i32>>: the batch's result, zero before the first dispatch
 *   uniforms.k0, k1   key of the profile block        uniforms.first, count   the profiles of this dispatch
 *   localIndex, workgroupId, numWorkgroups   as WGSL's built-ins of those names
 */
export interface GpuProgram {
  /** Two programs with the same key have the same text. */
  readonly key: string;
  readonly workgroupSize: number;
  readonly text: string;
  /** Whether the text uses WGSL's `subgroups`, which a device has where its limits say how large they are. */
  readonly subgroups?: boolean;
}

export interface GpuDispatch {
  readonly program: GpuProgram;
  /**
   * A batch's scratch, which stays on the device. `written`: the program's `result` is the scratch, with whatever was in it. `read`: the
   * program has it as `scratch`, array<i32>, read only. Absent: the program has nothing to do with it.
   */
  readonly scratch?: 'written' | 'read';
  readonly first: number;
  readonly count: number;
  readonly workgroups: number;
}

export interface GpuLimits {
  readonly workgroupThreadsMax: number;
  readonly workgroupBytesMax: number;
  /** Along one dimension of a dispatch. */
  readonly workgroupsMax: number;
  /** Fewest lanes of a subgroup. Absent: the device has none. */
  readonly subgroupLanes?: number;
}

/** A job's kernel made ready: tables are uploaded once, then any number of batches run. */
export interface GpuPlan {
  readonly tables: Int32Array;
  /** Most profiles in a batch, a power of two: results are 32-bit counters. */
  readonly batchProfilesMax: number;
  /** Entries of the result of a batch. */
  resultLength(count: number): number;
  /** Entries of the scratch of a batch. Absent: no dispatch has one. */
  scratchLength?(count: number): number;
  /** In order, for profiles `first .. first + count - 1` of a block. */
  dispatches(first: number, count: number): readonly GpuDispatch[];
  /** The same profiles by the slow way that always ends well; used where `collect` says no. */
  exactDispatches(first: number, count: number): readonly GpuDispatch[];
  /** Adds a batch's result to `into`. Returns false, adding nothing, where the batch must be done the exact way. */
  collect(result: Int32Array, batch: GpuBatch, into: Statistics): boolean;
}

export interface GpuKernel<P> {
  readonly name: string;
  /** Whether jobs with these parameters run on a GPU; the others run on the kernel's CPU twin. Absent: all do. */
  supports?(parameters: P): boolean;
  prepare(parameters: P, limits: GpuLimits): GpuPlan;
}

/** A batch of a plan: what the op of the TFJS registry is given. */
export interface GpuBatch {
  readonly key: StreamKey;
  readonly first: number;
  readonly count: number;
}
