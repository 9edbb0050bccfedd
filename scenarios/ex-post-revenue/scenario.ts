/** The revenue program (P) of Brooks23: two bidders whose values are independent, or alike with some probability. */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, equalRowsClaim, finiteScenario } from '../support/finite.ts';

const SOURCE = 'Brooks23';
const FULL = 'Crémer and McLean 1988';

export const exPostRevenueScenario: Scenario = finiteScenario({
  name: 'ex-post-revenue',
  title: 'The best auction in which truth is best whatever the others are worth',
  description:
    'Two bidders worth 1, 2 or 3, alike with probability c and independent and uniform otherwise. The best ex post incentive compatible '
      + 'auction gives the object to the highest ironed virtual value, by personal posted prices that depend on what the other is worth. A '
      + 'seller who trusts beliefs collects the full surplus as soon as values are correlated at all.',
  source: 'Ben Brooks, ECON 289 Lecture 5: Ex post implementation, University of Chicago (2023), program (P)',
  parameters: {
    c: { kind: 'number', description: 'probability that both values are the same draw', default: 0.25, minimum: 0, maximum: 0.99 },
  },
  file: {
    finite: 1,
    auction: { bidders: ['ann', 'ben'], values: [1, 3], step: 1 },
    prior: [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? '(1 + 2 c)/9' : '(1 - c)/9'))),
    rule: 'efficient',
  },
  questions: () => [
    { ask: 'design', goal: 'revenue', transfers: 'bayesian' },
    { ask: 'design', goal: 'ex-post', transfers: 'bayesian', balance: 'none' },
  ],
  claims: (view) => [
    conditionClaim(
      view, { id: 'highest-virtual-value', text: 'The object goes to the highest ironed virtual value', source: SOURCE },
      'highest-virtual-value', { market: true },
    ),
    equalRowsClaim(
      view, { id: 'pi-star', text: 'At beliefs π* the best Bayesian revenue is the best ex post revenue', source: 'Chung and Ely 2007' },
      ['bayesianRevenue', { beliefs: 'piStar' }], ['exPostRevenue', {}],
    ),
    equalRowsClaim(
      view, { id: 'independence', text: 'With independent values Bayesian mechanisms collect no more', source: SOURCE },
      ['bayesianRevenue', { beliefs: 'prior' }], ['exPostRevenue', {}], ({ c }) => c === 0,
    ),
    equalRowsClaim(
      view, { id: 'full-extraction', text: 'With correlated values they collect the full surplus, whatever the correlation', source: FULL },
      ['bayesianRevenue', { beliefs: 'prior' }], ['fullSurplus', {}], ({ c }) => Number(c) > 0,
    ),
  ],
});
