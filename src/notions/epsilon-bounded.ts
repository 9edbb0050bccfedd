/**
 * Epsilon-boundedness (Song22 Definition 4) and monotonicity of the interim utility.
 *
 * For a trader the value of trade falls one for one in c and no trade is worth nothing, so Definition 4 reads: for
 * c < c', (mu(c) - mu(c')) / (c' - c) <= min(1, Q(c) + epsilon). In the seller's orientation -mu' = (1 - w) S_U + w S_L,
 * which falls in c, so the binding pairs are the close ones and the smallest epsilon is
 *
 *     sup_c max(0, ((1 - w) S_U + w S_L - S_U)(c))
 *
 * (-mu' <= 1 holds for any sample, survival functions being probabilities).
 *
 * mu is monotone in the signal -c where -mu' >= 0. Both are linear in the two survival functions, and where they hold
 * profile by profile (L <= U) they hold in the counts exactly, so a violation can only come from the sample.
 */
import type { Interval } from '../statistics/interval.ts';
import { dkwHalfWidth } from '../statistics/dkw.ts';
import type { Survival } from '../experiments/order-statistics/survival.ts';

/** Zero without doubt where no profile shows a violation, else the sample's with a uniform band. */
function violation(worst: number, s: Survival, alpha: number): Interval {
  if (worst <= 0) return { estimate: 0, lower: 0, upper: 0 };
  const half = 2 * dkwHalfWidth(s.n, alpha / 2);
  return { estimate: worst, lower: Math.max(0, worst - half), upper: worst + half };
}

interface Slope {
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

const largest = (s: Survival, of: (slope: Slope) => number): number => slopes(s).reduce((top, slope) => Math.max(top, of(slope)), -Infinity);

/** The smallest epsilon for which the mechanism is epsilon-bounded for this trader. */
export function epsilonBounded(s: Survival, alpha: number): Interval {
  return violation(largest(s, ({ slope, trade }) => slope - trade), s, alpha);
}

/** The steepest fall of mu in the signal, per unit of signal; zero where mu is monotone. */
export function monotonicityViolation(s: Survival, alpha: number): Interval {
  return violation(largest(s, ({ slope }) => -slope), s, alpha);
}
