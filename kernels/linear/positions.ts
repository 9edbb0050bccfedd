/**
 * What the kernels of linear environments share: signals as integer positions, values as integer functionals of them.
 *
 * A signal coordinate with support [a, b] is the position p = 0 .. 2^20 - 1, standing for a + (b - a) p / 2^20. A
 * 32-bit word becomes a position in two steps, the same integers on every device: the cell it falls in, by thresholds
 * (so the mass of every cell is that of the law), and its place in the cell, on a line. Cells may be of any widths, narrow
 * where a law is dense. A signal is thereby moved by less than the width of its cell.
 *
 * A fine coordinate has 2^28 positions p. It takes one word and gives two positions: p >> 8 in its own place, and (p & 255) << 12, which
 * stands for the rest on a support narrower by 2^20, behind the D positions of all coordinates, in their order.
 *
 * A functional gives every alternative an integer: value[k] = constants[k] + sum of `contribution(multiplier, position)`
 * over its terms. Lowering (src/experiments/integer) picks the unit so that no sum leaves 32 bits.
 */

export const POSITION_BITS = 20;
export const POSITIONS = 2 ** POSITION_BITS;
/** Bits that a fine coordinate has beside. */
export const FINE_BITS = 8;
/** Bound on |functional + own part| that lowering keeps, so that sums and differences of a few stay in 32 bits. */
export const VALUE_MAX = 2 ** 28;

/** Law of one signal coordinate. */
export interface Coordinate {
  /** Integers 0 = t_0 <= t_1 <= .. <= t_J = 2^32: word w lies in cell c = 1 .. J where t_(c-1) <= w < t_c. */
  readonly thresholds: Float64Array;
  /**
   * Integers 0 = s_0 < s_1 < .. < s_J = 2^20, or 2^28: cell c has positions s_(c-1) .. s_c - 1. Absent: equal cells, J a power of two up to
   * 2^20.
   */
  readonly starts?: Int32Array;
  /** Whether there are 2^28 positions; needs `starts`. */
  readonly fine?: boolean;
}

/** How many positions a profile has: one for every coordinate and one more for every fine one. */
export const positionCount = (coordinates: readonly Coordinate[]): number => coordinates.reduce((sum, { fine }) => sum + (fine ? 2 : 1), 0);

/** [J + 1] first positions of cells. */
export const cellStarts = ({ thresholds, starts }: Coordinate): Int32Array =>
  starts ?? Int32Array.from(thresholds, (_, c) => (c * POSITIONS) / (thresholds.length - 1));

/** Whether cells are equal in width and mass, so that positions are bits of the word. */
export const isUniform = ({ thresholds, starts }: Coordinate): boolean =>
  starts === undefined && thresholds.every((t, c) => t === (c * 2 ** 32) / (thresholds.length - 1));

/** Terms that give alternatives of one class the same amount. */
export interface Factor {
  /** [K]: the row that holds for each alternative, or -1 for none. */
  readonly rowOf: Int32Array;
  readonly rows: number;
  /** Term i adds contribution(multipliers[i], position of coordinates[i]) to row termRow[i]. Sorted by row. */
  readonly termRow: Int32Array;
  readonly coordinates: Int32Array;
  /** |multiplier| <= 2^28: the change of the row's value as the position runs through its whole range. */
  readonly multipliers: Int32Array;
}

/** value[k] = constants[k] + sum over factors of row[rowOf[k]]. */
export interface Functional {
  /** [K] */
  readonly constants: Int32Array;
  readonly factors: readonly Factor[];
}

/**
 * multiplier * position / 2^20, rounded down in three places so that 32 bits suffice; within 3 of the exact product, and
 * exactly so on every device. `>>` is the arithmetic shift.
 */
export function contribution(multiplier: number, position: number): number {
  const high = position >> 4;
  const low = position & 15;
  return (((multiplier >> 15) * high) >> 1) + (((multiplier & 32767) * high) >>> 16) + (((multiplier >> 11) * low) >> 9);
}

