/**
 * What any type of one cell can gain, in the seller's orientation, its posterior between two rows c_0 < c_1. For y in [x_j, x_(j+1)] and a
 * report x in [x_k, x_(k+1)] beyond it, whatever the component z,
 *
 *     w P(y | z) - Pr(y <= U < x | z) = S_U(x | z) - M(y | z) <= S_U(x_k | z) - M(x_(j+1) | z) = w P(x_(j+1) | z) - B_j(z),
 *     B_j(z) = S_U(x_(j+1) | z) - S_U(x_k | z),   M = (1 - w) S_U + w S_L
 *
 * since both survival functions fall, and w P(y | z) <= w P_k(z), P_k(z) = S_U(x_k | z) - S_L(x_(k+1) | z), for y in [x_k, x]. So for c in
 * [x_a, x_i], a part of the types, and with h the widths,
 *
 *     g(x, c) = int_c^x (w P(y | c) - Pr(y <= U < x | c)) dy
 *             <= (x_i - x_a) max(0, w m(P(x_i)) - l(S_U(x_i) - S_U(x_k))) + w H m(mean of P) - H' l(mean of B)
 *
 * with means over [x_i, x_(k+1)], of length H, of P(x_(j+1)) and in the last cell P_k, and over [x_i, x_k], of length H', of B_j, all given
 * c_0; m and l bound what a chance given c_0 can be given c (moved-chance.ts): a relative error of the small P, where monotonicity alone,
 *
 *     g(x, c) <= w (x_i - x_a) P_ai + w h_k P_kk + (x_k - x_i) S_U(x_k | c_1) - int M(y | c_0) dy over [x_i, x_k],
 *     P_ak = S_U(x_a | c_1) - S_L(x_k | c_0),   P_kk the same of x_k and x_(k+1),
 *
 * leaves an error that does not fall with the market. The smaller holds. What types lie apart costs a bound its square: where a lie pays
 * most, w P(c) and Pr(c <= U < x) are equal.
 */
import { justAbove } from '../../distributions/next-number.ts';
import { QUADRATURE_ERROR, type Row } from '../../experiments/order-statistics/conditional.ts';
import type { MovedChance } from './moved-chance.ts';

/** Types whose posteriors lie between two rows, parted at some of a grid's numbers. */
export interface TypeCell {
  /** Places of the types' ends and of what parts them, increasing. */
  readonly places: ArrayLike<number>;
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

/**
 * Upper bounds of the gain of reports in each [x[k], x[k + 1]] and of the gain as a share of the lie, for every part of the types and k
 * from the part's upper end on; reports among a part's own types count at k = that end less one.
 */
export function cellBounds(
  grid: ReportGrid, { places, from, to }: TypeCell, moved: MovedChance, visit: (k: number, gain: number, ratio: number) => void,
): void {
  const { x, own, weight } = grid;
  const { low } = integralOfM(grid, from);
  const width = (j: number): number => x[j + 1]! - x[j]!;
  const chance = (upper: number, lower: number): number => share(upper - lower + 2 * QUADRATURE_ERROR);
  const most = (j: number, k: number): number =>
    Math.min(chance(to.upper[j]!, from.lower[k]!), moved.most(chance(from.upper[j]!, from.lower[k]!)));
  // Nothing lies above a number and below the next double: P there is that of the latter.
  const between = Float64Array.from({ length: own }, (_, k) => most(x[k + 1] === justAbove(x[k]!) ? k + 1 : k, k + 1));
  for (let part = 0; part + 1 < places.length; part++) {
    const [at, until] = [places[part]!, places[part + 1]!];
    const types = x[until]! - x[at]!;
    const first = most(at, until);
    const atUntil = weight * Math.min(first, most(until, until));
    let highest = first;
    visit(until - 1, weight * types * first, weight * first);
    // Integrals over [x[until], x[k]], each number for what lies below it: of P given c_0, and of S_U given c_0 from below.
    let [pivotal, staying] = [0, 0];
    for (let k = until; k < own; k++) {
      highest = Math.max(highest, between[k]!);
      const [length, last] = [x[k]! - x[until]!, width(k)];
      const missed = from.upper[k]! + 2 * QUADRATURE_ERROR;
      const byOrder = weight * (types * first + last * between[k]!) + length * share(to.upper[k]! + QUADRATURE_ERROR)
        - (low[k]! - low[until]!);
      const near = types * Math.max(0, atUntil - moved.least(from.upper[until]! - missed));
      const whole = pivotal + last * chance(from.upper[k]!, from.lower[k + 1]!);
      const lost = length > 0 ? length * moved.least(staying / length - missed) : 0;
      const byMove = near + weight * (length + last) * moved.most(whole / (length + last)) - lost;
      pivotal += last * chance(from.upper[k + 1]!, from.lower[k + 1]!);
      staying += last * from.upper[k + 1]!;
      const gain = Math.min(byOrder, byMove);
      visit(k, gain, length > 0 ? Math.min(weight * highest, gain / length) : weight * highest);
    }
  }
}
