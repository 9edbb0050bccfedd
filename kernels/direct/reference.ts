/** Double-precision twin of kernel `direct`: draw everybody, sort, look. */
import type { ChunkRunner } from '../kernel.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import type { DirectParameters } from './spec.ts';

/** Number of boundaries at or below the word: its cell. */
const cellOf = (word: number, thresholds: Float64Array): number => thresholds.filter((t) => t <= word).length;

export function prepareDirectReference(parameters: DirectParameters): ChunkRunner {
  const { groups, rank, cells } = parameters;
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const drawn: number[] = [];
      let draw = 0;
      for (const group of groups) {
        for (let agent = 0; agent < group.count; agent++, draw++) {
          const word = threefry2x32(key, [profile, draw >>> 1])[draw & 1]!;
          drawn.push(cellOf(word, group.thresholds));
        }
      }
      drawn.sort((a, b) => a - b);
      into.lower![rank === 0 ? 0 : drawn[rank - 1]!]! += 1;
      into.upper![rank === drawn.length ? cells + 1 : drawn[rank]!]! += 1;
    }
  };
}
