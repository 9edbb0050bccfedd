/**
 * For kernels of the ranks round a trader (direct/spec.ts) whose GPU program leaves some profiles to the CPU twin: result of a batch: both
 * histograms, cells 0 .. top, then how many profiles are listed, then those. Room for sixteen times a thousandth of all, and some.
 */
import type { GpuLimits, GpuPlan, GpuProgram } from './gpu-program.ts';
import type { ChunkRunner } from './kernel.ts';
import { roomFor } from './linear/webgpu.ts';

const WORKGROUPS = 4096;
const listRoom = (count: number): number => 256 + (count >> 6);

/** `listProfile(profile)`; `top`: WGSL expression for the last cell. */
export const listProfileWgsl = (top: string): string => /* wgsl */ `
fn listProfile(profile : u32) {
  let listAt = 2u * (${top} + 1u);
  let place = u32(atomicAdd(&result[listAt], 1));
  if (place < arrayLength(&result) - listAt - 1u) { atomicStore(&result[listAt + 1u + place], i32(profile)); }
}
`;

export interface ListingPlan {
  readonly program: GpuProgram;
  readonly tables: Int32Array;
  readonly batchProfilesMax: number;
  /** Entries of either histogram. */
  readonly cells: number;
  /** Ranks 0 and N + 1 lie at minus and plus infinity; the program counts neither. */
  readonly rank: number;
  readonly others: number;
  readonly twin: ChunkRunner;
}

/** The plan of a program that goes through profiles in steps of all its threads; where too many are listed the twin does the batch. */
export function listingPlan(
  { batchProfilesMax, cells, others, program, rank, tables, twin }: ListingPlan, { workgroupsMax }: GpuLimits,
): GpuPlan {
  const dispatches: GpuPlan['dispatches'] = (first, count) =>
    [{ program, first, count, workgroups: Math.min(Math.ceil(count / program.workgroupSize), WORKGROUPS, workgroupsMax) }];
  return {
    tables, batchProfilesMax, dispatches,
    exactDispatches: dispatches,
    resultLength: (count) => roomFor(2 * cells + 1 + listRoom(count)),
    collect(result, { count, first, key }, into) {
      const listed = result[2 * cells]!;
      if (listed > result.length - 2 * cells - 1) {
        twin(key, first, count, into);
        return true;
      }
      for (let cell = 0; cell < cells; cell++) {
        into.lower![cell]! += result[cell]!;
        into.upper![cell]! += result[cells + cell]!;
      }
      // The twin counts the infinite ranks of its own profiles.
      if (rank === 0) into.lower![0]! += count - listed;
      if (rank === others) into.upper![cells - 1]! += count - listed;
      for (let i = 0; i < listed; i++) twin(key, result[2 * cells + 1 + i]! >>> 0, 1, into);
      return true;
    },
  };
}
