/**
 * The price that a market does best by, if one is posted before anybody reports. A of m sellers accept p, B of n buyers, and min(A, B) of
 * them trade, who are no better than the others who accept:
 *
 *     welfare(p) = E min(A, B) (E[v | v >= p] - E[c | c <= p]),   A ~ binomial(m, Pr(c <= p)), B ~ binomial(n, Pr(v >= p)).
 */
import { massBelow, survivalOf, type Distribution } from '../../distributions/distribution.ts';
import { gaussLegendre } from '../../distributions/quadrature.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { expectedMinimum } from '../../statistics/binomial-sum.ts';

/** Quantiles of either law between which welfare is looked at before its best place is refined. */
const PLACES = 64;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const STEPS = 48;
/** Of the largest welfare: what rounding may take from it. */
const FLAT = 1e-12;

const chances = Array.from({ length: PLACES - 1 }, (_, i) => (i + 1) / PLACES);

/** Places where the cdf may turn, inside or at the ends of the support. */
export const turns = ({ support, knots = [], atoms = [], quantile }: Distribution): number[] =>
  [...support, ...knots, ...atoms.map(({ at }) => at), ...chances.map(quantile)];

/** Integral of f over [from, to], smooth between the `places`. */
export function integralBetween(f: (x: number) => number, from: number, to: number, places: readonly number[]): number {
  const ends = [from, ...[...new Set(places)].filter((x) => x > from && x < to).sort((a, b) => a - b), to];
  return ends.slice(1).reduce((sum, end, i) => sum + gaussLegendre(f, ends[i]!, end), 0);
}

/** E (v - p)^+. */
const excess = (law: Distribution, p: number): number => law.whole?.excess(p)
  ?? (p < law.support[1] ? integralBetween((x) => survivalOf(law, x), p, law.support[1], turns(law)) : 0);

/** E (p - c)^+. */
function shortfall(law: Distribution, p: number): number {
  const { whole, support: [low] } = law;
  const beyond = whole && whole.ends[0] < low ? whole.shortfall(low) : 0;
  return beyond + (p > low ? integralBetween((x) => (whole ?? law).cdf(x), low, p, turns(law)) : 0);
}

/** Chances that a seller and that a buyer accept. */
export const acceptance = ({ cost, value }: DoubleAuction, p: number): [number, number] => [cost.cdf(p), 1 - massBelow(value, p)];

/** Expected gains from trade where p is posted; infinite or 0 where a mean is. */
export function postedWelfare(market: DoubleAuction, p: number): number {
  const { sellers, buyers, cost, value } = market;
  const [a, b] = acceptance(market, p);
  if (a <= 0 || b <= 0) return 0;
  return expectedMinimum({ count: sellers, p: a }, { count: buyers, p: b }) * (excess(value, p) / b + shortfall(cost, p) / a);
}

const known = new Map<string, number>();

/** The price of the largest expected welfare; the middle of those that share it. */
export function bestPrice(market: DoubleAuction): number {
  const key = [market.sellers, market.buyers, market.cost.text, market.value.text].join(' ');
  const price = known.get(key) ?? searched(market);
  known.set(key, price);
  return price;
}

function searched(market: DoubleAuction): number {
  const { cost, value } = market;
  const welfare = (p: number): number => postedWelfare(market, p);
  const marks = [...new Set([...turns(cost), ...turns(value)])].sort((a, b) => a - b);
  const places = marks.flatMap((x, i) => (i === 0 ? [x] : [(marks[i - 1]! + x) / 2, x]));
  const heights = places.map(welfare);
  const most = Math.max(...heights);
  const flat = heights.flatMap((height, i) => (height >= most * (1 - FLAT) ? [i] : []));
  const level = places[flat[0]!]! / 2 + places[flat.at(-1)!]! / 2;
  if (flat.length > 1 && welfare(level) >= most * (1 - FLAT)) return level;
  const top = heights.indexOf(most);
  let [low, high] = [places[Math.max(0, top - 1)]!, places[Math.min(places.length - 1, top + 1)]!];
  for (let step = 0; step < STEPS; step++) {
    const [c, d] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (welfare(c) >= welfare(d)) high = d;
    else low = c;
  }
  const refined = low + (high - low) / 2;
  return welfare(refined) > heights[top]! ? refined : places[top]!;
}
