/** Myerson and Satterthwaite's theorem and what is known of each mechanism, held against a finished study. */
import { checkAssumptions } from '../../src/environment/assumptions.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { heldRows, type ClaimRow, type RowClaim } from '../../src/study/claim-rows.ts';
import {
  equals, inWords, negative, NEGLIGIBLE_PROBABILITY, notApplicable, ROUNDING, rowsOf, type Finding,
} from '../../src/study/findings.ts';
import { DOUBLE_AUCTION, equilibriumKnown, EXPECTED_EXTERNALITY, mechanismsOf, POSTED_PRICE, tradersOf, VCG } from './environment.ts';
import {
  expectedExternalityWorst, gainsFromTrade, haveDensities, leastDeficit, linearEquilibriumGains, postedPriceGains, supportsOverlap,
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

function theorem(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  const traders = tradersOf(values);
  if (!haveDensities(traders)) return [notApplicable('the theorem is for laws with densities')];
  return supportsOverlap(traders)
    ? mechanismsOf(values).flatMap(({ name }) => impossibility(values, rows, name))
    : [notApplicable('trade is always or never efficient: the supports do not overlap')];
}

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

/** From the coefficients, not from the sample. */
function pivotality(values: ParameterValues): Finding {
  const { holds, detail } = checkAssumptions(bilateralTrade(tradersOf(values))).find(({ name }) => name === 'Pivotality')!;
  return { status: holds ? 'pass' : 'fail', evidence: detail };
}

const rounding = (values: ParameterValues): number => ROUNDING * scaleOf(values);
const resolution = (values: ParameterValues): number => RESOLUTION * scaleOf(values);
const [AGV, VICKREY] = [EXPECTED_EXTERNALITY.name, VCG.name];

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'myerson-satterthwaite', source: 'Myerson and Satterthwaite 1983, Corollary 1', point: theorem,
    text:
      'No mechanism is efficient, interim incentive compatible, interim individually rational and without an expected deficit: each one ' +
      'here gives up something',
  },
  {
    id: 'vcg-deficit', source: 'Myerson and Satterthwaite 1983', point: deficit,
    text: 'VCG pays out the whole gains from trade beyond what it takes in',
  },
  {
    id: 'dominant', source: 'Vickrey 1961; Hagerty and Rogerson 1987', text: 'VCG and the posted price: truth-telling is dominant',
    rows: [VICKREY, POSTED_PRICE].flatMap((mechanism): RowClaim[] => [
      { quantity: 'epsilonIc', mechanism, relation: 'zero', resolution: rounding },
      { quantity: 'exPostGainProbability', mechanism, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0 },
    ]),
  },
  {
    id: 'expected-externality', source: "d'Aspremont and Gerard-Varet 1979",
    text:
      'Expected externality balances the budget and is interim incentive compatible; what the worst types lose by taking part is as '
      + 'computed',
    rows: [
      { quantity: 'imbalanceProbability', mechanism: AGV, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0 },
      { quantity: 'epsilonIc', mechanism: AGV, relation: 'zero', resolution, rounding },
      {
        quantity: 'interimIr', mechanism: AGV, relation: 'equals', resolution: (values) => 2 * resolution(values),
        bound: (values, { agent }) => expectedExternalityWorst(tradersOf(values))[agent as 'buyer' | 'seller'],
      },
    ],
  },
  {
    id: 'posted-price', source: 'Hagerty and Rogerson 1987',
    text: 'A posted price balances the budget and realises the computed share of the gains from trade',
    rows: [
      {
        quantity: 'welfareShare', mechanism: POSTED_PRICE, relation: 'equals',
        bound: (values) => postedPriceGains(tradersOf(values), Number(values.price)) / gainsFromTrade(tradersOf(values)),
      },
      { quantity: 'imbalanceProbability', mechanism: POSTED_PRICE, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0 },
    ],
  },
  {
    id: 'chatterjee-samuelson', source: 'Chatterjee and Samuelson 1983',
    text: 'The linear strategies are an equilibrium of the k-double auction and realise the computed gains',
    unless: (values) => (equilibriumKnown(tradersOf(values)) ? undefined : 'the linear equilibrium is for one uniform law on both sides'),
    rows: [
      {
        quantity: 'epsilonIc', mechanism: DOUBLE_AUCTION, relation: 'equals', bound: 0, rounding,
        resolution: (values) => 2 * resolution(values),
      },
      {
        quantity: 'welfare', mechanism: DOUBLE_AUCTION, relation: 'equals',
        bound(values) {
          const [low, high] = tradersOf(values).value.support;
          return (high - low) * linearEquilibriumGains(Number(values.k));
        },
      },
    ],
  },
  {
    id: 'example-4', source: 'Song22 Example 4', point: (values) => [pivotality(values)],
    text: "Pivotality holds: the value of trade depends on both traders' signals",
  },
];

export const bilateralTradeClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
