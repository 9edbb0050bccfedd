/** Equilibria, truthful bids and revenue equivalence, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';
import { claim, equals, meet, overPoints, ROUNDING, rowsOf, vanishes, type Finding } from '../support/claims.ts';
import { expectedHighest, expectedSecond, truthfulFirstPriceLoss } from '../single-object/reference.ts';
import { ALL_PAY, auctionOf, EQUILIBRIA, FIRST_PRICE, lawsOf, SECOND_PRICE, TRUTHFUL } from './environment.ts';

/** The certified loss that counts as an equilibrium, per unit of the values' range; all-pay payoffs vary more. */
export const LOSS = { [FIRST_PRICE]: 0.005, [ALL_PAY]: 0.01 } as const;

function equilibrium(values: ParameterValues, rows: readonly Estimate[], mechanism: keyof typeof LOSS): Finding[] {
  const [low, high] = auctionOf(values).law.support;
  return rowsOf(rows, 'epsilonIc', mechanism).map((row) => vanishes(row, LOSS[mechanism] * (high - low), ROUNDING * high));
}

const truthful = (values: ParameterValues, rows: readonly Estimate[]): Finding[] => [
  ...rowsOf(rows, 'epsilonIc', TRUTHFUL).map((row) => equals(row, truthfulFirstPriceLoss(lawsOf(auctionOf(values)), 0))),
  ...rowsOf(rows, 'epsilonLic', TRUTHFUL).map((row) => equals(row, 1)),
];

function revenue(values: ParameterValues, rows: readonly Estimate[]): Finding[] {
  const exact = expectedSecond(lawsOf(auctionOf(values)));
  const of = EQUILIBRIA.flatMap((mechanism) => rowsOf(rows, 'revenue', mechanism));
  return [...of.map((row) => equals(row, exact)), ...of.slice(1).map((row) => meet(row, of[0]!))];
}

const efficiency = (values: ParameterValues, rows: readonly Estimate[]): Finding[] =>
  EQUILIBRIA.flatMap((mechanism) =>
    rowsOf(rows, 'welfare', mechanism).map((row) => equals(row, expectedHighest(lawsOf(auctionOf(values))))));

export const firstPriceClaims = (view: ClaimView): Claim[] => [
  claim(
    {
      id: 'first-price-equilibrium',
      text: `First price: at the equilibrium no lie gains; certified below ${LOSS[FIRST_PRICE]} of the values' range`,
      source: 'Riley and Samuelson 1981',
    },
    overPoints(view, (values, rows) => equilibrium(values, rows, FIRST_PRICE)),
  ),
  claim(
    {
      id: 'all-pay-equilibrium',
      text: `All-pay: at the equilibrium no lie gains; certified below ${LOSS[ALL_PAY]} of the values' range`,
      source: 'Riley and Samuelson 1981',
    },
    overPoints(view, (values, rows) => equilibrium(values, rows, ALL_PAY)),
  ),
  claim(
    { id: 'second-price-dominant', text: 'Second price: truth-telling is dominant', source: 'Vickrey 1961' },
    overPoints(
      view,
      (values, rows) => rowsOf(rows, 'epsilonIc', SECOND_PRICE).map((row) => vanishes(row, ROUNDING * auctionOf(values).law.support[1])),
    ),
  ),
  claim(
    {
      id: 'truthful-loss',
      text: 'First price: truthful bids lose exactly max_t F(t)^(n-1) (b - t), and 1 per unit of the lie',
      source: 'u(t, s) = F(t)^(n-1) (s - t)',
    },
    overPoints(view, truthful),
  ),
  claim(
    {
      id: 'revenue-equivalence', text: 'The three auctions earn the same at their equilibria: the expected second highest value',
      source: 'Vickrey 1961; Myerson 1981',
    },
    overPoints(view, revenue),
  ),
  claim(
    { id: 'efficient', text: 'At their equilibria all three give the object to the highest value', source: 'Riley and Samuelson 1981' },
    overPoints(view, efficiency),
  ),
];
