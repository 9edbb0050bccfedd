/** Double-precision twin of kernel `direct`: draw everybody, sort, look. */
import { referenceCell } from '../cell-lookup.ts';
import type { ChunkRunner } from '../kernel.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import type { DirectParameters } from './spec.ts';

export function prepareDirectReference(parameters: DirectParameters): ChunkRunner {
  const { groups, rank, cells } = parameters;
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const drawn: number[] = [];
      let draw = 0;
      for (const group of groups) {
        for (let agent = 0; agent < group.count; agent++, draw++) {
          const word = threefry2x32(key, [profile, draw >>> 1])[draw & 1]!;
          drawn.push(referenceCell(group.thresholds, word));
        }
      }
      drawn.sort((a, b) => a - b);
      into.lower![rank === 0 ? 0 : drawn[rank - 1]!]! += 1;
      into.upper![rank === drawn.length ? cells + 1 : drawn[rank]!]! += 1;
    }
  };
}
