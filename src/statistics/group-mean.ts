/** Means of groups of profiles, and their half-widths. */
import { empiricalBernstein } from './empirical-bernstein.ts';
import { hoeffding } from './hoeffding.ts';

/** n independent groups of equal size, in which a bounded number was averaged. */
export interface GroupMean {
  readonly mean: number;
  /** Sample variance of the group means, or a bound on it. */
  readonly variance: number;
  readonly standardError: number;
}

/**
 * From the sum of the group means and of their squares. Where squares were taken of means moved by up to `moved`, the
 * variance is a bound: by Minkowski's inequality the root mean square deviation of x is at most that of y plus `moved`.
 */
export function groupMean(sum: number, squares: number, groups: number, moved = 0): GroupMean {
  const mean = sum / groups;
  if (groups < 2) return { mean, variance: Infinity, standardError: Infinity };
  const centre = Math.max(0, Math.abs(mean) - moved);
  const deviation = Math.sqrt(Math.max(0, squares / groups - centre ** 2)) + moved;
  const variance = (deviation ** 2 * groups) / (groups - 1);
  return { mean, variance, standardError: Math.sqrt(variance / groups) };
}

/**
 * One-sided half-width at error probability alpha of a mean over `groups` groups with `profiles` profiles in all, each
 * profile's number in an interval of length `range`. Empirical Bernstein over the groups; Hoeffding over the profiles
 * where the sizes alone (so without a look at the data) tell that it is better.
 */
export function groupHalfWidth({ variance }: GroupMean, groups: number, profiles: number, range: number, alpha: number): number {
  const bySize = hoeffding(profiles, range, alpha);
  const leastBernstein = empiricalBernstein(groups, 0, range, alpha);
  if (groups < 2 || leastBernstein >= bySize) return Math.min(range, bySize);
  return Math.min(range, empiricalBernstein(groups, variance, range, alpha));
}
