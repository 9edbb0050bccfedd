/** Plain twin of kernel `skeleton`: so simple that reading it is proof. No tables, no tricks; speed does not matter. */
import type { ChunkRunner } from '../kernel.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import type { SkeletonParameters } from './spec.ts';

export function prepareSkeletonReference({ draws, threshold }: SkeletonParameters): ChunkRunner {
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const words = Array.from({ length: draws }, (_, draw) => threefry2x32(key, [profile, draw >>> 1])[draw & 1]!);
      into.successes![words.filter((word) => word < threshold).length]! += 1;
    }
  };
}
