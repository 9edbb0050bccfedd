/** Guo18 Example A.1.1: an inefficient rule that not even ambiguous transfers implement, with private values and one agent short of BDP. */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, eitherTransfers, exactClaim, finiteScenario } from '../support/finite.ts';

const SOURCE = 'Guo18 Example A.1.1';

export const guoA11Scenario: Scenario = finiteScenario({
  name: 'guo-a-1-1',
  title: 'Inefficient rules need the beliefs of every agent',
  description:
    'Private values; the beliefs of agent 2 determine her preferences and those of agent 1 do not. Theorem 1.5.1 implements every '
      + 'efficient rule with agent 1 as budget breaker. The rule here gives each of two types of agent 1 what the other type likes, '
      + 'and no transfers implement it. Table A.1.2.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), Example A.1.1',
  parameters: {
    gain: {
      kind: 'number',
      description: 'what each of two types of agent 1 gains by passing for the other',
      default: 2,
      minimum: -2,
      maximum: 4,
    },
  },
  file: {
    finite: 1,
    agents: { one: ['1^1', '1^2', '1^3'], two: ['2^1', '2^2'] },
    outcomes: ['x0', 'x1', 'x2'],
    payoffs: { one: { x1: { own: [0, 'gain', 0] }, x2: { own: ['gain', 0, 0] } }, two: { x1: 0, x2: 0 } },
    prior: [['1/7', '1/7'], ['1/7', '1/7'], ['1/7', '2/7']],
    rule: [['x1', 'x1'], ['x2', 'x2'], ['x1', 'x1']],
  },
  questions: () => [
    { ask: 'check' },
    ...eitherTransfers('implement'),
    { ask: 'threshold', parameter: 'gain', goal: 'implement', transfers: 'ambiguous' },
  ],
  claims: (view) => [
    conditionClaim(
      view,
      { id: 'bdp', text: 'Beliefs determine preferences for agent 2 only', source: SOURCE },
      'beliefs-determine-preferences',
      { one: false, two: true },
    ),
    exactClaim(
      view,
      { id: 'ambiguous', text: 'Ambiguous transfers do not implement the rule', source: SOURCE },
      'implementable',
      { transfers: 'ambiguous' },
      ({ gain }) => (Number(gain) > 0 ? '0' : undefined),
    ),
    exactClaim(
      view,
      {
        id: 'threshold',
        text: 'The cycle of the two types is all that stands in the way: the rule is implementable where it gains nothing',
        source: SOURCE,
      },
      'threshold',
      { parameter: 'gain' },
      () => '0',
    ),
  ],
});
