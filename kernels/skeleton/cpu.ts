/** Kernel `skeleton` on the CPU. Build tables once in `prepare`, allocate nothing in the loop. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { prepareSkeletonReference } from './reference.ts';
import { emptySkeletonStatistics, validateSkeleton, type SkeletonParameters } from './spec.ts';

function prepare({ draws, threshold }: SkeletonParameters): ChunkRunner {
  // Words come 16 at a time (kernels/simd/simd.ts); the last group may reach past N.
  const groups = Math.ceil(draws / 16);
  const loops = loadSimdLoops(16 * groups);
  const words = loops.buffer;
  return (key, first, count, into) => {
    const successes = into.successes!;
    for (let profile = first; profile < first + count; profile++) {
      loops.words(key.k0, key.k1, profile, groups);
      let below = 0;
      for (let draw = 0; draw < draws; draw++) if (words[draw]! < threshold) below++;
      successes[below]!++;
    }
  };
}

export const skeleton: Kernel<SkeletonParameters> = {
  name: 'skeleton',
  version: 1,
  drawsPerProfile: ({ draws }) => draws,
  emptyStatistics: emptySkeletonStatistics,
  validate: validateSkeleton,
  prepareCpu: prepare,
  prepareReference: prepareSkeletonReference,
};
