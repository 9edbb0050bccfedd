/**
 * An upper bound on the least ε of an efficient rule with linear values that needs no sampling (docs/fields.md, section 5).
 *
 * If μ is convex with subgradients Q̂(t), then u(t, s) - μ(s) <= (Q(t) - Q̂(t))·(s - t): so ε-LIC holds with the largest difference of
 * any coordinate of Q and Q̂. Take μ(s) = λ E max_k W_k + g·s, λ >= 0, which an affine maximiser's transfers give: Q - Q̂ = Σ_k q_k (A_k -
 * λ B_k) - g, and the best g halves the range over k. Hence
 *
 *     least ε <= 1/2 min over λ >= 0 of  max_x ( max_k - min_k ) (A_kx - λ B_kx),
 *
 * zero where private and social gradients agree up to one factor λ and a common vector: private values at λ = 1. A lie about a coordinate
 * that does not enter the own value must gain nothing, so λ is 0 where such a coordinate moves the choice.
 */
import type { Gradients } from '../../experiments/field/walk-sums.ts';

export interface StructuralBound {
  readonly epsilon: number;
  readonly lambda: number;
}

/** Half the largest range over alternatives of any coordinate of A - λ B. */
function halfRange({ own, social }: Gradients, lambda: number): number {
  let largest = 0;
  for (let x = 0; x < own[0]!.length; x++) {
    const entries = own.map((row, k) => row[x]! - lambda * social[k]![x]!);
    largest = Math.max(largest, Math.max(...entries) - Math.min(...entries));
  }
  return largest / 2;
}

/** Where the own value does not depend on a coordinate that tells welfares apart. */
const movesIrrelevantly = ({ own, social }: Gradients): boolean =>
  own[0]!.some((_, x) => own.every((row) => row[x] === 0) && social.some((row) => row[x] !== social[0]![x]));

/** The bound is convex and piecewise linear in λ, so that its least value lies where two of its lines meet. */
export function structuralBound(gradients: Gradients): StructuralBound {
  const { own, social } = gradients;
  if (movesIrrelevantly(gradients)) return { epsilon: halfRange(gradients, 0), lambda: 0 };
  // Lines (a - a') - λ (b - b') of all ordered pairs and coordinates; only their upper envelope matters.
  const lines: (readonly [height: number, slope: number])[] = [[0, 0]];
  for (let x = 0; x < own[0]!.length; x++) {
    own.forEach((row, k) => own.forEach((other, l) => {
      if (k !== l) lines.push([row[x]! - other[x]!, social[k]![x]! - social[l]![x]!]);
    }));
  }
  let best: StructuralBound = { epsilon: halfRange(gradients, 0), lambda: 0 };
  for (const [height, slope] of lines) {
    for (const [other, steeper] of lines) {
      const lambda = (height - other) / (slope - steeper);
      if (!(lambda > 0 && lambda < Infinity)) continue;
      const epsilon = halfRange(gradients, lambda);
      if (epsilon < best.epsilon) best = { epsilon, lambda };
    }
  }
  return best;
}

export interface Potential {
  /** μ(s) = lambda E max_k W_k + linear·s. */
  readonly lambda: number;
  readonly linear: readonly number[];
}

/** Rounding of sums and differences of gradients, as a share of the largest. */
const EQUAL = 1e-9;

/** The μ whose gradient her field is, where private and social gradients agree up to one factor and a common vector. */
export function potentialOf(gradients: Gradients): Potential | undefined {
  const { own, social } = gradients;
  const { epsilon, lambda } = structuralBound(gradients);
  const largest = Math.max(...own.flat().map(Math.abs), ...social.flat().map((x) => Math.abs(lambda * x)));
  if (epsilon > EQUAL * largest) return undefined;
  return { lambda, linear: own[0]!.map((x, c) => x - lambda * social[0]![c]!) };
}