/**
 * Place of a word in its cell c = 1..J: offset = word - t_(c-1) < width = t_c - t_(c-1). The offset loses its low bits
 * until it has at most 16, then `factor` = floor(step 2^16 / (((width - 1) >>> shift) + 1)) brings it to 0 .. step - 1.
 */
export function cellScale(width: number, step: number): { shift: number; factor: number } {
  const shift = Math.max(0, Math.ceil(Math.log2(Math.max(1, width))) - 16);
  return { shift, factor: Math.floor((step * 65536) / (Math.floor(Math.max(0, width - 1) / 2 ** shift) + 1)) };
}

/**
 * s_(c-1) + floor(floor(offset / 2^shift) factor / 2^16) with step = s_c - s_(c-1). The product is below 2^44: a device
 * with 32 bits multiplies the two halves of the factor.
 */
export function positionOf(word: number, cell: number, coordinate: Coordinate): number {
  const { thresholds } = coordinate;
  const starts = cellStarts(coordinate);
  const step = starts[cell]! - starts[cell - 1]!;
  const from = thresholds[cell - 1]!;
  const { shift, factor } = cellScale(thresholds[cell]! - from, step);
  return starts[cell - 1]! + Math.min(step - 1, Math.floor((Math.floor((word - from) / 2 ** shift) * factor) / 65536));
}

/** Throws RangeError naming the field. */
export function validateCoordinates(coordinates: readonly Coordinate[]): void {
  coordinates.forEach(({ thresholds, starts, fine }, d) => {
    const cells = thresholds.length - 1;
    if (cells < 1 || cells > POSITIONS || (!starts && (cells & (cells - 1)) !== 0)) {
      throw new RangeError(`coordinates[${d}].thresholds: need a power of two of cells, up to 2^20`);
    }
    if (fine && !starts) throw new RangeError(`coordinates[${d}].starts: a fine coordinate needs them`);
    const last = fine ? POSITIONS << FINE_BITS : POSITIONS;
    if (
      starts
        && (starts.length !== cells + 1 || starts[0] !== 0 || starts[cells] !== last || starts.some((s, c) => c > 0 && s <= starts[c - 1]!))
    ) {
      throw new RangeError(`coordinates[${d}].starts: must increase from 0 to ${last}, one for every threshold`);
    }
    if (thresholds[0] !== 0 || thresholds[cells] !== 2 ** 32) throw new RangeError(`coordinates[${d}].thresholds: must run from 0 to 2^32`);
    for (let c = 1; c <= cells; c++) {
      const t = thresholds[c]!;
      if (!Number.isInteger(t) || t < thresholds[c - 1]!) {
        throw new RangeError(`coordinates[${d}].thresholds: must be nondecreasing integers`);
      }
    }
  });
}

/** Throws RangeError naming the field. `signals`: number of coordinates the functional may refer to. */
export function validateFunctional(name: string, { constants, factors }: Functional, alternatives: number, signals: number): void {
  if (constants.length !== alternatives) throw new RangeError(`${name}.constants: need ${alternatives}, got ${constants.length}`);
  factors.forEach(({ rowOf, rows, termRow, coordinates, multipliers }, f) => {
    const field = `${name}.factors[${f}]`;
    if (rowOf.length !== alternatives || rowOf.some((row) => row < -1 || row >= rows)) {
      throw new RangeError(`${field}.rowOf: need ${alternatives} rows below ${rows}`);
    }
    if (coordinates.length !== termRow.length || multipliers.length !== termRow.length) {
      throw new RangeError(`${field}: termRow, coordinates and multipliers must have one length`);
    }
    if (termRow.some((row, i) => row < 0 || row >= rows || (i > 0 && row < termRow[i - 1]!))) {
      throw new RangeError(`${field}.termRow: must be sorted rows below ${rows}`);
    }
    if (coordinates.some((d) => d < 0 || d >= signals)) throw new RangeError(`${field}.coordinates: must be below ${signals}`);
    if (multipliers.some((m) => Math.abs(m) > VALUE_MAX)) throw new RangeError(`${field}.multipliers: must be at most 2^28 in size`);
  });
}
