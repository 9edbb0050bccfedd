/**
 * Bergemann and Morris 2005's counterexample, as Brooks23 tells it. The lecture's payoff table is lost; this one has the properties
 * that the text gives it (docs/errata-finite.md).
 */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, exactClaim, finiteScenario } from '../support/finite.ts';

const SOURCE = 'Bergemann and Morris 2005, Brooks23';

export const bergemannMorrisScenario: Scenario = finiteScenario({
  name: 'bergemann-morris',
  title: 'Implementable on every type space, and not ex post',
  description:
    'F allows a or b where player 1 is of the first type, and asks for c where she is of the second. She likes the one of a and b that '
      + 'fits player 2\'s type, worth 1, over c, worth 0, and the other is worth -k. As long as k is at most 1 her choice stays in F '
      + 'whatever she believes. Player 2 wants the one that does not fit, so no selection is ex post incentive compatible once k > 0; '
      + 'lotteries are, exactly where her choice stays in F (minimax).',
  source: 'Dirk Bergemann and Stephen Morris, Robust Mechanism Design, Econometrica 73 (2005), section 3',
  parameters: {
    k: { kind: 'number', description: 'what the outcome that does not fit costs player 1', default: 1, minimum: 0, maximum: 10 },
  },
  file: {
    finite: 1,
    agents: { one: ['t1', 'u1'], two: ['t2', 'u2'] },
    outcomes: ['c', 'a', 'b'],
    payoffs: {
      one: { a: [[1, '-k'], [-1, -1]], b: [['-k', 1], [-1, -1]] },
      two: { a: [[0, 1], [0, 0]], b: [[1, 0], [0, 0]] },
    },
    choices: [['a|b', 'a|b'], ['c', 'c']],
  },
  questions: () => [{ ask: 'design', goal: 'ex-post', transfers: 'bayesian' }],
  claims: (view) => [
    conditionClaim(
      view, {
        id: 'player-1-chooses', text: 'Player 1 may choose: F is implementable on every type space', source: SOURCE,
      }, 'chooses-within',
      { one: true }, ({ k }) => Number(k) <= 1,
    ),
    exactClaim(
      view, { id: 'not-ex-post', text: 'F is not ex post implementable by a deterministic mechanism', source: SOURCE }, 'implementable',
      { mechanisms: 'deterministic' }, ({ k }) => (Number(k) > 0 ? '0' : undefined),
    ),
    exactClaim(
      view, { id: 'lotteries', text: 'By lotteries it is, exactly where player 1\'s choice stays in F', source: 'minimax theorem' },
      'implementable', { mechanisms: 'lotteries' }, ({ k }) => (Number(k) <= 1 ? '1' : '0'),
    ),
    conditionClaim(view, { id: 'not-separable', text: 'The environment is not separable', source: SOURCE }, 'separable', { market: false }),
  ],
});
