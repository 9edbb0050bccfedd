/**
 * Signals and functionals of the kernels of linear environments: fast on the CPU, and plain twins for references.
 * positions.ts defines what is computed.
 */
import { createCellLookup } from '../cell-lookup.ts';
import type { StreamKey } from '../kernel.ts';
import { loadSimdLoops } from '../simd/simd.ts';
import { threefry2x32 } from '../threefry/threefry.ts';
import { cellScale, contribution, POSITION_BITS, POSITIONS, positionOf, type Coordinate, type Functional } from './positions.ts';

/** Profiles drawn at a time; a power of two, so that a batch stays within its block of 2^32 profiles. */
const BATCH = 16;
const WORDS = 2 ** 32;

export interface PositionDrawer {
  /**
   * [D] positions of a profile's coordinates. `key` is that of the profile's block, `profile` its low 32 bits. What is
   * returned is overwritten by later calls. Profiles asked for in order cost least.
   */
  draw(key: StreamKey, profile: number): Int32Array;
}

/** Writes the positions of one coordinate for all words of a batch: words[at(i)] to positions[i * stride + coordinate]. */
type Placer = (words: Uint32Array, positions: Int32Array) => void;

/** Index of draw `d` of profile `p` of a batch, as the SIMD loops lay words out. */
const wordAt = (p: number, d: number, stride: number): number => (p >>> 2) * stride + 4 * d + (p & 3);

export const isUniform = (thresholds: Float64Array): boolean => thresholds.every((t, c) => t === (c * WORDS) / (thresholds.length - 1));

/** Cells of equal mass: 2^16 places in a cell where it has more than 2^16 positions, else the upper 20 bits of the word. */
export function uniformShifts(cells: number): { shift: number; lost: number } {
  const lost = Math.max(0, POSITION_BITS - 16 - Math.log2(cells));
  return { shift: 32 - POSITION_BITS + lost, lost };
}

function uniformPlacer(cells: number, d: number, coordinates: number, stride: number): Placer {
  const { shift, lost } = uniformShifts(cells);
  return (words, positions) => {
    for (let p = 0; p < BATCH; p++) positions[p * coordinates + d] = (words[wordAt(p, d, stride)]! >>> shift) << lost;
  };
}

/** For cells c = 0 .. J (nothing lies in the first) of a law: how far an offset is shifted, and places per unit of what is left. */
export function cellRates(thresholds: Float64Array): { shifts: Uint8Array; rates: Float64Array } {
  const cells = thresholds.length - 1;
  const shifts = new Uint8Array(cells + 1);
  /** Multiples of 2^-16 whose products are below 2^20: exact in a double. */
  const rates = new Float64Array(cells + 1);
  for (let c = 1; c <= cells; c++) {
    const { shift, factor } = cellScale(thresholds[c]! - thresholds[c - 1]!, POSITIONS / cells);
    shifts[c] = shift;
    rates[c] = factor / 65536;
  }
  return { shifts, rates };
}

function cellPlacer(thresholds: Float64Array, d: number, coordinates: number, stride: number): Placer {
  const cells = thresholds.length - 1;
  const step = POSITIONS / cells;
  const { starts, steps, scale } = createCellLookup(thresholds, 0, WORDS - 1);
  const { shifts, rates } = cellRates(thresholds);
  return (words, positions) => {
    for (let p = 0; p < BATCH; p++) {
      const word = words[wordAt(p, d, stride)]!;
      let c = starts[(word * scale) | 0]!;
      while (steps[c]! <= word) c++;
      const place = (((word - steps[c - 1]!) >>> shifts[c]!) * rates[c]!) | 0;
      positions[p * coordinates + d] = (c - 1) * step + (place < step ? place : step - 1);
    }
  };
}

