/**
 * The double auction from first principles: the mechanism run on whole profiles of reports, and exact interim quantities
 * by quadrature. Shares nothing with src/ but the interfaces.
 */
import type { DoubleAuction, Trader } from '../../src/environment/double-auction.ts';
import { remembered } from '../../src/experiments/remembered.ts';
import { quadrature } from './special.ts';

export interface Reports {
  readonly asks: readonly number[];
  readonly bids: readonly number[];
}

/** Payoff of one trader of true type `type` when everybody's reports are these: Song22's rules on the sorted list. */
export function payoff({ asks, bids }: Reports, kappa: number, trader: Trader, index: number, type: number): number {
  const all = Float64Array.of(...asks, ...bids);
  const mine = trader === 'seller' ? index : asks.length + index;
  // Of equal reports the earlier ones of the list are the lower ones.
  let below = 0;
  all.forEach((x, other) => (below += Number(x < all[mine]! || (x === all[mine]! && other < mine))));
  const n = bids.length;
  const sorted = all.sort();
  const price = (1 - kappa) * sorted[n - 1]! + kappa * sorted[n]!;
  const holdsGood = below >= n;
  if (trader === 'seller') return holdsGood ? 0 : price - type;
  return holdsGood ? type - price : 0;
}

/** Interim payoff of `type` reporting `report`, averaged over the others' draws. */
export function meanPayoff(others: readonly Reports[], kappa: number, trader: Trader, type: number, report: number): number {
  let sum = 0;
  for (const { asks, bids } of others) {
    const reports = trader === 'seller' ? { asks: [report, ...asks], bids } : { asks, bids: [report, ...bids] };
    sum += payoff(reports, kappa, trader, 0, type);
  }
  return sum / others.length;
}

/** Law of the number of others below x: convolution of one Bernoulli after the other (Poisson-binomial). */
export function numberBelow(market: DoubleAuction, trader: Trader, x: number): number[] {
  const { sellers, buyers, cost, value } = market;
  const shares = [
    ...Array.from({ length: trader === 'seller' ? sellers - 1 : sellers }, () => cost.cdf(x)),
    ...Array.from({ length: trader === 'buyer' ? buyers - 1 : buyers }, () => value.cdf(x)),
  ];
  return shares.reduce<number[]>((law, p) => [...law, 0].map((q, k) => q * (1 - p) + (k > 0 ? law[k - 1]! * p : 0)), [1]);
}

export interface ExactTrader {
  /** Pr(L < x <= U): her report sets the price. */
  pivotal(x: number): number;
  /** Probability that a trader with report x trades. */
  trade(x: number): number;
  /** Truthful interim utility. */
  utility(type: number): number;
  /** Misreport gain of `type` reporting `report`. */
  gain(type: number, report: number): number;
}

/**
 * Exact interim quantities. Seller asking x, the others fixed: she is among the n lowest iff at most n - 1 others are
 * below x. Expected price of the trade from the layer cake: price = (1 - kappa) max(L, x) + kappa U.
 */
export function exactTrader(market: DoubleAuction, trader: Trader): ExactTrader {
  const { kappa, cost, value, buyers } = market;
  const low = Math.min(cost.support[0], value.support[0]);
  const high = Math.max(cost.support[1], value.support[1]);
  const rank = trader === 'seller' ? buyers - 1 : buyers;
  const atMost = (k: number, x: number): number => numberBelow(market, trader, x).slice(0, k + 1).reduce((sum, p) => sum + p, 0);
  const pivotal = remembered((x) => numberBelow(market, trader, x)[rank]!);
  /** U >= x and L >= x. */
  const survivalU = remembered((x) => atMost(rank, x));
  const survivalL = remembered((x) => (rank === 0 ? 0 : atMost(rank - 1, x)));
  // Truthful utility is an integral of this from the type outwards. A table of the integral up to knots, among them the
  // ends of both supports where laws have kinks, leaves one short stretch to each call.
  const integrand = (y: number): number =>
    trader === 'seller' ? (1 - kappa) * survivalL(y) + kappa * survivalU(y) : (1 - kappa) * (1 - survivalL(y)) + kappa * (1 - survivalU(y));
  const knots = [...new Set(
    [...cost.support, ...value.support, ...Array.from({ length: 65 }, (_, i) => low + ((high - low) * i) / 64)]
  )].sort((p, q) => p - q);
  const table = [0];
  for (let i = 0; i + 1 < knots.length; i++) table.push(table[i]! + quadrature(integrand, knots[i]!, knots[i + 1]!, 2));
  const upTo = remembered((x) => {
    if (x <= low) return (x - low) * integrand(low - 1);
    if (x >= high) return table.at(-1)! + (x - high) * integrand(high + 1);
    const i = knots.findLastIndex((knot) => knot <= x);
    return table[i]! + quadrature(integrand, knots[i]!, x, 1);
  });
  if (trader === 'seller') {
    // E[price; x <= U] - c S_U(x), price above x being (1 - kappa) (max(L, x) - x) + kappa (U - x).
    const payoffOf = (type: number, report: number): number =>
      (report - type) * survivalU(report) + upTo(Math.max(high, report)) - upTo(report);
    return {
      pivotal,
      trade: survivalU,
      utility: (type) => payoffOf(type, type),
      gain: (type, report) => payoffOf(type, report) - payoffOf(type, type),
    };
  }
  // Buyer: buys iff x > L at (1 - kappa) L + kappa min(U, x); what she is below x: (1 - kappa)(x - L) + kappa (x - min(U, x)).
  const payoffOf = (type: number, report: number): number =>
    (type - report) * (1 - survivalL(report)) + upTo(report) - upTo(Math.min(low, report));
  return {
    pivotal,
    trade: (x) => 1 - survivalL(x),
    utility: (type) => payoffOf(type, type),
    gain: (type, report) => payoffOf(type, report) - payoffOf(type, type),
  };
}

/** The largest of f over a grid of pairs, refined once around the best: good to about a thousandth of a grid step squared. */
export function largestPair(
  f: (type: number, report: number) => number,
  [a, b]: readonly [number, number],
  side = 40,
): { value: number; type: number; report: number } {
  let best = { value: -Infinity, type: a, report: a };
  let [t0, t1, r0, r1] = [a, b, a, b];
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i <= side; i++) {
      for (let k = 0; k <= side; k++) {
        const type = t0 + ((t1 - t0) * i) / side;
        const report = r0 + ((r1 - r0) * k) / side;
        const value = f(type, report);
        if (value > best.value) best = { value, type, report };
      }
    }
    const [dt, dr] = [(t1 - t0) / side, (r1 - r0) / side];
    [t0, t1, r0, r1] = [
      Math.max(a, best.type - dt), Math.min(b, best.type + dt), Math.max(a, best.report - dr), Math.min(b, best.report + dr),
    ];
    side = 8;
  }
  return best;
}
