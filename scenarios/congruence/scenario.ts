/** JM01 Theorem 4.3 and Example 4.5: private and social rates of information substitution, and by how much they may differ. */
import { parseDistribution } from '../../src/distributions/parse.ts';
import { InputError } from '../../src/errors.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { valueTable } from '../../src/environment/table.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { claim, notApplicable, overPoints, positive, vanishes, type Finding } from '../../src/study/findings.ts';
import { ofDensities } from '../support/densities.ts';

const AGENTS = ['agent 1', 'agent 2'];
/** What is certified to be this small is called zero: a mean of a few hundred thousand draws. */
const SMALL = 0.03;
/** Products of decimals and sums of differences that cancel. */
const ROUNDING = 1e-9;

const RATE_MAX = 10;

/** Rates of A and B. Throws InputError naming the one that is out of range. */
function rates(values: ParameterValues, of: 'own' | 'external'): readonly [number, number] {
  const [a, b] = ['a', 'b'].map((k) => {
    const value = Number(values[`${of}-${k}`]);
    if (!(Math.abs(value) <= RATE_MAX)) throw new InputError(`${of}-${k}`, `must lie in [-${RATE_MAX}, ${RATE_MAX}], got ${value}`);
    return value;
  });
  return [a!, b!];
}

/** v_k^1 = own_k s_k^1, v_k^2 = external_k s_k^1 + s_k^2 for k = A, B. */
function pair(values: ParameterValues): SocialChoiceProblem {
  const own = rates(values, 'own');
  const external = rates(values, 'external');
  return valueTable({
    agents: AGENTS, alternatives: ['A', 'B'], signals: 'per-alternative', law: parseDistribution(String(values.signal), 'signal'),
    coefficients: own.map((a, k) => [[a, 0], [external[k]!, 1]]),
  });
}

/**
 * The same A and B with an alternative between them that no signal moves: agent 2's signal z, uniform on [-1, 1], counts for A and
 * against B so strongly that where A and B are equally good the middle is better.
 */
function between(values: ParameterValues): SocialChoiceProblem {
  const own = rates(values, 'own');
  const external = rates(values, 'external');
  const law = parseDistribution(String(values.signal), 'signal');
  const most = Math.max(...law.support.map(Math.abs)) * Math.max(...own.map((a, k) => Math.abs(a + external[k]!)));
  const middle = 2 * most + 1;
  return {
    kind: 'social-choice', agents: AGENTS, alternatives: ['A', 'middle', 'B'],
    signals: [
      { owner: 0, name: 's1[A]', law }, { owner: 0, name: 's1[B]', law },
      { owner: 1, name: 'z', law: parseDistribution('uniform(-1,1)', 'z') },
    ],
    valuations: {
      kind: 'linear', constants: [[0, 0, 0], [0, middle, 0]],
      coefficients: [
        [[own[0]!, 0, 0], [0, 0, 0], [0, own[1]!, 0]], [[external[0]!, 0, 2 * middle], [0, 0, 0], [0, external[1]!, -2 * middle]],
      ],
    },
  };
}

const isBetween = ({ variant }: ParameterValues): boolean => variant === 'between';

/** Whether no social rate has the other sign than the private one. */
const sameSign = (values: ParameterValues): boolean =>
  ['a', 'b'].every((k) => Number(values[`own-${k}`]) * (Number(values[`own-${k}`]) + Number(values[`external-${k}`])) >= 0);
const of = (rows: readonly Estimate[], quantity: string): Estimate[] => rows.filter((row) => row.quantity === quantity);
const congruent = (rows: readonly Estimate[]): boolean => of(rows, 'congruenceGap').every(({ upper }) => upper === 0);

const either = (row: Estimate): Finding => {
  const apart = row.lower > ROUNDING || row.upper < -ROUNDING;
  const status = apart ? 'fail' : row.lower >= -SMALL && row.upper <= SMALL ? 'pass' : 'undecided';
  return { status, evidence: `${row.agent}: ${row.quantity} in [${row.lower.toPrecision(3)}, ${row.upper.toPrecision(3)}], 0 claimed` };
};

