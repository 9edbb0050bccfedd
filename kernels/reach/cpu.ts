/** Kernel `reach` on the CPU: draws sixteen profiles at a time, the rest profile by profile, all radii in one pass. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { createPositionDrawer } from '../linear/evaluate.ts';
import { createApartAdder } from './apart.ts';
import { areApart, type ProfileAdder } from './extremes.ts';
import { createLineAdder, isLine } from './line.ts';
import { createListedAdder } from './listed.ts';
import { createOrderedLineAdder } from './ordered-line.ts';
import { createPairwiseAdder } from './pairwise.ts';
import { prepareReachReference } from './reference.ts';
import { emptyReachStatistics, isExact, type ReachParameters } from './spec.ts';
import { areTwoClasses, createTwoClassAdder } from './two-classes.ts';
import { validateReach } from './validate.ts';

function adderFor(parameters: ReachParameters): ProfileAdder {
  if (areTwoClasses(parameters)) return createTwoClassAdder(parameters);
  if (isLine(parameters)) return createOrderedLineAdder(parameters) ?? createLineAdder(parameters);
  if (!isExact(parameters)) return createPairwiseAdder(parameters);
  return areApart(parameters) && !parameters.hulls ? createApartAdder(parameters) : createListedAdder(parameters);
}

function prepare(parameters: ReachParameters): ChunkRunner {
  const drawer = createPositionDrawer(parameters.coordinates);
  const adder = adderFor(parameters);
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) adder.add(drawer.draw(key, profile));
    adder.flush(into, count);
  };
}

/** Work of a profile in draws, of about 3 ns each. */
export function reachWork(parameters: ReachParameters): number {
  const { alternatives, classes, coordinates, directions, radii, reports } = parameters;
  const corners = 4 * coordinates.length + radii * (coordinates.length + alternatives);
  const looks = 1 + Math.ceil(Math.log2(radii + 1));
  if (areTwoClasses(parameters)) return Math.ceil(corners + 5 * radii);
  if (isLine(parameters)) return Math.ceil(corners + reports * alternatives * (2 + looks));
  if (areApart(parameters) && isExact(parameters)) return Math.ceil(corners + reports * classes ** 2 * looks);
  const searching = isExact(parameters) ? 0 : reports * (radii + 4) * alternatives * directions * 3;
  return Math.ceil(corners + (alternatives ** 2 * radii * (2 + directions)) / 3 + reports * alternatives * classes * looks * 2 + searching);
}

export const reach: Kernel<ReachParameters> = {
  name: 'reach',
  version: 1,
  drawsPerProfile: reachWork,
  emptyStatistics: emptyReachStatistics,
  validate: validateReach,
  prepareCpu: prepare,
  prepareReference: prepareReachReference,
};
