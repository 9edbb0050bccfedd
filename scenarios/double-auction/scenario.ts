/** Large double auctions under the competitive equilibrium mechanism (Song22 section 5.2). */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction, TRADERS_MAX } from '../../src/environment/double-auction.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { doubleAuctionClaims } from './claims.ts';
import { doubleAuctionReferences } from './reference.ts';

const environment = (values: ParameterValues) =>
  doubleAuction({
    sellers: Number(values.sellers),
    buyers: Number(values.buyers),
    kappa: Number(values.kappa),
    cost: parseDistribution(String(values.cost), 'cost'),
    value: parseDistribution(String(values.value), 'value'),
  });

export const doubleAuctionScenario: Scenario = {
  name: 'double-auction',
  title: 'Double auction: competitive equilibrium mechanism',
  description:
    'Sellers with one good each and buyers who want one report costs and values. The goods go to the highest reports, as many as there '
    + 'are sellers, at one price between the two reports that straddle the margin: price = (1 - kappa) z_(n) + kappa z_(n+1), z sorted '
    + 'and n the number of buyers. kappa = 0 is the competitive equilibrium mechanism of Song (2022): buyers cannot gain by lying, and '
    + 'a seller gains by asking more only while her own ask sets the price, which becomes rare in large markets. misreport certifies '
    + 'how much, over the whole continuum of types and reports.',
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), section 5.2, Theorem '
    + '5.2 and Appendix C; unequal sides and laws: footnote 26.',
  parameters: {
    sellers: { kind: 'count', description: 'number of sellers m', default: 8, minimum: 1, maximum: TRADERS_MAX },
    buyers: { kind: 'count', description: 'number of buyers n', default: 8, minimum: 1, maximum: TRADERS_MAX },
    kappa: { kind: 'number', description: 'price rule: weight of the higher marginal report', default: 0, minimum: 0, maximum: 1 },
    cost: { kind: 'distribution', description: "law of a seller's cost", default: 'uniform(0,1)' },
    value: { kind: 'distribution', description: "law of a buyer's value", default: 'uniform(0,1)' },
  },
  shorthands: { traders: { sets: ['sellers', 'buyers'], description: 'traders on each side, M' } },
  rateDefaults: { traders: Array.from({ length: 12 }, (_, i) => 2 ** (i + 1)) },
  size: (values) => Math.min(Number(values.sellers), Number(values.buyers)),
  environment,
  primaryAgent: (values) => (Number(values.kappa) === 1 ? 'buyer' : 'seller'),
  references: (values) => doubleAuctionReferences(environment(values)),
  claims: doubleAuctionClaims,
};
