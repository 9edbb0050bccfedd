/**
 * Kernel `skeleton` on a GPU: one thread a profile. kernels/gpu-program.ts says what the text may use.
 *
 * State the cost of a draw in integer operations here (36 for Threefry, 2 to count), and why nothing overflows: each
 * profile adds 1 to one 32-bit counter, and a batch has at most 2^26 profiles.
 */
import type { GpuKernel, GpuProgram } from '../gpu-program.ts';
import { THREEFRY_WGSL } from '../threefry/webgpu.ts';
import { validateSkeleton, type SkeletonParameters } from './spec.ts';

const THREADS = 128;
const BATCH_PROFILES_MAX = 2 ** 26;

/** Tables: N, threshold - 1 (a threshold of 2^32 does not fit a word), whether the threshold is above 0. */
const program: GpuProgram = {
  key: 'skeleton',
  workgroupSize: THREADS,
  text: /* wgsl */ `${THREEFRY_WGSL}
fn main(index : i32) {
  let offset = u32(index);
  if (offset >= uniforms.count) { return; }
  let key = threefrySchedule(uniforms.k0, uniforms.k1);
  let draws = bitcast<u32>(tables[0]);
  let last = bitcast<u32>(tables[1]);
  let some = tables[2] == 1;
  var below = 0u;
  for (var block = 0u; 2u * block < draws; block++) {
    let words = threefry2x32(key, uniforms.first + offset, block);
    below += select(0u, 1u, some && words.x <= last);
    below += select(0u, 1u, some && words.y <= last && 2u * block + 1u < draws);
  }
  atomicAdd(&result[below], 1);
}`,
};

export const skeletonGpu: GpuKernel<SkeletonParameters> = {
  name: 'skeleton',
  prepare(parameters, limits) {
    validateSkeleton(parameters);
    const { draws, threshold } = parameters;
    // One dispatch a batch; `direct` shows how to cut a batch into several.
    const batchProfilesMax = Math.min(BATCH_PROFILES_MAX, 2 ** Math.floor(Math.log2(limits.workgroupsMax * THREADS)));
    const dispatches = (first: number, count: number) => [{ program, first, count, workgroups: Math.ceil(count / THREADS) }];
    return {
      tables: Int32Array.of(draws, threshold - 1, threshold > 0 ? 1 : 0),
      batchProfilesMax,
      resultLength: () => draws + 1,
      dispatches,
      exactDispatches: dispatches,
      collect(result, _batch, into) {
        for (let k = 0; k <= draws; k++) into.successes![k]! += result[k]!;
        return true;
      },
    };
  },
};