function claims(view: ClaimView): Claim[] {
  const impossible = overPoints(
    view,
    (_, rows) => (congruent(rows) ? [notApplicable('(4.8) holds for every pair that ties')] : of(rows, 'leastEpsilon').map(positive)),
  );
  const conservative = overPoints(
    view,
    (_, rows) => (congruent(rows) ? of(rows, 'circulation').map(either) : [notApplicable('(4.8) is violated')]),
  );
  const reversed = overPoints(view, (values, rows) =>
    (congruent(rows) && !sameSign(values) && !isBetween(values)
      ? of(rows, 'leastEpsilon').map(positive)
      : [notApplicable('(4.8) is violated, or its common rate is positive')]));
  const implementable = overPoints(view, (values, rows) =>
    (isBetween(values) && sameSign(values) ? of(rows, 'leastEpsilon').map((row) =>
      vanishes(row, 0)) : [notApplicable('no alternative lies between')]));
  return [
    claim(
      {
        id: 'theorem-4.3',
        text: 'Where a pair that ties at the top violates (4.8), no transfers whatever make the efficient rule incentive compatible',
        source: 'JM01 Theorem 4.3',
      },
      impossible,
    ),
    claim(
      {
        id: 'conservative', text: 'Under (4.8) the field is a gradient: nothing circulates round the worst rectangle found',
        source: 'JM01 footnote 28',
      },
      conservative,
    ),
    claim(
      {
        id: 'negative-rate',
        text: '(4.8) is not enough: with a negative common rate the field is not monotone and no transfers implement the rule',
        source: 'derived in docs/fields.md, section 4',
      },
      reversed,
    ),
    claim(
      {
        id: 'unconstrained',
        text:
          'A pair that never ties at the top may violate (4.8) although both are chosen with positive probability: the rule is '
          + 'implementable',
        source: 'derived in docs/fields.md, section 4; against JM01 Theorem 4.3 as stated',
      },
      implementable,
    ),
  ];
}

const rate = (description: string, value: number) =>
  ({ kind: 'number', description, default: value, minimum: -RATE_MAX, maximum: RATE_MAX }) as const;

export const congruenceScenario: Scenario = {
  name: 'congruence',
  title: 'Congruence: private against social rates of substitution',
  description:
    'Two agents, alternatives A and B, a signal for each. Agent 1 values k at own_k s_k, and her signal is worth external_k s_k to '
    + 'agent 2, who has '
    + 'signals of his own. Efficient trade-offs follow own + external, her own follow own alone; unless the two are proportional (JM01 '
    + '(4.8)) the '
    + 'field of her chances is no gradient. How far from one, and how small an ε do the best transfers leave? Variant `between` puts a '
    + 'third '
    + 'alternative between the two, so that they never tie.',
  source:
    'Philippe Jehiel and Benny Moldovanu, Efficient Design with Interdependent Valuations, Econometrica 69 (2001), Theorem 4.3 and '
    + 'Example 4.5.',
  parameters: {
    'own-a': rate("agent 1's own rate in A", 1),
    'own-b': rate("agent 1's own rate in B", 1),
    'external-a': rate("what agent 1's signal of A is worth to agent 2", 0.5),
    'external-b': rate("what agent 1's signal of B is worth to agent 2", 0),
    signal: { kind: 'distribution', description: 'law of every signal', default: 'uniform(0,1)' },
    variant: { kind: 'choice', description: 'alternatives that there are', default: 'pair', choices: ['pair', 'between'] },
  },
  size: () => 1,
  environment: (values) =>
    ({ kind: 'field', question: 'field', problem: isBetween(values) ? between(values) : pair(values), agent: AGENTS[0]! }),
  primaryAgent: () => AGENTS[0]!,
  claims: ofDensities(['signal'], claims),
};
