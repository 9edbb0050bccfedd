/** Guo18 Definitions 2.3.2 and 2.8.1: what coalitions can do whose members tell each other their types, and what those can who do not. */
import type { Claim } from '../../src/results/document.ts';
import { claim, notApplicable, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { exactClaim, finiteScenario } from '../support/finite.ts';

const EQUILIBRIUM = 'interim-coalitional-equilibrium';

/** Truth is an equilibrium, or is none, with the information named; undefined: the statement does not speak of the point. */
const equilibriumClaim = (
  view: ClaimView, head: Pick<Claim, 'id' | 'text' | 'source'>, information: 'pooled' | 'own',
  expected: (values: ParameterValues) => boolean | undefined,
): Claim => claim(head, view.points.map((values): Finding => {
  const wanted = expected(values);
  if (wanted === undefined) return notApplicable('outside the parameters of the statement');
  const row = view.verdicts.find(({ id, point }) => id === EQUILIBRIUM && point.information === information
    && Object.entries(values).every(([name, value]) => point[name] === value));
  if (row === undefined) return { status: 'undecided', evidence: `${EQUILIBRIUM} was not decided` };
  return { status: row.holds === wanted ? 'pass' : 'fail', evidence: row.text };
}));

export const pooledInformationScenario: Scenario = finiteScenario({
  name: 'pooled-information',
  title: 'Coalitions that share what they know, and coalitions that do not',
  description:
    'A project that both agents want where their types are alike in being low, and that is carried out where both are high. Two low types '
      + 'who tell each other so gain 1 each by claiming to be high. If they may only agree on reports each fears that the other is high, '
      + 'which costs k; from k = 1 on truth withstands them. A belief that the other is low makes the lie pay whatever k, so the rule is '
      + 'not robust coalitional incentive compatible.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), sections 2.3 and 2.8.2',
  parameters: {
    k: {
      kind: 'number', description: 'what the project costs a low type whose partner is high', default: 2, minimum: 0, maximum: 10,
    },
  },
  file: {
    finite: 1,
    agents: { ann: ['low', 'high'], bob: ['low', 'high'] },
    outcomes: ['none', 'project'],
    payoffs: { ann: { project: [[1, '-k'], [0, 1]] }, bob: { project: [[1, 0], ['-k', 1]] } },
    prior: 'uniform',
    rule: [['none', 'none'], ['none', 'project']],
    coalitions: 'all',
  },
  questions: () => [{ ask: 'check' }],
  claims: (view) => [
    equilibriumClaim(
      view, { id: 'pooled', text: 'With pooled information truth is no interim coalitional equilibrium', source: 'Guo18 Definition 2.3.2' },
      'pooled', () => false,
    ),
    equilibriumClaim(
      view, { id: 'own', text: 'Without pooling it is one from k = 1 on', source: 'Guo18 Definition 2.8.1' },
      'own', ({ k }) => Number(k) >= 1,
    ),
    exactClaim(
      view,
      {
        id: 'robust', source: 'Guo18 Definition 2.4.2, Proposition B.1.1',
        text: 'The rule is not robust coalitional incentive compatible: on some type space a coalition gains',
      },
      'coalitionalIncentiveCompatible', {}, () => '0',
    ),
  ],
});
