/**
 * Exact values for one object and private values, by quadrature of the bidders' cdfs. With H_i(x) = prod_{j != i} F_j(x),
 * the chance that all rivals of bidder i are below x, and [a_i, b_i] her support:
 *
 *   second price           u_i(t, s) = int_a^t (s - x) dH_i(x): no lie gains, mu_i(s) = int^s H_i
 *   first price, truthful  u_i(t, s) = H_i(t) (s - t), mu_i = 0: bidding t < s gains H_i(t) for every unit of the lie, so
 *                          epsilon-LIC = H_i(b_i-), reached at the top, and epsilon-IC = max_t H_i(t) (b_i - t)
 *   full insurance         of the second price's mu: the same u_i as the second price, x_F being mu_i(t) - p_i s at truth
 */
import { massBelow, survivalOf, type Distribution } from '../../src/distributions/distribution.ts';
import { integrateBetween, landmarks, landmarksBetween, largestValue } from '../support/quadrature.ts';

type Laws = readonly Distribution[];

/** Every law once, with how many bidders share it: markets have hundreds of bidders and few laws. */
function counted(laws: Laws): readonly (readonly [law: Distribution, count: number])[] {
  const counts = new Map<Distribution, number>();
  for (const law of laws) counts.set(law, (counts.get(law) ?? 0) + 1);
  return [...counts];
}

type Counted = ReturnType<typeof counted>;

/** Pr(nobody is above x, one bidder of `without` set apart). */
const allBelow = (groups: Counted, x: number, without?: Distribution): number =>
  groups.reduce((product, [law, count]) => product * law.cdf(x) ** (law === without ? count - 1 : count), 1);

/** x to Pr(all laws but bidder i's are below x). */
function belowRivals(laws: Laws, i: number): (x: number) => number {
  const rivals = counted(laws.filter((_, j) => j !== i));
  return (x) => allBelow(rivals, x);
}

/** Pr(all laws but bidder i's are strictly below x): what a bidder who shades a little wins against. */
export const rivalsStrictlyBelow = (laws: Laws, i: number, x: number): number =>
  laws.reduce((product, law, j) => (j === i ? product : product * massBelow(law, x)), 1);

/** The highest type, infinite where there is none. */
export const highestOf = ({ whole, support }: Distribution): number => whole?.ends[1] ?? support[1];

/** Why no number bounds what truthful bids of such types lose; undefined where one does. */
export const whyEndless = (law: Distribution): string | undefined =>
  (highestOf(law) === Infinity ? 'types go on without an end, so that truthful first-price bids lose any amount' : undefined);

/** Pr(all laws but bidder i's are below x). */
export const rivalsBelow = (laws: Laws, i: number, x: number): number => belowRivals(laws, i)(x);

const top = (laws: Laws): number => Math.max(...laws.map(({ support }) => support[1]));
/** Pr(some draw exceeds x), without cancellation. */
const someAbove = (groups: Counted, x: number): number =>
  -Math.expm1(groups.reduce((sum, [law, count]) => sum + count * Math.log1p(-survivalOf(law, x)), 0));
/** Below it some law has no mass. */
const lowestWinner = (laws: Laws): number => Math.max(...laws.map(({ support }) => support[0]));

/** E max of independent draws, one of each law. */
export function expectedHighest(laws: Laws): number {
  const [from, groups] = [lowestWinner(laws), counted(laws)];
  return from + integrateBetween((x) => someAbove(groups, x), landmarksBetween(laws, from, top(laws)));
}

/** E of the second highest: Pr(two draws or more exceed x), integrated. At least two laws. */
export function expectedSecond(laws: Laws): number {
  const groups = counted(laws);
  // One draw after another, by sums of chances alone: a difference would be noise far above where two draws may lie.
  const twoAbove = (x: number): number => {
    let [none, one, two] = [1, 0, 0];
    for (const [law, count] of groups) {
      const above = survivalOf(law, x);
      for (let draw = 0; draw < count && above > 0; draw++) {
        two += one * above;
        one += (none - one) * above;
        none *= 1 - above;
      }
    }
    return two;
  };
  return Math.min(...laws.map(({ support }) => support[0])) + integrateBetween(twoAbove, landmarks(laws));
}

/** mu_i(s) of the second price auction. */
export function secondPriceUtility(laws: Laws, i: number, s: number): number {
  return integrateBetween(belowRivals(laws, i), [...landmarks(laws).filter((mark) => mark < s), s]);
}

/** E mu_i = int (1 - F_i) H_i. */
export function secondPriceExAnte(laws: Laws, i: number): number {
  const below = belowRivals(laws, i);
  return integrateBetween((x) => survivalOf(laws[i]!, x) * below(x), landmarks(laws));
}

/** The most a truthful bidder in a first price auction loses: max_t H_i(t) (b_i - t). */
export function truthfulFirstPriceLoss(laws: Laws, i: number): number {
  const [low, high] = laws[i]!.support;
  const below = belowRivals(laws, i);
  return largestValue((t) => below(t) * (high - t), low, high, 512, landmarks(laws)).value;
}
