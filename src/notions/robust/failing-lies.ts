/** What shows that no ball of beliefs will do, however small: lies that gain at one type of the other, which every ball holds a bit of. */
import { affineAt, type Affine } from '../../beliefs/affine.ts';
import { gradient, type Bilinear } from '../../environment/two-agent.ts';
import type { Witness } from '../../results/witness.ts';
import { boundaryVariation } from './ex-post-boundary.ts';

type Vector = readonly number[];

const bare = (x: Vector): Witness['type'] => (x.length === 1 ? x[0]! : x);
const at = (of: readonly Affine[], z: Vector): number[] => of.map((one) => affineAt(one, z));

/** Round the unit square of the two coordinates in which the field of a chance circulates most at z, the way that gains. */
export function squareWalk(a: readonly Affine[], b: readonly Affine[], z: Vector): Witness {
  const [u, v] = [at(a, z), at(b, z)];
  let best: readonly [x: number, y: number, minor: number] = [0, 1, 0];
  for (let x = 0; x < u.length; x++) {
    for (let y = x + 1; y < u.length; y++) {
      const minor = u[x]! * v[y]! - u[y]! * v[x]!;
      if (Math.abs(minor) > Math.abs(best[2])) best = [x, y, minor];
    }
  }
  const [x, y, minor] = best;
  const square = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([p, q]) => u.map((_, c) => (c === x ? p! : c === y ? q! : 0.5)));
  const points = minor < 0 ? square.toReversed() : square;
  return { type: points[0]!, report: points[2]!, walk: { kind: 'path', points }, under: bare(z) };
}

/** Two types on the boundary at z, which differ in what alternative 1 is worth to them. */
export function boundaryPair(value: Bilinear, index: Bilinear, z: Vector): Witness {
  const { from, to } = boundaryVariation(value, index, z);
  return { type: bare(to), report: bare(from), under: bare(z) };
}

/** The corners between which an index or a chance with these rates rises most at z: from the lower to the higher. */
export function cornerPair(b: readonly Affine[], z: Vector): Witness {
  const rates = at(b, z);
  return { type: bare(rates.map((x) => (x < 0 ? 1 : 0))), report: bare(rates.map((x) => (x < 0 ? 0 : 1))), under: bare(z) };
}

/** That of the points at which rates are largest. */
export const whereSteepest = (b: readonly Affine[], points: readonly Vector[]): Vector => {
  const size = (z: Vector): number => Math.max(...at(b, z).map(Math.abs));
  return points.reduce((best, z) => (size(z) > size(best) ? z : best));
};

/** Round the square at z, or along the boundary, of a chance or of an index. */
export const circulating = (value: Bilinear, rule: { readonly kind: 'stochastic'; readonly chance: Bilinear }
  | { readonly kind: 'deterministic'; readonly index: Bilinear }, z: Vector): Witness => (rule.kind === 'stochastic'
  ? squareWalk(gradient(value), gradient(rule.chance), z) : boundaryPair(value, rule.index, z));

/** Where she sees one number, two types on either side of `cut` whose worth falls from the first to the second, as close as it takes. */
export function acrossCut(worth: (type: number) => number, cut: number, sign: number, z: Vector): Witness {
  for (let reach = 1; ; reach /= 2) {
    const [one, other] = [cut - sign * reach, cut + sign * reach].map((x) => Math.min(1, Math.max(0, x))) as [number, number];
    if (worth(other) < worth(one) || reach < SHORTEST) return { type: one, report: other, under: bare(z) };
  }
}

const SHORTEST = 1e-9;