/** Draws batches of profiles with the SIMD loops, one coordinate after another. About 3 to 5 ns a coordinate. */
export function createPositionDrawer(coordinates: readonly Coordinate[]): PositionDrawer {
  const count = coordinates.length;
  const blocks = (count + 1) >>> 1;
  const stride = 8 * blocks;
  const loops = loadSimdLoops((BATCH / 4) * stride + 16);
  const positions = new Int32Array(BATCH * count);
  const rows = Array.from({ length: BATCH }, (_, p) => positions.subarray(p * count, (p + 1) * count));
  const placers = coordinates.map(({ thresholds }, d) =>
    isUniform(thresholds) ? uniformPlacer(thresholds.length - 1, d, count, stride) : cellPlacer(thresholds, d, count, stride));
  let k0 = 0;
  let k1 = 0;
  let from = -1;
  return {
    draw(key, profile) {
      const lane = profile & (BATCH - 1);
      const start = profile - lane;
      if (start !== from || key.k0 !== k0 || key.k1 !== k1) {
        ({ k0, k1 } = key);
        from = start;
        if (count > 0) loops.wordsAcross(k0, k1, start, BATCH / 4, blocks);
        for (const place of placers) place(loops.buffer, positions);
      }
      return rows[lane]!;
    },
  };
}

/** Writes value[k] for all k = 0..K-1. */
export type PreparedFunctional = (positions: Int32Array, into: Int32Array) => void;

/**
 * Values of all rows of all factors first, then one pass over the pairs (alternative, row) that occur. Costs about a
 * nanosecond for every term and every pair.
 */
export function prepareFunctional({ constants, factors }: Functional): PreparedFunctional {
  const alternatives = constants.length;
  const terms = factors.reduce((sum, { termRow }) => sum + termRow.length, 0);
  const rows = new Int32Array(factors.reduce((sum, factor) => sum + factor.rows, 0));
  const termRow = new Int32Array(terms);
  const termCoordinate = new Int32Array(terms);
  // The three parts of a multiplier that `contribution` uses.
  const upper = new Int32Array(terms);
  const middle = new Int32Array(terms);
  const lower = new Int32Array(terms);
  const pairAlternatives: number[] = [];
  const pairRows: number[] = [];
  let firstRow = 0;
  let term = 0;
  for (const factor of factors) {
    factor.multipliers.forEach((multiplier, i) => {
      termRow[term] = firstRow + factor.termRow[i]!;
      termCoordinate[term] = factor.coordinates[i]!;
      upper[term] = multiplier >> 15;
      middle[term] = multiplier & 32767;
      lower[term] = multiplier >> 11;
      term++;
    });
    factor.rowOf.forEach((row, k) => {
      if (row < 0) return;
      pairAlternatives.push(k);
      pairRows.push(firstRow + row);
    });
    firstRow += factor.rows;
  }
  const pairs = pairRows.length;
  const alternativeOf = Int32Array.from(pairAlternatives);
  const rowOf = Int32Array.from(pairRows);
  return (positions, into) => {
    rows.fill(0);
    for (let i = 0; i < terms; i++) {
      const position = positions[termCoordinate[i]!]!;
      const high = position >> 4;
      rows[termRow[i]!]! += (Math.imul(upper[i]!, high) >> 1) + (Math.imul(middle[i]!, high) >>> 16) + (Math.imul(lower[i]!, position & 15) >> 9);
    }
    for (let k = 0; k < alternatives; k++) into[k] = constants[k]!;
    for (let i = 0; i < pairs; i++) into[alternativeOf[i]!]! += rows[rowOf[i]!]!;
  };
}

/** Whether the functional is zero whatever the signals. */
export const isZeroFunctional = ({ constants, factors }: Functional): boolean =>
  constants.every((c) => c === 0) && factors.every(({ multipliers }) => multipliers.every((m) => m === 0));

/** Plain twin of `createPositionDrawer`. */
export function referencePositions(key: StreamKey, profile: number, coordinates: readonly Coordinate[]): number[] {
  return coordinates.map(({ thresholds }, draw) => {
    const word = threefry2x32(key, [profile, draw >>> 1])[draw & 1]!;
    const cell = thresholds.filter((t) => t <= word).length;
    return positionOf(word, cell, thresholds);
  });
}

/** Plain twin of `prepareFunctional`. */
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
