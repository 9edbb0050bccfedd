/**
 * The epsilon-IC constant: the largest gain from any lie (Song22 Definition 2), sup over types s and reports t of g(t, s), in units of
 * money. Negative over a grid where every lie of it loses; the smallest epsilon is then 0.
 *
 *     epsilonIcOfTrader              double auction, from two survival functions: on the continuum
 *     epsilonIcOnGrid                any social choice problem, from the gains of all pairs of a list of signals
 *     epsilonIcOnContinuum           one signal and affine values, from the chances of the alternatives under each report
 *     strategyLoss                   auctions in which one pays by one's own report: on the continuum (epsilon-ic/strategy-loss.ts)
 *     largestServedGain              who is served or not against one opponent, under the prior (served-gains/largest.ts)
 *     epsilonIcOfPayAsBid            assignment markets, all types and a list of reports (epsilon-ic/pay-as-bid.ts)
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { integrals, type Survival } from '../experiments/order-statistics/survival.ts';
import { empiricalBernstein } from '../statistics/empirical-bernstein.ts';
import type { Side } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import { atLeastZero, certain, type Certified, type CertifiedOnLine, type Pair } from './certified.ts';
import { TileBounder, type Tile } from './epsilon-ic/tiling.ts';
import { cellsOfEnvelope, epsilonIcOfGeneralisedVcg } from './generalised-vcg.ts';
import { epsilonIcOfKnownUtility } from './known-utility.ts';
import { marginals, type IncentiveStructure, type Marginals } from './marginal-gain.ts';
import { gainAt, largestOver, liesWhere, PairGains } from './misreport-gain.ts';
import { epsilonIcByCell } from './slopes-by-cell.ts';

export { epsilonIcOfPayAsBid } from './epsilon-ic/pay-as-bid.ts';
export { strategyLoss } from './epsilon-ic/strategy-loss.ts';




const LOWER_SHARE = 0.4;

/**
 * A trader of a double auction. Upper bound: the triangle of (type, report) pairs is tiled as a pilot stream chose; in each tile the
 * means of two bounded variables dominate the gain of every pair (epsilon-ic/tiling.ts), and empirical Bernstein with a union bound
 * over all of them bounds these means. Lower bound: the mean gain at `pair`, the pilot's best pair of boundaries, by empirical
 * Bernstein. Sample variances are bounded by mean squares that the counts give.
 */
export function epsilonIcOfTrader(
  s: Survival,
  tiling: readonly Tile[],
  pair: { type: number; report: number } | undefined,
  alpha: number,
  lawError: number,
): CertifiedOnLine {
  const { n, x, weight, sign, atLeastL, atLeastU } = s;
  if (weight === 0 || tiling.length === 0) return certain(0);
  const sums = integrals(s);
  const bounder = new TileBounder(union((1 - LOWER_SHARE) * alpha, tiling.length), n);
  let upper = 0;
  for (const tile of tiling) {
    const slack = 4 * lawError * (1 + weight) * (x[tile.k1]! - x[tile.i0]!);
    upper = Math.max(upper, bounder.bound(s, sums, tile) + slack);
  }
  upper = Math.min(upper, weight * (x[s.end]! - x[s.first]!));
  if (!pair) return { estimate: 0, lower: 0, upper, guarantee: 'continuum' };
  const { estimate, lower } = gainAt(s, sums, pair.type, pair.report);
  const width = x[pair.report]! - x[pair.type]!;
  const active = (atLeastU[pair.type]! - atLeastL[pair.report]!) / n;
  const error = empiricalBernstein(
    n,
    (width ** 2 * Math.max(0, active) * n) / Math.max(1, n - 1),
    (1 + weight) * width,
    LOWER_SHARE * alpha,
  );
  return {
    // The truth gains nothing, so the constant is never below zero.
    estimate: Math.max(0, estimate),
    lower: Math.max(0, lower - error - lawError * (1 + weight) * width),
    upper,
    guarantee: 'continuum',
    witness: { type: sign * x[pair.type]!, report: sign * x[pair.report]! },
  };
}

/**
 * The pair of boundaries with the largest gain, by the upper envelope of the lines c -> u(x_k, c). O(J). `types`: ranges of boundaries that
 * are types; absent: all.
 */
