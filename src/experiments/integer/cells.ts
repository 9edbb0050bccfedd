/**
 * Cells of a law's own making: intervals of positions, halved where the cdf leaves its chord, so that they are narrow where the law is
 * dense or has a kink and wide where nothing lies. A draw falls into a cell with the law's own probability and lies evenly in it.
 *
 *     sup |F_drawn - F|  <=  max over cells of  2 bend + mass ((1/2 + lag) / positions + 2 / places) + 2^-32           (1)
 *
 * bend: the most by which F leaves the chord at the quarter points (twice that bounds it everywhere where the density is monotone, as it
 * is in all cells but those with a mode); places: the values, at most 2^16, that a word's offset in the cell keeps; lag: the positions by
 * which the last of them falls short of the cell's end, the factor that stretches offsets to positions being rounded down.
 */
import type { Outside } from '../../distributions/unbounded.ts';
import { cellScale, FINE_BITS, POSITIONS, type Coordinate } from '../../../kernels/linear/positions.ts';

/** A law as the kernels need it: that of a signal, or of the bids that a strategy makes of it. */
export interface DrawnLaw {
  readonly support: readonly [number, number];
  cdf(x: number): number;
  /** Whether all that lies beyond the upper end was put there, where it makes no difference how far beyond it lies. */
  readonly isCut?: boolean;
  /** What the support leaves out of a law without an end; absent: nothing. */
  readonly outside?: Outside;
}

export interface CellLaw {
  readonly coordinate: Coordinate;
  readonly support: readonly [number, number];
  /** What is ever drawn: the support but for the cells at its ends to which no word falls. */
  readonly drawn: readonly [number, number];
  /** Bound on |Pr(drawn <= x) - Pr(X <= x)|, from (1). */
  readonly distance: number;
  /** Bound on the integral of |Pr(drawn <= x) - Pr(X <= x)|: how far the mean of a number of slope 1 can be off. */
  readonly shift: number;
  /** Of a law without an end: the probability of what lies outside the support, and the mean distance from it as a share of its width. */
  readonly outside: { readonly mass: number; readonly spread: number };
  /** Bound on the largest probability of an interval of this length. */
  concentration(length: number): number;
}

const WORDS = 2 ** 32;
/** Sixteen equal cells give a uniform law all 2^20 positions. */
const EVEN_CELLS = 16;
const STRAIGHT = 1e-9;
/** Cells are halved until their bend is below this, or there are too many of them. */
export const BEND = 1e-8;
const CELLS_MAX = 2 ** 14;
/** Offsets in a cell keep 16 bits: a cell with more mass than this would be drawn too coarsely. */
const MASS_MAX = 1 / 256;
/** A law whose 2^20 positions keep it within this gets no finer ones. */
const COARSE = 2e-6;

/** An end of a cell of positions, and the cdf there. */
export interface CellEnd {
  readonly position: number;
  readonly level: number;
}

export interface Cells {
  /** [J + 1] */
  readonly starts: readonly number[];
  readonly levels: readonly number[];
  /** [J] */
  readonly bends: readonly number[];
  /** [J] whether all that falls into the cell, one position wide, is counted as being there; absent: of no cell. */
  readonly points?: readonly boolean[];
}

/** Cells from one end to another, each with a bend of at most `bend`. Undefined where more than CELLS_MAX would be needed. */
export function straightCells(first: CellEnd, last: CellEnd, at: (position: number) => number, bend: number): Cells | undefined {
  const starts = [first.position];
  const levels = [first.level];
  const bends: number[] = [];
  const add = (from: number, low: number, to: number, high: number): boolean => {
    let most = 0;
    let middle = Number.NaN;
    for (const share of [0.25, 0.5, 0.75]) {
      const level = Math.min(high, Math.max(low, at(from + (to - from) * share)));
      if (share === 0.5) middle = level;
      most = Math.max(most, Math.abs(level - low - (high - low) * share));
    }
    if ((most <= bend && high - low <= MASS_MAX) || to - from === 1) {
      starts.push(to);
      levels.push(high);
      bends.push(most);
      return starts.length <= CELLS_MAX + 1;
    }
    const half = Math.floor((from + to) / 2);
    const level = half === (from + to) / 2 ? middle : Math.min(high, Math.max(low, at(half)));
    return add(from, low, half, level) && add(half, level, to, high);
  };
  return add(first.position, first.level, last.position, last.level) ? { starts, levels, bends } : undefined;
}

function cellsOf({ support: [low, high], cdf }: DrawnLaw, positions: number): Cells {
  const at = (position: number): number =>
    Math.min(1, Math.max(0, cdf(position === positions ? high : low + (high - low) * (position / positions))));
  for (let bend = BEND; ; bend *= 4) {
    const cells = straightCells({ position: 0, level: 0 }, { position: positions, level: 1 }, at, bend);
    if (cells) return cells;
  }
}

