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

/**
 * Least expectation of a payoff that is `values` at the draws, ascending, each already at its least within reach; `low` is its infimum over
 * the signal space.
 */
function worst(values: readonly number[], low: number, metric: Metric, delta: number): number {
  if (metric === 'contamination') return (1 - delta) * (values.reduce((a, b) => a + b, 0) / values.length) + delta * low;
  let [sum, left] = [0, delta * values.length];
  for (const value of values.toReversed()) {
    const gone = Math.min(1, Math.max(0, left));
    sum += gone * low + (1 - gone) * value;
    left -= gone;
  }
  return sum / values.length;
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
  const utilities = Array.from({ length: types + 1 }, (_, i) => utility(at(i)));
  let most = -Infinity;
  for (let r = 0; r <= types; r++) {
    const report = at(r);
    // Of a unit of type above the report, and of a unit below it: all other types have a multiple of one of the two.
    const [above, below] = [1, -1].map((unit) => {
      const h = (y: number): number => (y < report ? weight(y) * unit : 0);
      // Monotone on each side of the report: extremes are at the ends of what is within reach.
      const reached = (y: number): number => Math.min(
        h(Math.max(low, y - delta)), h(Math.min(high, y + delta)), h(y), Math.abs(report - y) <= delta ? h(report - 1e-9) : Infinity,
      );
      const values = sample.map(metric === 'prokhorov' ? reached : h).sort((a, b) => a - b);
      return worst(values, Math.min(h(low), h(report - 1e-9), h(high)), metric, delta);
    });
    for (let s = 0; s <= types; s++) {
      if (r !== s) most = Math.max(most, (utilities[r]! - utilities[s]!) / Math.abs(at(s) - report) + (s > r ? above! : below!));
    }
  }
  return most;
}