export function bestPair(
  s: Survival, types: readonly (readonly [number, number])[] = [[s.first, s.end]],
): { type: number; report: number } | undefined {
  const { x, first, end, atLeastU, n, weight } = s;
  const sums = integrals(s);
  const middle = (lower: Float64Array, upper: Float64Array, k: number): number => (lower[k]! + upper[k]!) / 2;
  // u(x_k, c) + constant = intercept_k - slope_k c, with slope_k = S_U(x_k) falling in k.
  const slope = (k: number): number => atLeastU[k]! / n;
  const potential = (k: number): number =>
    (1 - weight) * middle(sums.lowerU, sums.upperU, k) + weight * middle(sums.lowerL, sums.upperL, k);
  const intercept = (k: number): number => x[k]! * slope(k) - potential(k);
  const envelope: number[] = [];
  const crossing = (a: number, b: number): number => (intercept(a) - intercept(b)) / (slope(a) - slope(b));
  for (let k = first; k <= end; k++) {
    if (envelope.length > 0 && slope(envelope.at(-1)!) === slope(k)) {
      if (intercept(envelope.at(-1)!) >= intercept(k)) continue;
      envelope.pop();
    }
    while (envelope.length >= 2 && crossing(envelope.at(-2)!, envelope.at(-1)!) >= crossing(envelope.at(-1)!, k)) envelope.pop();
    envelope.push(k);
  }
  let best: { type: number; report: number } | undefined;
  let gain = 0;
  let at = 0;
  const among = types.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  for (const i of among) {
    while (at + 1 < envelope.length && crossing(envelope[at]!, envelope[at + 1]!) <= x[i]!) at++;
    const k = envelope[at]!;
    if (k <= i) continue;
    const value = intercept(k) - slope(k) * x[i]! + potential(i);
    if (value > gain) {
      gain = value;
      best = { type: i, report: k };
    }
  }
  return best;
}

/** Over all pairs of a list of signals. `witness`: a pair that an independent sample chose. */
export function epsilonIcOnGrid(sums: InterimSums, alpha: number, witness?: Pair): Certified {
  const gains = new PairGains(sums);
  return largestOver(gains, liesWhere(gains, () => 1), alpha, witness);
}

/**
 * On the continuum, by the marginal gain at the truth (marginal-gain.ts); undefined where the values or the sample do not have the
 * structure. Two million steps at 1,025 reports.
 */
export function epsilonIcOnContinuum(sums: InterimSums, structure: IncentiveStructure, alpha: number): Certified | undefined {
  if (structure.kind === 'incentive-compatible') return certain(0);
  if (structure.kind === 'known-utility') return epsilonIcOfKnownUtility(sums, structure.table, alpha);
  if (structure.kind === 'generalised-vcg') return epsilonIcOfGeneralisedVcg(sums, structure, alpha);
  if (structure.kind === 'envelope') {
    const cells = cellsOfEnvelope(sums, structure.welfare, alpha);
    return cells && epsilonIcByCell(cells);
  }
  const known = marginals(sums, structure, alpha);
  if (!known) return undefined;
  const { value, type, report } = largestGain(known, 'estimate');
  return { ...atLeastZero(largestGain(known, 'lower').value, value, largestGain(known, 'upper').value), witness: { type, report } };
}

/**
 * The largest gain as one side of the bands shows it. Its report is an end of a cell, its type where the integrand changes sign.
 * O(R^2).
 */
function largestGain({ x, slope, rise }: Marginals, side: Side): { value: number; type: number; report: number } {
  const cells = x.length - 1;
  const middle = (j: number): number => (rise.estimate[j]! + rise.estimate[j + 1]!) / 2;
  const overreport = (c: number, j: number): number =>
    side === 'upper' ? rise.upper[j + 1]! - slope.lower[c]! : side === 'lower'
      ? rise.lower[j]! - slope.upper[c + 1]!
      : middle(j) - slope.estimate[c + 1]!;
  const underreport = (c: number, j: number): number =>
    side === 'upper' ? slope.upper[c + 1]! - rise.lower[j]! : side === 'lower'
      ? slope.lower[c]! - rise.upper[j + 1]!
      : slope.estimate[c]! - middle(j);
  let best = { value: 0, type: x[0]!, report: x[0]! };
  for (let c = 0; c < cells; c++) {
    for (const [height, step, report] of [[overreport, -1, c + 1], [underreport, 1, c]] as const) {
      let value = 0;
      let j = c;
      for (; j >= 0 && j < cells; j += step) {
        const h = height(c, j);
        if (h <= 0) break;
        value += h * (x[j + 1]! - x[j]!);
      }
      if (value > best.value) best = { value, type: x[step < 0 ? j + 1 : j]!, report: x[report]! };
    }
  }
  return best;
}
