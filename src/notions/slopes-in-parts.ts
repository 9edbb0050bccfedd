/**
 * Ends of mean slopes over cells that are cut into parts, as slopes-between-reports.ts asks for them: phi_k(t, r) for t in a part of one
 * cell and r in a part of another is at most
 *
 *     max_vw E phi_k(v, w) + 2 (sum_j max |t_j| E e_j + E e_P),
 *
 * v and w the corners of the parts, and at no profile more than the largest end of phi_k(v, .) over the cell, v its corners.
 *
 * Slopes are drawn at the corners of all parts, in stages: the first of all of them, the second, on a fresh stream, of those whose bounds
 * may decide. Each bounds all its pairs at once (union bound), slopes above as well as below, whatever the second was chosen by, as
 * report-gains.ts has it. Slopes are linear in the type, so that moments of what reports give are enough for every type's variance.
 */
import { dividedCells, type ReportCells } from '../experiments/network/cell-errors.ts';
import type { ReportSums } from '../experiments/network/report-gains.ts';
import type { SlopeCaps } from '../experiments/network/slope-cells.ts';
import { worthSquares } from '../experiments/network/worth-squares.ts';
import { empiricalBernsteinAt } from '../statistics/empirical-bernstein.ts';
import { groupMean } from '../statistics/group-mean.ts';
import { union } from '../statistics/union.ts';
import { directionsOf, distances, isThatWay, waysFrom } from './slopes-between-reports.ts';

/** Cells, each cut into parts. */
export interface PartedCells {
  readonly cells: ReportCells;
  /** Part n of cell c is at c parts^objects + n. */
  readonly parts: ReportCells;
  /** Corners of the parts [reports, objects]. */
  readonly reports: Float64Array;
  /** Parts along every axis. */
  readonly along: number;
  /** Of every cell, places of its corners of parts in the list, (along + 1)^objects of them. */
  readonly points: readonly Int32Array[];
  /** Of every part of a cell its corners, as places among the cell's points. */
  readonly corners: readonly (readonly number[])[];
}

/** Corners of the parts of cells of a grid. */
export const partedCorners = ({ corners, low, objects }: ReportCells, along: number): number =>
  Array.from({ length: objects }, (_, j) => new Set(corners.map((__, cell) => low[cell * objects + j]!)).size)
    .reduce((product, sides) => product * (sides * along + 1), 1);

export function partedCells(cells: ReportCells, along: number): PartedCells {
  const { objects } = cells;
  const count = along ** objects;
  const { cells: parts, reports } = dividedCells(cells, [...cells.corners.keys()], along);
  const corners = Array.from({ length: count }, (_, part) => Array.from({ length: 2 ** objects }, (__, bits) =>
    Array.from({ length: objects }, (___, j) => (Math.floor(part / along ** j) % along) + ((bits >> j) & 1))
      .reduce((place, at, j) => place + at * (along + 1) ** j, 0)));
  const points = cells.corners.map((_, cell) => {
    const places = new Int32Array((along + 1) ** objects);
    corners.forEach((own, part) => own.forEach((place, bits) => { places[place] = parts.corners[cell * count + part]![bits]!; }));
    return places;
  });
  return { cells, parts, reports, along, points, corners };
}

/** Sums of slopes of some of the parts' corners. */
export interface SlopeStage {
  readonly sums: ReportSums;
  /** Their places in the list of all. */
  readonly places: ArrayLike<number>;
  /** Error probability of its bounds; infinite: means themselves, which bound nothing. */
  readonly alpha: number;
}

/** What is known of the slopes by one bid. */
export interface PartSlopes {
  readonly stages: readonly SlopeStage[];
  readonly caps: SlopeCaps;
  /** [parts, objects + 2]. */
  readonly errors: Float64Array;
}

/** Mean slopes [types, reports] of the points of two cells, from above and, with signs turned, from below. */
type FillEnds = (types: Int32Array, reports: Int32Array, low: number, high: number, up: Float64Array, down: Float64Array) => void;

/** By the last stage that has a report. */
function meanSlopes({ parts: { objects }, reports: list }: PartedCells, stages: readonly SlopeStage[]): FillEnds {
  const count = list.length / objects;
  const [stageOf, placeOf] = [new Int32Array(count), new Int32Array(count)];
  const known = stages.map(({ sums, places, alpha }, k) => {
    for (let n = 0; n < places.length; n++) [stageOf[places[n]!], placeOf[places[n]!]] = [k, n];
    const pairs = 2 * count * places.length;
    const bernstein = alpha === Infinity ? () => 0 : empiricalBernsteinAt(sums.profiles, union(alpha, pairs));
    return { ...sums, bernstein, squareOf: worthSquares(sums, list) };
  });
  return (types, reports, low, high, up, down) => {
    for (let w = 0; w < reports.length; w++) {
      const place = placeOf[reports[w]!]!;
      const { amounts, bernstein, moved, off, payments, profiles, squareOf } = known[stageOf[reports[w]!]!]!;
      for (let v = 0; v < types.length; v++) {
        const type = types[v]!;
        let sum = -payments[place]!;
        for (let j = 0; j < objects; j++) sum += list[type * objects + j]! * amounts[place * objects + j]!;
        const { mean, variance } = groupMean(sum, squareOf(type, place), profiles, moved);
        const half = bernstein(variance, high - low) + off;
        const at = v * reports.length + w;
        up[at] = Math.min(high, mean + half);
        down[at] = Math.min(-low, half - mean);
      }
    }
  };
}

