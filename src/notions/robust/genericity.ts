/**
 * JMM12's (G1) and (G2), which hold of values that are *not* generic, decided in rational numbers and measured as distances.
 *
 *     (G1)  F_i δ ∥ F_-i δ for all δ: the two matrices are proportional, or the ranges of both lie on one line
 *     (G2)  F_-i' θ ∥ G_-i for all θ: every row of F_-i is a multiple of G_-i, or G_-i = 0
 *
 * Distances are Frobenius, of (F_i, F_-i) and of (F_-i, G_-i) from the matrices for which the condition holds; both sets are unions of two
 * whose distances are sums of squared singular values. With one coordinate of the other's type (G2) always holds; with one own coordinate
 * (G1) does.
 */
import { parallelEverywhere } from '../../environment/parallel.ts';
import type { Bilinear } from '../../environment/two-agent.ts';
import { distanceFromRankOne } from './symmetric-eigen.ts';

/** Whether the condition holds; values are generic where neither does. */
export interface SpecialConditions {
  readonly g1: boolean;
  readonly g2: boolean;
}

export interface Genericity extends SpecialConditions {
  readonly distances: GenericDistances;
}

export interface GenericDistances {
  readonly g1: number;
  readonly g2: number;
}

type Matrices = Pick<Bilinear, 'cross'>;
type Other = Pick<Bilinear, 'cross' | 'second'>;

/** `own` and `other`: values of the agent and of the other, the agent's type first in both. */
export function genericDistances(own: Matrices, other: Other): GenericDistances {
  const [dimensions, others] = [own.cross.length, other.second.length];
  const proportional = distanceFromRankOne([own.cross.flat(), other.cross.flat()]);
  const oneLine = distanceFromRankOne(own.cross.map((row, j) => [...row, ...other.cross[j]!]));
  const multiples = distanceFromRankOne([...other.cross, other.second]);
  return {
    g1: dimensions === 1 ? 0 : Math.min(proportional, oneLine), g2: others === 1 ? 0 : Math.min(multiples, Math.hypot(...other.second)),
  };
}

export function specialConditions(own: Matrices, other: Other): SpecialConditions {
  const linear = (rows: readonly (readonly number[])[]) => rows.map((slopes) => ({ constant: 0, slopes }));
  const columns = other.second.map((_, k) => other.cross.map((row) => row[k]!));
  return {
    g1: parallelEverywhere(linear(own.cross), linear(other.cross)),
    g2: parallelEverywhere(linear(columns), other.second.map((constant) => ({ constant, slopes: other.cross.map(() => 0) }))),
  };
}

export function genericity(own: Matrices, other: Other): Genericity {
  const { g1, g2 } = specialConditions(own, other);
  const distances = genericDistances(own, other);
  return { g1, g2, distances: { g1: g1 ? 0 : distances.g1, g2: g2 ? 0 : distances.g2 } };
}
