/** Brooks23, "No trade without CPA but with IC": two states, a signal, and two opinions on its accuracy. */
import type { Scenario } from '../../src/study/scenario.ts';
import { exactClaim, finiteScenario } from '../support/finite.ts';

const SOURCE = 'Brooks23, No trade without CPA but with IC';
const accuracy = (who: string, value: number) => ({
  kind: 'number' as const, description: `probability that the signal is correct, as ${who} sees it`, default: value,
  minimum: 0.51, maximum: 0.99,
});

export const noisyConcordanceScenario: Scenario = finiteScenario({
  name: 'noisy-concordance',
  title: 'Trade on different beliefs when types are private',
  description:
    'Two states, equally likely. Player 2 sees a signal that player 1 thinks correct with probability p and player 2 with probability q. '
      + 'Unless p = q there is no common prior, and with known types the players bet. If player 2 has to be honest they bet only where '
      + 'q > p: otherwise she would be paid for being wrong. The beliefs are then noisy concordant, and the multipliers say how.',
  source: 'Stephen Morris, Trade with Heterogeneous Prior Beliefs and Asymmetric Information, Econometrica 62 (1994)',
  parameters: { p: accuracy('player 1', 0.8), q: accuracy('player 2', 0.6) },
  file: {
    finite: 1,
    agents: { one: ['only'], two: ['0', '1'], state: ['0', '1'] },
    nature: 'state',
    outcomes: ['none'],
    payoffs: { one: {}, two: {} },
    beliefs: { one: [[['p/2', '(1 - p)/2'], ['(1 - p)/2', 'p/2']]], two: [[['q', '1 - q']], [['1 - q', 'q']]] },
  },
  questions: () => [{ ask: 'check' }],
  claims: (view) => [
    exactClaim(
      view, { id: 'known-types', text: 'With known types some type gains by trade exactly where p and q differ', source: SOURCE },
      'tradable', { reports: 'known', gains: 'some' }, ({ p, q }) => (p === q ? '0' : '1'),
    ),
    exactClaim(
      view, { id: 'honest', text: 'With private types there is no trade where q < p', source: SOURCE },
      'tradable', { reports: 'honest', gains: 'some' }, ({ p, q }) => (Number(q) < Number(p) ? '0' : undefined),
    ),
    exactClaim(
      view, { id: 'honest-trade', text: 'and there is where q > p: she is paid for being right', source: 'the other direction' },
      'tradable', { reports: 'honest', gains: 'some' }, ({ p, q }) => (Number(q) > Number(p) ? '1' : undefined),
    ),
  ],
});
