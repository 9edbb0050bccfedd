/**
 * Slopes of a trader's interim utility in her survival table: -mu' = (1 - w) S_U + w S_L in the seller's orientation. What must hold
 * of them is linear in the two survival functions, and where it holds profile by profile (L <= U) it holds in the counts exactly,
 * so a violation can only come from the sample.
 */
import type { Survival } from '../../experiments/order-statistics/survival.ts';
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import { certain, type Certified } from '../certified.ts';

export interface Slope {
  readonly slope: number;
  readonly trade: number;
}

/** Slope -mu' of the sample at every boundary of the type space, and the share who trade there. */
function slopes(s: Survival): Slope[] {
  const { atLeastL, atLeastU, n, weight, first, end } = s;
  return Array.from({ length: end - first + 1 }, (_, i) => {
    const u = atLeastU[first + i]!;
    return { slope: (u - weight * (u - atLeastL[first + i]!)) / n, trade: u / n };
  });
}

/**
 * The largest of a number that should be at most 0: zero without doubt where no profile shows a violation, else the sample's with a
 * uniform band.
 */
export function largestViolation(s: Survival, alpha: number, of: (slope: Slope) => number): Certified {
  const worst = slopes(s).reduce((top, slope) => Math.max(top, of(slope)), -Infinity);
  if (worst <= 0) return certain(0);
  const half = 2 * dkwHalfWidth(s.n, alpha / 2);
  return { estimate: worst, lower: Math.max(0, worst - half), upper: worst + half, guarantee: 'continuum' };
}
