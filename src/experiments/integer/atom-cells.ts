/**
 * Cells of laws with points of positive probability: a position each for such points, and cells of the density between them. A draw is
 * then, but for `distance`, at most one position from the true one, and points are drawn with their own probabilities.
 */
import { POSITIONS } from '../../../kernels/linear/positions.ts';
import { massBelow, type Atom, type Distribution } from '../../distributions/distribution.ts';
import { BEND, measured, straightCells, type CellLaw, type Cells } from './cells.ts';

const WORDS = 2 ** 32;

interface Marked {
  readonly law: Pick<Distribution, 'cdf' | 'atoms' | 'support'>;
  /** Of every atom. */
  positionOf(atom: Atom): number;
  /** The value at a position. */
  at(position: number): number;
}

/** The atoms one after another, and what lies between them. Undefined where more cells would be needed than there are. */
function cellsBetween({ law, positionOf, at }: Marked, bend: number): Cells | undefined {
  const starts = [0];
  const levels = [0];
  const bends: number[] = [];
  const points: boolean[] = [];
  const add = (cells: Cells | undefined, isPoint: boolean): boolean => {
    if (!cells) return false;
    starts.push(...cells.starts.slice(1));
    levels.push(...cells.levels.slice(1));
    bends.push(...cells.bends);
    points.push(...cells.bends.map(() => isPoint));
    return true;
  };
  const upTo = (position: number, level: number): boolean => {
    const [first, last] = [{ position: starts.at(-1)!, level: levels.at(-1)! }, { position, level: Math.max(level, levels.at(-1)!) }];
    return position === first.position || add(straightCells(first, last, (place) => law.cdf(at(place)), bend), false);
  };
  for (const atom of law.atoms!) {
    const position = positionOf(atom);
    const level = position + 1 === POSITIONS ? 1 : law.cdf(atom.at);
    if (starts.at(-1) === position + 1 && points.at(-1)) {
      levels[levels.length - 1] = level;
      continue;
    }
    // What of the density lies in the position before its first point goes to the cell before it.
    if (!upTo(position, position === 0 ? 0 : massBelow(law, atom.at))) return undefined;
    add({ starts: [position, position + 1], levels: [levels.at(-1)!, level], bends: [0] }, true);
  }
  return upTo(POSITIONS, 1) ? { starts, levels, bends, points } : undefined;
}

/** `support`: the values that the first position and the end of the last stand for. */
function lawOf(marked: Marked, support: readonly [number, number]): CellLaw {
  for (let bend = BEND; ; bend *= 4) {
    const cells = cellsBetween(marked, bend);
    if (!cells) continue;
    const thresholds = Float64Array.from(cells.levels, (level) => Math.round(level * WORDS));
    const coordinate = { thresholds, starts: Int32Array.from(cells.starts) };
    const { concentration } = measured({ support }, coordinate, densityAlone(cells), POSITIONS);
    return { ...measured({ support }, coordinate, cells, POSITIONS), concentration };
  }
}

/** The same with what lies in points taken away. */
function densityAlone({ starts, levels, bends, points }: Cells): Cells {
  let removed = 0;
  const rest = levels.map((level, c) => {
    if (c > 0 && points![c - 1]) removed += level - levels[c - 1]!;
    return level - removed;
  });
  return { starts, levels: rest, bends };
}

/** Of a law with atoms; a position for each, or one for several that are closer. Its `concentration` is that of the density. */
export function atomCells(law: Distribution): CellLaw {
  const [low, high] = law.support;
  return lawOf({
    law,
    positionOf: ({ at }) => Math.min(POSITIONS - 1, Math.floor(((at - low) / (high - low)) * POSITIONS)),
    at: (position) => low + (high - low) * (position / POSITIONS),
  }, law.support);
}

export interface LatticeLaw {
  readonly cells: CellLaw;
  readonly base: number;
  readonly steps: number;
}

/**
 * Of a law whose atoms are whole multiples of `unit`: position p stands for the multiple base + floor(p steps / 2^20), and every atom for
 * itself. steps, at most 2^20, is one more than the largest difference. Its `concentration` is that of the density.
 */
export function latticeCells(law: Distribution, unit: number): LatticeLaw {
  const base = Math.floor(law.support[0] / unit + MULTIPLE);
  const steps = Math.ceil(law.support[1] / unit - MULTIPLE) - base + 1;
  const positionOf = ({ at }: Atom): number => Math.ceil(((Math.round(at / unit) - base) * POSITIONS) / steps);
  const at = (position: number): number => unit * (base + (position * steps) / POSITIONS);
  return { cells: lawOf({ law, positionOf, at }, [at(0), at(POSITIONS)]), base, steps };
}

/** Of a unit: what double precision may do to a multiple. */
const MULTIPLE = 2 ** -20;

/** Digits after the point that are looked for. */
const DIGITS = 12;

/**
 * The largest number of which all of these, which are not negative, are whole multiples as they are written, at most `most` times;
 * undefined where there is none.
 */
export function commonUnit(numbers: readonly number[], most: number): number | undefined {
  for (let digits = 0, scale = 1; digits <= DIGITS; digits++, scale *= 10) {
    const whole = numbers.map((x) => Math.round(x * scale));
    if (!whole.every((n, i) => Number.isSafeInteger(n) && n / scale === numbers[i])) continue;
    const divisor = whole.reduce((a, b) => {
      while (b > 0) [a, b] = [b, a % b];
      return a;
    }, 0);
    return Math.max(...whole) / divisor <= most ? divisor / scale : undefined;
  }
  return undefined;
}
