/** Guo18 section 2.7: three public goods whose implementation turns on which coalitions can form. */
import { patternLabel, withSingletons, type GivenCoalitions } from '../../src/environment/finite/coalitions.ts';
import { parseRational } from '../../src/programs/rational.ts';
import type { Claim } from '../../src/results/document.ts';
import { claim, notApplicable, rowsAt, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { checkParameters } from '../support/parameters.ts';
import { islandsOf, namesOf, publicGoodFile, type Variant } from './file.ts';

const PARAMETERS = {
  variant: {
    kind: 'choice', description: 'common: section 2.7.1; islands: 2.7.2; double: 2.7.3', default: 'common',
    choices: ['common', 'islands', 'double'],
  },
  gamma: {
    kind: 'number', description: 'weight of the others\' types in everyone\'s value, of common and double', default: 1,
    minimum: -0.3, maximum: 3,
  },
  agents: { kind: 'count', description: 'agents, of islands all but the last in the east', default: 2, minimum: 2, maximum: 4 },
  grid: { kind: 'count', description: 'points of the type grid on [0, 1]', default: 3, minimum: 2, maximum: 4 },
} as const;

const patternsOf = ({ agents, variant }: ParameterValues): GivenCoalitions[] => {
  const count = Number(agents);
  const islands = { within: islandsOf(count).map((home) => home.map((agent) => namesOf(count)[agent]!)) };
  return ['singletons', ...(count > 2 ? [{ 'up-to': 2 }] : []), ...(variant === 'islands' && count > 2 ? [islands] : []), 'all'];
};

/** The pattern within islands as rows call it. */
function islandsLabel({ agents }: ParameterValues): string {
  const named = namesOf(Number(agents)).map((name) => ({ name, types: [] }));
  return patternLabel(named, withSingletons(named.length, islandsOf(named.length)));
}

type Where = Readonly<Record<string, string>>;

/** Rows of the quantity are 1 or 0 as expected; undefined: the statement does not speak of the point. */
function verdictClaim(
  view: ClaimView, head: Pick<Claim, 'id' | 'text' | 'source'>, quantity: string, where: (values: ParameterValues) => Where,
  expected: (values: ParameterValues) => boolean | undefined,
): Claim {
  return claim(head, view.points.flatMap((values): Finding[] => {
    const value = expected(values);
    if (value === undefined) return [notApplicable('outside the parameters of the statement')];
    const row = rowsAt(view, values).find(({ quantity: name, point }) =>
      name === quantity && Object.entries(where(values)).every(([key, text]) => point[key] === text));
    if (row === undefined) return [{ status: 'undecided', evidence: `${quantity} is not decided` }];
    const holds = (row.estimate === 1) === value;
    const at = `gamma ${values.gamma}, ${values.agents} agents, ${values.grid} types`;
    return [{ status: holds ? 'pass' : 'fail', evidence: `${at}: ${row.exact} (${row.basis})` }];
  }));
}

const of = (variant: Variant, expected: (gamma: number, agents: number, grid: number) => boolean | undefined) =>
  (values: ParameterValues): boolean | undefined =>
    (values.variant === variant ? expected(Number(values.gamma), Number(values.agents), Number(values.grid)) : undefined);

const SECTION = 'Guo18 section 2.7';

export const publicGoodCoalitionsScenario: Scenario = {
  name: 'public-good-coalitions',
  title: 'Public goods that coalitions can and cannot misreport',
  description:
    'A public good of quadratic cost whose users know part of its value (Guo18 section 2.7). With common values the rule withstands '
      + 'every coalition and no type alone objects to common lies; with small interdependence it is the other way round. Two islands with '
      + 'common values withstand coalitions within each. On two types a third rule withstands everything. Decided by listing all lies in '
      + 'whole numbers.',
  source: 'Huiyi Guo, Essays on Mechanism Design under Non-Bayesian Frameworks, University of Iowa (2018), section 2.7',
  parameters: PARAMETERS,
  size: ({ agents }) => Number(agents),
  sizeName: { symbol: 'n', description: 'agents' },
  primaryAgent: () => 'market',
  environment: (values) => {
    checkParameters(PARAMETERS, values);
    const { variant, agents, grid, gamma } = values;
    return {
      kind: 'finite',
      environment: publicGoodFile({
        variant: variant as Variant, agents: Number(agents), grid: Number(grid), gamma: parseRational(gamma!, 'gamma'),
      }),
      questions: [{ ask: 'coalitions', patterns: patternsOf(values) }],
    };
  },
  claims: (view) => [
    verdictClaim(
      view,
      {
        id: 'coalitional-ic', text: 'The first rule is robust strong incentive compatible if and only if gamma = 1',
        source: `${SECTION}.1`,
      },
      'coalitionalIncentiveCompatible', () => ({ coalitions: 'all' }),
      // On two types no lie keeps the sum, which the text's lies do.
      of('common', (gamma, _, grid) => (gamma === 1 ? true : grid > 2 ? false : undefined)),
    ),
    verdictClaim(
      view, { id: 'ex-post-ic', text: 'The first rule is ex post incentive compatible whatever gamma', source: `${SECTION}.1` },
      'coalitionalIncentiveCompatible', () => ({ coalitions: 'singletons' }), of('common', () => true),
    ),
    verdictClaim(
      view,
      { id: 'strong-implementable', text: 'With gamma = 1 it is robustly strong implementable', source: `${SECTION}.1, Theorem 2.5.1` },
      'robustlyImplementable', () => ({ coalitions: 'all' }),
      of('common', (gamma, agents, grid) => (gamma === 1 && grid ** agents <= 9 ? true : undefined)),
    ),
    verdictClaim(
      view,
      {
        id: 'nash', text: 'Single types object to every deception if and only if |gamma| < 1/(n - 1)',
        source: `${SECTION}.1, Bergemann and Morris 2009`,
      },
      'coalitionalMonotonic', () => ({ coalitions: 'singletons', condition: 'robust-monotonicity' }),
      of('common', (gamma, agents, grid) => (grid ** agents <= 9 ? Math.abs(gamma) * (agents - 1) < 1 : undefined)),
    ),
    verdictClaim(
      view, { id: 'islands', text: 'The second rule withstands every coalition within an island', source: `${SECTION}.2` },
      'coalitionalIncentiveCompatible', (values) => ({ coalitions: islandsLabel(values) }), of('islands', () => true),
    ),
    verdictClaim(
      view,
      { id: 'double-ic', text: 'On two types and gamma = 0 the third rule is robust strong incentive compatible', source: `${SECTION}.3` },
      'coalitionalIncentiveCompatible', () => ({ coalitions: 'all' }),
      of('double', (gamma, _, grid) => (gamma === 0 && grid === 2 ? true : undefined)),
    ),
    verdictClaim(
      view, { id: 'double-monotonic', text: 'and robust strong monotonic', source: `${SECTION}.3` },
      'coalitionalMonotonic', () => ({ coalitions: 'all', condition: 'robust-strong-monotonicity' }),
      of('double', (gamma, agents, grid) => (gamma === 0 && grid === 2 && grid ** agents <= 9 ? true : undefined)),
    ),
  ],
};
