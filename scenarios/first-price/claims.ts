/** Equilibria, truthful bids and revenue equivalence, held against a finished study. */
import type { Claim } from '../../src/results/document.ts';
import { heldRows, type ClaimRow, type RowClaim } from '../../src/study/claim-rows.ts';
import { meet, ROUNDING, rowsOf } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import {
  expectedHighest, expectedSecond, highestOf, rivalsStrictlyBelow, truthfulFirstPriceLoss, whyEndless,
} from '../single-object/reference.ts';
import { ALL_PAY, auctionOf, EQUILIBRIA, FIRST_PRICE, lawsOf, SECOND_PRICE, TRUTHFUL, whyNoEquilibrium } from './environment.ts';

/** The certified loss that counts as an equilibrium, per unit of the values' range; all-pay payoffs vary more. */
export const LOSS = { [FIRST_PRICE]: 0.005, [ALL_PAY]: 0.01 } as const;

const scale = (values: ParameterValues): number => ROUNDING * auctionOf(values).law.support[1];
const unplayed = (values: ParameterValues): string | undefined => whyNoEquilibrium(auctionOf(values).law);
const lawsAt = (values: ParameterValues): ReturnType<typeof lawsOf> => lawsOf(auctionOf(values));

function equilibrium(mechanism: keyof typeof LOSS): readonly RowClaim[] {
  const resolution = (values: ParameterValues): number => {
    const [low, high] = auctionOf(values).law.support;
    return LOSS[mechanism] * (high - low);
  };
  return [{ quantity: 'epsilonIc', mechanism, relation: 'zero', resolution, rounding: scale, absent: unplayed }];
}

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'first-price-equilibrium', source: 'Riley and Samuelson 1981',
    text: `First price: at the equilibrium no lie gains; certified below ${LOSS[FIRST_PRICE]} of the values' range`,
    rows: equilibrium(FIRST_PRICE),
  },
  {
    id: 'all-pay-equilibrium', source: 'Riley and Samuelson 1981',
    text: `All-pay: at the equilibrium no lie gains; certified below ${LOSS[ALL_PAY]} of the values' range`,
    rows: equilibrium(ALL_PAY),
  },
  {
    id: 'second-price-dominant', source: 'Vickrey 1961', text: 'Second price: truth-telling is dominant',
    rows: [{ quantity: 'epsilonIc', mechanism: SECOND_PRICE, relation: 'zero', resolution: scale }],
  },
  {
    id: 'truthful-loss', source: 'u(t, s) = F(t)^(n-1) (s - t)',
    text:
      'First price: truthful bids lose exactly max_t F(t)^(n-1) (b - t), and per unit of the lie 1, or the chance that others are below '
      + 'the highest type where that has positive probability',
    rows: [
      {
        quantity: 'epsilonIc', mechanism: TRUTHFUL, relation: 'equals', bound: (values) => truthfulFirstPriceLoss(lawsAt(values), 0),
        absent: (values) => whyEndless(auctionOf(values).law),
      },
      {
        quantity: 'epsilonLic', mechanism: TRUTHFUL, relation: 'equals',
        bound: (values) => rivalsStrictlyBelow(lawsAt(values), 0, highestOf(auctionOf(values).law)),
      },
    ],
  },
  {
    id: 'revenue-equivalence', source: 'Vickrey 1961; Myerson 1981',
    text: 'The three auctions earn the same at their equilibria: the expected second highest value',
    rows: EQUILIBRIA.map((mechanism) => ({
      quantity: 'revenue', mechanism, relation: 'equals', bound: (values) => expectedSecond(lawsAt(values)),
      ...(mechanism === SECOND_PRICE ? {} : { absent: unplayed }),
    })),
    point(_, rows) {
      const revenues = EQUILIBRIA.flatMap((mechanism) => rowsOf(rows, 'revenue', mechanism));
      return revenues.slice(1).map((row) => meet(row, revenues[0]!));
    },
  },
  {
    id: 'efficient', source: 'Riley and Samuelson 1981', text: 'At their equilibria all three give the object to the highest value',
    rows: EQUILIBRIA.map((mechanism) => ({
      quantity: 'welfare', mechanism, relation: 'equals', bound: (values) => expectedHighest(lawsAt(values)),
      ...(mechanism === SECOND_PRICE ? {} : { absent: unplayed }),
    })),
  },
];

export const firstPriceClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
