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

export interface KnownGains {
  readonly ic: KnownGain;
  readonly lic: KnownGain;
}

/** Those of the double above an atom, named by the atom. */
export const ofAtom = ({ ic, lic }: KnownGains, type: number): KnownGains => ({ ic: { ...ic, type }, lic: { ...lic, type } });

const NONE: KnownGain = { estimate: 0, lower: 0, type: 0, report: 0 };

/** Over several types. */
export const largestOf = (all: readonly KnownGains[]): KnownGains =>
  all.reduce((best, { ic, lic }) => ({ ic: larger(best.ic, ic), lic: larger(best.lic, lic) }), { ic: NONE, lic: NONE });

const larger = (a: KnownGain, b: KnownGain): KnownGain => {
  const best = b.estimate > a.estimate ? b : a;
  const lower = Math.max(a.lower, b.lower);
  return lower === best.lower ? best : { ...best, lower };
};

/** Of type x[i]. */
export function knownGainsOfType(grid: ReportGrid, i: number, row: Row): KnownGains {
  const { x, own, weight } = grid;
  const { shift, upper, lower } = row;
  const [ic, lic] = [{ ...NONE }, { ...NONE }];
  if (!Number.isFinite(shift)) return { ic, lic };
  const take = (of: typeof ic, least: number, middle: number, k: number): void => {
    if (middle > of.estimate) Object.assign(of, { estimate: middle, type: x[i]!, report: x[k]! });
    of.lower = Math.max(of.lower, least);
  };
  const { low, high } = integralOfM(grid, row);
  const atTruth = weight * (upper[i]! - lower[i]!);
  take(lic, atTruth - 2 * QUADRATURE_ERROR, atTruth, i + 1);
  for (let k = i + 1; k <= own; k++) {
    const lie = x[k]! - x[i]!;
    const least = lie * (upper[k]! - QUADRATURE_ERROR) - (high[k]! - high[i]!);
    const middle = (least + lie * upper[k]! - (low[k]! - low[i]!)) / 2;
    take(ic, least, middle, k);
    take(lic, least / lie, middle / lie, k);
  }
  return { ic, lic };
}
