/** Guo18 Example 1.4.2: an efficient rule that no Bayesian mechanism implements, and ambiguous transfers do. */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, eitherTransfers, exactClaim, finiteScenario } from '../support/finite.ts';
import { GUO_BET, GUO_PAYOFFS, GUO_PRIOR } from '../support/guo-payoffs.ts';

const SOURCE = 'Guo18 Example 1.4.2';

export const guo142Scenario: Scenario = finiteScenario({
  name: 'guo-1-4-2',
  title: 'Implementation where Identifiability fails',
  description:
    "Two agents, an efficient rule and transfers that balance. Any prior can be feigned by both agents at once, so that budget "
      + "balance turns one agent's punishment into the other's reward, and no Bayesian mechanism implements the rule once b exceeds "
      + "a. A menu of two rules does. Table 1.4.3.",
  source:
    'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), Example 1.4.2; Grigory Kosenok '
      + 'and Sergei Severinov, Individually Rational, Budget-Balanced Mechanisms and Allocation of Surplus, Journal of Economic '
      + 'Theory 140 (2008)',
  parameters: {
    a: { kind: 'number', description: 'what everyone gets under the rule, above 0', default: 1, minimum: 0.01, maximum: 10 },
    b: {
      kind: 'number',
      description: 'what agent 2 gains by the lie that agent 1 pays for twice (B in the text)',
      default: 3,
      minimum: 0.01,
      maximum: 10,
    },
  },
  file: { ...GUO_PAYOFFS, prior: GUO_PRIOR, bet: GUO_BET },
  questions: () => [
    { ask: 'check' },
    ...eitherTransfers('implement'),
    { ask: 'threshold', parameter: 'b', goal: 'implement', transfers: 'bayesian' },
  ],
  claims: (view) => [
    conditionClaim(view, { id: 'identifiability', text: 'Identifiability fails', source: SOURCE }, 'identifiability', { market: false }),
    exactClaim(
      view,
      { id: 'bayesian', text: 'No Bayesian mechanism implements the rule where a < B', source: SOURCE },
      'implementable',
      { transfers: 'bayesian' },
      ({ a, b }) => (Number(a) < Number(b) ? '0' : undefined),
    ),
    exactClaim(
      view,
      { id: 'ambiguous', text: 'Ambiguous transfers implement it', source: SOURCE },
      'implementable',
      { transfers: 'ambiguous' },
      () => '1',
    ),
    exactClaim(
      view,
      { id: 'smallest-c', text: 'The bet of Table 1.4.2 needs c >= B, and no more', source: SOURCE },
      'smallestC',
      { transfers: 'ambiguous' },
      ({ b }) => Number(b),
    ),
    exactClaim(
      view,
      { id: 'menu-size', text: 'Two transfer rules are enough, and where a < B they are needed', source: SOURCE },
      'menuSize',
      { transfers: 'ambiguous' },
      ({ a, b }) => (Number(a) < Number(b) ? '2' : '1'),
    ),
    exactClaim(
      view,
      { id: 'threshold', text: 'The condition a < B is sharp: Bayesian implementation ends at B = a', source: SOURCE },
      'threshold',
      { parameter: 'b' },
      ({ a }) => Number(a),
    ),
  ],
});
