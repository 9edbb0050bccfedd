/**
 * Signals of the kernels of linear environments profile by profile, and plain twins of signals and functionals for
 * references. positions.ts defines what is computed.
 */
import { referenceCell } from '../cell-lookup.ts';
import type { StreamKey } from '../kernel.ts';
import { LANES } from '../simd/layout.ts';
import { createWorkbench } from '../simd/workbench.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import { createLaneDrawer } from './lanes.ts';
import { contribution, FINE_BITS, positionCount, positionOf, POSITION_BITS, type Coordinate, type Functional } from './positions.ts';

export interface PositionDrawer {
  /**
   * [D] positions of a profile's coordinates. `key` is that of the profile's block, `profile` its low 32 bits. What is
   * returned is overwritten by later calls. Profiles asked for in order cost least.
   */
  draw(key: StreamKey, profile: number): Int32Array;
}

/** items [D, lanes] to rows [lanes, D] */
function transpose(items: Int32Array, rows: Int32Array, count: number): void {
  for (let lane = 0, at = 0; lane < LANES; lane++) for (let d = 0; d < count; d++, at++) rows[at] = items[d * LANES + lane]!;
}

/** Draws batches of sixteen profiles. About 6 ns a coordinate, 10 under a law with many cells. */
export function createPositionDrawer(coordinates: readonly Coordinate[]): PositionDrawer {
  const count = positionCount(coordinates);
  const bench = createWorkbench();
  const drawer = createLaneDrawer(bench, coordinates);
  const program = bench.program(drawer.steps);
  const drawn = bench.ints(count > 0 ? program.argument(0, 0) : bench.reserve(12), 3);
  const items = bench.ints(drawer.positions, count * LANES);
  const positions = new Int32Array(LANES * count);
  const rows = Array.from({ length: LANES }, (_, p) => positions.subarray(p * count, (p + 1) * count));
  let k0 = 0;
  let k1 = 0;
  let from = -1;
  return {
    draw(key, profile) {
      const lane = profile & (LANES - 1);
      const start = profile - lane;
      if (start !== from || key.k0 !== k0 || key.k1 !== k1) {
        ({ k0, k1 } = key);
        from = start;
        drawn[0] = k0;
        drawn[1] = k1;
        drawn[2] = start;
        program.run(1);
        transpose(items, positions, count);
      }
      return rows[lane]!;
    },
  };
}

/** Whether the functional is zero whatever the signals. */
export const isZeroFunctional = ({ constants, factors }: Functional): boolean =>
  constants.every((c) => c === 0) && factors.every(({ multipliers }) => multipliers.every((m) => m === 0));

/** Plain twin of `createPositionDrawer`. */
export function referencePositions(key: StreamKey, profile: number, coordinates: readonly Coordinate[]): number[] {
  const drawn = coordinates.map((coordinate, draw) => {
    const word = threefry2x32(key, [profile, draw >>> 1])[draw & 1]!;
    return positionOf(word, referenceCell(coordinate.thresholds, word), coordinate);
  });
  const rest = drawn
    .filter((_, d) => coordinates[d]!.fine)
    .map((position) => (position % 2 ** FINE_BITS) * 2 ** (POSITION_BITS - FINE_BITS));
  return [...drawn.map((position, d) => (coordinates[d]!.fine ? Math.floor(position / 2 ** FINE_BITS) : position)), ...rest];
}

/** Plain twin of bank.ts. */
export function referenceFunctional({ constants, factors }: Functional, positions: readonly number[]): number[] {
  return Array.from(constants, (constant, k) => {
    let value = constant;
    for (const { rowOf, termRow, coordinates, multipliers } of factors) {
      multipliers.forEach((multiplier, i) => {
        if (termRow[i] === rowOf[k]) value += contribution(multiplier, positions[coordinates[i]!]!);
      });
    }
    return value;
  });
}