/** 2 (sum_j max |t_j| e_j + e_P) of types of one part at reports of another, rounded up. */
function slopeGap({ objects, low, high }: ReportCells, errors: Float64Array, types: number, reports: number): number {
  const kinds = objects + 2;
  let sum = errors[reports * kinds + objects]!;
  for (let j = 0; j < objects; j++) {
    const at = types * objects + j;
    sum += Math.max(Math.abs(low[at]!), Math.abs(high[at]!)) * errors[reports * kinds + j]!;
  }
  return 2 * sum * (1 + 1e-12);
}

/** Of one cell of types and one of reports, by every bid k: [k][parts of types, parts of reports]. */
export interface PairSlopes {
  /** No slope is larger. */
  readonly up: readonly Float64Array[];
  /** With signs turned. */
  readonly down: readonly Float64Array[];
}

/** What slopes of types of a cell at reports of a cell are at most; the arrays stand until the next call. */
export function slopesAtPairs(parted: PartedCells, known: readonly PartSlopes[]): (types: number, reports: number) => PairSlopes {
  const { cells, corners, parts, points } = parted;
  const [count, size] = [corners.length, points[0]!.length];
  const fills = known.map(({ stages }) => meanSlopes(parted, stages));
  const ends = [new Float64Array(size * size), new Float64Array(size * size)] as const;
  const rows = new Float64Array(count * size);
  const slopes = ends.map(() => known.map(() => new Float64Array(count * count)));
  /** The largest of corners of parts, and what slopes are off interpolation; no more than `cap`. */
  const take = (from: Float64Array, into: Float64Array, errors: Float64Array, cap: number, types: number, reports: number): void => {
    for (let t = 0; t < count; t++) {
      for (let w = 0; w < size; w++) {
        let most = -Infinity;
        for (const v of corners[t]!) most = Math.max(most, from[v * size + w]!);
        rows[t * size + w] = most;
      }
      for (let r = 0; r < count; r++) {
        let most = -Infinity;
        for (const corner of corners[r]!) most = Math.max(most, rows[t * size + corner]!);
        into[t * count + r] = Math.min(cap, most + slopeGap(parts, errors, types * count + t, reports * count + r));
      }
    }
  };
  return (types, reports) => {
    for (const [k, { caps, errors }] of known.entries()) {
      const all = caps.high.length / cells.corners.length;
      let [low, high] = [Infinity, -Infinity];
      for (const v of cells.corners[types]!) {
        low = Math.min(low, caps.low[reports * all + v]!);
        high = Math.max(high, caps.high[reports * all + v]!);
      }
      fills[k]!(points[types]!, points[reports]!, low, high, ...ends);
      take(ends[0], slopes[0]![k]!, errors, high, types, reports);
      take(ends[1], slopes[1]![k]!, errors, -low, types, reports);
    }
    return { up: slopes[0]!, down: slopes[1]! };
  };
}

/**
 * What no type of a cell gains more than by the size of her lie, by reports of cells to which that is not known otherwise (`far`), at least
 * `floor`: means of the largest slopes along the way. Into `largest` [parts], where it is there, the largest slopes that count.
 */
export function gainAlongWays(
  parted: PartedCells, far: Float64Array, slopesAt: (types: number, reports: number) => PairSlopes, types: number, floor: number,
  largest?: Float64Array,
): number {
  const { cells, corners, parts } = parted;
  const { objects } = cells;
  const [all, count] = [cells.corners.length, corners.length];
  const { asked, reach } = waysFrom(cells, far, types, floor);
  const directions = directionsOf(objects);
  let step = Infinity;
  for (let j = 0, at = types * count * objects; j < objects; j++, at++) step = Math.min(step, parts.high[at]! - parts.low[at]!);
  const bins = Math.ceil(Math.max(...reach) / step) + 1;
  /** [parts of types, directions, bins of distances]: largest slopes. */
  const steepest = new Float64Array(count * directions.length * bins);
  for (const reports of asked) {
    const { down, up } = slopesAt(types, reports);
    for (let t = 0; t < count; t++) {
      for (let r = 0; r < count; r++) {
        const [type, report] = [types * count + t, reports * count + r];
        const [near, end] = distances(parts, type, report);
        for (const [n, direction] of directions.entries()) {
          if (near > reach[n]! || !isThatWay(parts, type, report, direction)) continue;
          let most = 0;
          for (let k = 0; k < objects; k++) most = Math.max(most, (direction[k]! > 0 ? up : down)[k]![t * count + r]!);
          if (largest) largest[report] = Math.max(largest[report]!, most);
          const row = (t * directions.length + n) * bins;
          const last = Math.min(bins - 1, Math.floor(end / step));
          for (let bin = Math.floor(near / step); bin <= last; bin++) steepest[row + bin] = Math.max(steepest[row + bin]!, most);
        }
      }
    }
  }
  let most = floor;
  for (const [n, direction] of directions.entries()) {
    const means = new Float64Array(bins);
    for (let t = 0; t < count; t++) {
      let [sum, mean] = [0, 0];
      for (let bin = 0; bin < bins; bin++) {
        sum += steepest[(t * directions.length + n) * bins + bin]!;
        mean = Math.max(mean, sum / (bin + 1));
        means[bin] = Math.max(means[bin]!, mean * (1 + 1e-12));
      }
    }
    for (let reports = 0; reports < all; reports++) {
      const gain = far[types * all + reports]!;
      if (gain <= most || !isThatWay(cells, types, reports, direction)) continue;
      const bin = Math.min(bins - 1, Math.floor(distances(cells, types, reports)[1] / step));
      most = Math.max(most, Math.min(gain, means[bin]!));
    }
  }
  return most;
}
