/**
 * What a rule's boundary looks like ex post, at one type z of the other: by how much the agent's value varies along it (Lemma 3 of JMM12
 * wants a constant), and where it does not, the ex post transfer ρ_i(z) = v_i there with its gradient.
 *
 * As z moves, the boundary ψ(θ, z) = 0 moves along x by -∇_-i ψ / ∂_x ψ, so
 *
 *     ∇ρ_i = ∇_-i v_i - (∂_x v_i / ∂_x ψ) ∇_-i ψ,
 *
 * with a minus where footnote 12 prints a plus.
 */
import { affineAt } from '../../beliefs/affine.ts';
import { rankAtMostOne } from '../../environment/parallel.ts';
import { bilinearAt, corners, gradient, sectionAt, swapped, type Bilinear, type TwoAgentRule } from '../../environment/two-agent.ts';

type Vector = readonly number[];

const inner = (x: Vector, y: Vector): number => x.reduce((sum, u, j) => sum + u * y[j]!, 0);
const at = (of: ReturnType<typeof gradient>, z: Vector): number[] => of.map((one) => affineAt(one, z));

/** The function whose level is a boundary: the index at 0, the chance at its value in the middle of the agent's types. */
export function boundaryOf(rule: TwoAgentRule, middle: readonly [Vector, Vector]): Bilinear {
  if (rule.kind === 'deterministic') return rule.index;
  return { ...rule.chance, constant: rule.chance.constant - bilinearAt(rule.chance, ...middle) };
}

/** Corners of {θ in the cube: b·θ + constant = 0}: one on every edge that crosses it. */
export function levelCorners(b: Vector, constant: number): number[][] {
  return corners(b.length).flatMap((corner) => corner.flatMap((x, j) => {
    if (x !== 0 || b[j] === 0) return [];
    const share = -(constant + inner(b, corner)) / b[j]!;
    return share >= 0 && share <= 1 ? [corner.map((y, k) => (k === j ? share : y))] : [];
  }));
}

/** The index is (u·θ_i - c) g(z): the boundary is the same for every z, and only its sides may change. */
export const sameBoundary = ({ constant, first, second, cross }: Bilinear): boolean =>
  rankAtMostOne([[constant, ...second], ...first.map((x, j) => [x, ...cross[j]!])]);

export interface Variation {
  /** Largest less smallest value of alternative 1 on the boundary; 0 where there is none. */
  readonly size: number;
  readonly from: Vector;
  readonly to: Vector;
}

/** Linear functions are largest and smallest at corners of the boundary, which is flat and in one piece. */
export function boundaryVariation(value: Bilinear, level: Bilinear, z: Vector): Variation {
  const rise = at(gradient(value), z);
  const ends = levelCorners(at(gradient(level), z), affineAt(sectionAt(swapped(level), z), level.first.map(() => 0)));
  if (ends.length === 0) return { size: 0, from: [], to: [] };
  const [low, high] = [1, -1].map((sign) => ends.reduce((best, end) => (sign * inner(rise, end) < sign * inner(rise, best) ? end : best)));
  return { size: inner(rise, high!) - inner(rise, low!), from: low!, to: high! };
}

/** Circulation of q ∇_i v_i round the unit square of two coordinates, of a chance linear in the agent's type: the largest of any two. */
export function squareCirculation(value: Bilinear, chance: Bilinear, z: Vector): number {
  const [a, b] = [at(gradient(value), z), at(gradient(chance), z)];
  return Math.max(0, ...a.flatMap((x, j) => a.slice(j + 1).map((y, step) => Math.abs(x * b[j + 1 + step]! - y * b[j]!))));
}

/** v_i on the boundary at z; undefined where the boundary does not meet the cube. */
export function exPostTransfer(value: Bilinear, level: Bilinear, z: Vector): number | undefined {
  const [own] = levelCorners(at(gradient(level), z), affineAt(sectionAt(swapped(level), z), level.first.map(() => 0)));
  return own && bilinearAt(value, own, z);
}

/** ∇ρ_i at z, at a point of the boundary, by the formula above where `sign` is -1, and by footnote 12 as printed where it is 1. */
export function exPostTransferGradient(value: Bilinear, level: Bilinear, z: Vector, sign: 1 | -1): number[] | undefined {
  const [a, b] = [at(gradient(value), z), at(gradient(level), z)];
  const [own] = levelCorners(b, affineAt(sectionAt(swapped(level), z), level.first.map(() => 0)));
  if (!own) return undefined;
  const x = b.reduce((best, y, j) => (Math.abs(y) > Math.abs(b[best]!) ? j : best), 0);
  const [mine, moves] = [sectionAt(value, own).slopes, sectionAt(level, own).slopes];
  return mine.map((y, k) => y + sign * (a[x]! / b[x]!) * moves[k]!);
}
