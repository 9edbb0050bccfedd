/**
 * Kernel `market-clearing`: whole double auctions under truth-telling, cleared and audited profile by profile.
 *
 * Positions: types lie on a common grid x_0 < .. < x_J of equal steps; a 32-bit word falls in a cell by integer
 * thresholds and is placed within it by linear interpolation, giving an integer position in 0 .. 2^20 (0 at x_0, 2^20 at
 * x_J). A cell's mass is exact; inside a cell the law is taken as uniform, which moves a type by less than a cell's width.
 *
 * Statistics (exact integer sums over profiles, positions as unit of money):
 *   firstBest    sum of max_k sum_{j<=k} (b_(j) - s_(j)): buyers' positions from the top, sellers' from the bottom
 *   realised     sum over trades made by the mechanism of buyer's minus seller's position
 *   squares      [sum of floor(q / 2^20), sum of q mod 2^20] with q = floor(firstBest / min(m, n))^2
 *   trades       number of units traded
 *   irViolations number of profiles in which some trader ends below zero at the price (1 - kappa) z_(n) + kappa z_(n+1)
 *   imbalances   number of profiles in which buyers served and sellers served differ (money would be missing)
 *
 * Draw d: sellers first, then buyers. Ties: of equal positions sellers count as lower, so that a tied pair trades, at a
 * gain of zero.
 */
import type { Statistics } from '../kernel.ts';

export const POSITION_BITS = 20;
export const POSITIONS = 2 ** POSITION_BITS;

export interface MarketClearingParameters {
  readonly sellers: number;
  readonly buyers: number;
  readonly kappa: number;
  /** As in kernel `direct`: integers in 0..2^32, length J + 1, with J a power of two up to 2^20; first 0 and last 2^32. */
  readonly costThresholds: Float64Array;
  readonly valueThresholds: Float64Array;
}

export function emptyMarketStatistics(): Statistics {
  const zeros = (length: number): Float64Array => new Float64Array(length);
  return { firstBest: zeros(1), realised: zeros(1), squares: zeros(2), trades: zeros(1), irViolations: zeros(1), imbalances: zeros(1) };
}

export function validateMarketClearing(parameters: MarketClearingParameters): void {
  const { sellers, buyers, kappa, costThresholds, valueThresholds } = parameters;
  for (const [name, count] of [['sellers', sellers], ['buyers', buyers]] as const) {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`${name}: ${count} is not a positive whole number`);
  }
  if (!(kappa >= 0 && kappa <= 1)) throw new RangeError(`kappa: ${kappa} is not in [0, 1]`);
  const cells = costThresholds.length - 1;
  if (cells < 1 || (cells & (cells - 1)) !== 0 || cells > POSITIONS || valueThresholds.length !== cells + 1) {
    throw new RangeError('thresholds: need a power of two of cells, the same for costs and values');
  }
  for (const thresholds of [costThresholds, valueThresholds]) {
    for (let j = 0; j <= cells; j++) {
      const t = thresholds[j]!;
      if (!Number.isInteger(t) || t < 0 || t > 2 ** 32 || (j > 0 && t < thresholds[j - 1]!)) {
        throw new RangeError('thresholds: must be nondecreasing integers in 0..2^32');
      }
    }
    if (thresholds[0] !== 0 || thresholds[cells] !== 2 ** 32) throw new RangeError('thresholds: must run from 0 to 2^32');
  }
}

/**
 * Position of a word that lies in cell c = 1..J (thresholds[c - 1] <= word < thresholds[c]), each of `step` positions. Exact integers
 * below 2^53.
 */
export function positionOf(word: number, cell: number, thresholds: Float64Array, step = POSITIONS / (thresholds.length - 1)): number {
  const from = thresholds[cell - 1]!;
  return (cell - 1) * step + Math.floor(((word - from) * step) / (thresholds[cell]! - from));
}
