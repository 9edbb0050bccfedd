/** What is known of efficient provision of a public good, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { inWords, NEGLIGIBLE_PROBABILITY, notApplicable, ROUNDING, rowsAt, rowsOf, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { CLARKE, CONTRIBUTIONS, EXPECTED_EXTERNALITY, goodOf } from './environment.ts';
import { charges, outcomeOf } from './reference.ts';

/** To what an interim gain, a mean, is resolved at the default number of profiles. */
const RESOLUTION = 0.02;

const scaleOf = (values: ParameterValues): number => Math.max(goodOf(values).law.support[1], goodOf(values).costPerHead);
const rounding = (values: ParameterValues): number => ROUNDING * scaleOf(values);

/** Whether building depends on the values at all. */
function uncertain(values: ParameterValues): boolean {
  const { law: { support: [low, high] }, costPerHead } = goodOf(values);
  return low < costPerHead && costPerHead < high;
}

const unlessUncertain = (values: ParameterValues): string | undefined =>
  (uncertain(values) ? undefined : 'the good is built always or never');

/** Formulas of the sum of values are for laws with a density. */
const unlessAtoms = (values: ParameterValues): string | undefined =>
  (goodOf(values).law.atoms ? 'known for laws with a density' : undefined);

type Charge = keyof ReturnType<typeof charges>;
const revenueAt = (charge: Charge) =>
  (values: ParameterValues): number => outcomeOf(goodOf(values), charges(goodOf(values))[charge]).revenue;
const lowestAt = (charge: Charge) => (values: ParameterValues): number => outcomeOf(goodOf(values), charges(goodOf(values))[charge]).lowest;

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

const [CLARKE_NAME, EXTERNALITY_NAME] = [CLARKE.name, EXPECTED_EXTERNALITY.name];

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'clarke-dominant', source: 'Clarke 1971; Groves 1973', text: 'Clarke: truth-telling is dominant',
    rows: [
      { quantity: 'epsilonIc', mechanism: CLARKE_NAME, relation: 'zero', resolution: rounding },
      { quantity: 'exPostGainProbability', mechanism: CLARKE_NAME, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0 },
    ],
  },
  {
    id: 'clarke-no-deficit', source: 'Clarke 1971; Green and Laffont 1979',
    text: 'Clarke never pays agents in total: taxes come on top of the cost shares',
    rows: [
      { quantity: 'deficitProbability', mechanism: CLARKE_NAME, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0 },
      { quantity: 'revenue', mechanism: CLARKE_NAME, relation: 'equals', bound: revenueAt('clarke'), unless: unlessAtoms },
    ],
  },
  {
    id: 'participation', source: 'Mailath and Postlewaite 1990', unless: unlessUncertain,
    text: 'With equal cost shares the lowest types lose by taking part, under Clarke and under expected externality, as much as computed',
    rows: [
      { quantity: 'interimIr', mechanism: CLARKE_NAME, relation: 'below' },
      { quantity: 'interimIr', mechanism: CLARKE_NAME, relation: 'equals', bound: lowestAt('clarke'), unless: unlessAtoms },
      // N lowest types lose together what contributions fall short by, so she loses there too.
      {
        quantity: 'interimIr', mechanism: EXTERNALITY_NAME, relation: 'equals', bound: lowestAt('expectedExternality'),
        unless: unlessAtoms,
      },
    ],
  },
  {
    id: 'contributions-deficit', source: 'Mailath and Postlewaite 1990', unless: unlessUncertain,
    text:
      'Where everybody takes part willingly, the contributions of an efficient and incentive compatible mechanism do not cover the cost',
    rows: [
      { quantity: 'revenue', mechanism: CONTRIBUTIONS.name, relation: 'below' },
      { quantity: 'revenue', mechanism: CONTRIBUTIONS.name, relation: 'equals', bound: revenueAt('contributions'), unless: unlessAtoms },
      {
        quantity: 'interimIr', mechanism: CONTRIBUTIONS.name, relation: 'equals', bound: 0, rounding,
        resolution: (values) => RESOLUTION * scaleOf(values),
      },
    ],
  },
  {
    id: 'expected-externality', source: "d'Aspremont and Gerard-Varet 1979",
    text: 'Expected externality balances the budget and is interim incentive compatible',
    rows: [
      { quantity: 'imbalanceProbability', mechanism: EXTERNALITY_NAME, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0 },
      {
        quantity: 'epsilonIc', mechanism: EXTERNALITY_NAME, relation: 'zero', resolution: (values) => RESOLUTION * scaleOf(values),
        rounding,
      },
    ],
  },
  { id: 'taxes-per-head', source: 'Rob 1982', text: 'Taxes per head fall as agents are added', sweep: taxesFall },
];

export const publicGoodClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
