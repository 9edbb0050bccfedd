/** JMM12 Theorem 1 on an example: regular and dictatorial rules, values that are nearly left out, and dimensions that are. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilinearAt, corners, type Bilinear, type TwoAgentRule } from '../../src/environment/two-agent.ts';
import { ALL, type BeliefsQuestion } from '../../src/kinds/robust/study-point.ts';
import { oneCoordinateRule, potentialRule } from '../../src/notions/robust/ex-post-rules.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import { atLeast, claim, notApplicable, overPoints, positive, rowsOf, vanishes, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, Parameter, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters } from '../support/parameters.ts';

const AGENTS = ['i', 'j'] as const;
const THEOREM = 'JMM12 Theorem 1';

const PARAMETERS: Readonly<Record<string, Parameter>> = {
  rule: {
    kind: 'choice', description: 'the rule', default: 'efficient',
    choices: ['efficient', 'chance', 'dictatorial', 'potential', 'one-coordinate'],
  },
  mix: {
    kind: 'number', description: 'how far the interaction of j is from that of i: 0 is half of it', default: 1, minimum: 0, maximum: 1,
  },
  radius: { kind: 'number', description: 'radius of the ball of beliefs looked at', default: 0.1, minimum: 0, maximum: 2 },
};

/** Of agent i, then of agent j; i's type first in both. */
const INTERACTION = [[0.6, -0.4], [0.3, 0.8]];
const OTHER_INTERACTION = [[0.5, 0.7], [-0.2, 0.6]];
const RATIO = 0.5;

function valuesAt(mix: number, single: boolean): readonly [Bilinear, Bilinear] {
  const cross = INTERACTION.map((row, j) => row.map((x, k) => RATIO * (1 - mix) * x + mix * OTHER_INTERACTION[j]![k]!));
  const cut = <T>(list: readonly T[]): readonly T[] => (single ? list.slice(0, 1) : list);
  return [
    { constant: 0, first: [1, 0.5], second: cut([0, 0]), cross: INTERACTION.map(cut) },
    { constant: 0, first: [0.2, 0.4], second: cut([1, 0.8]), cross: cross.map(cut) },
  ];
}

const middle = ({ first, second }: Bilinear): readonly [number[], number[]] => [first.map(() => 0.5), second.map(() => 0.5)];
const centred = (index: Bilinear): Bilinear => ({ ...index, constant: index.constant - bilinearAt(index, ...middle(index)) });

const added = (p: Bilinear, q: Bilinear): Bilinear => ({
  constant: p.constant + q.constant, first: p.first.map((x, j) => x + q.first[j]!), second: p.second.map((x, k) => x + q.second[k]!),
  cross: p.cross.map((row, j) => row.map((x, k) => x + q.cross[j]![k]!)),
});

/** Between 0 and 1 over all types, and linear in the index. */
function asChance(index: Bilinear): Bilinear {
  const all = corners(index.first.length).flatMap((own) => corners(index.second.length).map((z) => bilinearAt(index, own, z)));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const by = 0.98 / (high - low);
  return {
    constant: 0.01 + (index.constant - low) * by, first: index.first.map((x) => x * by), second: index.second.map((x) => x * by),
    cross: index.cross.map((row) => row.map((x) => x * by)),
  };
}

function ruleOf(rule: string, own: Bilinear, other: Bilinear): TwoAgentRule {
  const efficient = centred(added(own, other));
  switch (rule) {
    case 'chance': return { kind: 'stochastic', chance: asChance(efficient) };
    case 'dictatorial': {
      // Along i's expected gradient under uniform beliefs, as monotonicity asks.
      const first = own.first.map((x, j) => x + own.cross[j]!.reduce((sum, y) => sum + y / 2, 0));
      const [second, cross] = [own.second.map(() => 0), own.cross.map((row) => row.map(() => 0))];
      return { kind: 'deterministic', index: centred({ constant: 0, first, second, cross }) };
    }
    // v_i less a function of z: i's boundary whatever the mix, j's at mix 0.
    case 'potential': {
      const proportional = { ...other, cross: own.cross.map((row) => row.map((x) => RATIO * x)) };
      return { kind: 'deterministic', index: potentialRule(own, proportional)! };
    }
    case 'one-coordinate': return { kind: 'deterministic', index: oneCoordinateRule(own, other)! };
    default: return { kind: 'deterministic', index: efficient };
  }
}

