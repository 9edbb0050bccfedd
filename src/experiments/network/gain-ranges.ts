/**
 * Ends of the gain of every pair of a grid of reports at any profile: short lies gain little either way. From one report to the next along
 * an axis the gain is that of an edge of a cell (cell-errors.ts), by the best of the cells that have it; from the truth to any report it is
 * the sum along a path of edges, whichever path one takes, so the tightest of those on which every step leads away from the truth.
 */
import type { CellCaps, ReportCells } from './cell-errors.ts';

/** [types, reports], of a list of reports that are the types too. */
export interface GainRanges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The same ends for every pair; what the truth gains is 0. */
export function evenRanges(count: number, [least, most]: readonly [number, number]): GainRanges {
  const fill = (end: number): Float64Array =>
    Float64Array.from({ length: count * count }, (_, k) => (Math.floor(k / count) === k % count ? 0 : end));
  return { low: fill(least), high: fill(most) };
}

/** Sums of so few terms lose less, by far. */
const ROUNDING = 2 ** -40;

interface Edges {
  /** [reports, objects]: the report at the upper end of the edge that starts at this one, or -1. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** [reports * objects]: cells that have the edge. */
  readonly cells: readonly (readonly number[])[];
}

function edgesOf({ corners, objects }: ReportCells, count: number): Edges {
  const [next, previous] = [new Int32Array(count * objects).fill(-1), new Int32Array(count * objects).fill(-1)];
  const having = Array.from({ length: count * objects }, (): number[] => []);
  for (const [cell, own] of corners.entries()) {
    for (const [bits, report] of own.entries()) {
      for (let k = 0; k < objects; k++) {
        if ((bits >> k) & 1) continue;
        const upper = own[bits | (1 << k)]!;
        next[report * objects + k] = upper;
        previous[upper * objects + k] = report;
        having[report * objects + k]!.push(cell);
      }
    }
  }
  return { next, previous, cells: having };
}

/** `ends`: no gain of any pair is below the first, or above the second. */
export function gainRanges(cells: ReportCells, reports: Float64Array, steps: CellCaps, ends: readonly [number, number]): GainRanges {
  const { objects } = cells;
  const count = reports.length / objects;
  const edges = edgesOf(cells, count);
  const ranges = evenRanges(count, ends);
  const [below, above] = [new Float64Array(count * objects), new Float64Array(count * objects)];
  for (let type = 0; type < count; type++) {
    for (let edge = 0; edge < count * objects; edge++) {
      [below[edge], above[edge]] = [-Infinity, Infinity];
      for (const cell of edges.cells[edge]!) {
        const at = cell * reports.length + type * objects + (edge % objects);
        below[edge] = Math.max(below[edge]!, steps.low[at]!);
        above[edge] = Math.min(above[edge]!, steps.high[at]!);
      }
    }
    walkAway(type, edges, objects, below, above, ranges);
  }
  return ranges;
}

/** Ends of what a type gains, report after report in order of steps away from the truth. */
function walkAway(type: number, { next, previous }: Edges, objects: number, below: Float64Array, above: Float64Array,
  { low, high }: GainRanges): void {
  const row = type * (below.length / objects);
  let front = new Set([type]);
  const done = new Set([type]);
  while (front.size > 0) {
    const further = new Set<number>();
    for (const from of front) {
      for (let k = 0; k < objects; k++) {
        const [up, down] = [next[from * objects + k]!, previous[from * objects + k]!];
        for (const [to, edge, sign] of [[up, from * objects + k, 1], [down, down * objects + k, -1]] as const) {
          if (to < 0 || done.has(to)) continue;
          further.add(to);
          const [least, most] = sign > 0 ? [below[edge]!, above[edge]!] : [-above[edge]!, -below[edge]!];
          const [a, b] = [low[row + from]! + least, high[row + from]! + most];
          low[row + to] = Math.max(low[row + to]!, a - Math.abs(a) * ROUNDING);
          high[row + to] = Math.min(high[row + to]!, b + Math.abs(b) * ROUNDING);
        }
      }
    }
    for (const report of further) done.add(report);
    front = further;
  }
}
