/**
 * The two survival functions from which every quantity of a double auction's agent follows.
 *
 * All estimation is done in the *seller's orientation*: the agent of type c reports x, trades iff x <= U, and her gain
 * comes from x > c. A buyer is put there by reflecting the line: type c = -v, L and U change places (see
 * src/environment/double-auction.ts). With w = the weight with which her own report sets the price,
 *
 *     S_L(y) = Pr(L >= y),  S_U(y) = Pr(U >= y),  P(y) = S_U(y) - S_L(y) = Pr(L < y <= U)
 *     Q(x) = S_U(x)                                                        probability of trade
 *     mu(c) = int_c^inf ((1 - w) S_U + w S_L)(y) dy                          truthful interim utility
 *     g(x, c) = w int_c^x P(y) dy - int_c^x (S_U(y) - S_U(x)) dy,   x >= c   misreport gain
 *     g(x, c) = -int_x^c (S_U(x) - S_U(y) + w P(y)) dy <= 0,        x < c
 *
 * each by the layer-cake formula from the payoffs in Song22 Appendix C, for any price rule kappa.
 */
import type { Statistics } from '../../../kernels/kernel.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';

export interface Grid {
  /** x_0 < .. < x_J in the trader's own orientation. */
  readonly boundaries: Float64Array;
  /** Cells [x_j, x_{j+1}] with first <= j < end tile the trader's own type space. */
  readonly first: number;
  readonly end: number;
  /** Cell [x_j, x_{j+1}] whose ends are the witness (type, report), where one was chosen. */
  readonly witness?: number;
}

export interface Survival {
  readonly n: number;
  readonly weight: number;
  readonly x: Float64Array;
  readonly first: number;
  readonly end: number;
  readonly witness?: number;
  /** atLeastL[j] = number of profiles with L >= x_j; likewise U. */
  readonly atLeastL: Float64Array;
  readonly atLeastU: Float64Array;
  /** -1 where the line was reflected (buyers), else 1: type = sign * coordinate. */
  readonly sign: 1 | -1;
}

/** Counts at or above each boundary; cell c of a histogram is [x_{c-1}, x_c). */
function atLeast(histogram: Float64Array): Float64Array {
  const boundaries = histogram.length - 1;
  const counts = new Float64Array(boundaries);
  let total = 0;
  for (let j = boundaries - 1; j >= 0; j--) counts[j] = total += histogram[j + 1]!;
  return counts;
}

export function survival(problem: TraderProblem, grid: Grid, statistics: Statistics, n: number): Survival {
  const { boundaries, first, end, witness } = grid;
  const { pivotalWeight: weight, trader } = problem;
  const optional = (cell: number | undefined): { witness?: number } => (cell === undefined ? {} : { witness: cell });
  if (trader === 'seller') {
    return {
      n,
      weight,
      x: boundaries,
      first,
      end,
      ...optional(witness),
      atLeastL: atLeast(statistics.lower!),
      atLeastU: atLeast(statistics.upper!),
      sign: 1,
    };
  }
  const cells = boundaries.length - 1;
  return {
    n,
    weight,
    x: boundaries.toReversed().map((x) => -x),
    first: cells - end,
    end: cells - first,
    ...optional(witness === undefined ? undefined : cells - 1 - witness),
    atLeastL: atLeast(statistics.upper!.toReversed()),
    atLeastU: atLeast(statistics.lower!.toReversed()),
    sign: -1,
  };
}

/** Lower and upper Riemann sums from x_0 up to each boundary; exact brackets of the integrals of monotone functions. */
export interface Integrals {
  readonly lowerL: Float64Array;
  readonly upperL: Float64Array;
  readonly lowerU: Float64Array;
  readonly upperU: Float64Array;
  /**
   * Upper sum of int 2 (y - x_0) S_U(y) dy, from x_0 so that types far from zero cost no digits; differences of it bracket
   * second moments from above where 2 y - const >= 0.
   */
  readonly momentU: Float64Array;
}

export function integrals({ x, atLeastL, atLeastU, n }: Survival): Integrals {
  const sums = (counts: Float64Array, side: 0 | 1): Float64Array => {
    const out = new Float64Array(x.length);
    for (let j = 0; j + 1 < x.length; j++) out[j + 1] = out[j]! + ((x[j + 1]! - x[j]!) * counts[j + side]!) / n;
    return out;
  };
  const momentU = new Float64Array(x.length);
  for (let j = 0; j + 1 < x.length; j++) {
    momentU[j + 1] = momentU[j]! + ((x[j + 1]! - x[j]!) * (x[j + 1]! - x[0]! + (x[j]! - x[0]!)) * atLeastU[j]!) / n;
  }
  return { momentU, upperL: sums(atLeastL, 0), lowerL: sums(atLeastL, 1), upperU: sums(atLeastU, 0), lowerU: sums(atLeastU, 1) };
}
