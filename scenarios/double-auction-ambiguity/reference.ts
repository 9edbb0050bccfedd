/**
 * Exact delta* for markets whose traders share one law, computed from formulas (src/notions/delta-star.ts). They are shown beside
 * estimates as labelled references and serve as oracles in tests; no estimate is made from them.
 *
 * With N others of common law G the number of them below x is binomial(N, G(x)), so the order statistics round the margin are Betas
 * on the scale of G and S_U, S_L are incomplete betas.
 */
import { traderProblem, type DoubleAuction, type TraderProblem } from '../../src/environment/double-auction.ts';
import type { Reference } from '../../src/results/document.ts';
import { binomialCdf, doubleAuctionReferences, exactEpsilonLic } from '../double-auction/reference.ts';

/** Pr(U >= y) and Pr(L >= y) in the seller's orientation, and the type space there. */
export interface ExactSurvival {
  readonly upper: (y: number) => number;
  readonly lower: (y: number) => number;
  readonly support: readonly [number, number];
}

export function exactSurvival({ trader, law, rank }: TraderProblem, N: number): ExactSurvival {
  const [a, b] = law.support;
  if (trader === 'seller') {
    return { upper: (y) => binomialCdf(N, rank, law.cdf(y)), lower: (y) => binomialCdf(N, rank - 1, law.cdf(y)), support: [a, b] };
  }
  // Reflected: U is minus the lower order statistic.
  return {
    upper: (y) => 1 - binomialCdf(N, rank - 1, law.cdf(-y)), lower: (y) => 1 - binomialCdf(N, rank, law.cdf(-y)), support: [-b, -a],
  };
}

const HALVINGS = 46;

/** The delta at which short lies to y stop gaining: S_U(y + delta) - delta falls in delta. */
export function exactRoot({ upper, lower }: ExactSurvival, weight: number, y: number): number {
  const own = (1 - weight) * upper(y) + weight * lower(y);
  let [low, high] = [0, weight];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (upper(y + middle) - middle > own) low = middle;
    else high = middle;
  }
  return high;
}

const COARSE = 64;
const FINE = 96;

/** The largest root over the type space: a scan, closer where the order statistics are, then golden section round the best. */
export function exactProkhorovDelta(problem: TraderProblem, N: number): { value: number; at: number } {
  const { pivotalWeight: weight, law, rank, trader } = problem;
  if (weight === 0) return { value: 0, at: law.support[0] };
  const exact = exactSurvival(problem, N);
  const sign = trader === 'seller' ? 1 : -1;
  const centre = (rank + 0.5) / (N + 1);
  const spread = 4 * Math.sqrt((centre * (1 - centre)) / N) + 4 / N;
  const levels = [
    ...Array.from({ length: COARSE + 1 }, (_, i) => i / COARSE),
    ...Array.from({ length: FINE + 1 }, (_, i) => centre + spread * ((2 * i) / FINE - 1)).filter((p) => p > 0 && p < 1),
  ].sort((p, q) => p - q);
  const places = levels.map((p) => sign * law.quantile(p)).sort((p, q) => p - q);
  const root = (y: number): number => exactRoot(exact, weight, y);
  const values = places.map(root);
  const top = values.indexOf(Math.max(...values));
  return golden(
    root, places[Math.max(0, top - 1)]!, places[Math.min(places.length - 1, top + 1)]!, { value: values[top]!, at: places[top]! },
  );
}

/** Maximum of a unimodal function on a stretch, or the point known before where that is better. */
function golden(f: (x: number) => number, from: number, to: number, known: { value: number; at: number }): { value: number; at: number } {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  for (let step = 0; step < 30; step++) {
    const [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(c) >= f(d)) b = d;
    else a = c;
  }
  const at = (a + b) / 2;
  const value = f(at);
  return value > known.value ? { value, at } : known;
}

interface Entry {
  readonly quantity: string;
  readonly agent: 'seller' | 'buyer';
  readonly metric?: string;
  readonly reference: Reference;
}

const known = new Map<string, readonly Entry[]>();

/** With those of the double auction; computed once for each market. */
export function ambiguityReferences(market: DoubleAuction): ReturnType<typeof doubleAuctionReferences> {
  const { sellers, buyers, kappa, cost, value } = market;
  const key = [sellers, buyers, kappa, cost.text, value.text].join(' ');
  const entries = known.get(key) ?? (cost.text === value.text ? computeReferences(market) : []);
  known.set(key, entries);
  return [...doubleAuctionReferences(market), ...entries];
}

function computeReferences(market: DoubleAuction): Entry[] {
  const N = market.sellers + market.buyers - 1;
  return (['seller', 'buyer'] as const).flatMap((agent): Entry[] => {
    const problem = traderProblem(market, agent);
    const lic = exactEpsilonLic(problem, N);
    const row = (metric: string | undefined, quantity: string, number: number, source: string): Entry =>
      ({ quantity, agent, ...(metric ? { metric } : {}), reference: { value: number, source } });
    const tight = row('totalVariation', 'deltaStar', lic, 'the epsilon-LIC constant, Song22 Appendix C');
    if (market.cost.atoms?.length) return [tight];
    return [
      row(
        'prokhorov', 'deltaStar', exactProkhorovDelta(problem, N).value,
        'order statistics of one law are Betas (Song22 Appendix C), maximised numerically',
      ),
      tight,
      // Near the top of the common support the lower order statistic has left long before the upper one.
      row('contamination', 'deltaStar', problem.pivotalWeight, 'limit at the end of the common support'),
      row(undefined, 'sufficientDelta', lic, 'Song22 Theorem 4.2 with unit slopes and Appendix C'),
    ];
  });
}
