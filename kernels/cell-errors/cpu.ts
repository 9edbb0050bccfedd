/** Kernel `cell-errors` on the CPU: cell after cell at one profile after another. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { workOf } from '../network/graph.ts';
import { cellEnclosureOf } from './enclosures.ts';
import { prepareCellErrorsReference } from './reference.ts';
import { cellsIn, emptyCellErrors, kindsIn, validateCellErrors, type CellErrorsParameters } from './spec.ts';

/** Evaluations that an enclosure takes as long as. */
const ENCLOSURE = 20;

function prepare(parameters: CellErrorsParameters): ChunkRunner {
  const { mechanism, bidder, low, high, caps, first: origin, types, unit } = parameters;
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  const kinds = kindsIn(mechanism);
  const enclosure = cellEnclosureOf(mechanism, bidder, false);
  const errors = new Float64Array(kinds);
  return (_key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      const row = types.subarray(p * size, (p + 1) * size);
      enclosure.others(row, row);
      for (let cell = 0; cell < cellsIn(parameters); cell++) {
        enclosure.over(low, high, cell * objects, errors);
        for (let k = 0; k < kinds; k++) {
          const units = Math.ceil(Math.min(errors[k]!, caps[cell * kinds + k]!) / unit);
          into.sums![cell * kinds + k]! += units;
          into.squares![cell * kinds + k]! += units * units;
        }
      }
    }
  };
}

export const cellErrors: Kernel<CellErrorsParameters> = {
  name: 'cell-errors',
  version: 1,
  drawsPerProfile: (parameters) => (cellsIn(parameters) * ENCLOSURE * (20 + workOf(parameters.mechanism.graph))) / 16,
  emptyStatistics: emptyCellErrors,
  validate: validateCellErrors,
  prepareCpu: prepare,
  prepareReference: prepareCellErrorsReference,
};
