/** How often the conditions of Guo18 hold among random priors of two agents, beside exact values from stochastic geometry. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import type { RandomEnvironment } from '../../src/experiments/finite/random-environment.ts';
import { convexPositionChance } from '../../src/notions/finite/convex-position-chance.ts';
import { claim, rowsAt, TELLING_SHARE, type Finding } from '../../src/study/findings.ts';
import { checkParameters } from '../support/parameters.ts';

const PARAMETERS = {
  first: { kind: 'count', description: 'types of agent 1', default: 4, minimum: 1, maximum: 12 },
  second: { kind: 'count', description: 'types of agent 2', default: 3, minimum: 1, maximum: 3 },
} as const;

const law = ({ first, second }: ParameterValues): RandomEnvironment =>
  ({ counts: [Number(first), Number(second)], concentration: 1, beliefs: 'prior', outcomes: 1, values: 'private' });

/** Probability that agent 1's beliefs are in convex position: points of a simplex of `second` corners, at most three. */
const convexShare = ({ first, second }: ParameterValues): number => convexPositionChance(Number(first), Number(second))!;

const rowsOf = (view: ClaimView, values: ParameterValues, statistic: string, agent: string): Estimate[] =>
  rowsAt(view, values).filter((row) => row.quantity === 'priorShare' && row.point.statistic === statistic && row.agent === agent);

const number = (value: number): string => String(Number(value.toPrecision(6)));

function shareClaim(
  view: ClaimView,
  head: Pick<Claim, 'id' | 'text' | 'source'>,
  statistic: string,
  agent: string,
  exact: (values: ParameterValues) => number,
): Claim {
  return claim(
    head,
    view.points.flatMap((values) =>
      rowsOf(view, values, statistic, agent).map(({ lower, upper, estimate, profiles }): Finding => {
        const expected = exact(values);
        const holds = lower <= expected && expected <= upper;
        return {
          status: !holds ? 'fail' : upper - lower <= TELLING_SHARE * Math.max(expected, 1 - expected) ? 'pass' : 'undecided',
          evidence:
            `a share of ${number(estimate)} among ${profiles} priors, in [${number(lower)}, ${number(upper)}]; ${number(expected)} exactly`,
        };
      }),
    ),
  );
}

export const finiteSurveyScenario: Scenario = {
  name: 'finite-survey',
  title: 'Conditions on beliefs among random priors',
  description:
    "Priors of two agents drawn uniformly from the simplex. The beliefs of one agent's types are then independent uniform points of "
      + "the simplex over the other's types, so Convex Independence asks for points in convex position: a question of stochastic "
      + "geometry with known answers. Beliefs determine preferences for almost every prior.",
  source:
    'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), section 1.4.1; Pavel Valtr, '
      + 'The Probability that n Random Points in a Triangle are in Convex Position, Combinatorica 16 (1996)',
  parameters: PARAMETERS,
  size: ({ first }) => Number(first),
  sizeName: { symbol: 'N', description: 'types of agent 1' },
  primaryAgent: () => 'market',
  environment: (values) => {
    checkParameters(PARAMETERS, values);
    return {
      kind: 'finite',
      questions: [
        { ask: 'survey', statistic: 'convex-independence', law: law(values) },
        { ask: 'survey', statistic: 'beliefs-determine-preferences', law: law(values) },
      ],
    };
  },
  claims: (view) => [
    shareClaim(
      view,
      {
        id: 'convex-position',
        text: "Agent 1's Convex Independence is as likely as random points of a simplex are in convex position",
        source: 'Valtr 1996; Guo18 Definition 1.4.2',
      },
      'convex-independence',
      'agent 1',
      convexShare,
    ),
    shareClaim(
      view,
      {
        id: 'bdp-generic',
        text: 'Beliefs determine preferences for almost every prior, whatever the numbers of types',
        source: 'Guo18 section 1.4.1, footnote 8',
      },
      'beliefs-determine-preferences',
      'market',
      ({ first, second }) => ((Number(first) === 1) === (Number(second) === 1) ? 1 : 0),
    ),
  ],
};
