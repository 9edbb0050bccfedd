/** Guo18 Example 1.4.1: an auction in which agent 2 always wins, and whose third type believes a mixture of the other two. */
import type { Scenario } from '../../src/study/scenario.ts';
import { beliefsDetermineClaim, conditionClaim, eitherTransfers, exactClaim, finiteScenario } from '../support/finite.ts';

const SOURCE = 'Guo18 Example 1.4.1';

export const guo141Scenario: Scenario = finiteScenario({
  name: 'guo-1-4-1',
  title: 'Full surplus extraction where Convex Independence fails',
  description:
    'Two bidders whose types are correlated. The third type of bidder two believes the average of what the other two believe, so no '
      + 'Bayesian mechanism extracts the full surplus (Crémer and McLean 1988). A menu of two transfer rules does: every lie loses '
      + 'under one of them. Tables 1.4.1 and 1.4.2.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), Example 1.4.1',
  parameters: {
    high: { kind: 'number', description: 'value of the first type of bidder two, above 2', default: 3, minimum: 2.5, maximum: 10 },
  },
  file: {
    finite: 1,
    agents: { one: ['1^1', '1^2'], two: ['2^1', '2^2', '2^3'] },
    outcomes: ['none', 'to-one', 'to-two'],
    payoffs: {
      'one': { 'to-one': { own: ['1/2', '1/4'] }, 'to-two': 0 },
      'two': { 'to-one': 0, 'to-two': { own: ['high', 2, 1] } },
    },
    prior: [['1/10', '2/10', '2/10'], ['2/10', '1/10', '2/10']],
    rule: 'efficient',
    base: 'surplus',
    bet: { one: [[-2, -1, 2], [1, 2, -2]] },
  },
  questions: () => [
    { ask: 'check' }, ...eitherTransfers('extract'),
  ],
  claims: (view) => [
    conditionClaim(
      view,
      { id: 'convex-independence', text: 'Convex Independence fails for agent 2 and holds for agent 1', source: SOURCE },
      'convex-independence',
      { one: true, two: false },
    ),
    beliefsDetermineClaim(view, SOURCE, ['one', 'two']),
    exactClaim(
      view,
      { id: 'bayesian', text: 'No Bayesian mechanism extracts the full surplus', source: SOURCE },
      'extractable',
      { transfers: 'bayesian' },
      () => '0',
    ),
    exactClaim(
      view,
      { id: 'ambiguous', text: 'Ambiguous transfers extract the full surplus', source: SOURCE },
      'extractable',
      { transfers: 'ambiguous' },
      () => '1',
    ),
    exactClaim(
      view,
      { id: 'surplus', text: "The expected surplus is 0.3, 0.3 and 0.4 times the values of agent 2's types", source: SOURCE },
      'fullSurplus',
      { transfers: 'ambiguous' },
      ({ high }) => 0.3 * Number(high) + 1,
    ),
    exactClaim(
      view,
      {
        id: 'smallest-c',
        text: "The bet of Table 1.4.2 needs c >= 1.5 times the gap between the first and the third type's value, and no more",
        source: SOURCE,
      },
      'smallestC',
      { transfers: 'ambiguous' },
      ({ high }) => 1.5 * (Number(high) - 1),
    ),
  ],
});
