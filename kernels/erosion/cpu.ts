/** Kernel `erosion` on the CPU: draws sixteen profiles at a time, the rest profile by profile, all radii in one pass. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { createPositionDrawer } from '../linear/evaluate.ts';
import { createApartAdder } from './apart.ts';
import { areApart, type ProfileAdder } from './extremes.ts';
import { createLineAdder, isLine } from './line.ts';
import { createPairwiseAdder } from './pairwise.ts';
import { prepareErosionReference } from './reference.ts';
import { emptyErosionStatistics, isExact, type ErosionParameters } from './spec.ts';
import { areTwoClasses, createTwoClassAdder } from './two-classes.ts';
import { validateErosion } from './validate.ts';

function adderFor(parameters: ErosionParameters): ProfileAdder {
  if (areTwoClasses(parameters)) return createTwoClassAdder(parameters);
  if (isLine(parameters)) return createLineAdder(parameters);
  return areApart(parameters) && isExact(parameters) && !parameters.hulls ? createApartAdder(parameters) : createPairwiseAdder(parameters);
}

function prepare(parameters: ErosionParameters): ChunkRunner {
  const drawer = createPositionDrawer(parameters.coordinates);
  const adder = adderFor(parameters);
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) adder.add(drawer.draw(key, profile));
    adder.flush(into, count);
  };
}

/** Work of a profile in draws, of about 3 ns each. */
export function erosionWork(parameters: ErosionParameters): number {
  const { alternatives, classes, coordinates, directions, radii, reports } = parameters;
  const signals = coordinates.length;
  if (!areApart(parameters) || !isExact(parameters)) {
    const deciding = reports * alternatives * classes * 2 + (isExact(parameters) ? 0 : reports * radii * alternatives * 8);
    return Math.ceil(4 * signals + (alternatives ** 2 * radii * (2 + directions)) / 3 + deciding);
  }
  const corners = 4 * signals + radii * (signals + alternatives);
  return Math.ceil(corners + (classes === 2 ? 4 * radii : reports * classes ** 2 * 4));
}

export const erosion: Kernel<ErosionParameters> = {
  name: 'erosion',
  drawsPerProfile: erosionWork,
  emptyStatistics: emptyErosionStatistics,
  validate: validateErosion,
  prepareCpu: prepare,
  prepareReference: prepareErosionReference,
};
