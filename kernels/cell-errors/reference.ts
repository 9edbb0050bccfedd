/**
 * Plain twin of kernel `cell-errors`: every cell at every profile is enclosed afresh. What an enclosure promises is judged by tests of its
 * own, against points inside the cell (test/kernels/cell-errors.test.ts).
 */
import type { ChunkRunner } from '../kernel.ts';
import { cellEnclosureOf } from './enclosures.ts';
import { kindsIn, type CellErrorsParameters } from './spec.ts';

export function prepareCellErrorsReference(parameters: CellErrorsParameters): ChunkRunner {
  const { mechanism, bidder, low, high, caps, first: origin, types, unit } = parameters;
  const size = mechanism.bidders * mechanism.objects;
  const kinds = kindsIn(mechanism);
  return (_key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      caps.forEach((cap, at) => {
        const [errors, enclosure] = [new Float64Array(kinds), cellEnclosureOf(mechanism, bidder, false)];
        const row = types.slice(p * size, (p + 1) * size);
        enclosure.others(row, row);
        enclosure.over(low, high, Math.floor(at / kinds) * mechanism.objects, errors);
        const units = Math.ceil(Math.min(errors[at % kinds]!, cap) / unit);
        into.sums![at]! += units;
        into.squares![at]! += units ** 2;
      });
    }
  };
}
