/**
 * Worst cases the slow way: the opponent's law as n points of equal mass, the least payoff within delta by looking at every point of
 * the space, and the worst belief's value as the maximum over levels c of E min(h_delta, c) - delta (c - inf h).
 */
import type { Distribution } from '../../../src/distributions/distribution.ts';

const SPACE = 1200;

export interface Brute {
  readonly mean: number;
  readonly least: number;
  worst(metric: 'prokhorov' | 'totalVariation', delta: number): number;
}

export function brute(law: Distribution, h: (y: number) => number, points = 1200): Brute {
  const [low, high] = law.support;
  const at = Array.from({ length: points }, (_, i) => law.quantile((i + 0.5) / points));
  // A belief may be where the prior is thin, so the space has points of its own.
  const space = Array.from({ length: SPACE }, (_, i) => low + ((high - low) * (i + 0.5)) / SPACE);
  const values = at.map(h);
  const there = space.map(h);
  const least = Math.min(...there, ...values);
  const mean = values.reduce((sum, value) => sum + value, 0) / points;
  return {
    mean,
    least,
    worst(metric, delta) {
      const local = metric === 'totalVariation'
        ? values
        : at.map((y, i) => space.reduce((low, x, j) => (Math.abs(x - y) <= delta ? Math.min(low, there[j]!) : low), values[i]!));
      const sorted = [...local].sort((a, b) => a - b);
      // Concave in c, and greatest at a value: sums from below make each level one step.
      let [below, best] = [0, -Infinity];
      sorted.forEach((c, i) => {
        best = Math.max(best, (below + (points - i) * c) / points - delta * (c - least));
        below += c;
      });
      return best;
    },
  };
}