/** How far the law is from the uniform one, as some points show. */
const unevenness = ({ support: [low, high], cdf }: DrawnLaw): number =>
  Array.from({ length: 4 * EVEN_CELLS }, (_, i) => (i + 0.5) / (4 * EVEN_CELLS)).reduce(
    (most, share) => Math.max(most, Math.abs(cdf(low + (high - low) * share) - share)), 0,
  );

/** Cells, with 2^20 positions where these are enough or `fine` is false, else 2^28. */
export function cellLaw(law: DrawnLaw, fine: boolean): CellLaw {
  const uneven = unevenness(law);
  if (uneven < STRAIGHT) {
    const shares = Array.from({ length: EVEN_CELLS + 1 }, (_, c) => c / EVEN_CELLS);
    return measured(
      law,
      { thresholds: Float64Array.from(shares, (share) => share * WORDS) },
      { starts: shares.map((share) => share * POSITIONS), levels: shares, bends: shares.slice(1).map(() => uneven) },
      POSITIONS,
    );
  }
  const coarse = withCells(law, POSITIONS);
  return coarse.distance <= COARSE || !fine ? coarse : withCells(law, POSITIONS * 2 ** FINE_BITS);
}

function withCells(law: DrawnLaw, positions: number): CellLaw {
  const cells = cellsOf(law, positions);
  const thresholds = Float64Array.from(cells.levels, (level) => Math.round(level * WORDS));
  return measured(
    law,
    { thresholds, starts: Int32Array.from(cells.starts), ...(positions > POSITIONS ? { fine: true } : {}) },
    cells,
    positions,
  );
}

/** What the law drawn from the coordinate, whose cells these are, has of the law. */
export function measured(
  { support, isCut, outside }: Pick<DrawnLaw, 'support' | 'isCut' | 'outside'>,
  coordinate: Coordinate,
  { starts, levels, bends, points }: Cells,
  positions: number,
): CellLaw {
  const width = support[1] - support[0];
  const { mass: beyond = 0, above = 0, below = 0 } = outside ?? {};
  let distance = 0;
  let shift = 0;
  let lump = 0;
  bends.forEach((bend, c) => {
    if (isCut && c === bends.length - 1) return;
    const mass = levels[c + 1]! - levels[c]!;
    const step = starts[c + 1]! - starts[c]!;
    const words = coordinate.thresholds[c + 1]! - coordinate.thresholds[c]!;
    const { shift: lost, factor } = cellScale(words, step);
    const places = Math.max(1, Math.floor((words - 1) / 2 ** lost) + 1);
    const lag = Math.max(0, step - (places * factor) / 65536);
    const exact = lag === 0 && words === places * 2 ** lost;
    const spread = points?.[c] ? 0 : (0.5 + lag) / step + (exact && step <= places ? 0 : 2 / places);
    const off = 2 * bend + mass * spread + 1 / WORDS;
    distance = Math.max(distance, off);
    shift += (off * step) / positions;
    lump = Math.max(lump, mass * ((1 + lag) / step + 1 / places));
  });
  const hit = bends.flatMap((_, c) => (coordinate.thresholds[c + 1]! > coordinate.thresholds[c]! ? [c] : []));
  const at = (start: number): number => support[0] + width * (start / positions);
  return {
    coordinate,
    support,
    drawn: [at(starts[hit[0]!]!), at(starts[hit.at(-1)! + 1]!)],
    distance: distance + beyond,
    shift: (shift + beyond) * width + above + below,
    outside: { mass: beyond, spread: (above + below) / width },
    concentration: (length) =>
      Math.min(
        1, densest(starts, levels, (length / width) * positions, isCut ? starts.length - 2 : starts.length - 1) + lump + beyond + 2 / WORDS,
      ),
  };
}

/**
 * Largest rise of the line through (starts, levels) up to entry `last` over so many positions: where one end of the interval is a cell's.
 */
function densest(starts: readonly number[], levels: readonly number[], length: number, last: number): number {
  const at = (position: number, cell: number): number =>
    levels[cell]! + ((levels[cell + 1]! - levels[cell]!) * (position - starts[cell]!)) / (starts[cell + 1]! - starts[cell]!);
  let most = 0;
  for (let c = 0, from = 0, to = 0; c <= last; c++) {
    const [back, ahead] = [starts[c]! - length, starts[c]! + length];
    while (from + 1 < last && starts[from + 1]! <= back) from++;
    while (to + 1 < last && starts[to + 1]! <= ahead) to++;
    const before = back <= 0 ? 0 : at(back, from);
    const after = ahead >= starts[last]! ? levels[last]! : at(ahead, to);
    most = Math.max(most, levels[c]! - before, after - levels[c]!);
  }
  return most;
}
