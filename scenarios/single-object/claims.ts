/** What Song22 says of one object, held against a finished study. */
import { checkAssumptions } from '../../src/environment/assumptions.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { Claim, Estimate } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { equals, inWords, meet, neededRows, NEGLIGIBLE_PROBABILITY, ROUNDING, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { FIRST_PRICE, FULL_INSURANCE, SECOND_PRICE, singleObjectLaws, studiedBidders } from './environment.ts';
import { expectedSecond, highestOf, rivalsStrictlyBelow, secondPriceExAnte, truthfulFirstPriceLoss, whyEndless } from './reference.ts';

const MECHANISMS = [SECOND_PRICE, FIRST_PRICE, FULL_INSURANCE].map(({ name }) => name);
const rounding = (values: ParameterValues): number => ROUNDING * Math.max(...singleObjectLaws(values).map(({ support }) => support[1]));
const bidder = (i: number): string => `bidder ${i + 1}`;
const numberOf = ({ agent }: Estimate): number => Number(agent.slice('bidder '.length)) - 1;

/** From the coefficients, not from the sample. */
function pivotality(values: ParameterValues): Finding {
  const { holds, detail } = checkAssumptions(singleObject({ laws: singleObjectLaws(values) })).find(({ name }) => name === 'Pivotality')!;
  return { status: holds ? 'pass' : 'fail', evidence: detail };
}

/**
 * All three utilities rise by at most one per unit of value, mu' being the probability of winning or 0, so Lemma 4.1 orders
 * the two constants; no bidder gains by lying upwards, so that of boundedness is 0.
 */
const BOUNDED = 0.05;
const lemma = (rows: readonly Estimate[]): Finding[] => MECHANISMS.flatMap((mechanism) =>
  neededRows(rows, 'epsilonBounded', mechanism, undefined, (bounded) => [
    equals(bounded, 0, { width: BOUNDED }),
    ...neededRows(rows, 'epsilonLic', mechanism, bounded.agent, (lic) => (
      { status: bounded.lower <= lic.upper ? 'pass' : 'fail', evidence: `${inWords(bounded)}, claimed at most ${inWords(lic)}` }
    )),
  ]));

const insurance = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => {
  const laws = singleObjectLaws(values);
  const [insured, base] = [FULL_INSURANCE.name, SECOND_PRICE.name];
  return [
    ...neededRows(rows, 'revenue', insured, undefined, (row) =>
      [equals(row, expectedSecond(laws)), ...neededRows(rows, 'revenue', base, undefined, (other) => meet(row, other))]),
    ...studiedBidders(laws).flatMap((i) => neededRows(rows, 'exAnteUtility', insured, bidder(i), (row) => [
      equals(row, secondPriceExAnte(laws, i)), ...neededRows(rows, 'exAnteUtility', base, bidder(i), (other) => meet(row, other)),
    ])),
  ];
};

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'vickrey', source: 'Vickrey 1961', text: 'Second price: truth-telling is dominant, no lie ever gains',
    rows: [
      { quantity: 'epsilonIc', mechanism: SECOND_PRICE.name, relation: 'zero', resolution: rounding },
      {
        quantity: 'exPostGainProbability', mechanism: SECOND_PRICE.name, relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0,
      },
    ],
  },
  {
    id: 'example-2', source: 'Song22 Example 2, Definition 3',
    text:
      'First price with truthful bids: a lie gains at most the probability of winning per unit, and the bound is reached at the '
      + 'highest type',
    rows: [
      {
        quantity: 'epsilonLic', mechanism: FIRST_PRICE.name, relation: 'equals',
        bound(values, row) {
          const laws = singleObjectLaws(values);
          return rivalsStrictlyBelow(laws, numberOf(row), highestOf(laws[numberOf(row)]!));
        },
      },
      {
        quantity: 'epsilonIc', mechanism: FIRST_PRICE.name, relation: 'equals',
        bound: (values, row) => truthfulFirstPriceLoss(singleObjectLaws(values), numberOf(row)),
        absent: (values) => singleObjectLaws(values).map(whyEndless).find((why) => why !== undefined),
      },
    ],
  },
  {
    id: 'example-3', source: 'Song22 Example 3', point: (values) => [pivotality(values)],
    text: "Pivotality holds: the welfare of any two alternatives differs by two bidders' values",
  },
  {
    id: 'lemma-4.1', source: 'Song22 Lemma 4.1', point: (_, rows) => lemma(rows),
    text: 'Interim utilities rise by at most one per unit of value, so every mechanism here is bounded with its epsilon-LIC constant',
  },
  {
    id: 'section-4.6', source: 'Song22 Definition 1 and section 4.6', point: insurance,
    text: "Full insurance keeps the second price's interim utilities and its ex ante revenue",
  },
];

export const singleObjectClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
