/** Guo18 chapter 3: rules of types who fear the worst of each other. */
import type { Scenario } from '../../src/study/scenario.ts';
import { conditionClaim, finiteScenario, impliedClaim } from '../support/finite.ts';

const low = (value: unknown): number => Number(value);
const LEMMA = 'Guo18 Lemma 3.6.1';
const EFFICIENT = 'ambiguous-pareto-efficient';

export const worstCaseRuleScenario: Scenario = finiteScenario({
  name: 'worst-case-rule',
  title: 'Efficient in the worst case, and what coalitions make of it',
  description:
    'Two agents who fear the worst of each other\'s types and may act together. A project is worth 2 to a high type and `low` to a low '
      + 'one. Where low types like it as well it is carried out everywhere: efficient in the worst case, incentive compatible for '
      + 'coalitions, and without a lie that anybody objects to. Where they dislike it and it is carried out at two high types only, it is '
      + 'efficient ex post and not in the worst case: two high types who both mean to be believed bind low types who are not there.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), sections 3.3 and 3.6',
  parameters: {
    low: { kind: 'number', description: 'what the project is worth to a low type', default: 1, minimum: -1, maximum: 2 },
  },
  file: (values) => {
    const project = { big: { own: [String(values.low), 2] } };
    return {
      finite: 1,
      agents: { ann: ['low', 'high'], bob: ['low', 'high'] },
      outcomes: ['none', 'big'],
      payoffs: { ann: project, bob: project },
      rule: low(values.low) >= 0 ? 'big' : [['none', 'none'], ['none', 'big']],
      coalitions: 'all',
    };
  },
  questions: () => [{ ask: 'check' }],
  claims: (view) => [
    conditionClaim(
      view,
      { id: 'efficient', text: 'Where nobody dislikes the project the rule is efficient in the worst case', source: 'Guo18 3.3.3' },
      EFFICIENT, { market: true }, (values) => low(values.low) >= 0,
    ),
    impliedClaim(
      view, { id: 'lemma-3.6.1', text: 'What is efficient in the worst case is ambiguous strong incentive compatible', source: LEMMA },
      EFFICIENT, 'ambiguous-coalitional-ic',
    ),
    impliedClaim(
      view, { id: 'local', text: 'and locally efficient', source: 'Guo18 Definition 3.3.4' }, EFFICIENT, 'local-pareto-efficiency',
    ),
    impliedClaim(
      view,
      {
        id: 'necessary', source: 'Guo18 Propositions 3.3.1 and 3.3.3',
        text: 'Of a single rule local efficiency is the grand coalition\'s part of incentive compatibility',
      },
      'ambiguous-coalitional-ic', 'local-pareto-efficiency',
    ),
    conditionClaim(
      view, { id: 'monotonicity', text: 'To every deception that changes the outcome some type objects', source: 'Guo18 Definition 3.3.2' },
      'ambiguous-coalitional-monotonicity', { market: true }, (values) => low(values.low) >= 0,
    ),
    conditionClaim(
      view,
      {
        id: 'disliked', text: 'Where low types dislike it a rule that is efficient ex post fails all of this',
        source: 'Guo18 Definitions 3.3.1, 3.3.3 and 3.3.4',
      },
      'ambiguous-coalitional-ic', { market: false }, (values) => low(values.low) < 0,
    ),
  ],
});
