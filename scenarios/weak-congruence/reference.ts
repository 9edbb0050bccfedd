/**
 * Exact constants. Under (5.1) the transfers of JM01 Theorem 5.1 are ex post incentive compatible: both are 0. Two agents
 * and two alternatives, signals s of cdf F on [a, b] with mean m, externality e: agent 1 values B by s / 2 more than A and
 * society by (1/2 - 3e/4) s more, so B is chosen where her signal is the higher (e < 2/3) or the lower one (e > 2/3).
 *
 *   JM01's transfers, e > 2/3   mu' = Q = const + (1 - F) / 2 falls: u(t, s) - mu(s) = int_t^s (F(x) - F(t)) dx / 2, so
 *                               epsilon-IC = max(b - m, m - a) / 2, and epsilon-LIC the same per unit of b - a
 *   generalised VCG, 0 <= e <= 2/3, uniform on [0, 1]
 *                               u(t, s) = t s / 2 - A t^2 + own terms, A = 1/4 + 3e/8: she shades her report;
 *                               epsilon-IC = (3e/8)^2 / A at s = 1, epsilon-LIC = 3e/4 as the lie vanishes there
 */
import { integrateBetween, landmarksBetween } from '../support/quadrature.ts';
import { coefficientsOf, rankingOf, type Congruence } from './environment.ts';

export interface Constants {
  readonly epsilonIc: number;
  readonly epsilonLic: number;
}

const pair = ({ agents, alternatives }: Congruence): boolean => agents === 2 && alternatives === 2;

/** Undefined where no closed form is known. */
export function congruentTransfers(market: Congruence): Constants | undefined {
  const ranking = rankingOf(coefficientsOf(market));
  if (ranking === 'congruent') return { epsilonIc: 0, epsilonLic: 0 };
  if (ranking !== 'reversed' || !pair(market)) return undefined;
  const [low, high] = market.law.support;
  const aboveMean = integrateBetween((x) => market.law.cdf(x), landmarksBetween([market.law], low, high));
  const largest = Math.max(aboveMean, high - low - aboveMean) / 2;
  return { epsilonIc: largest, epsilonLic: largest / (high - low) };
}

/** Undefined where no closed form is known. Private values make it the VCG mechanism. */
export function generalisedVcg(market: Congruence): Constants | undefined {
  const { externality: e, law } = market;
  if (e === 0) return { epsilonIc: 0, epsilonLic: 0 };
  if (!pair(market) || law.text !== 'uniform(0,1)' || e < 0 || e > 2 / 3) return undefined;
  return { epsilonIc: ((3 * e) / 8) ** 2 / (1 / 4 + (3 * e) / 8), epsilonLic: (3 * e) / 4 };
}
