/**
 * Exact values for bilateral trade by quadrature of the two cdfs, F of the seller's cost on [c_, c^] and G of the buyer's
 * value on [v_, v^]. All follow from
 *
 *   pi_b(v) = E (v - cost)^+ = int^v F        pi_s(c) = E (value - c)^+ = int_c (1 - G)      S = int F (1 - G)
 *
 * the gains from trade, given v, given c, and on average. Efficient rule:
 *   VCG (trade at the other's report)   both get the whole gain: mu_b = pi_b, mu_s = pi_s; deficit S
 *   expected externality                mu_b = pi_b(v) - E[value; trade],  mu_s = pi_s(c) + E[cost; trade]:
 *                                       balanced, and E[value; trade] - E[cost; trade] = S
 *   any efficient, interim incentive compatible and individually rational mechanism: by revenue equivalence it loses
 *   at least   S - pi_b(v_) - pi_s(c^)   (Myerson and Satterthwaite 1983), which is positive where the supports overlap
 */
import { massBelow, survivalOf, type Distribution } from '../../src/distributions/distribution.ts';
import { integrateBetween, landmarks, landmarksBetween } from '../support/quadrature.ts';

export interface Traders {
  readonly cost: Distribution;
  readonly value: Distribution;
}

/** E (v - cost)^+. */
export const buyerGain = ({ cost }: Traders, v: number): number =>
  (v <= cost.support[0] ? 0 : integrateBetween((x) => cost.cdf(x), landmarksBetween([cost], cost.support[0], v)));

/** E (value - c)^+. */
export const sellerGain = ({ value }: Traders, c: number): number =>
  (c >= value.support[1] ? 0 : integrateBetween((x) => survivalOf(value, x), landmarksBetween([value], c, value.support[1])));

/** S = E (value - cost)^+, the first best; 1/6 where both are uniform on [0, 1]. */
export const gainsFromTrade = (traders: Traders): number =>
  integrateBetween((x) => traders.cost.cdf(x) * survivalOf(traders.value, x), landmarks([traders.cost, traders.value]));

/** The least that an efficient, interim incentive compatible and individually rational mechanism loses; may be negative. */
export const leastDeficit = (traders: Traders): number =>
  gainsFromTrade(traders) - buyerGain(traders, traders.value.support[0]) - sellerGain(traders, traders.cost.support[1]);

/** Myerson and Satterthwaite's theorem is for laws with densities; atoms can leave a price between them that nothing is lost at. */
export const haveDensities = ({ cost, value }: Traders): boolean => [cost, value].every(({ atoms = [] }) => atoms.length === 0);

/** Their other assumption: trade is neither always nor never efficient. */
export const supportsOverlap = ({ cost, value }: Traders): boolean =>
  Math.max(cost.support[0], value.support[0]) < Math.min(cost.support[1], value.support[1]);

/** E[cost; trade] = int_0^1 c(p) (1 - G(c(p))) dp over the levels p of the cost's quantiles c(p). */
export function costWhenTraded({ cost, value }: Traders): number {
  const paid = (p: number): number => {
    const c = cost.quantile(p);
    return c * survivalOf(value, c);
  };
  return integrateBetween(paid, [0, ...landmarks([cost, value]).map((x) => cost.cdf(x)), 1]);
}

/** Least interim utilities under expected externality: of the lowest value and of the highest cost. */
export function expectedExternalityWorst(traders: Traders): { readonly buyer: number; readonly seller: number } {
  const paid = costWhenTraded(traders);
  return {
    buyer: buyerGain(traders, traders.value.support[0]) - paid - gainsFromTrade(traders),
    seller: sellerGain(traders, traders.cost.support[1]) + paid,
  };
}

/** Truthful utilities at a posted price, at which both must gain: one whose type it is does not trade. */
export const postedPriceUtilities = (traders: Traders, price: number): { readonly buyer: number; readonly seller: number } => ({
  buyer: massBelow(traders.cost, price) * sellerGain(traders, price),
  seller: survivalOf(traders.value, price) * buyerGain(traders, price),
});

/** Gains from trade at it. */
export function postedPriceGains(traders: Traders, price: number): number {
  const { buyer, seller } = postedPriceUtilities(traders, price);
  return buyer + seller;
}

/**
 * Chatterjee and Samuelson (1983): both uniform on [0, 1], price = k bid + (1 - k) ask; linear equilibrium
 *   bid(v) = v / (1 + k) + k (1 - k) / (2 (1 + k)),   ask(c) = c / (2 - k) + (1 - k) / 2
 * At k = 1/2: 2/3 v + 1/12 and 2/3 c + 1/4, trade where v - c >= 1/4, gains 9/64: the most that any incentive compatible,
 * individually rational and balanced mechanism achieves (Myerson and Satterthwaite 1983).
 */
export interface LinearEquilibrium {
  readonly bidSlope: number;
  readonly bidStart: number;
  readonly askSlope: number;
  readonly askStart: number;
}

export const linearEquilibrium = (k: number): LinearEquilibrium => ({
  bidSlope: 1 / (1 + k), bidStart: (k * (1 - k)) / (2 * (1 + k)), askSlope: 1 / (2 - k), askStart: (1 - k) / 2,
});

/** E[(v - c); bid(v) >= ask(c)] on [0, 1]: for each cost, values above the one that bids her ask. */
export function linearEquilibriumGains(k: number): number {
  const { bidSlope, bidStart, askSlope, askStart } = linearEquilibrium(k);
  const lowest = (c: number): number => Math.min(1, Math.max(0, (askSlope * c + askStart - bidStart) / bidSlope));
  const gains = (c: number): number => ((1 - c) ** 2 - (lowest(c) - c) ** 2) / 2;
  const reaches = (v: number): number => Math.min(1, Math.max(0, (bidSlope * v + bidStart - askStart) / askSlope));
  return integrateBetween(gains, [0, reaches(0), reaches(1)]);
}
