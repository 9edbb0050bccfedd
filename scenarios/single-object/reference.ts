/**
 * Exact values for one object and private values, by quadrature of the bidders' cdfs. With H_i(x) = prod_{j != i} F_j(x),
 * the chance that all rivals of bidder i are below x, and [a_i, b_i] her support:
 *
 *   second price           u_i(t, s) = int_a^t (s - x) dH_i(x): no lie gains, mu_i(s) = int^s H_i
 *   first price, truthful  u_i(t, s) = H_i(t) (s - t), mu_i = 0: bidding t < s gains H_i(t) for every unit of the lie, so
 *                          epsilon-LIC = H_i(b_i), reached at the top, and epsilon-IC = max_t H_i(t) (b_i - t)
 *   full insurance         of the second price's mu: the same u_i as the second price, x_F being mu_i(t) - p_i s at truth
 */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { integrateBetween, largestValue } from '../support/quadrature.ts';

type Laws = readonly Distribution[];

/** Pr(all laws but bidder i's are below x). */
export const rivalsBelow = (laws: Laws, i: number, x: number): number => laws.reduce((product, { cdf }, j) => (j === i ? product : product * cdf(x)), 1);

const ends = (laws: Laws): number[] => laws.flatMap(({ support }) => support);
const top = (laws: Laws): number => Math.max(...laws.map(({ support }) => support[1]));
/** Below it some law has no mass. */
const lowestWinner = (laws: Laws): number => Math.max(...laws.map(({ support }) => support[0]));

/** E max of independent draws, one of each law. */
export function expectedHighest(laws: Laws): number {
  const from = lowestWinner(laws);
  const kinks = ends(laws).filter((end) => end > from);
  return top(laws) - integrateBetween((x) => laws.reduce((product, { cdf }) => product * cdf(x), 1), [from, ...kinks]);
}

/** E of the second highest: Pr(at most one draw exceeds x), integrated. At least two laws. */
export function expectedSecond(laws: Laws): number {
  const atMostOneAbove = (x: number): number => {
    const all = laws.reduce((product, { cdf }) => product * cdf(x), 1);
    return laws.reduce((sum, { cdf }, j) => sum + (1 - cdf(x)) * rivalsBelow(laws, j, x), all);
  };
  return top(laws) - integrateBetween(atMostOneAbove, ends(laws));
}

/** mu_i(s) of the second price auction. */
export function secondPriceUtility(laws: Laws, i: number, s: number): number {
  const kinks = ends(laws).filter((end) => end < s);
  return integrateBetween((x) => rivalsBelow(laws, i, x), [...kinks, s]);
}

/** E mu_i = int (1 - F_i) H_i. */
export const secondPriceExAnte = (laws: Laws, i: number): number => integrateBetween((x) => (1 - laws[i]!.cdf(x)) * rivalsBelow(laws, i, x), ends(laws));

/** The most a truthful bidder in a first price auction loses: max_t H_i(t) (b_i - t). */
export function truthfulFirstPriceLoss(laws: Laws, i: number): number {
  const [low, high] = laws[i]!.support;
  return largestValue((t) => rivalsBelow(laws, i, t) * (high - t), low, high).value;
}
