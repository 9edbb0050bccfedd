/** Kernel `reach` on the CPU: draws sixteen profiles at a time, the rest profile by profile, all radii in one pass. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { createPositionDrawer } from '../linear/evaluate.ts';
import { BLOCK_REPORTS } from '../simd/layout.ts';
import { gatherAlike } from './alike.ts';
import { apartConditions, areApart } from './apart.ts';
import type { Conditions } from './conditions.ts';
import { lineConditions } from './line.ts';
import { listedConditions } from './listed.ts';
import { createPairwiseAdder } from './pairwise.ts';
import { prepareReachReference } from './reference.ts';
import { prepareSideBySide } from './side-by-side.ts';
import { emptyReachStatistics, isExact, type ReachParameters } from './spec.ts';
import { validateReach } from './validate.ts';

/** Sums of so many coordinates fit in 32 bits. */
const COORDINATES_MAX = 1000;

function conditionsOf(parameters: ReachParameters): Conditions {
  if (parameters.directions === 1) return lineConditions(parameters);
  return areApart(parameters) && !parameters.hulls ? apartConditions(parameters) : listedConditions(parameters);
}

/** What is necessary for reach is enough, and no direction has too many coordinates. */
function areConditions(parameters: ReachParameters): boolean {
  const sizes = new Int32Array(parameters.directions);
  for (const g of parameters.directionOf) if (g >= 0) sizes[g]!++;
  return isExact(parameters) && sizes.every((size) => size <= COORDINATES_MAX);
}

function prepare(parameters: ReachParameters): ChunkRunner {
  if (areConditions(parameters)) {
    const { gathered, parameters: fewer } = gatherAlike(parameters);
    return prepareSideBySide(parameters.coordinates, gathered, fewer, conditionsOf(fewer));
  }
  const drawer = createPositionDrawer(parameters.coordinates);
  const adder = createPairwiseAdder(parameters);
  return (key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) adder.add(drawer.draw(key, profile));
    adder.flush(into);
  };
}

/** Work of a profile in draws, of about 3 ns each. */
export function reachWork(parameters: ReachParameters): number {
  const { alternatives, classes, coordinates, directions, radii, reports } = parameters;
  if (isExact(parameters)) {
    const blocks = Math.ceil(reports / BLOCK_REPORTS);
    const apart = areApart(parameters);
    const values = directions === 1 ? 1 : apart ? 2 * alternatives : alternatives ** 2 * (1 + directions) / 2;
    const lookUps = directions === 1 ? alternatives : (apart ? classes : alternatives) * classes;
    return Math.ceil(2 * coordinates.length + blocks * (5 + classes ** 2 / 4)
      + radii * ((coordinates.length + values) / 2 + blocks * (10 + lookUps)));
  }
  const corners = 4 * coordinates.length + radii * (coordinates.length + alternatives);
  const looks = 1 + Math.ceil(Math.log2(radii + 1));
  const searching = reports * (radii + 4) * alternatives * directions * 3;
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
