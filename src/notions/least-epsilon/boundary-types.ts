/**
 * Four types on either side of the boundary between two alternatives that tie at the top, at either end of a way along it: the cycle that
 * shows what `boundaryBound` says but for the width of its steps across (docs/fields.md, section 6).
 */
import type { Gradients } from '../../experiments/field/walk-sums.ts';

export interface Tie {
  readonly pair: readonly [number, number];
  /** Her type there. */
  readonly type: readonly number[];
  /** By how much the welfare of the first of the pair exceeds that of the second there, but for rounding nothing. */
  readonly excess: number;
}

/** Width of steps across as a share of the way along. */
const ACROSS = 1e-6;
/** Newton's steps. */
const STEPS = 4;

const between = (rows: readonly (readonly number[])[], [k, l]: readonly [number, number]): number[] =>
  rows[k]!.map((x, c) => x - rows[l]![c]!);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, c) => sum + x * b[c]!, 0);
const unit = (size: number, entries: readonly (readonly [number, number])[]): number[] => {
  const vector = new Array<number>(size).fill(0);
  for (const [c, x] of entries) vector[c] = x;
  return vector;
};

/** The direction τ of length one with b·τ = 0 in which a·τ is largest; a linear program with two rows has a corner with two entries. */
function along(a: readonly number[], b: readonly number[], relevant: readonly boolean[]): number[] {
  const free = b.findIndex((slope, c) => slope !== 0 && !relevant[c]);
  const corners = a.flatMap((_, x) => {
    if (!relevant[x]) return [];
    if (free >= 0) return [unit(a.length, [[free, -b[x]! / b[free]!], [x, 1]])];
    if (b[x] === 0) return [unit(a.length, [[x, 1]])];
    return a.flatMap((__, y) => {
      const size = Math.abs(b[x]!) + Math.abs(b[y]!);
      return y > x && relevant[y] && b[y] !== 0 ? [unit(a.length, [[x, b[y]! / size], [y, -b[x]! / size]])] : [];
    });
  });
  const best = corners.reduce((most, corner) => (Math.abs(dot(a, corner)) > Math.abs(dot(a, most)) ? corner : most), unit(a.length, []));
  return best.map((x) => (dot(a, best) < 0 ? -x : x));
}

/**
 * `way`: how far the ends are apart. `excessAt`: of other types, where the boundary is no plane; ends are then brought back to it by
 * Newton's steps with the slope at the tie. Undefined where her signals do not move society between the two.
 */
export function boundaryTypes(
  { own, social }: Gradients, relevant: readonly boolean[], { pair, type, excess }: Tie, way: number,
  excessAt?: (type: readonly number[]) => number,
): readonly (readonly number[])[] | undefined {
  const [a, b] = [between(own, pair), between(social, pair)];
  const steepest = b.reduce((best, slope, c) => (Math.abs(slope) > Math.abs(b[best]!) ? c : best), 0);
  if (b[steepest] === 0) return undefined;
  const tau = along(a, b, relevant);
  const moved = (from: readonly number[], by: number): number[] => from.map((x, c) => (c === steepest ? x - by / b[c]! : x));
  const at = moved(type, excess);
  const ends = [-1, 1].map((end) => {
    let point = at.map((x, c) => x + (end * way * tau[c]!) / 2);
    for (let step = 0; excessAt && step < STEPS; step++) point = moved(point, excessAt(point));
    return point;
  });
  const across = unit(a.length, [[steepest, Math.sign(b[steepest]!) * ACROSS * way]]);
  return ([[0, 1], [0, -1], [1, -1], [1, 1]] as const).map(([end, side]) => ends[end]!.map((x, c) => x + side * across[c]!));
}
