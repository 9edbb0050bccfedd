/** Signals of sixteen consecutive profiles at a time, one a lane, on a workbench. */
import { CELL_BYTES, ITEM, LANES } from '../simd/layout.ts';
import type { Step, Workbench } from '../simd/workbench.ts';
import { cellScale, cellStarts, isUniform, POSITION_BITS, positionCount, type Coordinate } from './positions.ts';

const WORDS = 2 ** 32;

/** Cells of equal mass: 2^16 places in a cell where it has more than 2^16 positions, else the upper 20 bits of the word. */
function uniformShifts(cells: number): [shift: number, lost: number] {
  const lost = Math.max(0, POSITION_BITS - 16 - Math.log2(cells));
  return [32 - POSITION_BITS + lost, lost];
}

const sameArray = (a: Float64Array | Int32Array, b: Float64Array | Int32Array): boolean =>
  a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
const sameLaw = (a: Coordinate, b: Coordinate): boolean =>
  sameArray(a.thresholds, b.thresholds) && a.fine === b.fine && sameArray(cellStarts(a), cellStarts(b));

/** Arguments of step `cells` that describe a law. Four buckets a cell, so that few hold more than one threshold. */
function putLaw(bench: Workbench, coordinate: Coordinate): number[] {
  const { thresholds } = coordinate;
  const firsts = cellStarts(coordinate);
  const count = thresholds.length - 1;
  const at = bench.reserve(thresholds.length * CELL_BYTES);
  const ints = bench.ints(at, (thresholds.length * CELL_BYTES) / 4);
  for (let c = 1; c <= count; c++) {
    const [from, to] = [thresholds[c - 1]!, thresholds[c]!];
    const places = firsts[c]! - firsts[c - 1]!;
    const { shift, factor } = cellScale(to - from, places);
    // Empty cells at 0 have no last word; no start leads to them.
    const i = (c * CELL_BYTES) / 4;
    ints[i] = to - 1;
    ints[i + 1] = from;
    ints[i + 2] = shift;
    ints[i + 3] = firsts[c - 1]!;
    ints[i + 4] = factor;
    ints[i + 5] = Math.floor(factor / WORDS);
    ints[i + 6] = places - 1;
  }
  const bits = 30 - Math.min(20, Math.ceil(Math.log2(count)));
  const starts = new Int32Array(WORDS / 2 ** bits);
  for (let bucket = 0, c = 0; bucket < starts.length; bucket++) {
    while (thresholds[c]! <= bucket * 2 ** bits) c++;
    starts[bucket] = at + c * CELL_BYTES;
  }
  return [bits, bench.put(starts)];
}

export interface LaneDrawer {
  /** Address of [D] items. */
  readonly positions: number;
  /** The first is `wordsAcross` where there is anything to draw: arguments 0, 1 and 2 are the key and the profile of lane 0. */
  readonly steps: readonly Step[];
}

export function createLaneDrawer(bench: Workbench, coordinates: readonly Coordinate[]): LaneDrawer {
  const count = coordinates.length;
  const positions = bench.reserve(positionCount(coordinates) * ITEM);
  if (count === 0) return { positions, steps: [] };
  const blocks = (count + 1) >>> 1;
  const stride = 32 * blocks;
  // An odd number of blocks is written as if it were even.
  const words = bench.reserve((LANES / 4) * stride + ITEM);
  const shifts = bench.put(Int32Array.from(coordinates.flatMap(({ thresholds }) => uniformShifts(thresholds.length - 1))));
  const steps: Step[] = [['wordsAcross', 0, 0, 0, LANES / 4, blocks, words], ['positions', words, stride, shifts, count, positions]];
  const laws: { coordinate: Coordinate; law: number[] }[] = [];
  let rest = count;
  coordinates.forEach((coordinate, d) => {
    if (isUniform(coordinate)) return;
    let known = laws.find((law) => sameLaw(law.coordinate, coordinate));
    if (!known) {
      known = { coordinate, law: putLaw(bench, coordinate) };
      laws.push(known);
    }
    steps.push(['cells', words + 16 * d, stride, ...known.law, positions + ITEM * d]);
    if (coordinate.fine) steps.push(['split', positions + ITEM * d, positions + ITEM * rest++]);
  });
  return { positions, steps };
}
