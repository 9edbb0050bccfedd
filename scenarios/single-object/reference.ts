/**
 * Exact values for one object and private values, by quadrature of the bidders' cdfs. With H_i(x) = prod_{j != i} F_j(x),
 * the chance that all rivals of bidder i are below x, and [a_i, b_i] her support:
 *
 *   second price           u_i(t, s) = int_a^t (s - x) dH_i(x): no lie gains, mu_i(s) = int^s H_i
 *   first price, truthful  u_i(t, s) = H_i(t) (s - t), mu_i = 0: bidding t < s gains H_i(t) for every unit of the lie, so
 *                          epsilon-LIC = H_i(b_i), reached at the top, and epsilon-IC = max_t H_i(t) (b_i - t)
 *   full insurance         of the second price's mu: the same u_i as the second price, x_F being mu_i(t) - p_i s at truth
 */
import { survivalOf, type Distribution } from '../../src/distributions/distribution.ts';
import { integrateBetween, landmarks, landmarksBetween, largestValue } from '../support/quadrature.ts';

type Laws = readonly Distribution[];

/** Pr(all laws but bidder i's are below x). */
export const rivalsBelow = (laws: Laws, i: number, x: number): number =>
  laws.reduce((product, { cdf }, j) => (j === i ? product : product * cdf(x)), 1);

const productWithout = (factors: readonly number[], i: number): number =>
  factors.reduce((product, factor, j) => (j === i ? product : product * factor), 1);

const top = (laws: Laws): number => Math.max(...laws.map(({ support }) => support[1]));
/** Pr(some draw exceeds x), without cancellation. */
const someAbove = (laws: Laws, x: number): number => -Math.expm1(laws.reduce((sum, law) => sum + Math.log1p(-survivalOf(law, x)), 0));
/** Below it some law has no mass. */
const lowestWinner = (laws: Laws): number => Math.max(...laws.map(({ support }) => support[0]));

/** E max of independent draws, one of each law. */
export function expectedHighest(laws: Laws): number {
  const from = lowestWinner(laws);
  return from + integrateBetween((x) => someAbove(laws, x), landmarksBetween(laws, from, top(laws)));
}

/** E of the second highest: Pr(two draws or more exceed x), integrated. At least two laws. */
export function expectedSecond(laws: Laws): number {
  const twoAbove = (x: number): number => {
    const below = laws.map(({ cdf }) => cdf(x));
    return Math.max(0, someAbove(laws, x) - laws.reduce((sum, law, j) => sum + survivalOf(law, x) * productWithout(below, j), 0));
  };
  return Math.min(...laws.map(({ support }) => support[0])) + integrateBetween(twoAbove, landmarks(laws));
}

/** mu_i(s) of the second price auction. */
export function secondPriceUtility(laws: Laws, i: number, s: number): number {
  return integrateBetween((x) => rivalsBelow(laws, i, x), [...landmarks(laws).filter((mark) => mark < s), s]);
}

/** E mu_i = int (1 - F_i) H_i. */
export const secondPriceExAnte = (laws: Laws, i: number): number =>
  integrateBetween((x) => survivalOf(laws[i]!, x) * rivalsBelow(laws, i, x), landmarks(laws));

/** The most a truthful bidder in a first price auction loses: max_t H_i(t) (b_i - t). */
export function truthfulFirstPriceLoss(laws: Laws, i: number): number {
  const [low, high] = laws[i]!.support;
  return largestValue((t) => rivalsBelow(laws, i, t) * (high - t), low, high, 512, landmarks(laws)).value;
}
