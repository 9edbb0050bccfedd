/** JM01 Theorem 5.1 and what happens without its condition, held against a finished study. */
import type { Claim } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { NEGLIGIBLE_PROBABILITY, ROUNDING } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { coefficientsOf, congruenceOf, GENERALISED_VCG, JM01, rankingOf, type Ranking } from './environment.ts';

const rankingAt = (values: ParameterValues): Ranking => rankingOf(coefficientsOf(congruenceOf(values)));
const tolerance = (values: ParameterValues): number =>
  ROUNDING * congruenceOf(values).law.support[1] * Math.max(1, Math.abs(congruenceOf(values).externality));
/** Undefined where the ranking is the one asked for. */
const unless = (isAsked: (ranking: Ranking) => boolean, otherwise: string) => (values: ParameterValues): string | undefined =>
  (isAsked(rankingAt(values)) ? undefined : `externality ${values.externality}: ${otherwise}`);
const isPrivate = (values: ParameterValues): boolean => congruenceOf(values).externality === 0;

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'theorem-5.1', source: 'JM01 Theorem 5.1', unless: unless((ranking) => ranking === 'congruent', '(5.1) is violated'),
    text: 'Under weak congruence the efficient rule is implementable: with the transfers (7.12) no lie gains, draw by draw',
    rows: [
      { quantity: 'epsilonIc', mechanism: JM01.name, relation: 'zero', resolution: tolerance },
      { quantity: 'exPostGainProbability', mechanism: JM01.name, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0 },
    ],
  },
  {
    id: 'violated', source: 'JM01 section 5', unless: unless((ranking) => ranking !== 'congruent', '(5.1) holds'),
    text: 'Without weak congruence the same transfers leave gains in hindsight',
    rows: [{ quantity: 'exPostGainProbability', mechanism: JM01.name, relation: 'above' }],
  },
  {
    id: 'reversed', source: 'JM01 Theorem 3.1', unless: unless(
      (ranking) => ranking === 'reversed', "society follows some of the agent's ranking",
    ),
    text: "Where society's ranking is the reverse of the agent's, her interim slope falls in her signal and no efficient mechanism is " +
      'incentive compatible: each one here has a lie that gains',
    rows: [JM01, GENERALISED_VCG].map(({ name }) => ({ quantity: 'epsilonIc', mechanism: name, relation: 'above' })),
  },
  {
    id: 'generalised-vcg', source: 'JM01 section 1; Song22 section 6.2.1',
    text: "Generalised VCG is incentive compatible with private values only: her report moves what the others' values are taken to be",
    rows: [
      {
        quantity: 'epsilonIc', mechanism: GENERALISED_VCG.name, relation: 'zero', resolution: tolerance,
        unless: (values) => (isPrivate(values) ? undefined : 'values are interdependent'),
      },
      {
        quantity: 'epsilonIc', mechanism: GENERALISED_VCG.name, relation: 'above',
        unless: (values) => (isPrivate(values) ? 'values are private' : undefined),
      },
    ],
  },
];

export const weakCongruenceClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
