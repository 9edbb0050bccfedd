/**
 * Plain twin of kernel `cell-errors`: every cell at every profile is enclosed afresh, on tapes. What an enclosure promises is judged by
 * tests of its own, against points inside the cell (test/kernels/cell-errors.test.ts).
 */
import type { ChunkRunner } from '../kernel.ts';
import { twinEnclosureOf } from './enclosures.ts';
import { kindsIn, unitsOf, type CellErrorsParameters } from './spec.ts';

export function prepareCellErrorsReference(parameters: CellErrorsParameters): ChunkRunner {
  const { mechanism, bidder, low, high, caps, first: origin, types } = parameters;
  const size = mechanism.bidders * mechanism.objects;
  const kinds = kindsIn(mechanism);
  return (_key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      caps.forEach((cap, at) => {
        const enclosure = twinEnclosureOf(mechanism, bidder, false);
        const row = types.slice(p * size, (p + 1) * size);
        enclosure.others(row, row);
        const from = Math.floor(at / kinds) * mechanism.objects;
        const [errors] = enclosure.over(low, high, [from, from]);
        const units = Math.ceil(Math.min(errors[at % kinds]!, cap) / unitsOf(parameters)[at % kinds]!);
        into.sums![at]! += units;
        into.squares![at]! += units ** 2;
      });
    }
  };
}
