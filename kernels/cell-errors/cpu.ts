/** Kernel `cell-errors` on the CPU: cell after cell at one profile after another. */
import type { ChunkRunner, Kernel, Statistics } from '../kernel.ts';
import { workOf } from '../network/graph.ts';
import { cellEnclosureOf, cellPairs } from './enclosures.ts';
import { prepareCellErrorsReference } from './reference.ts';
import { cellsIn, emptyCellErrors, kindsIn, unitsOf, validateCellErrors, type CellErrorsParameters } from './spec.ts';

/** Evaluations that an enclosure takes as long as. */
const ENCLOSURE = 20;

function prepare(parameters: CellErrorsParameters): ChunkRunner {
  const { mechanism, bidder, low, high, caps, first: origin, types } = parameters;
  const { bidders, objects } = mechanism;
  const size = bidders * objects;
  const kinds = kindsIn(mechanism);
  const each = unitsOf(parameters);
  const enclosure = cellEnclosureOf(mechanism, bidder, false);
  const cells = cellsIn(parameters);
  const add = (cell: number, errors: Float64Array, into: Statistics): void => {
    for (let k = 0; k < kinds; k++) {
      const units = Math.ceil(Math.min(errors[k]!, caps[cell * kinds + k]!) / each[k]!);
      into.sums![cell * kinds + k]! += units;
      into.squares![cell * kinds + k]! += units * units;
    }
  };
  return (_key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      const row = types.subarray(p * size, (p + 1) * size);
      enclosure.others(row, row);
      for (const [one, other] of cellPairs(cells)) {
        const errors = enclosure.over(low, high, [one * objects, other * objects]);
        add(one, errors[0], into);
        if (other > one) add(other, errors[1], into);
      }
    }
  };
}

export const cellErrors: Kernel<CellErrorsParameters> = {
  name: 'cell-errors',
  version: 3,
  drawsPerProfile: (parameters) => (cellsIn(parameters) * ENCLOSURE * (20 + workOf(parameters.mechanism.graph))) / 16,
  emptyStatistics: emptyCellErrors,
  validate: validateCellErrors,
  prepareCpu: prepare,
  prepareReference: prepareCellErrorsReference,
};
