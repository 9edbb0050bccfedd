/** Guo18 Theorems 1.4.1, 1.4.2 and 1.5.1 on one economy: what is possible exactly where beliefs determine preferences. */
import type { Claim } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, eitherTransfers, exactClaim, finiteScenario } from '../support/finite.ts';

const SOURCE = 'Guo18 Theorem';
const alike = ({ s }: ParameterValues): boolean => s === 0;

/** Where beliefs are alike the necessity proof of the theorem makes an economy, and its goal fails there. */
const necessary = (view: ClaimView, theorem: string, text: string): Claim => conditionClaim(
  view, { id: `necessary-${theorem}`, text, source: `${SOURCE} ${theorem}, necessity` }, `theorem-${theorem}`, { market: true }, alike,
);

export const beliefConditionsScenario: Scenario = finiteScenario({
  name: 'belief-conditions',
  title: 'Ambiguous transfers do everything once types believe differently',
  description:
    'Two agents of two types each, whose types are independent at s = 0 and alike with more and more probability beyond. The payoffs are '
      + 'those with which Guo18 proves that beliefs have to determine preferences (Table A.1.1): at s = 0 not even ambiguous transfers '
      + 'implement the efficient rule or extract its surplus, and for every s > 0 they do both. With private values one such agent is one '
      + 'too many as well.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), Theorems 1.4.1, 1.4.2 and 1.5.1',
  parameters: {
    s: { kind: 'number', description: 'how much more often types are alike than by chance', default: 0.5, minimum: 0, maximum: 0.9 },
    b: { kind: 'number', description: 'B of Table A.1.1, at a = 1', default: 2, minimum: 1.01, maximum: 100 },
  },
  file: {
    finite: 1,
    agents: { one: ['1^1', '1^2'], two: ['2^1', '2^2'] },
    outcomes: ['x0', 'x1', 'x2'],
    payoffs: { one: { x1: { own: [1, 0] }, x2: { own: ['1 + b', 1] } }, two: { x1: 1, x2: [['1 - 2 b', '1 - 2 b'], [1, 1]] } },
    prior: [['(1 + s)/4', '(1 - s)/4'], ['(1 - s)/4', '(1 + s)/4']],
    rule: { table: [['x1', 'x1'], ['x2', 'x2']], efficient: true },
  },
  questions: () => [{ ask: 'check' }, ...eitherTransfers('implement'), ...eitherTransfers('extract')],
  claims: (view) => [
    conditionClaim(
      view, { id: 'bdp', text: 'Beliefs determine preferences where s > 0', source: 'Guo18 Definition 1.4.1' },
      'beliefs-determine-preferences', { one: true, two: true }, (values) => !alike(values),
    ),
    exactClaim(
      view,
      { id: 'extraction', text: 'Ambiguous transfers extract the full surplus exactly where s > 0', source: `${SOURCE} 1.4.1` },
      'extractable', { transfers: 'ambiguous' }, (values) => (alike(values) ? '0' : '1'),
    ),
    exactClaim(
      view,
      { id: 'implementation', text: 'They implement the efficient rule exactly where s > 0', source: `${SOURCE} 1.4.2` },
      'implementable', { transfers: 'ambiguous' }, (values) => (alike(values) ? '0' : '1'),
    ),
    necessary(view, '1.4.1', 'At s = 0 the surplus of an auction cannot be extracted'),
    necessary(view, '1.4.2', 'At s = 0 the economy of Table A.1.1 cannot be implemented'),
    necessary(view, '1.5.1', 'At s = 0 beliefs are alike for both, and an efficient trade with private values cannot be implemented'),
    conditionClaim(
      view,
      {
        id: 'proposition-1.5.1', text: 'At s = 0 no Bayesian mechanism implements an efficient trade with private values',
        source: 'Guo18 Proposition 1.5.1',
      },
      'proposition-1.5.1', { market: true }, alike,
    ),
    conditionClaim(
      view,
      {
        id: 'footnote-9', text: 'With two agents some efficient trade is beyond Bayesian mechanisms at every prior',
        source: 'Guo18 footnote 9',
      },
      'footnote-9', { market: true },
    ),
  ],
});
