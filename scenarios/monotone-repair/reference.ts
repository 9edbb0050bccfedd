/**
 * Exact values for insured VCG less a fee, and for its repair. Bidder i with signal s values the object at m s and wins with chance
 * q(s) = prod_{j != i} F(m_i s / m_j). VCG alone has mu' = m q; insuring that less
 * epsilon for each unit of the reported signal (the same to a bidder in expectation as VCG with a fee on reports),
 *
 *   mu(s) = VCG's - epsilon s,   g(t, s) = int_t^s [epsilon - m (q(z) - q(t))] dz,
 *
 * so the epsilon-LIC constant is epsilon, reached by small lies downwards, and mu falls where m q < epsilon. What is insured is a table of
 * mu, whose constants differ from these by what m q moves within a step.
 *
 * Proposition 4.1 cuts at r, where q reaches epsilon / m_low (m_low the least slope of all bidders, here 1, m_high the
 * largest): below r the repaired mu is mu(r), and the transfers insure it. A type s who reports t < r gains
 * m q(t) (s - t) - (mu(max(r, s)) - mu(r)), so the constant is
 *
 *   max(m q(r-), epsilon): the first if r is above the lowest type, the second if r is below the highest,
 *
 * and q(r) = epsilon makes that (m_high / m_low) epsilon for the bidder with the steepest values: the delta of the
 * proposition is attained. Where q never reaches epsilon, mu is flat and the constant is m q at the top.
 */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { constantsOfTable } from '../support/insured-table.ts';
import { integrate, largestValue } from '../support/quadrature.ts';

export interface FeeMarket {
  readonly fee: number;
  readonly bidders: number;
  readonly law: Distribution;
  /** [N] own value of the object for each unit of the own signal. */
  readonly slopes: readonly number[];
}

export interface ExactRepair {
  readonly base: { readonly epsilonLic: number; readonly epsilonIc: number; readonly monotonicityViolation: number };
  readonly repaired: { readonly epsilonLic: number; readonly epsilonIc: number };
  /** r */
  readonly cut: number;
  /** (m_high / m_low) epsilon */
  readonly delta: number;
}

/** q(s) of bidder i. */
export const winningChance = ({ law, slopes }: FeeMarket, i: number, s: number): number =>
  slopes.reduce((chance, slope, j) => (j === i ? chance : chance * law.cdf((slopes[i]! * s) / slope)), 1);

/** Pieces of the interim utility's table; Gauss quadrature within. */
const CELLS = 1024;
const STEPS = 128;
const HALVINGS = 60;

const known = new Map<string, ExactRepair>();

/** Of bidder i; remembered, since every claim asks. */
export function exactRepair(market: FeeMarket, i: number): ExactRepair {
  const key = [market.fee, market.law.text, i, ...market.slopes].join(' ');
  const exact = known.get(key) ?? compute(market, i);
  known.set(key, exact);
  return exact;
}

function compute(market: FeeMarket, i: number): ExactRepair {
  const { fee, law, slopes } = market;
  const [low, high] = law.support;
  const m = slopes[i]!;
  const q = (s: number): number => winningChance(market, i, s);
  const cut = cutAt(q, fee / Math.min(...slopes), low, high);
  // With private values u(t, s) = mu(t) + m q(t) (s - t).
  const gainOf = (utility: (s: number) => number) => (t: number, s: number): number => utility(t) + m * q(t) * (s - t) - utility(s);
  const mu = feeUtility(market, i);
  const repaired = gainOf((s) => mu(Math.max(s, cut)));
  // Only lies downwards gain.
  const most = (gain: (t: number, s: number) => number): number =>
    Math.max(0, largestValue((t) => largestValue((s) => gain(t, s), t, high, 32).value, low, high, STEPS).value);
  return {
    base: { ...constantsOfTable(feeTable(market, i), law.support, (t) => m * q(t)), monotonicityViolation: Math.max(0, fee - m * q(low)) },
    repaired: { epsilonLic: Math.max(cut > low ? m * q(cut) : 0, cut < high ? fee : 0), epsilonIc: most(repaired) },
    cut,
    delta: (Math.max(...slopes) / Math.min(...slopes)) * fee,
  };
}

/** Steps of the tables of utilities: as many as studies have reports on a line. */
const TABLE_STEPS = 1024;

/** Of bidder i's mu, as it is insured. */
export function feeTable(market: FeeMarket, i: number): number[] {
  const [low, high] = market.law.support;
  const utility = feeUtility(market, i);
  return Array.from({ length: TABLE_STEPS + 1 }, (_, s) => utility(low + ((high - low) * s) / TABLE_STEPS));
}

/** mu: VCG's, which a bidder of signal zero would have at zero, less the fee. Tabulated, the integrand linear in between. */
export function feeUtility(market: FeeMarket, i: number): (s: number) => number {
  const { fee, law, slopes } = market;
  const [low, high] = law.support;
  const m = slopes[i]!;
  const q = (s: number): number => winningChance(market, i, s);
  const lowest = integrate((s) => m * q(s), 0, low);
  const step = (high - low) / CELLS;
  const slope = Float64Array.from({ length: CELLS + 1 }, (_, c) => m * q(low + c * step));
  const table = new Float64Array(CELLS + 1);
  for (let c = 1; c <= CELLS; c++) table[c] = table[c - 1]! + integrate((s) => m * q(s), low + (c - 1) * step, low + c * step, 1);
  return (s) => {
    const at = Math.min(CELLS, Math.max(0, (s - low) / step));
    const cell = Math.min(CELLS - 1, Math.floor(at));
    const share = at - cell;
    return lowest + table[cell]! + step * share * (slope[cell]! + ((slope[cell + 1]! - slope[cell]!) * share) / 2) - fee * s;
  };
}

/** Smallest s with q(s) >= level, or the highest type. */
function cutAt(q: (s: number) => number, level: number, low: number, high: number): number {
  if (q(low) >= level) return low;
  if (q(high) < level) return high;
  let [below, above] = [low, high];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (below + above) / 2;
    if (q(middle) >= level) above = middle;
    else below = middle;
  }
  return above;
}
