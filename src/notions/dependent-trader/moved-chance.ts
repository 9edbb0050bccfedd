/**
 * What a chance can become when the common component's posterior moves up by at most delta, whatever the event (Neyman and Pearson 1933).
 * The posterior's density f is log-concave, so its likelihood ratio r(t) = f(t - delta) / f(t) rises in t, and for every function phi of
 * the component with values in [0, 1], every t and every move from 0 to delta
 *
 *     E phi after <= r p + Pr(Z + delta > t) - r Pr(Z > t),   E phi after >= r p + Pr(Z + delta < t) - r Pr(Z < t),   p = E phi before
 *
 * with equality for half-lines. For the Gaussian copula that is Phi(Phi^-1(p) +- delta / s), s the posterior's standard deviation.
 */
import type { CommonComponent } from '../../experiments/order-statistics/common-component.ts';

export interface MovedChance {
  /** Upper bound of a chance that is at most p before. */
  most(p: number): number;
  /** Lower bound of a chance that is at least p before. */
  least(p: number): number;
}

/** Thresholds t: bounds hold at each, the nearest to p is nearly sharp. */
const THRESHOLDS = 200;

/** Bounds for moves up to delta >= 0; infinite moves tell nothing. */
export function movedChances(component: CommonComponent): (delta: number) => MovedChance {
  const [from, to] = component.reach;
  const at = Float64Array.from({ length: THRESHOLDS + 1 }, (_, m) => from + ((to - from) * m) / THRESHOLDS);
  const [over, under, density] = [at.map(component.over), at.map(component.under), at.map(component.density)];
  return (delta) => {
    if (delta === 0) return { most: (p) => p, least: (p) => p };
    if (!Number.isFinite(delta)) return { most: () => 1, least: () => 0 };
    const ratio = at.map((t, m) => component.density(t - delta) / density[m]!);
    const above = at.map((t, m) => component.over(t - delta) - ratio[m]! * over[m]!);
    const below = at.map((t, m) => component.under(t - delta) - ratio[m]! * under[m]!);
    return {
      most(p) {
        const m = nearest(over, p, false);
        return p >= 1 ? 1 : Math.min(1, Math.max(0, p) * ratio[m]! + above[m]!);
      },
      least(p) {
        const m = nearest(under, p, true);
        return p <= 0 ? 0 : Math.max(0, Math.min(1, p) * ratio[m]! + below[m]!);
      },
    };
  };
}

/** A place of a monotone table where it is near p. */
function nearest(table: Float64Array, p: number, rises: boolean): number {
  let [low, high] = [0, table.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table[middle]! < p === rises) low = middle;
    else high = middle;
  }
  return Math.abs(table[low]! - p) < Math.abs(table[high]! - p) ? low : high;
}
