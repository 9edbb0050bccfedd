/**
 * Twin of kernel `binomial-splitting` with the scalar generator and a plain search for cells. Which binomials are drawn
 * is the method itself and shared; that the method has the right law is tested against kernel `direct`.
 */
import { referenceCell } from '../cell-lookup.ts';
import type { ChunkRunner } from '../kernel.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import type { SplittingParameters } from './spec.ts';
import { extendedLevels, Splitter } from './split.ts';

export function prepareSplittingReference(parameters: SplittingParameters): ChunkRunner {
  const extended = extendedLevels(parameters);
  const splitter = new Splitter(parameters, {
    find: (group, level) => referenceCell(extended[group]!.subarray(1, extended[group]!.length - 1), level),
  });
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      let next = 0;
      const word = (): number => {
        const at = next++;
        return threefry2x32(key, [profile, at >>> 1])[at & 1]!;
      };
      splitter.draw({
        fine: () => {
          const high = word();
          return (high * 2 ** 21 + (word() >>> 11) + 0.5) * 2 ** -53;
        },
        coarse: () => (word() + 0.5) * 2 ** -32,
      });
      into.lower![splitter.lower]!++;
      into.upper![splitter.upper]!++;
    }
  };
}
