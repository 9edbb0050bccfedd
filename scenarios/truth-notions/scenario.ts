/** Brooks23, from interim to ex post implementation: one auction, and incentive compatibility from weak to strong. */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, finiteScenario, impliedClaim } from '../support/finite.ts';

const SOURCE = 'Brooks23, From interim to ex post implementation';
const NOTIONS = ['dominant-strategy', 'ex-post', 'epistemic-ex-post', 'interim'] as const;

/** Ann is worth a + g b and Ben b + g a; the winner pays what the object is worth to her at the type that ties. */
export const truthNotionsScenario: Scenario = finiteScenario({
  name: 'truth-notions',
  title: 'Truth at a belief, at every profile, and whatever the others say',
  description:
    'Two bidders whose types 1 or 3 and 2 or 4 count for the other too, with weight g. The winner pays what the object would be worth '
      + 'to her at the type that ties: truth is best at every profile of types. It is a dominant strategy only up to g = 1/2: beyond, a '
      + 'bidder whose rival lies pays the wrong price. With private values (g = 0) the notions coincide.',
  source: 'Ben Brooks, ECON 289 Lecture 5: Ex post implementation, University of Chicago (2023), pages 7 to 12',
  parameters: {
    g: { kind: 'number', description: 'weight of the other bidder\'s type in the own value', default: 0.75, minimum: 0, maximum: 1 },
  },
  file: {
    finite: 1,
    agents: { ann: ['1', '3'], ben: ['2', '4'] },
    outcomes: ['unsold', 'ann', 'ben'],
    payoffs: {
      ann: { ann: [['1 + 2 g', '1 + 4 g'], ['3 + 2 g', '3 + 4 g']], ben: 0 },
      ben: { ann: 0, ben: [['2 + g', '4 + g'], ['2 + 3 g', '4 + 3 g']] },
    },
    prior: 'uniform',
    rule: [['ben', 'ben'], ['ann', 'ben']],
    'rule-transfers': { ann: [[0, 0], ['-2 - 2 g', 0]], ben: [['-1 - g', '-1 - g'], [0, '-3 - 3 g']] },
  },
  questions: () => [{ ask: 'check' }],
  claims: (view) => [
    ...(['ic', 'ir'] as const).flatMap((what) => NOTIONS.slice(1).map((weaker, k) => impliedClaim(
      view,
      {
        id: `${NOTIONS[k]!}-implies-${weaker}-${what}`, source: SOURCE,
        text: `${NOTIONS[k]!} ${what === 'ic' ? 'incentive compatibility' : 'individual rationality'} implies ${weaker}`,
      },
      `${NOTIONS[k]!}-${what}`, `${weaker}-${what}`,
    ))),
    conditionClaim(
      view, { id: 'ex-post', text: 'Truth is best at every profile, whatever g', source: SOURCE }, 'ex-post-ic', { market: true },
    ),
    conditionClaim(
      view, { id: 'private', text: 'With private values truth is a dominant strategy as well', source: `${SOURCE}; private values` },
      'dominant-strategy-ic', { market: true }, ({ g }) => g === 0,
    ),
    conditionClaim(
      view, { id: 'dominant', text: 'Beyond g = 1/2 truth is no dominant strategy', source: SOURCE }, 'dominant-strategy-ic',
      { market: false }, ({ g }) => Number(g) > 0.5,
    ),
    conditionClaim(
      view, { id: 'small', text: 'Up to g = 1/2 it is', source: 'worked out: the wrong price costs 2 g and truth is worth 1' },
      'dominant-strategy-ic', { market: true }, ({ g }) => Number(g) <= 0.5,
    ),
  ],
});
