/** JMMZ's parametric example (Brooks23, "A parametric example"): when is a nonconstant rule ex post incentive compatible? */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { rankAtMostOne } from '../../src/environment/parallel.ts';
import { bilinearAt, type Bilinear } from '../../src/environment/two-agent.ts';
import { ALL, type BeliefsQuestion } from '../../src/kinds/robust/study-point.ts';
import { potentialRule, ratioOf } from '../../src/notions/robust/ex-post-rules.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import { atLeast, claim, notApplicable, overPoints, positive, rowsOf, vanishes, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters } from '../support/parameters.ts';

const AGENTS = ['i', 'j'] as const;
const SOURCE = 'Brooks23, after JMMZ';
const RATE_MAX = 100;

const rate = (description: string, value: number): Parameter =>
  ({ kind: 'number', description, default: value, minimum: -RATE_MAX, maximum: RATE_MAX });

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  'b-ik': rate('interaction b_ik in the value of i for alternative k', 1),
  'b-il': rate('the same for alternative l', 0.5),
  'b-jk': rate('b_jk in the value of j', 0.8),
  'b-jl': rate('the same for alternative l', 0.4),
  private: rate('private rates a_ik = a_il = a_jk = a_jl', 1),
  radius: { kind: 'number', description: 'radius of the ball of beliefs looked at', default: 0.1, minimum: 0, maximum: 2 },
};

const rates = (values: ParameterValues): readonly [number, number, number, number] =>
  [Number(values['b-ik']), Number(values['b-il']), Number(values['b-jk']), Number(values['b-jl'])];

/** k against l: μ_i = a s_ik - a s_il + b_ik s_ik s_jk - b_il s_il s_jl, and μ_j with b_jk, b_jl; i's signals first. */
function valuesAt(values: ParameterValues): readonly [Bilinear, Bilinear] {
  const [ik, il, jk, jl] = rates(values);
  const a = Number(values.private);
  return [
    { constant: 0, first: [a, -a], second: [0, 0], cross: [[ik, 0], [0, -il]] },
    { constant: 0, first: [0, 0], second: [a, -a], cross: [[jk, 0], [0, -jl]] },
  ];
}

/** The product form of JMMZ's condition, in rational numbers. */
const holds = (values: ParameterValues): boolean => {
  const [ik, il, jk, jl] = rates(values);
  return rankAtMostOne([[ik, il], [jk, jl]]);
};

/** The common ratio; undefined where one agent does not care about the other's signals and the other does, or the condition fails. */
const commonRatio = (values: ParameterValues): number | undefined => {
  const [ik, il, jk, jl] = rates(values);
  return ratioOf([ik, il], [jk, jl]);
};

function environment(values: ParameterValues): BeliefsQuestion {
  checkParameters(PARAMETERS, values);
  const [own, other] = valuesAt(values);
  const sum: Bilinear = {
    constant: 0, first: own.first, second: other.second, cross: own.cross.map((row, j) => row.map((x, k) => x + other.cross[j]![k]!)),
  };
  const efficient = { ...sum, constant: -bilinearAt(sum, [0.5, 0.5], [0.5, 0.5]) };
  const uniform = parseDistribution('uniform(0,1)');
  return {
    kind: 'robust',
    question: 'beliefs',
    agents: AGENTS,
    types: [[uniform, uniform], [uniform, uniform]],
    values: [{ kind: 'bilinear', ...own }, { kind: 'bilinear', ...other }],
    rule: { kind: 'deterministic', index: potentialRule(own, other) ?? efficient },
    agent: ALL,
    radius: Number(values.radius),
  };
}

const LARGEST = ({ point }: Estimate): number => (point.metric === 'absolute-variation' ? 2 : 1);

function claims(view: ClaimView): Claim[] {
  const where = (applies: (values: ParameterValues) => boolean, why: string, find: (rows: readonly Estimate[]) => readonly Finding[]) =>
    overPoints(view, (values, rows) => (applies(values) ? find(rows) : [notApplicable(why)]));
  const both = overPoints(view, (values) => view.verdicts
    .filter(({ id, point }) => id === 'G1' && Object.entries(values).every(([name, value]) => point[name] === value))
    .map(({ status, text }): Finding => ({ status: (status === 'yes') === holds(values) ? 'pass' : 'fail', evidence: text })));
  const positiveRatio = (values: ParameterValues): boolean => holds(values) && (commonRatio(values) ?? 0) > 0;
  const negativeRatio = (values: ParameterValues): boolean => holds(values) && (commonRatio(values) ?? 0) < 0;
  return [
    claim({ id: 'notations', text: "b_ik b_jl = b_il b_jk is JMM12's (G1) for this example", source: `${SOURCE}; JMM12 (G1)` }, both),
    claim({
      id: 'possible', source: SOURCE,
      text: 'Where the condition holds with a positive ratio, the rule built is ex post incentive compatible for both',
    },
      where(positiveRatio, 'the condition fails, or the ratio is not positive', (rows) =>
        rowsOf(rows, 'robustRadius').map((row) => atLeast(row, LARGEST(row))))),
    claim({ id: 'necessary', text: 'Where the condition fails, no gradients of transfers make the two gradients parallel', source: SOURCE },
      where((values) => !holds(values), 'the condition holds', (rows) => rowsOf(rows, 'parallelGap').map((row) => positive(row)))),
    claim(
      {
        id: 'negative-ratio', source: 'derived in docs/robust.md, section 8',
        text: 'With a negative ratio the product form holds, the gradients are parallel, and the efficient rule is not implementable '
          + 'all the same',
      },
      where(negativeRatio, 'there is no negative ratio', (rows) => {
        const least = Math.min(...rowsOf(rows, 'robustRadius').map(({ upper }) => upper));
        return rowsOf(rows, 'robustRadius').filter(({ upper }) => upper === least).map((row) => vanishes(row, 0));
      }),
    ),
  ];
}

export const jmmzScenario: Scenario = {
  name: 'jmmz',
  title: "JMMZ's parametric example: a product of four rates",
  description:
    'Agents i and j, alternatives k and l, values s_ik (a + b_ik s_jk) and so on. Ex post incentive compatibility of a nonconstant '
    + 'rule asks '
    + 'b_ik b_jl = b_il b_jk, and besides that the common ratio is positive. There the rule Φ >= 0 is built, with prices that make '
    + 'it ex post '
    + 'incentive compatible for both agents; elsewhere the efficient rule is shown.',
  source:
    'Philippe Jehiel, Moritz Meyer-ter-Vehn, Benny Moldovanu and William Zame, The Limits of Ex Post Implementation, Econometrica 74 '
    + '(2006), 585-610; Ben Brooks, lecture notes on ex post implementation (2023).',
  parameters: PARAMETERS,
  size: () => 1,
  environment,
  primaryAgent: () => AGENTS[0],
  claims,
};
