/** JMM12 section 3: two rules that are locally robust implementable and not ex post implementable. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Bilinear, TwoAgentRule } from '../../src/environment/two-agent.ts';
import { BALL_METRICS, type BallMetric, type BeliefsQuestion } from '../../src/kinds/robust/study-point.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import { above, below, claim, meet, notApplicable, overPoints, rowsOf, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters, lawOf } from '../support/parameters.ts';

const SOURCE = 'JMM12 section 3';
const AGENTS = ['i', 'j'] as const;

/** Where the ball of a metric is the set of all beliefs. */
const LARGEST: Readonly<Record<BallMetric, number>> = {
  'total-variation': 1, 'absolute-variation': 2, contamination: 1, prokhorov: 1,
};

/** The worst mean of the ball round the uniform law falls to 1/slope there; below 0 where the mean itself is less. */
const UNIFORM: Readonly<Record<BallMetric, (slope: number) => number>> = {
  'total-variation': (slope) => 1 - Math.sqrt(2 / slope),
  'absolute-variation': (slope) => 2 * (1 - Math.sqrt(2 / slope)),
  contamination: (slope) => 1 - 2 / slope,
  prokhorov: (slope) => (1 - Math.sqrt(2 / slope)) / 2,
};

const ZERO: Bilinear = { constant: 0, first: [0], second: [0], cross: [[0]] };

const ruleOf = ({ mechanism, cutoff }: ParameterValues): TwoAgentRule => (mechanism === 'dictatorial'
  ? { kind: 'deterministic', index: { ...ZERO, constant: -Number(cutoff), first: [1] } }
  : { kind: 'stochastic', chance: { ...ZERO, first: [0.5], second: [0.5] } });

const radii = (rows: readonly Estimate[], quantity: string): Estimate[] => rowsOf(rows, quantity, undefined, AGENTS[0]);

/** Beliefs that weigh high types make i's value rise in her own; some belief does not. */
const applies = (rows: readonly Estimate[]): boolean => radii(rows, 'monotonicityRadius').some(({ upper }) => upper > 0);

function claims(view: ClaimView): Claim[] {
  const where = (find: (rows: readonly Estimate[]) => readonly Finding[]) =>
    overPoints(view, (_, rows) => (applies(rows) ? find(rows) : [notApplicable("i's expected value does not rise at the baseline")]));
  const verdictIs = (id: string, status: string) => view.verdicts.filter((verdict) => verdict.id === id && verdict.agent === AGENTS[0])
    .map((verdict): Finding => ({
      status: verdict.status === 'undecided' ? 'undecided' : verdict.status === status ? 'pass' : 'fail', evidence: verdict.text,
    }));
  return [
    claim({ id: 'locally-robust', text: 'Both rules are locally robust implementable under uniform beliefs', source: SOURCE },
      where((rows) => radii(rows, 'robustRadius').map((row) => above(row)))),
    claim({ id: 'not-ex-post', text: 'Neither rule is ex post implementable: some belief breaks monotonicity', source: SOURCE },
      where((rows) => radii(rows, 'monotonicityRadius').map((row) => below(row, LARGEST[String(row.point.metric) as BallMetric])))),
    claim(
      {
        id: 'payoff-types-alone', source: `${SOURCE}, closing claim (1)`,
        text: 'Payments defined on payoff types alone reach every ball that any payments reach',
      },
      where((rows) => radii(rows, 'robustRadius').map((row) =>
        meet(row, radii(rows, 'monotonicityRadius').find(({ point }) => point.metric === row.point.metric)!))),
    ),
    claim(
      {
        id: 'full-implementation', source: `${SOURCE}, closing claim (2)`,
        text: 'Every rationalizable strategy gives the outcome of the rule',
      },
      verdictIs('full-implementation', 'yes'),
    ),
    claim(
      {
        id: 'higher-order', source: `${SOURCE}, closing claim (3)`,
        text: 'Incentive compatibility hangs on first-order beliefs alone, so it survives on any larger type space with the same ones',
      },
      verdictIs('first-order', 'yes'),
    ),
  ];
}

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  mechanism: { kind: 'choice', description: 'the rule', default: 'dictatorial', choices: ['dictatorial', 'regular'] },
  slope: { kind: 'number', description: "how much j's type matters to i", default: 3, minimum: 0, maximum: 1000 },
  cutoff: { kind: 'number', description: 'type from which on the dictatorial rule chooses 1', default: 0.5, minimum: 0, maximum: 1 },
  beliefs: { kind: 'distribution', description: "i's baseline belief about j's type, whatever her own", default: 'uniform(0,1)' },
  radius: {
    kind: 'number', description: 'radius of the ball of beliefs looked at', default: 0.1, minimum: 0, maximum: 2,
  },
};

/** Throws InputError naming a parameter. */
function environment(values: ParameterValues): BeliefsQuestion {
  checkParameters(PARAMETERS, values);
  return {
    kind: 'robust',
    question: 'beliefs',
    agents: AGENTS,
    types: [[parseDistribution('uniform(0,1)')], [lawOf(values, 'beliefs')]],
    values: [
      { kind: 'bilinear', ...ZERO, first: [-1], cross: [[Number(values.slope)]] },
      { kind: 'bilinear', ...ZERO, second: [1] },
    ],
    rule: ruleOf(values),
    agent: AGENTS[0],
    radius: Number(values.radius),
  };
}

export const locallyRobustScenario: Scenario = {
  name: 'locally-robust',
  title: 'Locally robust, not ex post: how far may beliefs stray?',
  description:
    'Agent i values alternative 1 at θ_i (slope θ_j - 1), agent j at θ_j. Mechanism `dictatorial` chooses 1 iff θ_i reaches a cutoff, '
    + '`regular` with probability (θ_i + θ_j)/2. Under beliefs near the baseline i wants 1 the more the higher her type; under others '
    + 'the less. The radius of the largest ball of beliefs under which payments exist is found in every metric, with the belief that '
    + 'breaks the rule first, and the least ε beyond it.',
  source:
    'Philippe Jehiel, Moritz Meyer-ter-Vehn and Benny Moldovanu, Locally Robust Implementation and its Limits, Journal of Economic Theory '
    + '147 (2012), section 3.',
  parameters: PARAMETERS,
  size: () => 1,
  environment,
  primaryAgent: () => AGENTS[0],
  references: (values) => {
    const { slope, mechanism, cutoff } = values;
    const inside = mechanism === 'regular' || (Number(cutoff) > 0 && Number(cutoff) < 1);
    if (lawOf(values, 'beliefs').text !== 'uniform(0,1)' || !(Number(slope) >= 2) || !inside) return [];
    return BALL_METRICS.flatMap((metric) => ['monotonicityRadius', 'robustRadius'].map((quantity) => ({
      quantity, agent: AGENTS[0], metric,
      reference: { value: UNIFORM[metric](Number(slope)), source: 'derived in docs/robust.md, section 2' },
    })));
  },
  claims,
};
