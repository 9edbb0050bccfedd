/** Guo18 section 1.5.3 on Example 1.4.2: how much of the bet other preferences under ambiguity ask for. */
import type { Scenario } from '../../src/study/scenario.ts';
import { exactClaim, finiteScenario } from '../support/finite.ts';
import { GUO_BET, GUO_PAYOFFS, GUO_PRIOR } from '../support/guo-payoffs.ts';

const SOURCE = 'Guo18 section 1.5.3';

export const otherAmbiguityScenario: Scenario = finiteScenario({
  name: 'other-ambiguity',
  title: 'Other preferences under ambiguity',
  description:
    'Agents weigh the worst transfer rule by alpha (the weight) and the best by 1 - alpha, or both rules alike through a concave v '
      + 'with a kink ' +
    'at a. The bet of Example 1.4.2 then needs b / (2 alpha - 1), and with slopes s below the kink and 1 above it (s + 1) / (s ' +
    '- 1) times b: the closer to neutral, the larger.',
  source:
    'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), section 1.5.3; Peter '
      + 'Klibanoff, Massimo Marinacci and Sujoy Mukerji, A Smooth Model of Decision Making under Ambiguity, Econometrica 73 (2005)',
  parameters: {
    a: {
      kind: 'number',
      description: 'what everyone gets under the rule, and where v has its kink',
      default: 1,
      minimum: 0.01,
      maximum: 10,
    },
    b: { kind: 'number', description: 'what agent 2 gains by the lie (B in the text)', default: 3, minimum: 0.01, maximum: 10 },
    weight: { kind: 'number', description: 'weight of the worst rule', default: 0.75, minimum: 0, maximum: 1 },
    slope: { kind: 'number', description: 'slope of v below its kink; 1 above it', default: 2, minimum: 1, maximum: 100 },
  },
  file: { ...GUO_PAYOFFS, prior: GUO_PRIOR, bet: GUO_BET, smooth: { weights: ['1/2', '1/2'], kinks: ['a'], slopes: ['slope', 1] } },
  questions: ({ weight }) => [
    { ask: 'design', goal: 'implement', transfers: 'ambiguous', preference: { alpha: Number(weight) } },
    { ask: 'design', goal: 'implement', transfers: 'ambiguous', preference: 'smooth' },
  ],
  claims: (view) => [
    exactClaim(
      view,
      {
        id: 'alpha',
        text: 'Under alpha-maxmin with alpha > 1/2 the same transfers implement the rule, but for a larger multiple',
        source: SOURCE,
      },
      'smallestC',
      { preference: 'alpha' },
      ({ weight, b }) => (Number(weight) > 0.5 ? Number(b) / (2 * Number(weight) - 1) : undefined),
    ),
    exactClaim(
      view,
      {
        id: 'smooth',
        text: 'Under smooth ambiguity aversion, v strictly concave at a, a large multiple implements the rule',
        source: SOURCE,
      },
      'smallestC',
      { preference: 'smooth' },
      ({ slope, b }) => (Number(slope) > 1 ? (Number(b) * (Number(slope) + 1)) / (Number(slope) - 1) : undefined),
    ),
  ],
});
