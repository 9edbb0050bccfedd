/** JM01 Example 4.4: one informed agent, three alternatives; where she is indifferent and where society is. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Term } from '../../src/environment/polynomial.ts';
import { polynomialValues } from '../../src/environment/polynomial-values.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { OTHERS_VALUE } from '../../src/kinds/field/field-rows.ts';
import type { Claim } from '../../src/results/document.ts';
import { atLeast, claim, equals, notApplicable, overPoints, positive, rowsOf, vanishes } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { ofDensities } from '../support/densities.ts';
import { checkParameters } from '../support/parameters.ts';

const NAMES = ['a', 'b', 'c'] as const;
const rate = (description: string, value: number, minimum: number): Parameter =>
  ({ kind: 'number', description, default: value, minimum, maximum: 10 });

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  'own-a': rate("agent 1's own rate in A", 1, 0.01),
  'own-b': rate("agent 1's own rate in B", 1, 0.01),
  'own-c': rate("agent 1's own rate in C", 1, 0.01),
  'external-a': rate('what her signal of A is worth to agent 2', 1, -10),
  'external-b': rate('what her signal of B is worth to agent 2', 0, -10),
  'external-c': rate('what her signal of C is worth to agent 2', 0, -10),
  curvature: {
    kind: 'number', default: 0, minimum: -1, maximum: 1,
    description: "share of agent 2's value that goes with the square of a signal; 0: linear (Remark 1)",
  },
  signal: { kind: 'distribution', description: 'law of every signal', default: 'uniform(0,1)' },
};

const rates = (values: ParameterValues, of: 'own' | 'external'): number[] => NAMES.map((k) => Number(values[`${of}-${k}`]));

function problemOf(values: ParameterValues): SocialChoiceProblem {
  checkParameters(PARAMETERS, values);
  const law = parseDistribution(String(values.signal), 'signal');
  const names = { agents: ['agent 1', 'agent 2'], alternatives: NAMES.map((name) => name.toUpperCase()) };
  const signals = NAMES.map((name) => ({ owner: 0, name: `s_${name.toUpperCase()}`, law }));
  const curvature = Number(values.curvature);
  if (curvature !== 0) {
    const square = (entry: number, k: number, bend: number): Term[] => [[1, 1 - bend], [2, bend]].map(([power, share]) => ({
      coefficient: entry * share!, powers: NAMES.map((_, d) => (d === k ? power! : 0)),
    }));
    return polynomialValues({
      ...names, signals,
      terms: [rates(values, 'own').map((a, k) => square(a, k, 0)), rates(values, 'external').map((a, k) => square(a, k, curvature))],
    });
  }
  const diagonal = (entries: readonly number[]): number[][] => entries.map((entry, k) => entries.map((_, d) => (d === k ? entry : 0)));
  return {
    kind: 'social-choice', ...names, signals,
    valuations: {
      kind: 'linear', constants: [[0, 0, 0], [0, 0, 0]],
        coefficients: [diagonal(rates(values, 'own')), diagonal(rates(values, 'external'))],
    },
  };
}

const least = (rows: ClaimView['estimates']) => rowsOf(rows, 'leastEpsilon');
const congruent = (rows: ClaimView['estimates']): boolean => rowsOf(rows, 'congruenceGap').every(({ upper }) => upper === 0);

const bent = ({ curvature }: ParameterValues): boolean => Number(curvature) !== 0;

/** |a_A b_B - a_B b_A| / 2 (b_A + b_B), own rates a and social ones b: two slopes. */
function twoSlopes(values: ParameterValues): number {
  const own = rates(values, 'own');
  const social = rates(values, 'external').map((external, k) => external + own[k]!);
  return Math.abs(own[0]! * social[1]! - own[1]! * social[0]!) / (2 * (Math.abs(social[0]!) + Math.abs(social[1]!)));
}

const claims = (view: ClaimView): Claim[] => [
  claim(
    { id: 'example-4.4', text: 'Unless the two loci coincide no payments for alternatives bring about the efficient rule',
      source: 'JM01 (4.12)' },
    overPoints(view, (_, rows) => (congruent(rows) ? least(rows).map((row) => vanishes(row, 0)) : least(rows).map(positive))),
  ),
  claim(
    {
      id: 'two-slopes', text: 'The least ε is no smaller than the two slopes of A and B say: |a_A b_B - a_B b_A| / 2(b_A + b_B)',
      source: 'derived in docs/fields.md, section 6',
    },
    overPoints(view, (values, rows) => (congruent(rows) || bent(values)
      ? [notApplicable(bent(values) ? 'rates differ from type to type' : 'rates agree')]
      : least(rows).map((row) => atLeast(row, twoSlopes(values) - 1e-12)))),
  ),
  claim(
    {
      id: 'one-rate',
        text: 'Where B and C have one social rate, which is the private one, the two slopes are all: the least ε is what they say',
      source: 'derived in docs/fields.md, section 6',
    },
    overPoints(view, (values, rows) => {
      const [, b, c] = rates(values, 'external');
      return b === 0 && c === 0 && !bent(values) && !congruent(rows) && new Set(rates(values, 'own')).size === 1
        ? least(rows).map((row) => equals(row, twoSlopes(values), { width: 1e-6 }))
        : [notApplicable('equal own rates, and B and C that do not concern agent 2, are needed')];
    }),
  ),
  claim(
    {
      id: 'footnote-32', text: 'To pay her what agent 2 gets at the type that she reports is not incentive compatible',
      source: 'JM01 footnote 32',
    },
    overPoints(view, (values, rows) => (bent(values) || rates(values, 'external').every((external) => external === 0)
      ? [notApplicable(bent(values) ? 'bounded for linear values' : 'her signals do not concern agent 2')]
      : rowsOf(rows, 'epsilonLic').filter(({ point }) => point.mechanism === OTHERS_VALUE).map(positive))),
  ),
];

export const privateSocialLociScenario: Scenario = {
  name: 'private-social-loci',
  title: 'Private and social indifference: one informed agent, three alternatives',
  description:
    'Agent 1 alone sees signals, one for each alternative; she can be asked to choose among alternatives at prices. Society is indifferent '
    + 'between A and B along one line in the plane of their signals, she along another. The angle between the two is the least ε, exactly. '
    + 'With a curvature the lines are curves, and it is bracketed (Remark 1).',
  source: 'Philippe Jehiel and Benny Moldovanu, Efficient Design with Interdependent Valuations, Econometrica 69 (2001), Example 4.4 and '
    + 'Remark 1.',
  parameters: PARAMETERS,
  size: () => 1,
  environment: (values) => ({ kind: 'field', question: 'field', problem: problemOf(values), agent: 'agent 1' }),
  primaryAgent: () => 'agent 1',
  claims: ofDensities(['signal'], claims),
};
