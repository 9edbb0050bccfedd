/**
 * Guo18 Example 1.5.1: beliefs without a common prior. The printed table has lost a row: p_2 is read as 1/3, 1/2, 2/3 for the first
 * type of agent 1, which the printed ratios (2, 1, 0.5) and the printed multipliers ask for (docs/errata-finite.md).
 */
import type { Scenario } from '../../src/study/scenario.ts';
import {
  beliefsDetermineClaim, conditionClaim, eitherTransfers, exactClaim, finiteScenario, noCommonPriorClaim,
} from '../support/finite.ts';
import { GUO_PAYOFFS } from '../support/guo-payoffs.ts';

const SOURCE = 'Guo18 Example 1.5.1';

export const guo151Scenario: Scenario = finiteScenario({
  name: 'guo-1-5-1',
  title: 'Implementation without a common prior',
  description:
    'The outcomes, payoffs and rule of Example 1.4.2 with beliefs that come from no common prior. Beliefs determine preferences and '
      + 'NCP* holds for both agents, so ambiguous transfers implement the rule; Bayesian ones do as long as b is at most a. The '
      + 'text proves the second half for b above 8.5 a. Table 1.5.1.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), Example 1.5.1',
  parameters: {
    a: { kind: 'number', description: 'what everyone gets under the rule, above 0', default: 1, minimum: 0.01, maximum: 10 },
    b: {
      kind: 'number',
      description: 'what agent 2 gains by the lie that agent 1 pays for twice (B in the text)',
      default: 9,
      minimum: 0.01,
      maximum: 100,
    },
  },
  file: {
    ...GUO_PAYOFFS,
    beliefs: { one: [['7/28', '12/28', '9/28'], ['13/28', '12/28', '3/28']], two: [['1/3', '2/3'], ['1/2', '1/2'], ['2/3', '1/3']] },
  },
  questions: () => [
    { ask: 'check' },
    ...eitherTransfers('implement'),
    { ask: 'threshold', parameter: 'b', goal: 'implement', transfers: 'bayesian' },
  ],
  claims: (view) => [
    noCommonPriorClaim(view, SOURCE),
    beliefsDetermineClaim(view, SOURCE, ['one', 'two']),
    conditionClaim(view, { id: 'ncp-star', text: 'NCP* holds for both agents', source: SOURCE }, 'ncp-star', { one: true, two: true }),
    exactClaim(
      view,
      { id: 'bayesian', text: 'No Bayesian mechanism implements the rule where 8.5 a < B', source: SOURCE },
      'implementable',
      { transfers: 'bayesian' },
      ({ a, b }) => (8.5 * Number(a) < Number(b) ? '0' : undefined),
    ),
    exactClaim(
      view,
      { id: 'ambiguous', text: 'Ambiguous transfers implement it', source: `${SOURCE}, Theorem 1.5.2` },
      'implementable',
      { transfers: 'ambiguous' },
      () => '1',
    ),
  ],
});
