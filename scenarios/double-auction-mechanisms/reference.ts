/**
 * Exact values for mechanisms of double auctions with independent types, by quadrature over counts.
 *
 * With A asks up to y and B bids from y on, min(A, B) efficient trades have ask <= y <= bid, so first-best gains are the integral of
 * E min(A, B) over y, whatever the laws. Of one common law the labels of the sorted types are exchangeable: the number k of efficient
 * trades is hypergeometric, and given k the ranks of ask(k) and bid(k) are (m + n + 2) / (k + 1) - 1 apart in the mean.
 */
import type { DoubleAuction } from '../../src/environment/double-auction.ts';
import type { KnownValue } from '../../src/kinds/kind.ts';
import { acceptance, bestPrice, integralBetween, postedWelfare, turns } from '../../src/mechanism/double-auction/best-price.ts';
import { binomialMass } from '../double-auction/reference.ts';
import { binomialSumAt, expectedMinimum } from '../../src/statistics/binomial-sum.ts';

/** Traders a side up to which counts are added up. */
const TRADERS_MAX = 4096;

const isSmooth = ({ cost, value }: DoubleAuction): boolean => [cost, value].every(({ atoms = [] }) => atoms.length === 0);

/** Expected first-best gains from trade; laws with ends. */
export function expectedFirstBest(market: DoubleAuction): number {
  const { sellers, buyers, cost, value } = market;
  const [low, high] = [Math.min(cost.support[0], value.support[0]), Math.max(cost.support[1], value.support[1])];
  return integralBetween((y) => {
    const [a, b] = acceptance(market, y);
    return expectedMinimum({ count: sellers, p: a }, { count: buyers, p: b });
  }, low, high, [...turns(cost), ...turns(value)]);
}

/** Expected number of efficient trades; laws without atoms. A seller of cost c trades iff fewer than n of the others lie below c. */
export function expectedEfficientTrades({ sellers, buyers, cost, value }: DoubleAuction): number {
  const levels = [...turns(cost), ...turns(value)].map((x) => cost.cdf(x));
  return sellers * integralBetween((u) => {
    const c = cost.quantile(u);
    const { below } = binomialSumAt([{ count: sellers - 1, p: u }, { count: buyers, p: value.cdf(c) }], buyers);
    return below;
  }, 0, 1, levels);
}

/** Probability that there is no efficient trade: the highest bid below the lowest ask; laws without atoms. */
export function noTrade({ sellers, buyers, cost, value }: DoubleAuction): number {
  const levels = [...turns(cost), ...turns(value)].map((x) => value.cdf(x) ** buyers);
  return integralBetween((u) => (1 - cost.cdf(value.quantile(u ** (1 / buyers)))) ** sellers, 0, 1, levels);
}

/** Of uniform types on one interval: E x and E (k - 1) x, in widths, x = bid(k) - ask(k) where k >= 1 and 0 elsewhere. */
export function uniformMargin({ sellers: m, buyers: n }: Pick<DoubleAuction, 'sellers' | 'buyers'>): { spread: number; left: number } {
  // Chances of k by recurrence from k = 0, C(m, k) C(n, k) over their sum.
  let ways = 0;
  let spread = 0;
  let left = 0;
  for (let k = 0, weight = 1; k <= Math.min(m, n); weight *= ((m - k) * (n - k)) / (k + 1) ** 2, k++) {
    ways += weight;
    const apart = k === 0 ? 0 : (m + n + 2) / (k + 1) - 1;
    spread += weight * apart;
    left += weight * (k - 1) * apart;
    if (ways < 1e200) continue;
    [ways, spread, left, weight] = [ways, spread, left, weight].map((x) => x * 1e-200) as [number, number, number, number];
  }
  return { spread: spread / ways / (m + n + 1), left: left / ways / (m + n + 1) };
}

/**
 * The epsilon-LIC constants of traders of q units at the price z_(n), all types of one law without atoms: a report about unit j raises the
 * price of j units of a seller where n - j of the others lie below it, and lowers that of j - 1 units of a buyer where n - q + j - 1 do.
 */
export function multiUnitReferences({ sellers, buyers, cost, value }: DoubleAuction, units: number, mechanism: string): KnownValue[] {
  if (cost.text !== value.text) return [];
  const N = sellers + buyers - units;
  const largest = (rank: number): number => binomialMass(N, rank, rank / N);
  const each = Array.from({ length: units }, (_, j) => j + 1);
  const constants = {
    seller: each.map((j) => j * largest(buyers - j)), buyer: each.map((j) => (j - 1) * largest(buyers - units + j - 1)),
  };
  return Object.entries(constants).map(([agent, values]) => ({
    quantity: 'epsilonLic', agent, mechanism, reference: { value: Math.max(0, ...values), source: 'one binomial count' },
  }));
}

export function mechanismReferences(market: DoubleAuction): KnownValue[] {
  const { sellers, buyers, cost, value } = market;
  if (Math.max(sellers, buyers) > TRADERS_MAX || [cost, value].some(({ whole }) => whole)) return [];
  const known = (mechanism: string, quantity: string, exact: number, source: string): KnownValue =>
    ({ quantity, agent: 'market', mechanism, reference: { value: exact, source } });
  const best = expectedFirstBest(market);
  if (!(best > 0)) return [];
  const price = bestPrice(market);
  const [a, b] = acceptance(market, price);
  const posted = expectedMinimum({ count: sellers, p: a }, { count: buyers, p: b });
  const COUNTS = 'binomial counts, by quadrature';
  const rows = [
    known('posted-price', 'lostWelfare', 1 - postedWelfare(market, price) / best, COUNTS),
    known('posted-price', 'expectedTrades', posted, 'two binomial counts'),
  ];
  if (!isSmooth(market)) return rows;
  const trades = expectedEfficientTrades(market);
  // Of one trader on a side all trades are given up: two quadratures must not differ there.
  const reduced = Math.min(trades, 1 - noTrade(market));
  rows.push(
    known('posted-price', 'lostTrades', 1 - posted / trades, COUNTS),
    known('cem', 'expectedTrades', trades, COUNTS),
    known('trade-reduction', 'lostTrades', reduced / trades, COUNTS),
    known('trade-reduction', 'expectedTrades', trades - reduced, COUNTS),
  );
  if (cost.text !== value.text || !cost.text.startsWith('uniform(')) return rows;
  const width = cost.support[1] - cost.support[0];
  const { spread, left } = uniformMargin(market);
  const LABELS = 'exchangeable labels of uniform types';
  const perTrade = trades - reduced > 0 ? [known('trade-reduction', 'surplusPerTrade', (width * left) / (trades - reduced), LABELS)] : [];
  return [...rows, known('trade-reduction', 'lostWelfare', (width * spread) / best, LABELS), ...perTrade];
}
