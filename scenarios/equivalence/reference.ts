/**
 * Exact values for `equivalence`. Both environments serve an agent where the others' critical statistic lies below her report: the
 * highest rival value for a bidder, the cost for the buyer, the value for the seller (who is served by keeping the good). With H its
 * law and mu the interim utility of the mechanism (scenarios/support/insured.ts):
 *
 *   delta*, total variation   sup |mu' - H|, the epsilon-LIC constant itself
 *   delta*, Prokhorov         Levy's distance between mu' and H
 *   Theorem 4.2               asks for the epsilon-LIC constant (slopes of values are one)
 *   Theorem 4.1, back         sup of H(t) - L(t) and U(t) - H(t) at delta*
 *
 * Mechanism by mechanism: the ripple has |mu' - H| = epsilon; truthful offers in a first price auction have mu' = 0, so H(high) = 1;
 * in the double auction with price k bid + (1 - k) ask the buyer has mu' = (1 - k) H and the seller H + (1 - k)(1 - H), so k and 1 - k.
 * Uniform laws, two agents: L and U are x -+ 2 delta away from the ends, so Prokhorov needs half of what total variation does.
 */
import type { Metric } from '../../src/beliefs/belief-set.ts';
import { integrateBetween, landmarksBetween } from '../support/quadrature.ts';
import { deltaStarOf, epsilonLicOf, guaranteedEpsilonOf, straightPieces } from '../support/insured.ts';
import { meanOf } from '../support/ripple.ts';
import {
  DOUBLE_AUCTION, FIRST_PRICE, FULL_INSURANCE, RIPPLE, tablesOf, utilityOf, type AgentModel, type Model,
} from './environment.ts';

export interface ExactAmbiguity {
  readonly epsilonLic: number;
  /** Absent where no ambiguity is enough. */
  readonly deltaStar: Partial<Record<Metric, number>>;
  readonly guaranteedEpsilon: Partial<Record<Metric, number>>;
}

export const honestName = ({ kind }: Model): string => (kind === 'single-object' ? FIRST_PRICE : DOUBLE_AUCTION);

const known = new Map<string, ExactAmbiguity>();

/** Of one agent under the ripple or under truthful offers. */
export function exactAmbiguity(model: Model, agent: AgentModel, mechanism: string, metrics: readonly Metric[]): ExactAmbiguity {
  const key = [
    model.kind, model.law.text, model.agents, mechanism === RIPPLE ? model.epsilon : model.k, agent.name, mechanism, ...metrics
  ].join(' ');
  const exact = known.get(key) ?? compute(agent, mechanism, metrics);
  known.set(key, exact);
  return exact;
}

function compute(agent: AgentModel, mechanism: string, metrics: readonly Metric[]): ExactAmbiguity {
  const { service, ripple, honest } = agent;
  const pieces = mechanism === RIPPLE ? ripple : honest;
  // What is insured is a table: the constants are the table's, to the last digit. A belief that takes a share of every chance away tells
  // table and utility apart where chances vanish: the first cell's slope is half of what H reaches at its end.
  const isTable = mechanism === RIPPLE || mechanism === FULL_INSURANCE;
  const insured = isTable ? straightPieces(utilityOf(agent, mechanism), service.law.support) : pieces;
  const found = metrics.flatMap((metric) => {
    const delta = deltaStarOf(service, metric, insured);
    return delta === undefined ? [] : [{ metric, delta, guaranteed: guaranteedEpsilonOf(service, metric, delta) }];
  });
  return {
    epsilonLic: epsilonLicOf(service, insured),
    deltaStar: Object.fromEntries(found.map(({ metric, delta }) => [metric, delta])),
    guaranteedEpsilon: Object.fromEntries(found.map(({ metric, guaranteed }) => [metric, guaranteed])),
  };
}

/**
 * What agents pay on balance. Whoever owns the good values it, so gains are counted from the values of the chosen alternative: for
 * the single object E max, for trade E max(cost, value), less what agents keep.
 */
export function exactRevenue(model: Model, mechanism: string): number {
  const { law, agents } = model;
  const [low, high] = law.support;
  const welfare = high - integrateBetween((x) => law.cdf(x) ** agents, landmarksBetween([law], low, high));
  if (mechanism === RIPPLE) return welfare - tablesOf(model, RIPPLE).reduce((sum, table) => sum + meanOf(table, law), 0);
  return model.kind === 'single-object' ? welfare : 0;
}