function environment(values: ParameterValues): BeliefsQuestion {
  checkParameters(PARAMETERS, values);
  const [own, other] = valuesAt(Number(values.mix), values.rule === 'one-coordinate');
  const uniform = parseDistribution('uniform(0,1)');
  return {
    kind: 'robust',
    question: 'beliefs',
    agents: AGENTS,
    types: [own.first.map(() => uniform), own.second.map(() => uniform)],
    values: [{ kind: 'bilinear', ...own }, { kind: 'bilinear', ...other }],
    rule: ruleOf(String(values.rule), own, other),
    agent: ALL,
    radius: Number(values.radius),
  };
}

const LARGEST = ({ point }: Estimate): number => (point.metric === 'absolute-variation' ? 2 : 1);
const radii = (rows: readonly Estimate[]): Estimate[] => rowsOf(rows, 'robustRadius');
const isRegular = ({ rule }: ParameterValues): boolean => rule !== 'dictatorial' && rule !== 'one-coordinate';

/** The agent whose ball is smallest decides. */
function atZero(rows: readonly Estimate[]): Finding[] {
  const least = Math.min(...radii(rows).map(({ upper }) => upper));
  const oneAlone = AGENTS.some((name) => radii(rows).every(({ agent }) => agent !== name));
  if (least > 0 && oneAlone) return [notApplicable('the other agent decides')];
  return radii(rows).filter(({ upper }) => upper === least).map((row) => vanishes(row, 0));
}

function claims(view: ClaimView): Claim[] {
  const where = (applies: (values: ParameterValues) => boolean, why: string, find: (rows: readonly Estimate[]) => readonly Finding[]) =>
    overPoints(view, (values, rows) => (applies(values) ? find(rows) : [notApplicable(why)]));
  const generic = (values: ParameterValues): boolean => Number(values.mix) > 0 && isRegular(values);
  const all = (rows: readonly Estimate[]): Finding[] => radii(rows).map((row) => atLeast(row, LARGEST(row)));
  return [
    claim({ id: 'theorem-1', text: 'For generic values no regular rule is locally robust implementable', source: THEOREM },
      where(generic, 'the values are not generic, or the rule is not regular', atZero)),
    claim({
      id: 'condition-5', source: 'JMM12 (5), (7)',
      text: 'For generic values no gradient of the ex post transfer makes the gradients of (5) parallel',
    },
      where(generic, 'the values are not generic, or the rule is not regular', (rows) =>
        rowsOf(rows, 'parallelGap').map((row) => positive(row)))),
    claim({
      id: 'dictatorial', source: 'JMM12 section 5.2',
      text: 'For generic values no nonconstant dictatorial rule is locally robust implementable',
    },
      where(({ rule }) => rule === 'dictatorial', 'the rule is not dictatorial', atZero)),
    claim(
      {
        id: 'one-coordinate', source: 'derived in docs/robust.md, section 7',
        text: 'Where the other has one coordinate, some regular rule is ex post implementable for an open set of values: the theorem '
          + 'leaves it out',
      },
      where(({ rule }) => rule === 'one-coordinate', 'the other has two coordinates', all),
    ),
    claim({
      id: 'potential', source: 'docs/robust.md, section 8',
      text: 'Where the interactions are proportional a nonconstant rule is ex post implementable',
    },
      where(({ rule, mix }) => rule === 'potential' && Number(mix) === 0, 'the interactions are not proportional, or the rule is another',
        all)),
  ];
}

export const genericImpossibilityScenario: Scenario = {
  name: 'generic-impossibility',
  title: 'No regular rule is locally robust for generic values',
  description:
    'Two agents with two-dimensional types and bilinear values. Rules: efficient, the same as a chance, dictatorial along the '
    + 'expected gradient of i, and a '
    + 'potential that suits i whatever the values and j where the interactions are proportional (mix 0). No ball of beliefs, however '
    + 'small, leaves a regular rule implementable for both; how much is left to gain, and how parallel are the gradients that (5) '
    + 'wants parallel? With '
    + 'rule `one-coordinate` the type of j is one number, of which the theorem says nothing: a regular rule is ex post implementable.',
  source:
    'Philippe Jehiel, Moritz Meyer-ter-Vehn and Benny Moldovanu, Locally Robust Implementation and its Limits, Journal of Economic Theory '
    + '147 (2012), Theorem 1; the numbers are our own.',
  parameters: PARAMETERS,
  size: () => 1,
  environment,
  primaryAgent: () => AGENTS[0],
  claims,
};
