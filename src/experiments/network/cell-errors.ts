/** Errors of cells of reports: what they are at every profile, and what they are at drawn ones. */
import { cellEnclosureOf, cellPairs, type CellEnclosure } from '../../../kernels/cell-errors/enclosures.ts';
import { CAP_UNITS, kindsIn, unitsOf, type CellErrorsParameters } from '../../../kernels/cell-errors/spec.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import type { Draw } from '../../run/run.ts';
import { signalDraws } from '../tensor/draws.ts';
import type { ProfilesAsked } from './profiles.ts';
import { scaleOf } from './scale.ts';

export interface ReportCells {
  readonly objects: number;
  /** [cells, objects]. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Places of every cell's corners in the list of reports. */
  readonly corners: readonly (readonly number[])[];
}

/** Cells between the reports [reports, objects] of a grid; undefined of lists that are none, or have no cell. */
export function cellsBetween(reports: Float64Array, objects: number): ReportCells | undefined {
  const count = reports.length / objects;
  const axes = Array.from({ length: objects }, (_, j) =>
    [...new Set(Array.from({ length: count }, (__, r) => reports[r * objects + j]!))].sort((a, b) => a - b));
  const places = new Map(Array.from({ length: count }, (_, r) => [reports.subarray(r * objects, (r + 1) * objects).join(), r]));
  const isGrid = places.size === count && count === axes.reduce((product, { length }) => product * length, 1);
  if (!isGrid || axes.some(({ length }) => length < 2)) return undefined;
  let starts: number[][] = [[]];
  for (const axis of axes) starts = starts.flatMap((start) => Array.from({ length: axis.length - 1 }, (_, n) => [...start, n]));
  const corners = starts.map((start) => Array.from({ length: 2 ** objects }, (_, bits) =>
    places.get(start.map((n, j) => axes[j]![n + ((bits >> j) & 1)]!).join())!));
  const ends = (side: 0 | 1): Float64Array => Float64Array.from(starts.flatMap((start) => start.map((n, j) => axes[j]![n + side]!)));
  return { objects, low: ends(0), high: ends(1), corners };
}

/** Each of the chosen cells cut into `parts` along every axis, and the corners of the parts [reports, objects], each once. */
export function dividedCells({ objects, low, high }: ReportCells, chosen: readonly number[], parts: number):
{ readonly cells: ReportCells; readonly reports: Float64Array } {
  const places = new Map<string, number>();
  const [reports, lows, highs]: [number[], number[], number[]] = [[], [], []];
  const corners: number[][] = [];
  const placeOf = (point: readonly number[]): number => {
    const key = point.join();
    if (!places.has(key)) {
      places.set(key, places.size);
      reports.push(...point);
    }
    return places.get(key)!;
  };
  for (const cell of chosen) {
    const at = (j: number, n: number): number => {
      const [from, to] = [low[cell * objects + j]!, high[cell * objects + j]!];
      return n === parts ? to : from + (n / parts) * (to - from);
    };
    for (let part = 0; part < parts ** objects; part++) {
      const start = Array.from({ length: objects }, (_, j) => Math.floor(part / parts ** j) % parts);
      lows.push(...start.map((n, j) => at(j, n)));
      highs.push(...start.map((n, j) => at(j, n + 1)));
      corners.push(Array.from({ length: 2 ** objects }, (_, bits) => placeOf(start.map((n, j) => at(j, n + ((bits >> j) & 1))))));
    }
  }
  return { cells: { objects, low: Float64Array.from(lows), high: Float64Array.from(highs), corners }, reports: Float64Array.from(reports) };
}

/** Sums of errors of some cells over profiles, each rounded up to units. */
export interface CellErrorSums {
  readonly cells: readonly number[];
  /** [cells, kinds]. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** [kinds]. */
  readonly units: Float64Array;
  readonly profiles: number;
}

