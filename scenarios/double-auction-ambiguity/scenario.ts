/** How much ambiguity full insurance needs in a double auction, and how it vanishes (Song22 Theorem 5.3). */
import type { DoubleAuction } from '../../src/environment/double-auction.ts';
import { doubleAuction } from '../../src/environment/double-auction.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { doubleAuctionScenario } from '../double-auction/scenario.ts';
import { ambiguityParameters, ambiguityQuestion } from '../support/ambiguity.ts';
import { checkParameters, lawOf } from '../support/parameters.ts';
import { doubleAuctionAmbiguityClaims } from './claims.ts';
import { ambiguityReferences } from './reference.ts';

const PARAMETERS = { ...doubleAuctionScenario.parameters, ...ambiguityParameters };

export function environment(values: ParameterValues): DoubleAuction {
  checkParameters(PARAMETERS, values);
  const { kind: _, ...market } = doubleAuction({
    sellers: Number(values.sellers),
    buyers: Number(values.buyers),
    kappa: Number(values.kappa),
    cost: lawOf(values, 'cost'),
    value: lawOf(values, 'value'),
  });
  return doubleAuction({ ...market, ambiguity: ambiguityQuestion(values) });
}

export const doubleAuctionAmbiguityScenario: Scenario = {
  name: 'double-auction-ambiguity',
  title: 'Double auction: the ambiguity that full insurance needs',
  description:
    "The double auction of scenario double-auction, insured: every trader is paid the interim utility that her report has in the "
    + "auction, whatever the others turn out to be, and is taken at her word about what she trades. A lie that trades more than it "
    + "should is then worth something only where the trade takes place, and a trader who allows for beliefs within delta of the prior "
    + "fears that it does not. delta* is the smallest delta for which no lie gains at all. Under total variation it is the epsilon-LIC "
    + "constant of the auction itself, so Song22's Theorem 4.2 asks for exactly what is needed; under the Prokhorov metric it is the "
    + "Levy distance between two neighbouring order statistics (kappa = 0) and vanishes like 1/(2M), much faster than epsilon. The "
    + "rule stays efficient, nobody loses, and the budget balances in expectation.",
  source:
    'Yangwei Song, Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), Theorem 5.3, Theorem '
    + '4.2, Definition 1 and section 4.6; Appendix C.',
  parameters: PARAMETERS,
  ...(doubleAuctionScenario.shorthands ? { shorthands: doubleAuctionScenario.shorthands } : {}),
  ...(doubleAuctionScenario.rateDefaults ? { rateDefaults: doubleAuctionScenario.rateDefaults } : {}),
  size: doubleAuctionScenario.size!,
  environment,
  primaryAgent: doubleAuctionScenario.primaryAgent,
  references: (values) => ambiguityReferences(environment(values)),
  claims: doubleAuctionAmbiguityClaims,
};
