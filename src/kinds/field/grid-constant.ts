/** The constant of given utilities on a grid of types, with what sampling may have done to it. */
import type { Gradients } from '../../experiments/field/walk-sums.ts';
import { constantOf, type TypeField } from '../../notions/least-epsilon.ts';

/** Of every chance at once, and of a payoff in fixed-point arithmetic. */
export interface Uncertainty {
  readonly deviation: number;
  readonly rounding: number;
}

/** Smallest difference above zero between neighbouring values of a relevant coordinate. */
function shortestLie({ points, relevant }: TypeField): number {
  return Math.min(...relevant.flatMap((enters, c) => {
    const levels = enters ? [...new Set(points.map((point) => point[c]!))].sort((a, b) => a - b) : [];
    return levels.slice(1).map((level, j) => level - levels[j]!);
  }));
}

/**
 * Largest gain per unit of lie under the chances measured, and by how much the true chances can exceed it while none of them is more
 * than `deviation` away: a gain moves by Σ_c |δq_c| |f_c(s) - f_c(t)|, which is at most deviation Σ_k max_x |A_kx| per unit of lie.
 */
export function gridConstant(
  field: TypeField,
  utility: ArrayLike<number>,
  { own }: Gradients,
  { deviation, rounding }: Uncertainty,
): { readonly constant: number; readonly error: number } {
  const shortest = shortestLie(field);
  return {
    constant: constantOf(field, 'lic', utility),
    error: deviation * own.reduce((sum, row) => sum + Math.max(...row.map(Math.abs)), 0) + (2 * rounding) / shortest,
  };
}