/** The box of the others' bids cut evenly along every axis of theirs into `boxes` at most. */
function* boxesOfOthers(
  low: Float64Array, high: Float64Array, isOwn: (c: number) => boolean, boxes: number,
): Generator<[Float64Array, Float64Array]> {
  const axes = Array.from(low, (_, c) => c).filter((c) => !isOwn(c) && low[c]! < high[c]!);
  const parts = axes.length === 0 ? 1 : Math.max(1, Math.floor(boxes ** (1 / axes.length) + 1e-9));
  for (let box = 0; box < parts ** axes.length; box++) {
    const [from, to] = [low.slice(), high.slice()];
    axes.forEach((c, k) => {
      const n = Math.floor(box / parts ** k) % parts;
      const at = (m: number): number => (m === parts ? high[c]! : low[c]! + (m / parts) * (high[c]! - low[c]!));
      [from[c], to[c]] = [at(n), at(n + 1)];
    });
    yield [from, to];
  }
}

/** All cells, two at a time, for every box of others in [low, high], a step each: `take` reads the enclosure over the cell in that lane. */
export function* overAll(
  enclosure: CellEnclosure, cells: ReportCells, bidder: number, low: Float64Array, high: Float64Array, boxes: number,
  take: (cell: number, lane: 0 | 1, errors: Float64Array) => void,
): Generator<undefined, void> {
  const { objects } = cells;
  for (const [from, to] of boxesOfOthers(low, high, (c) => Math.floor(c / objects) === bidder, boxes)) {
    enclosure.others(from, to);
    for (const [one, other] of cellPairs(cells.corners.length)) {
      const errors = enclosure.over(cells.low, cells.high, [one * objects, other * objects]);
      take(one, 0, errors[0]);
      if (other > one) take(other, 1, errors[1]);
    }
    yield;
  }
}

export interface CellCaps {
  /** [cells, objects + 2]: errors that hold wherever the others bid. */
  readonly caps: Float64Array;
  /** [cells, types, objects]: ends of what the report at the upper end of an axis of the cell gives a type more than that at the lower. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** For others anywhere in [low, high], and the reports as types; a step for each of so many boxes of the others. */
export function* cellCaps(
  mechanism: NetworkMechanism, cells: ReportCells, types: Float64Array, bidder: number, low: Float64Array, high: Float64Array,
  boxes: number,
): Generator<undefined, CellCaps> {
  const kinds = kindsIn(mechanism);
  const enclosure = cellEnclosureOf(mechanism, bidder, true);
  const caps = new Float64Array(cells.corners.length * kinds);
  const [least, most] = [Infinity, -Infinity].map((end) => new Float64Array(cells.corners.length * types.length).fill(end));
  yield* overAll(enclosure, cells, bidder, low, high, boxes, (cell, lane, errors) => {
    for (let k = 0; k < kinds; k++) caps[cell * kinds + k] = Math.max(caps[cell * kinds + k]!, errors[k]!);
    enclosure.steps(lane, types, least!, most!, cell * types.length);
  });
  return { caps, low: least!, high: most! };
}

/** Fewer profiles, from the first on, where the run was stopped. */
export async function drawCellErrors(
  asked: ProfilesAsked, mechanism: NetworkMechanism, cells: ReportCells, chosen: readonly number[], caps: Float64Array, bidder: number,
  profiles: number, run: Draw, stream: StreamKey,
): Promise<CellErrorSums> {
  const { objects } = mechanism;
  const { laws } = asked;
  const draws = signalDraws({ signals: laws.flatMap((own, owner) => own.map((law, j) => ({ owner, name: `object ${j + 1}`, law }))) });
  const rows = (all: Float64Array, width: number): Float64Array =>
    Float64Array.from(chosen.flatMap((cell) => [...all.subarray(cell * width, (cell + 1) * width)]));
  const kinds = kindsIn(mechanism);
  const own = rows(caps, kinds);
  const scale = scaleOf(asked);
  const worth = own.map((cap, k) => (k % kinds < objects ? cap * scale : cap));
  const unit = Math.max(2 ** -1000, worth.reduce((most, cap) => Math.max(most, cap), 0) / (CAP_UNITS - 1));
  const parameters: CellErrorsParameters = {
    mechanism, bidder, low: rows(cells.low, objects), high: rows(cells.high, objects), caps: own, first: 0,
    types: draws.draw(stream, 0, profiles), unit, ...(scale === 1 ? {} : { amountUnit: unit / scale }),
  };
  const { statistics, profiles: drawn } = await run.draw({ kernel: 'cell-errors', parameters, stream, first: 0, count: profiles });
  return { cells: chosen, sums: statistics.sums!, squares: statistics.squares!, units: unitsOf(parameters), profiles: drawn };
}
