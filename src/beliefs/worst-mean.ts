/**
 * Bounds on the least expectation of a payoff over a ball of beliefs about a type in the unit cube (worst-case.ts has the formulas),
 * for a prior with any law: from below by the dual, from above by a belief that treats every cell alike.
 */
import type { Metric } from './belief-set.ts';
import type { BeliefPayoff } from './belief-payoff.ts';
import type { BeliefCell, Ends } from './quantile-cells.ts';

/** What is known of the payoff, or of its least value within delta, in every cell. */
interface CellBounds {
  /** Infimum and a bound on the supremum. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Ends of the mean. */
  readonly meanLow: Float64Array;
  readonly meanHigh: Float64Array;
}

export interface BoundedPayoff {
  /** Least value anywhere. */
  readonly least: number;
  /** At `delta` 0 the payoff itself. */
  at(delta: number): CellBounds;
  readonly masses: Float64Array;
}

export function boundedPayoff(payoff: BeliefPayoff, cells: readonly BeliefCell[]): BoundedPayoff {
  const dimensions = cells[0]!.low.length;
  const [zeros, ones] = [Array.from({ length: dimensions }, () => 0), Array.from({ length: dimensions }, () => 1)];
  const { value } = payoff.least(zeros, ones);
  // What rounding makes of a payoff that is nowhere below 0.
  const least = value < 0 && -value <= ROUNDING * payoff.greatest(zeros, ones) ? 0 : value;
  let known: { readonly delta: number; readonly bounds: CellBounds } | undefined;
  const at = (delta: number): CellBounds => {
    if (known?.delta !== delta) known = { delta, bounds: cellBounds(payoff, cells, delta) };
    return known.bounds;
  };
  return { least, at, masses: Float64Array.from(cells, ({ mass }) => mass) };
}

/** Of the least value within delta: no less than over the widened cell, no more than over what every point of the cell reaches. */
function cellBounds(payoff: BeliefPayoff, cells: readonly BeliefCell[], delta: number): CellBounds {
  const [low, high, meanLow, meanHigh] = [0, 1, 2, 3].map(() => new Float64Array(cells.length)) as [
    Float64Array, Float64Array, Float64Array, Float64Array,
  ];
  cells.forEach((cell, c) => {
    if (delta === 0) {
      low[c] = payoff.least(cell.low, cell.high).value;
      high[c] = payoff.greatest(cell.low, cell.high);
      [meanLow[c], meanHigh[c]] = payoff.meanOn(cell) as [number, number];
    } else {
      low[c] = payoff.least(cell.low.map((x) => Math.max(0, x - delta)), cell.high.map((x) => Math.min(1, x + delta))).value;
      const from = cell.high.map((x) => Math.max(0, x - delta));
      const to = cell.low.map((x) => Math.min(1, x + delta));
      high[c] = payoff.greatest(cell.low, cell.high);
      if (from.every((x, j) => x <= to[j]!)) high[c] = Math.min(high[c], payoff.least(from, to).value);
      [meanLow[c], meanHigh[c]] = (payoff.erodedMeanOn?.(cell, delta) ?? [low[c], high[c]]) as [number, number];
    }
    meanLow[c] = Math.max(meanLow[c], low[c]);
    meanHigh[c] = Math.min(meanHigh[c], high[c]);
  });
  return { low, high, meanLow, meanHigh };
}

const ROUNDING = 1e-13;

const total = (masses: Float64Array, values: Float64Array): number => masses.reduce((sum, mass, c) => sum + mass * values[c]!, 0);

/** What stays of each cell under the belief that treats every cell alike, and the greatest mean of a cell that is sent off. */
export function keptMasses(metric: Metric, radius: number, payoff: BoundedPayoff): { readonly kept: Float64Array; readonly level: number } {
  const { masses } = payoff;
  if (metric === 'contamination') return { kept: masses.map((mass) => (1 - radius) * mass), level: Infinity };
  const { meanHigh } = payoff.at(metric === 'prokhorov' ? radius : 0);
  // The cells of the greatest means are sent to the least point, the last of them in part.
  const order = Float64Array.from(masses, (_, c) => c).sort((c, d) => meanHigh[d]! - meanHigh[c]!);
  const kept = new Float64Array(masses.length);
  let sent = 0;
  let level = meanHigh[order[0]!]!;
  for (const c of order) {
    kept[c] = Math.max(0, masses[c]! - Math.max(0, radius - sent));
    if (sent < radius) level = meanHigh[c]!;
    sent += masses[c]!;
  }
  return { kept, level };
}

/** Ends of the least expectation over the closed ball of that radius in [0, 1]; at 0 of the expectation under the prior. */
export function worstMean(metric: Metric, radius: number, payoff: BoundedPayoff): Ends {
  const { least, masses } = payoff;
  if (radius >= 1) return [least, least];
  const { low, high, meanLow, meanHigh } = payoff.at(metric === 'prokhorov' ? radius : 0);
  if (metric === 'contamination' || radius === 0) {
    return [(1 - radius) * total(masses, meanLow) + radius * least, (1 - radius) * total(masses, meanHigh) + radius * least];
  }
  const { kept, level } = keptMasses(metric, radius, payoff);
  const above = radius * least + total(kept, meanHigh);
  // E min(h, level) - radius (level - least), at any level: no more than the least expectation.
  let below = radius * (least - level);
  for (let c = 0; c < masses.length; c++) {
    below += masses[c]! * (high[c]! <= level ? meanLow[c]! : low[c]! >= level ? level : Math.min(level, low[c]!));
  }
  return [below, Math.max(below, above)];
}
