/** What is known of efficient provision of a public good, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import {
  claim, equals, inWords, negative, NEGLIGIBLE_PROBABILITY, notApplicable, overPoints, ROUNDING, rowsAt, rowsOf, vanishes, type Finding,
} from '../support/claims.ts';
import { CLARKE, CONTRIBUTIONS, EXPECTED_EXTERNALITY, goodOf } from './environment.ts';
import { charges, outcomeOf } from './reference.ts';

/** To what an interim gain, a mean, is resolved at the default number of profiles. */
const RESOLUTION = 0.02;

const scaleOf = (values: ParameterValues): number => Math.max(goodOf(values).law.support[1], goodOf(values).costPerHead);

/** Whether building depends on the values at all. */
function uncertain(values: ParameterValues): boolean {
  const { law: { support: [low, high] }, costPerHead } = goodOf(values);
  return low < costPerHead && costPerHead < high;
}

const dominant = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...rowsOf(rows, 'epsilonIc', CLARKE.name).map((row) => vanishes(row, ROUNDING * scaleOf(values))),
  ...rowsOf(rows, 'exPostGainProbability', CLARKE.name).map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
];

const noDeficit = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...rowsOf(rows, 'deficitProbability', CLARKE.name).map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
  ...rowsOf(rows, 'revenue', CLARKE.name).map((row) => equals(row, outcomeOf(goodOf(values), charges(goodOf(values)).clarke).revenue)),
];

/** Under expected externality N lowest types lose together what contributions fall short by, so she loses there too. */
function participation(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  if (!uncertain(values)) return [notApplicable('the good is built always or never')];
  const { clarke, expectedExternality } = charges(goodOf(values));
  const lowest = (mechanism: string, charge: number): Finding[] =>
    rowsOf(rows, 'interimIr', mechanism).map((row) => equals(row, outcomeOf(goodOf(values), charge).lowest));
  return [
    ...rowsOf(rows, 'interimIr', CLARKE.name).map(negative), ...lowest(CLARKE.name, clarke),
    ...lowest(EXPECTED_EXTERNALITY.name, expectedExternality)
  ];
}

function contributions(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  if (!uncertain(values)) return [notApplicable('the good is built always or never')];
  const exact = outcomeOf(goodOf(values), charges(goodOf(values)).contributions).revenue;
  return [
    ...rowsOf(rows, 'revenue', CONTRIBUTIONS).flatMap((row) => [negative(row), equals(row, exact)]),
    ...rowsOf(rows, 'interimIr', CONTRIBUTIONS).map((row) => equals(row, 0, ROUNDING * scaleOf(values))),
  ];
}

const balanced = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...rowsOf(rows, 'imbalanceProbability', EXPECTED_EXTERNALITY.name).map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
  ...rowsOf(rows, 'epsilonIc', EXPECTED_EXTERNALITY.name).map((row) =>
    vanishes(row, RESOLUTION * scaleOf(values), ROUNDING * scaleOf(values))),
];

/** Taxes per head at the smallest and the largest N of a sweep, other parameters alike. */
function taxesFall(view: ClaimView): Finding[] {
  const sweep = ({ cost, value }: ParameterValues): string => `cost ${cost}, ${value}`;
  const sweeps = new Set(view.points.map(sweep));
  return [...sweeps].flatMap((name) => taxesFallAlong(view, name, view.points.filter((values) => sweep(values) === name)));
}

function taxesFallAlong(view: ClaimView, name: string, points: readonly ParameterValues[]): Finding[] {
  const sorted = points.toSorted((a, b) => Number(a.agents) - Number(b.agents));
  const [few, many] = [sorted[0]!, sorted.at(-1)!];
  const [n, m] = [Number(few.agents), Number(many.agents)];
  if (m < 2 * n || !uncertain(few)) {
    return [notApplicable(`${name}: needs a sweep of agents up to twice as many, and a cost between the lowest and the highest value`)];
  }
  const taxes = (values: ParameterValues): Estimate[] => rowsOf(rowsAt(view, values), 'revenue', CLARKE.name);
  return taxes(few).flatMap((first) => taxes(many).map((last): Finding => {
    const status = last.upper / m < first.lower / n ? 'pass' : last.lower / m >= first.upper / n ? 'fail' : 'undecided';
    return { status, evidence: `N = ${n}: ${inWords(first)}; N = ${m}: ${inWords(last)}` };
  }));
}

export const publicGoodClaims = (view: ClaimView): Claim[] => [
  claim(
    { id: 'clarke-dominant', text: 'Clarke: truth-telling is dominant', source: 'Clarke 1971; Groves 1973' },
    overPoints(view, dominant),
  ),
  claim(
    {
      id: 'clarke-no-deficit', text: 'Clarke never pays agents in total: taxes come on top of the cost shares',
      source: 'Clarke 1971; Green and Laffont 1979',
    },
    overPoints(view, noDeficit),
  ),
  claim(
    {
      id: 'participation',
      text: 'With equal cost shares the lowest types lose by taking part, under Clarke and under expected externality, as much as computed',
      source: 'Mailath and Postlewaite 1990',
    },
    overPoints(view, participation),
  ),
  claim(
    {
      id: 'contributions-deficit',
      text:
        'Where everybody takes part willingly, the contributions of an efficient and incentive compatible mechanism do not cover the cost',
      source: 'Mailath and Postlewaite 1990',
    },
    overPoints(view, contributions),
  ),
  claim(
    {
      id: 'expected-externality', text: 'Expected externality balances the budget and is interim incentive compatible',
      source: "d'Aspremont and Gerard-Varet 1979",
    },
    overPoints(view, balanced),
  ),
  claim({ id: 'taxes-per-head', text: 'Taxes per head fall as agents are added', source: 'Rob 1982' }, taxesFall(view)),
];
