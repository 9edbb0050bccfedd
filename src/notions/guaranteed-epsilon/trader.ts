/**
 * The converse (Song22 Theorem 4.1): a mechanism that is incentive compatible under delta ambiguity is epsilon-LIC under the
 * prior with epsilon = sup Lambda / |lie|, Lambda what ambiguity costs the liar. In the seller's orientation
 *
 *     x > c:  min(S_U(x), S_U(x) - S_U(x + delta) + delta)              the trade fails where it can
 *     x < c:  min(1 - S_U(x), S_U(x - delta) - S_U(x) + delta)          the trade, now a loss, happens where it can
 *
 * under Prokhorov; without the shift under total variation; delta S_U and delta (1 - S_U) under contamination.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../statistics/clopper-pearson.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { Survival } from '../../experiments/order-statistics/survival.ts';

/**
 * Bounds on the guaranteed epsilon at a delta known to lie in [delta.lower, delta.upper]. Clopper-Pearson for the chance that U
 * falls into a stretch of length delta, union bound over boundaries and directions.
 */
export function guaranteedEpsilonOfTrader(s: Survival, metric: Metric, delta: Interval, alpha: number, lawError: number): Interval {
  const { n, first, end, atLeastU } = s;
  const events = 4 * (end - first + 1);
  const up = (count: number): number => Math.min(1, clopperPearsonUpper(count, n, alpha / events) + lawError);
  const down = (count: number): number => Math.max(0, clopperPearsonLower(count, n, alpha / events) - lawError);
  const chances = { most: atLeastU[first]!, least: atLeastU[end]! };
  if (metric === 'contamination') {
    // Lies up exist at every report above the lowest type, lies down below the highest.
    const share = (of: (count: number) => number, above: number, below: number): number => Math.max(of(above), of(n - below));
    const range = (d: number, of: (count: number) => number, i: number, k: number): number => d * share(of, atLeastU[i]!, atLeastU[k]!);
    return {
      estimate: range(delta.estimate, (count) => count / n, first, end),
      lower: range(delta.lower, down, Math.min(first + 1, end), Math.max(end - 1, first)),
      upper: range(delta.upper, up, first, end),
    };
  }
  const shift = metric === 'prokhorov' ? 1 : 0;
  const most = stretch(s, shift * delta.upper, 1);
  const sure = stretch(s, shift * delta.lower, -1);
  const middle = stretch(s, shift * delta.estimate, -1);
  const clipped = (chance: number, stretchCount: number, d: number, of: (count: number) => number): number =>
    Math.min(of(chance), of(stretchCount) + d);
  const atBoundary = ({ count, at, upward }: Stretch, d: number, of: (count: number) => number): number =>
    clipped(upward ? atLeastU[at]! : n - atLeastU[at]!, count, d, of);
  const upper = Math.min(1, (shift === 1 ? up(most.count) : 0) + delta.upper, Math.max(up(chances.most), up(n - chances.least)));
  const estimate = atBoundary(middle, delta.estimate, (count) => count / n);
  const lower = atBoundary(sure, delta.lower, down);
  return { estimate: Math.min(upper, Math.max(lower, estimate)), lower, upper };
}

interface Stretch {
  readonly count: number;
  /** The report, and whether the lie goes up to it. */
  readonly at: number;
  readonly upward: boolean;
}

/**
 * The stretch [x, x + delta) (lies up) or [x - delta, x) (lies down) that holds most of U. `side` 1: for any x of a cell, rounded
 * outwards; -1: at boundaries, rounded inwards.
 */
function stretch({ x, first, end, atLeastU }: Survival, delta: number, side: 1 | -1): Stretch {
  const off = side * 2 ** -48 * Math.max(Math.abs(x[0]!), Math.abs(x.at(-1)!));
  const counts = (j: number): number => (j < x.length ? atLeastU[j]! : 0);
  // With no stretch to fill, the likeliest trade and no-trade clip least.
  let best: Stretch = atLeastU[first]! >= atLeastU[0]! - atLeastU[end]! ? { count: 0, at: Math.min(first + 1, end), upward: true } : {
    count: 0,
    at: Math.max(first, end - 1),
    upward: false,
  };
  let above = first;
  let below = 0;
  for (let j = first; j <= end; j++) {
    const right = side === 1 ? Math.min(j + 1, end) : j;
    while (above < x.length && x[above]! < x[right]! + delta + off) above++;
    while (below < x.length && x[below]! < x[j]! - delta - off) below++;
    // First boundary at or beyond x + delta; rounded inwards, the one before.
    const to = side === 1 || (above < x.length && x[above]! <= x[right]! + delta) ? above : above - 1;
    const from = side === 1 ? (below < x.length && x[below]! <= x[j]! - delta ? below : below - 1) : below;
    if (j > first || side === 1) {
      const count = atLeastU[j]! - counts(Math.max(to, j));
      if (count > best.count) best = { count, at: j, upward: true };
    }
    if (j < end || side === 1) {
      const start = Math.max(0, Math.min(from, j));
      const count = atLeastU[start]! - atLeastU[right]!;
      if (count > best.count) best = { count, at: j, upward: false };
    }
  }
  return best;
}
