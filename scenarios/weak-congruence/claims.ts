/** JM01 Theorem 5.1 and what happens without its condition, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import {
  claim, notApplicable, overPoints, positive, NEGLIGIBLE_PROBABILITY, ROUNDING, rowsOf, vanishes, type Finding,
} from '../support/claims.ts';
import { coefficientsOf, congruenceOf, GENERALISED_VCG, JM01, rankingOf, type Ranking } from './environment.ts';


const rankingAt = (values: ParameterValues): Ranking => rankingOf(coefficientsOf(congruenceOf(values)));
const tolerance = (values: ParameterValues): number =>
  ROUNDING * congruenceOf(values).law.support[1] * Math.max(1, Math.abs(congruenceOf(values).externality));
const at = (values: ParameterValues): string => `externality ${values.externality}`;

const theorem = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rankingAt(values) === 'congruent'
    ? [
        ...rowsOf(rows, 'epsilonIc', JM01.name).map((row) => vanishes(row, tolerance(values))),
        ...rowsOf(rows, 'exPostGainProbability', JM01.name).map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
      ]
    : [notApplicable(`${at(values)}: (5.1) is violated`)];

const violated = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rankingAt(values) === 'congruent'
    ? [notApplicable(`${at(values)}: (5.1) holds`)]
    : rowsOf(rows, 'exPostGainProbability', JM01.name).map(positive);

const impossible = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rankingAt(values) === 'reversed'
    ? [JM01, GENERALISED_VCG].flatMap(({ name }) => rowsOf(rows, 'epsilonIc', name).map(positive))
    : [notApplicable(`${at(values)}: society follows some of the agent's ranking`)];

const generalised = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  rowsOf(rows, 'epsilonIc', GENERALISED_VCG.name).map((row) =>
    (congruenceOf(values).externality === 0 ? vanishes(row, tolerance(values)) : positive(row)));

export const weakCongruenceClaims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'theorem-5.1',
      text: 'Under weak congruence the efficient rule is implementable: with the transfers (7.12) no lie gains, draw by draw',
      source: 'JM01 Theorem 5.1',
    },
    overPoints(view, theorem),
  ),
  claim(
    { id: 'violated', text: 'Without weak congruence the same transfers leave gains in hindsight', source: 'JM01 section 5' },
    overPoints(view, violated),
  ),
  claim(
    {
      id: 'reversed',
      text:
        "Where society's ranking is the reverse of the agent's, her interim slope falls in her signal and no efficient mechanism is "
        + "incentive compatible: each one here has a lie that gains",
      source: 'JM01 Theorem 3.1',
    },
    overPoints(view, impossible),
  ),
  claim(
    {
      id: 'generalised-vcg',
      text: 'Generalised VCG is incentive compatible with private values only: her report moves what the others\' values are taken to be',
      source: 'JM01 section 1; Song22 section 6.2.1',
    },
    overPoints(view, generalised),
  ),
];
