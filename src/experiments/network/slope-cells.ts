/**
 * What a bidder's payoff changes by where one of her bids changes, over cells of reports: mechanisms of slopes (kernels/network/slopes),
 * how far from straight these are, and ends of the slope of every type, whatever the others bid.
 */
import { cellEnclosureOf, cellPairs } from '../../../kernels/cell-errors/enclosures.ts';
import { kindsIn } from '../../../kernels/cell-errors/spec.ts';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { slopeMechanism } from '../../../kernels/network/slopes.ts';
import { overAll, type ReportCells } from './cell-errors.ts';

/** Of the slopes by one bid. */
export interface SlopeCaps {
  /** [cells, objects + 2]: errors as of cellCaps, over any part of the cell; the last is not looked at. */
  readonly caps: Float64Array;
  /** [cells, types]: ends of the slope of a type's payoff anywhere in the cell. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** One for every object; undefined where there is no graph of them. */
export function slopesOf(mechanism: NetworkMechanism, bidder: number): NetworkMechanism[] | undefined {
  const all = Array.from({ length: mechanism.objects }, (_, k) => slopeMechanism(mechanism, bidder, k));
  return all.every((one) => one !== undefined) ? all : undefined;
}

/**
 * For others anywhere in [low, high], cells cut into `parts` along every axis, and the reports as types; a step for each of so many boxes
 * of the others.
 */
export function* slopeCaps(
  slopes: NetworkMechanism, cells: ReportCells, parts: number, types: Float64Array, bidder: number, low: Float64Array, high: Float64Array,
  boxes: number,
): Generator<undefined, SlopeCaps> {
  const { objects } = slopes;
  const [kinds, count] = [kindsIn(slopes), types.length / objects];
  const enclosure = cellEnclosureOf(slopes, bidder, true, parts);
  const caps = new Float64Array(cells.corners.length * kinds);
  const [least, most] = [Infinity, -Infinity].map((end) => new Float64Array(cells.corners.length * count).fill(end)) as [
    Float64Array, Float64Array];
  yield* overAll(enclosure, cells, bidder, low, high, boxes, (cell, lane, errors) => {
    for (let k = 0; k < kinds; k++) caps[cell * kinds + k] = Math.max(caps[cell * kinds + k]!, errors[k]!);
    enclosure.worth(lane, types, least, most, cell * count);
  });
  return { caps, low: least, high: most };
}

/**
 * Where the others bid the middle of what they may: how much more than at its corners interpolation lets the slope of a type be that lies
 * in the cell itself, on average over cells, and the largest slope at the truth. A few enclosures, and no draws, that tell whether cells
 * are small enough for anything.
 */
export function steepness(slopes: NetworkMechanism, cells: ReportCells, bidder: number, from: Float64Array, to: Float64Array):
{ readonly steep: number; readonly slope: number } {
  const { objects } = slopes;
  const enclosure = cellEnclosureOf(slopes, bidder, false);
  const middle = from.map((end, c) => end + (to[c]! - end) / 2);
  enclosure.others(middle, middle);
  const [low, high] = [new Float64Array(1), new Float64Array(1)];
  let [sum, slope] = [0, 0];
  const take = (cell: number, lane: 0 | 1, errors: Float64Array): void => {
    sum += 2 * errors[objects]!;
    for (let j = 0; j < objects; j++) {
      sum += 2 * Math.max(Math.abs(cells.low[cell * objects + j]!), Math.abs(cells.high[cell * objects + j]!)) * errors[j]!;
    }
    for (const types of [cells.low, cells.high]) {
      [low[0], high[0]] = [Infinity, -Infinity];
      enclosure.worth(lane, types.subarray(cell * objects, (cell + 1) * objects), low, high, 0);
      slope = Math.max(slope, Math.abs(low[0]! + high[0]!) / 2);
    }
  };
  for (const [one, other] of cellPairs(cells.corners.length)) {
    const errors = enclosure.over(cells.low, cells.high, [one * objects, other * objects]);
    take(one, 0, errors[0]);
    if (other > one) take(other, 1, errors[1]);
  }
  return { steep: sum / cells.corners.length, slope };
}
