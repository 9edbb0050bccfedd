/**
 * Interim utility mu, trade probability Q and the gain surface of a double auction's trader, with bands that hold for all types and
 * reports at once. Both empirical survival functions lie within one Dvoretzky-Kiefer-Wolfowitz band; everything here is an
 * integral of them, bracketed cell by cell, so the bands are finite-sample and hold on the continuum.
 */
import { integrals, type Integrals, type Survival } from '../../experiments/order-statistics/survival.ts';
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import { gainAt } from '../misreport-gain.ts';
import { openUtilities, type OpenEnds } from './open-ends.ts';

export interface InterimBands {
  /** mu at boundary j of the survival table. */
  utility(j: number): Interval;
  /** Q at boundary j. */
  trade(j: number): Interval;
  /** Gain of type x_i who reports x_k. */
  gain(i: number, k: number): Interval;
  /** Averages over the trader's own law, given as its cdf in the seller's orientation. */
  exAnteUtility(cdf: (x: number) => number): Interval;
  exAnteTrade(cdf: (x: number) => number): Interval;
}

/**
 * `isAtom`: cells that hold one point of positive probability. There a tie is told by index, so that Q is known between both ends alone.
 */
export function interimBands(
  s: Survival,
  alpha: number,
  lawError: number,
  isAtom: (cell: number) => boolean = () => false,
  open?: OpenEnds,
): InterimBands {
  const { x, n, weight, atLeastL, atLeastU } = s;
  const sums: Integrals = integrals(s);
  const top = x.length - 1;
  // Two survival functions share alpha.
  const half = dkwHalfWidth(n, alpha / 2) + lawError;
  const mixed = (u: Float64Array, l: Float64Array, j: number): number => (1 - weight) * u[j]! + weight * l[j]!;
  const clampShare = (p: number): number => Math.min(1, Math.max(0, p));

  const beyond = open && openUtilities(s, half, open);
  const utility = (j: number): Interval => {
    if (beyond) return beyond.utility(j);
    const tail = (u: Float64Array, l: Float64Array): number => mixed(u, l, top) - mixed(u, l, j);
    const low = tail(sums.lowerU, sums.lowerL);
    const high = tail(sums.upperU, sums.upperL);
    const width = x[top]! - x[j]!;
    return { estimate: (low + high) / 2, lower: Math.max(0, low - half * width), upper: Math.min(width, high + half * width) };
  };
  const trade = (j: number): Interval => {
    const high = atLeastU[j > 0 && isAtom(j - 1) ? j - 1 : j]! / n;
    const low = atLeastU[j < top && isAtom(j) ? j + 1 : j]! / n;
    return { estimate: (low + high) / 2, lower: clampShare(low - half), upper: clampShare(high + half) };
  };
  const gain = (i: number, k: number): Interval => {
    if (i === k) return exactly(0);
    const width = Math.abs(x[k]! - x[i]!);
    const { estimate, lower, upper } = gainAt(s, sums, i, k);
    return { estimate, lower: lower - 2 * half * width, upper: upper + 2 * half * width };
  };
  return {
    utility,
    trade,
    gain,
    exAnteUtility(cdf) {
      if (beyond) return beyond.exAnteUtility(cdf);
      // E mu(c) = int F(y) ((1 - w) S_U + w S_L)(y) dy; F rises and the survival functions fall.
      let low = 0;
      let high = 0;
      let slack = 0;
      for (let j = 0; j < top; j++) {
        const width = x[j + 1]! - x[j]!;
        const from = cdf(x[j]!);
        const to = cdf(x[j + 1]!);
        low += (width * from * mixed(atLeastU, atLeastL, j + 1)) / n;
        high += (width * to * mixed(atLeastU, atLeastL, j)) / n;
        slack += width * to * half;
      }
      return { estimate: (low + high) / 2, lower: Math.max(0, low - slack), upper: high + slack };
    },
    exAnteTrade(cdf) {
      let low = 0;
      let high = 0;
      for (let j = 0; j < top; j++) {
        const mass = cdf(x[j + 1]!) - cdf(x[j]!);
        low += (mass * atLeastU[j + 1]!) / n;
        high += (mass * atLeastU[j]!) / n;
      }
      return { estimate: (low + high) / 2, lower: clampShare(low - half), upper: clampShare(high + half) };
    },
  };
}
