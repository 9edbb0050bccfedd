/** What Song22 says of one object, held against a finished study. */
import { checkAssumptions } from '../../src/environment/assumptions.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import {
  claim, equals, inWords, meet, overPoints, NEGLIGIBLE_PROBABILITY, ROUNDING, rowsOf, vanishes, type Finding,
} from '../support/claims.ts';
import { FIRST_PRICE, FULL_INSURANCE, SECOND_PRICE, singleObjectLaws, studiedBidders } from './environment.ts';
import { expectedSecond, rivalsBelow, secondPriceExAnte, truthfulFirstPriceLoss } from './reference.ts';

const MECHANISMS = [SECOND_PRICE, FIRST_PRICE, FULL_INSURANCE].map(({ name }) => name);
const scaleOf = (values: ParameterValues): number => Math.max(...singleObjectLaws(values).map(({ support }) => support[1]));
const bidder = (i: number): string => `bidder ${i + 1}`;

const dominant = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...rowsOf(rows, 'epsilonIc', SECOND_PRICE.name).map((row) => vanishes(row, ROUNDING * scaleOf(values))),
  ...rowsOf(rows, 'exPostGainProbability', SECOND_PRICE.name).map((row) => vanishes(row, NEGLIGIBLE_PROBABILITY, 0)),
];

const truthful = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const laws = singleObjectLaws(values);
  return studiedBidders(laws).flatMap((i) => [
    ...rowsOf(rows, 'epsilonLic', FIRST_PRICE.name, bidder(i)).map((row) => equals(row, rivalsBelow(laws, i, laws[i]!.support[1]))),
    ...rowsOf(rows, 'epsilonIc', FIRST_PRICE.name, bidder(i)).map((row) => equals(row, truthfulFirstPriceLoss(laws, i))),
  ]);
};

/** From the coefficients, not from the sample. */
function pivotality(values: ParameterValues): Finding {
  const { holds, detail } = checkAssumptions(singleObject({ laws: singleObjectLaws(values) })).find(({ name }) => name === 'Pivotality')!;
  return { status: holds ? 'pass' : 'fail', evidence: detail };
}

/**
 * All three utilities rise by at most one per unit of value, mu' being the probability of winning or 0, so Lemma 4.1 orders
 * the two constants; no bidder gains by lying upwards, so that of boundedness is 0.
 */
const lemma = (rows: readonly Estimate[]): Finding[] => MECHANISMS.flatMap((mechanism) =>
  rowsOf(
    rows, 'epsilonBounded', mechanism,
  ).flatMap((bounded) => [equals(bounded, 0), ...rowsOf(rows, 'epsilonLic', mechanism, bounded.agent).map((lic): Finding => (
    { status: bounded.lower <= lic.upper ? 'pass' : 'fail', evidence: `${inWords(bounded)}, claimed at most ${inWords(lic)}` }
  ))]));

const insurance = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const laws = singleObjectLaws(values);
  const [insured, base] = [FULL_INSURANCE.name, SECOND_PRICE.name];
  return [
    ...rowsOf(rows, 'revenue', insured).flatMap((row) =>
      [equals(row, expectedSecond(laws)), ...rowsOf(rows, 'revenue', base).map((other) => meet(row, other))]),
    ...studiedBidders(laws).flatMap((i) => rowsOf(rows, 'exAnteUtility', insured, bidder(i)).flatMap((row) => [
      equals(row, secondPriceExAnte(laws, i)), ...rowsOf(rows, 'exAnteUtility', base, bidder(i)).map((other) => meet(row, other)),
    ])),
  ];
};

export const singleObjectClaims = (view: ClaimView): Claim[] => [
  claim(
    { id: 'vickrey', text: 'Second price: truth-telling is dominant, no lie ever gains', source: 'Vickrey 1961' },
    overPoints(view, dominant),
  ),
  claim(
    {
      id: 'example-2',
      text:
        'First price with truthful bids: a lie gains at most the probability of winning per unit, and the bound is reached at the '
        + 'highest type',
      source: 'Song22 Example 2, Definition 3',
    },
    overPoints(view, truthful),
  ),
  claim(
    {
      id: 'example-3', text: 'Pivotality holds: the welfare of any two alternatives differs by two bidders\' values',
      source: 'Song22 Example 3',
    },
    view.points.map(pivotality),
  ),
  claim(
    {
      id: 'lemma-4.1',
      text: 'Interim utilities rise by at most one per unit of value, so every mechanism here is bounded with its epsilon-LIC constant',
      source: 'Song22 Lemma 4.1',
    },
    overPoints(view, (_, rows) => lemma(rows)),
  ),
  claim(
    {
      id: 'section-4.6', text: "Full insurance keeps the second price's interim utilities and its ex ante revenue",
      source: 'Song22 Definition 1 and section 4.6',
    },
    overPoints(view, insurance),
  ),
];
