/** Chung and Ely 2007: beliefs π* at which no Bayesian mechanism betters the best ex post one; and where there is a gap. */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, equalRowsClaim, finiteScenario, impliedClaim } from '../support/finite.ts';

const SOURCE = 'Chung and Ely 2007';
/** Of 42: independent and uniform, and a prior that is neither own-monotone nor single-crossing. */
const [EVEN, CROOKED] = [[[7, 7, 7], [7, 7, 7]], [[18, 2, 6], [12, 2, 2]]];

export const chungElyScenario: Scenario = finiteScenario({
  name: 'chung-ely',
  title: 'A maxmin foundation of ex post auctions, and its limit',
  description:
    'Two bidders, worth 1 or 2 and 1, 2 or 3. With weight w the prior is one whose virtual values cross, else uniform. Beliefs π* add '
      + 'the ex post constraints up; a seller who knows them does no better than ex post as long as the prior is single-crossing. Beyond, '
      + 'there is a gap at π*, and a search over beliefs (virtual = search) closes it at w = 1.',
  source: 'Kim-Sau Chung and J. C. Ely, Foundations of Dominant-Strategy Mechanisms, Review of Economic Studies 74 (2007)',
  parameters: {
    w: { kind: 'number', description: 'weight of the prior whose virtual values cross', default: 0.5, minimum: 0, maximum: 1 },
  },
  file: {
    finite: 1,
    auction: { bidders: ['ann', 'ben'], values: { ann: [1, 2], ben: [1, 2, 3] } },
    prior: EVEN.map((row, i) => row.map((even, j) => `(${even} + ${CROOKED[i]![j]! - even} w)/42`)),
  },
  questions: () => [{ ask: 'design', goal: 'revenue', transfers: 'bayesian' }],
  claims: (view) => [
    impliedClaim(
      view, { id: 'equality', text: 'Where the prior is single-crossing, (P) and (P\') at π* have the same value', source: SOURCE },
      'single-crossing', 'chung-ely',
    ),
    equalRowsClaim(
      view, { id: 'gap', text: 'At w = 1 there is no gap either', source: 'the converse, which the paper does not claim' },
      ['bayesianRevenue', { beliefs: 'piStar' }], ['exPostRevenue', {}], ({ w }) => w === 1,
    ),
    conditionClaim(
      view, { id: 'no-common-prior', text: 'π* comes from no common prior', source: `${SOURCE}, as Brooks23 tells it` },
      // Independent values are their own common prior.
      'pi-star-common-prior', { market: false }, ({ w }) => w !== 0,
    ),
  ],
});
