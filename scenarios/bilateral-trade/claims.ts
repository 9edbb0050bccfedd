/** Myerson and Satterthwaite's theorem and what is known of each mechanism, held against a finished study. */
import { checkAssumptions } from '../../src/environment/assumptions.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import {
  claim, equals, inWords, negative, notApplicable, overPoints, NEGLIGIBLE_PROBABILITY, ROUNDING, rowsOf, vanishes, type Finding,
} from '../support/claims.ts';
import { DOUBLE_AUCTION, equilibriumKnown, EXPECTED_EXTERNALITY, mechanismsOf, POSTED_PRICE, tradersOf, VCG } from './environment.ts';
import {
  expectedExternalityWorst, gainsFromTrade, leastDeficit, linearEquilibriumGains, postedPriceGains, supportsOverlap,
} from './reference.ts';

/** To what an interim gain, a mean, is resolved at the default number of profiles, per unit of the largest value. */
const RESOLUTION = 0.02;

const scaleOf = (values: ParameterValues): number => {
  const { cost, value } = tradersOf(values);
  return Math.max(cost.support[1], value.support[1]);
};

/** A property that a row proves, refutes or leaves open. */
type Known = 'holds' | 'fails' | 'open';
const known = (rows: readonly Estimate[], holds: (row: Estimate) => boolean, fails: (row: Estimate) => boolean): Known =>
  rows.some(fails) ? 'fails' : rows.length > 0 && rows.every(holds) ? 'holds' : 'open';

/** At most three of: efficient, interim incentive compatible, interim individually rational, no deficit. */
function impossibility(values: ParameterValues, rows: readonly Estimate[], mechanism: string): Finding[] {
  const scale = scaleOf(values);
  const of = (quantity: string): Estimate[] => rowsOf(rows, quantity, mechanism);
  const four: readonly (readonly [string, Known])[] = [
    ['efficient', known(of('welfareShare'), ({ lower }) => lower >= 1 - ROUNDING, ({ upper }) => upper < 1 - ROUNDING)],
    ['incentive compatible', known(of('epsilonIc'), ({ upper }) => upper <= RESOLUTION * scale, ({ lower }) => lower > ROUNDING * scale)],
    ['individually rational', known(of('interimIr'), ({ lower }) => lower >= -RESOLUTION * scale, ({ upper }) => upper < 0)],
    ['without a deficit', known(of('revenue'), ({ lower }) => lower >= -RESOLUTION * scale, ({ upper }) => upper < 0)],
  ];
  const words = (state: Known): string => four.filter(([, found]) => found === state).map(([name]) => name).join(', ');
  const status = words('fails') !== '' ? 'pass' : words('open') !== '' ? 'undecided' : 'fail';
  const parts = [['certified', words('holds')], ['violated', words('fails')], ['open', words('open')]].filter(([, list]) => list !== '');
  return [{ status, evidence: `${mechanism}: ${parts.map(([state, list]) => `${state}: ${list}`).join('; ')}` }];
}

const theorem = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  supportsOverlap(tradersOf(values))
    ? mechanismsOf(values).flatMap(({ name }) => impossibility(values, rows, name))
    : [notApplicable('trade is always or never efficient: the supports do not overlap')];

function deficit(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  const traders = tradersOf(values);
  const exact = gainsFromTrade(traders);
  if (!supportsOverlap(traders)) return [notApplicable('the supports do not overlap')];
  return rowsOf(rows, 'revenue', VCG.name).flatMap((row) => [negative(row), equals(row, -exact), {
    status: row.lower > -leastDeficit(traders)
      ? 'fail' as const
      : 'pass' as const, evidence: `${inWords(row)}, a deficit of at least ${leastDeficit(traders).toPrecision(4)} claimed`,
  }]);
}

const dominant = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [VCG.name, POSTED_PRICE].flatMap((mechanism) => [
  ...rowsOf(rows, 'epsilonIc', mechanism).map((row) => vanishes(row, ROUNDING * scaleOf(values))),
  ...rowsOf(rows, 'exPostGainProbability', mechanism).map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
]);

function expectedExternality(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  const worst = expectedExternalityWorst(tradersOf(values));
  const of = (quantity: string): Estimate[] => rowsOf(rows, quantity, EXPECTED_EXTERNALITY.name);
  return [
    ...of('imbalanceProbability').map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
    ...of('epsilonIc').map((row) => vanishes(row, RESOLUTION * scaleOf(values), ROUNDING * scaleOf(values))),
    ...of('interimIr').map((row) => equals(row, row.agent === 'buyer' ? worst.buyer : worst.seller)),
  ];
}

const postedShare = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...rowsOf(rows, 'welfareShare', POSTED_PRICE).map((row) =>
    equals(row, postedPriceGains(tradersOf(values), Number(values.price)) / gainsFromTrade(tradersOf(values)))),
  ...rowsOf(rows, 'imbalanceProbability', POSTED_PRICE).map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
];

function equilibrium(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  if (!equilibriumKnown(tradersOf(values))) return [notApplicable('the linear equilibrium is for one uniform law on both sides')];
  const [low, high] = tradersOf(values).value.support;
  return [
    ...rowsOf(rows, 'epsilonIc', DOUBLE_AUCTION).map((row) => equals(row, 0, ROUNDING * high)),
    ...rowsOf(rows, 'welfare', DOUBLE_AUCTION).map((row) => equals(row, (high - low) * linearEquilibriumGains(Number(values.k)))),
  ];
}

/** From the coefficients, not from the sample. */
function pivotality(values: ParameterValues): Finding {
  const { holds, detail } = checkAssumptions(bilateralTrade(tradersOf(values))).find(({ name }) => name === 'Pivotality')!;
  return { status: holds ? 'pass' : 'fail', evidence: detail };
}

export const bilateralTradeClaims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'myerson-satterthwaite',
      text:
        'No mechanism is efficient, interim incentive compatible, interim individually rational and without an expected deficit: each '
        + 'one here gives up something',
      source: 'Myerson and Satterthwaite 1983, Corollary 1',
    },
    overPoints(view, theorem),
  ),
  claim(
    {
      id: 'vcg-deficit', text: 'VCG pays out the whole gains from trade beyond what it takes in', source: 'Myerson and Satterthwaite 1983',
    },
    overPoints(view, deficit),
  ),
  claim(
    { id: 'dominant', text: 'VCG and the posted price: truth-telling is dominant', source: 'Vickrey 1961; Hagerty and Rogerson 1987' },
    overPoints(view, dominant),
  ),
  claim(
    {
      id: 'expected-externality',
      text:
        'Expected externality balances the budget and is interim incentive compatible; what the worst types lose by taking part is as '
        + 'computed',
      source: 'd\'Aspremont and Gerard-Varet 1979',
    },
    overPoints(view, expectedExternality),
  ),
  claim(
    {
      id: 'posted-price', text: 'A posted price balances the budget and realises the computed share of the gains from trade',
      source: 'Hagerty and Rogerson 1987',
    },
    overPoints(view, postedShare),
  ),
  claim(
    {
      id: 'chatterjee-samuelson',
      text: 'The linear strategies are an equilibrium of the k-double auction and realise the computed gains',
      source: 'Chatterjee and Samuelson 1983',
    },
    overPoints(view, equilibrium),
  ),
  claim(
    { id: 'example-4', text: "Pivotality holds: the value of trade depends on both traders' signals", source: 'Song22 Example 4' },
    view.points.map(pivotality),
  ),
];
