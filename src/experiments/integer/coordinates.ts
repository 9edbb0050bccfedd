/** Laws of signals as thresholds of 32-bit words (kernels/linear/positions.ts), and how far that moves a probability. */
import { POSITIONS, type Coordinate } from '../../../kernels/linear/positions.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import type { Strategy } from '../../mechanism/mechanism.ts';
import type { Range } from '../../mechanism/range.ts';

/** A law as the kernels need it: that of a signal, or of the bids that a strategy makes of it. */
export interface DrawnLaw {
  readonly support: Range;
  cdf(x: number): number;
}

export interface IntegerLaw {
  readonly coordinate: Coordinate;
  readonly support: Range;
  /** Bound on |Pr(lowered <= x) - Pr(X <= x)|. */
  readonly distance: number;
}

const WORDS = 2 ** 32;
/** Sixteen cells give a uniform law all 2^20 positions; others get more cells until their cdf is straight within each. */
const CELLS = [16, 2 ** 12, 2 ** 14] as const;
const STRAIGHT = 1e-8;

/** Bids of types from `law`: Pr(bid <= b) = Pr(type <= the largest type that bids at most b). */
export const bidLaw = (law: Distribution, { range, inverse }: Strategy): DrawnLaw => ({ support: range, cdf: (b) => (b >= range[1] ? 1 : b < range[0] ? 0 : law.cdf(inverse(b))) });

/** Special functions are slow and laws are shared: those of signals are kept by their text. */
const known = new Map<string, IntegerLaw>();

export function integerSignalLaw(law: Distribution): IntegerLaw {
  const kept = known.get(law.text);
  if (kept) return kept;
  const lowered = lowerLaw(law);
  known.set(law.text, lowered);
  return lowered;
}

export function lowerLaw({ support, cdf }: DrawnLaw): IntegerLaw {
  const [low, high] = support;
  const at = (x: number): number => Math.min(1, Math.max(0, cdf(low + (high - low) * x)));
  for (const cells of CELLS) {
    const levels = risingLevels(cells, at);
    const bend = bendOf(cells, levels, at);
    if (bend > STRAIGHT && cells !== CELLS.at(-1)) continue;
    const mass = levels.reduce((most, level, c) => (c === 0 ? 0 : Math.max(most, level - levels[c - 1]!)), 0);
    // Twice the bend seen at quarter points, half the mass of a place (2^16 of them a cell at most), and rounded thresholds.
    const places = Math.min(POSITIONS / cells, 2 ** 16);
    return { coordinate: { thresholds: Float64Array.from(levels, (level) => Math.round(level * WORDS)) }, support, distance: 2 * bend + mass / places / 2 + 1 / WORDS };
  }
  throw new RangeError('unreachable: the last number of cells is always taken');
}

/** Special functions waver in the last place; levels must not. Ends are 0 and 1: an atom there falls into the end cell. */
function risingLevels(cells: number, at: (x: number) => number): number[] {
  let last = 0;
  return Array.from({ length: cells + 1 }, (_, c) => {
    last = c === 0 ? 0 : c === cells ? 1 : Math.max(last, at(c / cells));
    return last;
  });
}

/** Most by which the cdf leaves the chord of a cell, at its quarter points. */
function bendOf(cells: number, levels: readonly number[], at: (x: number) => number): number {
  let most = 0;
  for (let c = 0; c < cells; c++) {
    for (const share of [0.25, 0.5, 0.75]) {
      const chord = levels[c]! + (levels[c + 1]! - levels[c]!) * share;
      most = Math.max(most, Math.abs(at((c + share) / cells) - chord));
    }
  }
  return most;
}
