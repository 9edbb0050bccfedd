/** Unit demand: up to several hundred objects and bidders who want one each. */
import type { Scenario } from '../../src/study/scenario.ts';
import { unitDemandClaims } from './claims.ts';
import { BIDDER, environment, marketOf, PARAMETERS } from './environment.ts';
import { known } from './reference.ts';

export const unitDemandScenario: Scenario = {
  name: 'unit-demand',
  title: 'Unit demand: many objects, bidders who want one each',
  description:
    "N bidders want one of M objects each, and every object is worth something else to each of them. The assignments are too many to "
    + "list, so the efficient one is found for every profile. VCG payments are the lowest competitive prices, and truth-telling is "
    + "dominant; that is checked in every profile, prices against their definition and a lie by clearing the market anew. Where "
    + "winners pay what they report, a truthful bidder is left with nothing and every type gains by shading her report. What a report "
    + "gets does not depend on the type behind it, and the highest type gains most from it, so the epsilon-IC constant covers all "
    + "types and a list of reports: scaled, all but one object dropped, one raised or lowered, another type's true values, and steps "
    + "from the best of these.",
  source:
    'Herman Leonard, Elicitation of Honest Preferences for the Assignment of Individuals to Positions, Journal of Political Economy 91 '
    + '(1983); Gabrielle Demange, David Gale and Marilda Sotomayor, Multi-Item Auctions, Journal of Political Economy 94 (1986); Lloyd '
    + 'Shapley and Martin Shubik, The Assignment Game I: The Core, International Journal of Game Theory 1 (1972).',
  parameters: PARAMETERS,
  rateDefaults: { bidders: [8, 16, 32, 64, 128] },
  size: (values) => Number(values.bidders),
  sizeName: { symbol: 'N', description: 'number of bidders' },
  environment,
  primaryAgent: () => BIDDER,
  references: (values) => known(marketOf(values)).map(({ value, source, ...row }) => ({ ...row, reference: { value, source } })),
  claims: unitDemandClaims,
};
