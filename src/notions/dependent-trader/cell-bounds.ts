/**
 * What any type of one cell can gain, in the seller's orientation, the cell's ends c_0 < c_1 by the posteriors (rows) given them. For c in
 * the cell and x in [x_k, x_(k+1)], with P_j = S_U(x_j | c_0) - S_L(x_(j+1) | c_0) and B_j = S_U(x_(j+1) | c_0) - S_U(x_k | c_0), which
 * bound Pr(L < y <= U | c_0) and Pr(y <= U < x | c_0) for y in [x_j, x_(j+1)],
 *
 *     g(x, c) = int_c^x (w P(y | c) - Pr(y <= U < x | c)) dy
 *             <= w h_i m(P_i) + w H m(mean of P_j over [x_(i+1), x_(k+1)]) - (x_k - x_(i+1)) l(mean of B_j over [x_(i+1), x_k])
 *
 * where m and l bound what a chance given c_0 can be given c (moved-chance.ts): a relative error of the small P, where monotonicity in c
 * alone,
 *
 *     g(x, c) <= w h_i P_ii + w h_k P_ik + (x_k - x_(i+1)) S_U(x_k | c_1) - int M(y | c_0) dy over [x_(i+1), x_k],
 *     P_ik = S_U(x_k | c_1) - S_L(x_(k+1) | c_0),
 *
 * leaves an error that does not fall with the market. The smaller holds.
 */
import { QUADRATURE_ERROR, type Row } from '../../experiments/order-statistics/conditional.ts';
import type { MovedChance } from './moved-chance.ts';

/** Types in [x[at], x[at + 1]] whose posteriors lie between two rows. */
export interface TypeCell {
  readonly at: number;
  readonly from: Row;
  readonly to: Row;
}

/** Reports x[0] .. x[own]; w the pivotal weight. */
export interface ReportGrid {
  readonly x: Float64Array;
  readonly own: number;
  readonly weight: number;
}

export const share = (p: number): number => Math.min(1, Math.max(0, p));

/** int of M over [x[0], x[j]] given one row, from below and from above. */
export function integralOfM({ x, weight }: ReportGrid, { upper, lower }: Row): { low: Float64Array; high: Float64Array } {
  const [low, high] = [new Float64Array(x.length), new Float64Array(x.length)];
  const M = (j: number): number => (1 - weight) * upper[j]! + weight * lower[j]!;
  for (let j = 0; j + 1 < x.length; j++) {
    const width = x[j + 1]! - x[j]!;
    low[j + 1] = low[j]! + width * Math.max(0, M(j + 1) - QUADRATURE_ERROR);
    high[j + 1] = high[j]! + width * Math.min(1, M(j) + QUADRATURE_ERROR);
  }
  return { low, high };
}

/** Upper bounds of the gain of reports in each [x[k], x[k + 1]], k from the cell on, and of the gain as a share of the lie. */
export function cellBounds(
  grid: ReportGrid, { at, from, to }: TypeCell, moved: MovedChance, visit: (k: number, gain: number, ratio: number) => void,
): void {
  const { x, own, weight } = grid;
  const { low } = integralOfM(grid, from);
  const width = (j: number): number => x[j + 1]! - x[j]!;
  const here = (j: number): number => share(from.upper[j]! - from.lower[j + 1]! + 2 * QUADRATURE_ERROR);
  const P = (j: number): number => Math.min(share(to.upper[j]! - from.lower[j + 1]! + 2 * QUADRATURE_ERROR), moved.most(here(j)));
  const first = P(at);
  const next = x[at + 1]!;
  let most = first;
  visit(at, weight * width(at) * first, weight * first);
  // Integrals over [x[at + 1], x[k]]: of P given c_0, and of S_U given c_0 from below.
  let [pivotal, staying] = [0, 0];
  for (let k = at + 1; k < own; k++) {
    const last = P(k);
    most = Math.max(most, last);
    const between = x[k]! - next;
    const end = weight * width(k) * last;
    const byOrder = weight * width(at) * first + end + between * share(to.upper[k]! + QUADRATURE_ERROR) - (low[k]! - low[at + 1]!);
    pivotal += width(k) * here(k);
    const missed = from.upper[k]! + 2 * QUADRATURE_ERROR;
    const lost = between > 0 ? between * moved.least(staying / between - missed) : 0;
    const near = width(at) * Math.max(0, weight * first - moved.least(from.upper[at + 1]! - missed));
    const byMove = near + weight * (between + width(k)) * moved.most(pivotal / (between + width(k))) - lost;
    staying += width(k) * from.upper[k + 1]!;
    const gain = Math.min(byOrder, byMove);
    visit(k, gain, between > 0 ? Math.min(weight * most, gain / between) : weight * most);
  }
}
