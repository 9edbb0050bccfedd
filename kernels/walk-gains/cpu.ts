/** Kernel `walk-gains` on the CPU: draws sixteen profiles at a time, then the upper envelope of each step. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { createPositionDrawer } from '../linear/evaluate.ts';
import { poolFunctionals, prepareRows, writeValues } from '../linear/pool.ts';
import { prepareWalkReference } from './reference.ts';
import { emptyWalkStatistics, EXCESS_MAX, PARTS, validateWalkGains, type WalkGainsParameters } from './spec.ts';

/** Sum of drops over the parts of a step. `base` [C]; tables hold the step's two points and its drops from these places on. */
type AlongStep = (base: Float64Array, from: number, to: number) => number;

function alongStep({ classes, pointObjective, drops }: WalkGainsParameters): AlongStep {
  const start = new Float64Array(classes);
  const rise = new Float64Array(classes);
  const worth = (c: number, j: number): number => start[c]! * (2 * PARTS) + rise[c]! * (2 * j + 1);
  return (base, from, to) => {
    let k = 0;
    let last = 0;
    let most = -Infinity;
    let mostAtEnd = -Infinity;
    for (let c = 0; c < classes; c++) {
      const here = base[c]! + pointObjective[from + c]!;
      const up = pointObjective[to + c]! - pointObjective[from + c]!;
      start[c] = here;
      rise[c] = up;
      const worthHere = here * (2 * PARTS) + up;
      const worthAtEnd = here * (2 * PARTS) + up * (2 * PARTS - 1);
      if (worthHere > most || (worthHere === most && up < rise[k]!)) {
        most = worthHere;
        k = c;
      }
      if (worthAtEnd > mostAtEnd || (worthAtEnd === mostAtEnd && up < rise[last]!)) {
        mostAtEnd = worthAtEnd;
        last = c;
      }
    }
    if (k === last) return PARTS * drops[from + k]!;
    let at = 0;
    let total = 0;
    for (;;) {
      let next = PARTS;
      let taker = -1;
      for (let c = 0; c < classes; c++) {
        const faster = rise[c]! - rise[k]!;
        const lead = start[k]! - start[c]!;
        if (faster <= 0 || lead >= faster) continue;
        // First j with (2 j + 1) faster > 2^22 lead. Dividend below 2^52, quotient below 2^22: doubles round it down right.
        const j = (Math.floor((lead * (2 * PARTS)) / faster) + 1) >> 1;
        if (j > next || j === PARTS) continue;
        if (j === next) {
          const more = worth(c, j) - worth(taker, j);
          if (more < 0 || (more === 0 && rise[c]! >= rise[taker]!)) continue;
        }
        next = j;
        taker = c;
      }
      total += (next - at) * drops[from + k]!;
      if (taker < 0) return total;
      k = taker;
      at = next;
    }
  };
}

function prepare(parameters: WalkGainsParameters): ChunkRunner {
  const { coordinates, alternatives, classes, classOf, objective, starts, paths, pointObjective, drops } = parameters;
  const drawer = createPositionDrawer(coordinates);
  const pool = poolFunctionals([objective]);
  const [pooled, writeRows] = [pool.pooled(objective), prepareRows(pool)];
  const rows = new Int32Array(pool.rows);
  const values = new Int32Array(alternatives);
  const base = new Float64Array(classes);
  const walks = paths.length;
  const along = alongStep(parameters);
  const bestAt = (point: number): number => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (base[c]! + pointObjective[point + c]! > base[best]! + pointObjective[point + best]!) best = c;
    return best;
  };
  return (key, first, count, into) => {
    const gain = into.gain!;
    const squares = into.squares!;
    for (let profile = first; profile < first + count; profile++) {
      writeRows(drawer.draw(key, profile), rows);
      writeValues(pooled, rows, values);
      base.fill(-Infinity);
      for (let k = 0; k < alternatives; k++) if (values[k]! > base[classOf[k]!]!) base[classOf[k]!] = values[k]!;
      for (let w = 0; w < walks; w++) {
        const begin = starts[w]! * classes;
        const end = starts[w + 1]! * classes;
        let sum = 0;
        for (let from = begin; from < end; from += classes) {
          const to = from + classes < end ? from + classes : begin;
          sum += paths[w] === 1 ? along(base, from, to) : PARTS * drops[from + bestAt(to)]!;
        }
        const excess = Math.floor(sum / PARTS);
        const square = excess * excess;
        const high = Math.floor(square / EXCESS_MAX);
        gain[w]! += excess;
        squares[w]! += high;
        squares[walks + w]! += square - high * EXCESS_MAX;
      }
    }
  };
}

export const walkGains: Kernel<WalkGainsParameters> = {
  name: 'walk-gains',
  version: 1,
  // A line met takes about as long as a draw.
  drawsPerProfile: ({ coordinates, alternatives, classes, paths, starts }) => 2 * coordinates.length + alternatives
    + paths.reduce((sum, isPath, w) => sum + (starts[w + 1]! - starts[w]!) * classes * (isPath === 1 ? 4 : 1), 0),
  emptyStatistics: emptyWalkStatistics,
  validate: validateWalkGains,
  prepareCpu: prepare,
  prepareReference: prepareWalkReference,
};
