/** Lies between points of a grid that are sure to gain, and by how much (dependent-trader.ts). */
import { QUADRATURE_ERROR, type Row } from '../../experiments/order-statistics/conditional.ts';
import { integralOfM, type ReportGrid } from './cell-bounds.ts';

/** Type and report on the table's line. */
export interface KnownGain {
  readonly estimate: number;
  readonly lower: number;
  readonly type: number;
  readonly report: number;
}

/** The largest gain, and the largest as a share of the lie, of types whose posterior is given by rows, one a type. */
export function knownGains(grid: ReportGrid, rows: readonly Row[]): { readonly ic: KnownGain; readonly lic: KnownGain } {
  const { x, own, weight } = grid;
  const ic = { estimate: 0, lower: 0, type: 0, report: 0 };
  const lic = { estimate: 0, lower: 0, type: 0, report: 0 };
  const take = (of: typeof ic, least: number, middle: number, i: number, k: number): void => {
    if (middle > of.estimate) Object.assign(of, { estimate: middle, type: x[i]!, report: x[k]! });
    of.lower = Math.max(of.lower, least);
  };
  for (let i = 0; i < own; i++) {
    const { shift, upper, lower } = rows[i]!;
    if (!Number.isFinite(shift)) continue;
    const { low, high } = integralOfM(grid, rows[i]!);
    const atTruth = weight * (upper[i]! - lower[i]!);
    take(lic, atTruth - 2 * QUADRATURE_ERROR, atTruth, i, i + 1);
    for (let k = i + 1; k <= own; k++) {
      const lie = x[k]! - x[i]!;
      const least = lie * (upper[k]! - QUADRATURE_ERROR) - (high[k]! - high[i]!);
      const middle = (least + lie * upper[k]! - (low[k]! - low[i]!)) / 2;
      take(ic, least, middle, i, k);
      take(lic, least / lie, middle / lie, i, k);
    }
  }
  return { ic, lic };
}
