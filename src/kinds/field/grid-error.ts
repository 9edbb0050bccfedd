/** What sampling may have done to the constant of given utilities on a grid of types. */
import type { Gradients } from '../../experiments/field/walk-sums.ts';
import type { LieNotion, TypeField } from '../../notions/least-epsilon.ts';

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
 * By how much the true chances can make the largest gain per unit of lie exceed that of the chances measured, while none of them is more
 * than `deviation` away: a gain moves by Σ_c |δq_c| |f_c(s) - f_c(t)|, which is at most deviation Σ_k max_x |A_kx| per unit of lie
 * (`weak`: Σ_x |A_kx|; `ic`: what f_k moves by over all types).
 */
export function gridError(
  field: TypeField, { own }: Gradients, { deviation, rounding }: Uncertainty, notion: LieNotion = 'lic',
): number {
  const shortest = notion === 'ic' ? 1 : shortestLie(notion === 'weak' ? { ...field, relevant: field.relevant.map(() => true) } : field);
  const spans = field.relevant.map((_, x) => {
    const along = field.points.map((point) => point[x]!);
    return Math.max(...along) - Math.min(...along);
  });
  const most = (row: readonly number[]): number => {
    const sizes = row.map(Math.abs);
    if (notion === 'lic') return Math.max(...sizes);
    return sizes.reduce((sum, size, x) => sum + size * (notion === 'ic' ? spans[x]! : 1), 0);
  };
  return deviation * own.reduce((sum, row) => sum + most(row), 0) + (2 * rounding) / shortest;
}
