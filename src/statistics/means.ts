/** Finite-sample bounds on means of bounded variables: groups of profiles, and shares of profiles. */
import { empiricalBernstein } from './confidence.ts';

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
export function halfWidth({ variance }: GroupMean, groups: number, profiles: number, range: number, alpha: number): number {
  const hoeffding = range * Math.sqrt(Math.log(1 / alpha) / (2 * profiles));
  const leastBernstein = empiricalBernstein(groups, 0, range, alpha);
  if (groups < 2 || leastBernstein >= hoeffding) return Math.min(range, hoeffding);
  return Math.min(range, empiricalBernstein(groups, variance, range, alpha));
}

/** Of p log(p / q). */
function divergenceTerm(p: number, q: number): number {
  return p <= 0 ? 0 : q <= 0 ? Infinity : p * Math.log(p / q);
}

/** Kullback-Leibler divergence of coins. */
function divergence(p: number, q: number): number {
  return divergenceTerm(p, q) + divergenceTerm(1 - p, 1 - q);
}

const HALVINGS = 52;

/**
 * Upper bound at error probability alpha on the mean of n independent variables in [0, 1] of which `sum` is the sum:
 * Hoeffding (1963), Theorem 1: Pr(mean <= p) <= exp(-n kl(p, true)) for p below the true mean. Unlike Clopper-Pearson's it holds for
 * probabilities summed as well as for counts; where nothing was seen both give about log(1 / alpha) / n.
 */
export function shareUpper(sum: number, n: number, alpha: number): number {
  const p = Math.min(1, Math.max(0, sum / n));
  const most = Math.log(1 / alpha) / n;
  let low = p;
  let high = 1;
  for (let i = 0; i < HALVINGS && high - low > 1e-15; i++) {
    const middle = (low + high) / 2;
    if (divergence(p, middle) > most) high = middle;
    else low = middle;
  }
  return high;
}

export const shareLower = (sum: number, n: number, alpha: number): number => 1 - shareUpper(n - sum, n, alpha);

/** Both bounds for many sums at one n and alpha: counts repeat (most classes are never chosen), and each is an inversion by halving. */
export function shareBounds(n: number, alpha: number): { readonly lower: (sum: number) => number; readonly upper: (sum: number) => number } {
  const known = new Map<number, number>();
  const upper = (sum: number): number => {
    let bound = known.get(sum);
    if (bound === undefined) known.set(sum, bound = shareUpper(sum, n, alpha));
    return bound;
  };
  return { lower: (sum) => 1 - upper(n - sum), upper };
}
