/** Draws what every object is worth to every bidder; tables of a law are shared by all draws that follow it. */
import { createCellLookup } from '../cell-lookup.ts';
import { cellScale, cellStarts, POSITIONS, type Coordinate } from '../linear/positions.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import type { AssignmentParameters } from './spec.ts';

/** Place of a word among the positions, as `positionOf` of kernels/linear/positions.ts says. */
function placer(coordinate: Coordinate): (word: number) => number {
  const { thresholds } = coordinate;
  const firsts = cellStarts(coordinate);
  const cells = thresholds.length - 1;
  const { starts, steps, scale } = createCellLookup(thresholds, 0, 2 ** 32 - 1);
  const shifts = new Uint8Array(cells + 1);
  // Multiples of 2^-16 whose products with places are below 2^20: exact in a double.
  const rates = new Float64Array(cells + 1);
  for (let c = 1; c <= cells; c++) {
    const { shift, factor } = cellScale(thresholds[c]! - thresholds[c - 1]!, firsts[c]! - firsts[c - 1]!);
    shifts[c] = shift;
    rates[c] = factor / 65536;
  }
  return (word) => {
    let c = starts[(word * scale) | 0]!;
    while (steps[c]! <= word) c++;
    const place = (((word - steps[c - 1]!) >>> shifts[c]!) * rates[c]!) | 0;
    return Math.min(firsts[c - 1]! + place, firsts[c]! - 1);
  };
}

/** Writes [N M] worths of a profile; `k0`, `k1`: key of its block. */
export function worthDrawer({
  bidders, objects, coordinates, bases, spans, lawOf,
}: AssignmentParameters): (k0: number, k1: number, profile: number, into: Float64Array) => void {
  const draws = bidders * objects;
  const groups = Math.ceil(draws / 16);
  const loops = loadSimdLoops(16 * groups);
  const words = loops.buffer;
  const placers = coordinates.map(placer);
  return (k0, k1, profile, into) => {
    loops.words(k0, k1, profile, groups);
    for (let d = 0; d < draws; d++) {
      const c = lawOf[d]!;
      into[d] = bases[c]! + Math.floor((placers[c]!(words[d]!) * spans[c]!) / POSITIONS);
    }
  };
}
