/**
 * Interim utility where laws have no end: below the band of the sample the laws themselves cap how likely U is far out, and what lies
 * beyond the grid is added. mu(c) = int_c^inf m with m = (1 - w) S_U + w S_L <= S_U.
 */
import type { OrderTails } from '../../experiments/order-statistics/tails.ts';
import type { Survival } from '../../experiments/order-statistics/survival.ts';
import type { Interval } from '../../statistics/interval.ts';

/** Of laws without an end, what their formulas say of the order statistics. */
export interface OpenEnds {
  readonly tails: OrderTails;
  /** Bound on S_U at each boundary, by the laws alone. */
  readonly highestU: Float64Array;
}

export interface OpenUtilities {
  /** mu at boundary j. */
  utility(j: number): Interval;
  /** Averaged over the trader's own law, types below the grid included. */
  exAnteUtility(cdf: (x: number) => number): Interval;
}

/** `half`: of the band round both survival functions. */
export function openUtilities({ x, n, weight, atLeastL, atLeastU }: Survival, half: number, { tails, highestU }: OpenEnds): OpenUtilities {
  const { mass, above, ownShortfall, hasLower } = tails;
  const cells = x.length - 1;
  const found = x.map((_, j) => ((1 - weight) * atLeastU[j]! + weight * atLeastL[j]!) / n);
  const most = found.map((level, j) => Math.min(1, level + half, highestU[j]!));
  const least = found.map((level) => Math.max(0, level - half));
  const integral = (levels: Float64Array, side: 0 | 1): Float64Array => {
    const out = new Float64Array(x.length);
    for (let j = cells - 1; j >= 0; j--) out[j] = out[j + 1]! + (x[j + 1]! - x[j]!) * levels[j + side]!;
    return out;
  };
  const [upper, lower, high, low] = [integral(most, 0), integral(least, 1), integral(found, 0), integral(found, 1)];
  const ordered = (from: number, estimate: number, to: number): Interval =>
    ({ estimate: Math.min(to, Math.max(from, estimate)), lower: from, upper: to });
  // Far below the grid U is at least any number, and so is L where it is one.
  const atBottom = 1 - weight + (hasLower ? weight : 0);
  return {
    utility: (j) => ordered(lower[j]!, (low[j]! + high[j]!) / 2, upper[j]! + above),
    exAnteUtility(cdf) {
      let [from, estimate, to] = [Math.max(0, atBottom - mass) * ownShortfall, atBottom * ownShortfall, atBottom * ownShortfall + above];
      for (let j = 0; j < cells; j++) {
        const width = x[j + 1]! - x[j]!;
        const [before, after] = [cdf(x[j]!), cdf(x[j + 1]!)];
        from += width * before * least[j + 1]!;
        estimate += (width * (before * found[j + 1]! + after * found[j]!)) / 2;
        to += width * after * most[j]!;
      }
      return ordered(from, estimate, to);
    },
  };
}
