/** Own-monotone virtual values that cross: Brooks23's two statements on regular priors fail (docs/errata-finite.md). */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, finiteScenario, impliedClaim } from '../support/finite.ts';

const SOURCE = 'Brooks23';

export const crossingVirtualValuesScenario: Scenario = finiteScenario({
  name: 'crossing-virtual-values',
  title: 'Where the highest virtual value is only an upper bound',
  description:
    'Ann is worth 5 or 6, Ben 8 or 10, and Ben\'s virtual value rises with what Ann is worth. Each virtual value rises in its own '
      + 'bidder\'s value, so nothing is ironed and the prior is regular in the words of the lecture. Yet at k = 1 Ann has the highest '
      + 'virtual value when she is worth 5 and not when she is worth 6: that allocation is not monotone, its value 57/7 is only an upper '
      + 'bound, the program reaches 8, and at beliefs π* a Bayesian mechanism collects 57/7. At k = 0 values are independent.',
  source: 'Ben Brooks, ECON 289 Lecture 5: Ex post implementation, University of Chicago (2023), Analyzing the Lagrangian',
  parameters: {
    k: { kind: 'number', description: 'weight of the correlated prior, against an independent one', default: 1, minimum: 0, maximum: 1 },
  },
  file: {
    finite: 1,
    auction: { bidders: ['ann', 'ben'], values: { ann: [5, 6], ben: [8, 10] } },
    // (1, 3; 2, 1) of 7 against 1/4 each.
    prior: [['(7 - 3 k)/28', '(7 + 5 k)/28'], ['(7 + k)/28', '(7 - 3 k)/28']],
  },
  questions: () => [{ ask: 'design', goal: 'revenue', transfers: 'bayesian' }],
  claims: (view) => [
    conditionClaim(view, { id: 'regular', text: 'The prior is own-monotone', source: SOURCE }, 'own-monotone', { market: true }),
    impliedClaim(
      view,
      { id: 'monotone', text: 'The allocation to the highest ironed virtual value is nondecreasing, and solves (P)', source: SOURCE },
      'own-monotone', 'highest-virtual-value',
    ),
    impliedClaim(
      view, { id: 'equality', text: 'Where the prior is own-monotone, (P) and (P\') at π* have the same value', source: SOURCE },
      'own-monotone', 'chung-ely',
    ),
    impliedClaim(
      view,
      {
        id: 'single-crossing', text: 'Where the prior is single-crossing, (P) and (P\') at π* have the same value',
        source: 'Chung and Ely 2007',
      },
      'single-crossing', 'chung-ely',
    ),
  ],
});
