/**
 * Guo18 Example 1.5.2: bilateral trade without a common prior. The text gives p_1(2^2 | 1^1) = 0.2 beside p_1(2^1 | 1^1) = 0.3; read as
 * p_1(2^1 | 1^2) = 0.2, the printed multipliers cancel (docs/errata-finite.md).
 */
import type { Scenario } from '../../src/study/scenario.ts';
import { absentClaim, beliefsDetermineClaim, eitherTransfers, exactClaim, finiteScenario, noCommonPriorClaim } from '../support/finite.ts';

const SOURCE = 'Guo18 Example 1.5.2';

export const guo152Scenario: Scenario = finiteScenario({
  name: 'guo-1-5-2',
  title: 'Bilateral trade without a common prior',
  description:
    "A buyer and a seller of two types each, whose beliefs come from no common prior. Efficient trade cannot be implemented by one "
      + "transfer rule until the buyer's high value reaches 19/4; a menu of two rules implements it at 4. Table 1.5.2.",
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), Example 1.5.2',
  parameters: {
    high: { kind: 'number', description: 'what the good is worth to the first type of the buyer', default: 4, minimum: 3.5, maximum: 20 },
  },
  file: {
    finite: 1,
    agents: { buyer: ['1^1', '1^2'], seller: ['2^1', '2^2'] },
    outcomes: ['no-trade', 'trade'],
    payoffs: { buyer: { trade: { own: ['high', 1] } }, seller: { trade: { own: [-3.5, -0.5] } } },
    beliefs: { buyer: [[0.3, 0.7], [0.2, 0.8]], seller: [[0.3, 0.7], [0.25, 0.75]] },
    rule: [['trade', 'trade'], ['no-trade', 'trade']],
  },
  questions: () => [
    { ask: 'check' },
    ...eitherTransfers('implement'),
    { ask: 'threshold', parameter: 'high', goal: 'implement', transfers: 'bayesian' },
  ],
  claims: (view) => [
    noCommonPriorClaim(view, SOURCE),
    beliefsDetermineClaim(view, SOURCE, ['buyer', 'seller']),
    exactClaim(
      view,
      { id: 'bayesian', text: 'No Bayesian mechanism implements efficient trade at a value of 4', source: SOURCE },
      'implementable',
      { transfers: 'bayesian' },
      ({ high }) => (high === 4 ? '0' : undefined),
    ),
    exactClaim(
      view,
      { id: 'ambiguous', text: 'Ambiguous transfers implement it', source: `${SOURCE}, Theorem 1.5.3` },
      'implementable',
      { transfers: 'ambiguous' },
      () => '1',
    ),
    absentClaim(
      view,
      {
        id: 'other-menus',
        text: 'Without a common prior menus are not of the form base plus and minus a bet',
        source: 'Guo18 proof of Theorem 1.5.3',
      },
      'stake',
      { base: 'free' },
    ),
  ],
});
