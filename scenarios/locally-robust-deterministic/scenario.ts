/** A deterministic regular rule that is locally robust and not ex post implementable: JMM12 footnote 10 says that there are some. */
import type { Bilinear } from '../../src/environment/two-agent.ts';
import { BALL_METRICS, type BallMetric, type BeliefsQuestion } from '../../src/kinds/robust/study-point.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import { above, atMost, below, claim, notApplicable, overPoints, rowsOf } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters, lawOf } from '../support/parameters.ts';

const AGENTS = ['i', 'j'] as const;
const FOOTNOTE = 'JMM12 footnote 10';
const DERIVED = 'derived in docs/robust.md, section 5';

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  bend: { kind: 'number', description: 'weight κ of the cube in the value of i', default: 1.5, minimum: 0, maximum: 10 },
  beliefs: { kind: 'distribution', description: "i's baseline belief about j's type, whatever her own", default: 'uniform(0,1)' },
  radius: {
    kind: 'number', description: 'radius of the ball of beliefs looked at', default: 0.1, minimum: 0, maximum: 2,
  },
};

const ZERO: Bilinear = { constant: 0, first: [0], second: [0], cross: [[0]] };

/** x - κ x^3 with x = θ_i - θ_j: coefficients by powers of θ_i, then of θ_j. */
const bent = (bend: number): number[][] => [
  [0, -1, 0, bend], [1, 0, -3 * bend], [0, 3 * bend], [-bend],
];

function environment(values: ParameterValues): BeliefsQuestion {
  checkParameters(PARAMETERS, values);
  const beliefs = lawOf(values, 'beliefs');
  return {
    kind: 'robust',
    question: 'beliefs',
    agents: AGENTS,
    types: [[beliefs], [beliefs]],
    values: [{ kind: 'polynomial', coefficients: bent(Number(values.bend)) }, { kind: 'bilinear', ...ZERO, second: [-1] }],
    rule: { kind: 'deterministic', index: { ...ZERO, first: [1], second: [-1] } },
    agent: AGENTS[0],
    radius: Number(values.radius),
  };
}

const LARGEST = (metric: BallMetric): number => (metric === 'absolute-variation' ? 2 : 1);
const radii = (rows: readonly Estimate[], quantity: string): Estimate[] => rowsOf(rows, quantity, undefined, AGENTS[0]);

/** Between 1 and 2 the value falls over long steps and rises over short ones, enough for the baseline. */
const applies = (rows: readonly Estimate[]): boolean =>
  radii(rows, 'monotonicityRadius').some(({ upper, point }) => upper > 0 && upper < LARGEST(String(point.metric) as BallMetric));

function claims(view: ClaimView): Claim[] {
  const where = (find: (rows: readonly Estimate[]) => ReturnType<typeof above>[]) =>
    overPoints(view, (_, rows) =>
      (applies(rows) ? find(rows) : [notApplicable('the rule is ex post monotone, or not so at the baseline')]));
  return [
    claim({ id: 'locally-robust', text: 'Some regular deterministic rules are locally robust implementable', source: FOOTNOTE },
      where((rows) => radii(rows, 'robustRadius').map((row) => above(row)))),
    claim({ id: 'not-ex-post', text: 'and yet not ex post implementable', source: FOOTNOTE },
      where((rows) => radii(rows, 'monotonicityRadius').map((row) => below(row, LARGEST(String(row.point.metric) as BallMetric))))),
    claim({ id: 'monotone-is-not-enough', text: 'Monotonicity in a ball does not make the rule implementable in it', source: DERIVED },
      where((rows) => radii(rows, 'robustRadius').map((row) => {
        const monotone = radii(rows, 'monotonicityRadius').find(({ point }) => point.metric === row.point.metric)!;
        return row.upper < monotone.lower ? below(row, monotone.lower) : atMost(row, monotone.lower);
      }))),
  ];
}

export const locallyRobustDeterministicScenario: Scenario = {
  name: 'locally-robust-deterministic',
  title: 'A deterministic regular rule, locally robust and not ex post',
  description:
    'Alternative 1 iff θ_i >= θ_j. Agent i values it at x - κ x^3 with x = θ_i - θ_j: near the boundary the value rises in her own type, '
    + 'across wide gaps it falls. Every belief weighs short and long gaps; near the uniform one the short ones prevail. Values '
    + 'linear in the '
    + 'own type cannot do this. The radius of monotonicity exceeds that of implementability: payments are pinned down, and (2) adds up '
    + 'two constraints of which one fails first.',
  source:
    'Philippe Jehiel, Moritz Meyer-ter-Vehn and Benny Moldovanu, Locally Robust Implementation and its Limits, Journal of Economic Theory '
    + '147 (2012), footnote 10; the rule is our own.',
  parameters: PARAMETERS,
  size: () => 1,
  environment,
  primaryAgent: () => AGENTS[0],
  references: (values) => {
    const bend = Number(values.bend);
    if (lawOf(values, 'beliefs').text !== 'uniform(0,1)' || !(bend > 1 && bend <= 2)) return [];
    const known = { monotonicityRadius: (2 - bend) / bend, robustRadius: (2 - bend) / (3 * bend - 2) };
    return Object.entries(known).flatMap(([quantity, value]) => BALL_METRICS.flatMap((metric) =>
      (metric === 'contamination' ? [{ quantity, agent: AGENTS[0], metric, reference: { value, source: DERIVED } }] : [])));
  },
  claims,
};
