/**
 * delta* from its definition: every pair of types on a grid, every draw on a lattice, worst beliefs by sorting. Nothing of the derivations
 * is used.
 */
import type { Metric } from '../../../src/beliefs/belief-set.ts';

const DRAWS = 400;

export interface Brute {
  /** Draws at equal probabilities: the others' critical statistic; and the range of the signal space. */
  quantile(p: number): number;
  readonly support: readonly [number, number];
  /** Value per unit of signal to an agent who is served, at a draw. */
  weight(y: number): number;
  /** Interim utility. */
  utility(type: number): number;
}

/** Least expectation of a payoff that depends on y through `h`; `low` is its infimum over the signal space. */
function worst(
  h: (y: number) => number,
  reach: (y: number) => readonly number[],
  low: number,
  draws: readonly number[],
  metric: Metric,
  delta: number,
): number {
  const values = draws.map((y) => (metric === 'prokhorov' ? Math.min(...reach(y).map(h)) : h(y)));
  if (metric === 'contamination') return (1 - delta) * (values.reduce((a, b) => a + b, 0) / draws.length) + delta * low;
  const sorted = values.toSorted((a, b) => b - a);
  let [sum, left] = [0, delta * draws.length];
  for (const value of sorted) {
    const gone = Math.min(1, Math.max(0, left));
    sum += gone * low + (1 - gone) * value;
    left -= gone;
  }
  return sum / draws.length;
}

/** The largest gain of a lie between types on a grid, per unit of lie. */
export function largestGain(
  { quantile, support: [low, high], weight, utility }: Brute,
  metric: Metric,
  delta: number,
  types = 32,
  draws = DRAWS,
): number {
  const sample = Array.from({ length: draws }, (_, i) => quantile((i + 0.5) / draws));
  const at = (i: number): number => low + ((high - low) * i) / types;
  let most = -Infinity;
  for (let r = 0; r <= types; r++) {
    for (let s = 0; s <= types; s++) {
      if (r === s) continue;
      const [report, type] = [at(r), at(s)];
      const h = (y: number): number => (y < report ? weight(y) * (type - report) : 0);
      // Monotone on each side of the report: extremes are at the ends of what is within reach.
      const reach = (y: number): number[] =>
        [Math.max(low, y - delta), Math.min(high, y + delta), y, ...(Math.abs(report - y) <= delta ? [report - 1e-9] : [])];
      const bottom = Math.min(h(low), h(report - 1e-9), h(high));
      const gain = utility(report) - utility(type) + worst(h, reach, bottom, sample, metric, delta);
      most = Math.max(most, gain / Math.abs(type - report));
    }
  }
  return most;
}
