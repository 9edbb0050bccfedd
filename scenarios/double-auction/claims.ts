/** Song22 Theorem 5.2 and what holds of any double auction in which goods go to the highest reports, held against a finished study. */
import type { Claim, Estimate } from '../../src/results/document.ts';
import { heldRows, type ClaimRow } from '../../src/study/claim-rows.ts';
import { NEGLIGIBLE_PROBABILITY, notApplicable, TELLING_SHARE, type Finding } from '../../src/study/findings.ts';
import type { ClaimView, ParameterValues } from '../../src/study/scenario.ts';

const unlessKnown = (_: ParameterValues, { reference }: Estimate): string | undefined =>
  (reference ? undefined : 'no exact value is known for these laws');
const unlessBounded = (_: ParameterValues, { bound }: Estimate): string | undefined =>
  (bound ? undefined : 'the theorem bounds sellers of square markets of one law, at kappa = 0');
const exact = (_: ParameterValues, { reference }: Estimate): number => reference!.value;

/** In any units. A trader whose report never sets the price cannot gain, so that an exact 0 is to be met exactly. */
const width = (_: ParameterValues, { reference }: Estimate): number => TELLING_SHARE * reference!.value;

/** The exponent of every fit of epsilon-LIC is certified to be negative: the constant vanishes as the market grows. */
function vanishing({ fits }: ClaimView): Finding[] {
  const found = fits
    .filter(({ quantity }) => quantity === 'epsilonLic')
    .map(({ agent, exponentLower, exponentUpper, markets }): Finding => ({
    status: exponentUpper < 0 ? 'pass' : exponentLower >= 0 ? 'fail' : 'undecided',
    evidence:
      `${agent}s: exponent of M in [${exponentLower.toPrecision(4)}, ${exponentUpper.toPrecision(4)}] over M = ${markets[0]} ... `
      + `${markets.at(-1)}`,
  }));
  return found.length > 0 ? found : [notApplicable('needs a fit over markets: misreport rate')];
}

const CLEARED = 'whole markets are cleared by misreport run';
const THEOREM = 'Song22 Theorem 5.2, Appendix C';

const CLAIMS: readonly ClaimRow[] = [
  {
    id: 'theorem-5.2', source: THEOREM, text: 'Sellers are epsilon-LIC with the epsilon that the theorem gives',
    rows: [{ quantity: 'epsilonLic', relation: 'at-most', bound: (_, { bound }) => bound!.value, unless: unlessBounded }],
  },
  {
    id: 'exact-constants', source: 'order statistics of the others, see scenarios/double-auction/reference.ts',
    text: 'The constants are the exact ones, wherever these are known',
    rows: [
      { quantity: 'epsilonLic', relation: 'equals', bound: exact, resolution: width, unless: unlessKnown },
      { quantity: 'epsilonIc', relation: 'equals', bound: exact, resolution: width, unless: unlessKnown },
    ],
  },
  { id: 'theorem-5.2-rate', source: THEOREM, text: 'The epsilon-LIC constant vanishes as the market grows', sweep: vanishing },
  {
    id: 'bounded-and-monotone', source: 'Song22 Definitions 4 and 5',
    text: 'Interim utilities are monotone and rise no faster than trade allows',
    rows: ['epsilonBounded', 'monotonicityViolation'].map((quantity) => ({ quantity, relation: 'zero', resolution: 0.05, rounding: 1e-9 })),
  },
  {
    id: 'efficient', source: 'Song22 section 5.2', text: 'Goods go to those who value them most',
    rows: [{ quantity: 'efficiency', agent: 'market', relation: 'equals', bound: 1, absent: CLEARED }],
  },
  {
    id: 'rational-and-balanced', source: 'Song22 section 5.2',
    text: 'No trader who tells the truth ends below zero, and what buyers pay sellers receive',
    rows: [
      {
        quantity: 'exPostIrViolation', agent: 'market', relation: 'zero', resolution: NEGLIGIBLE_PROBABILITY, rounding: 0, absent: CLEARED,
      },
      { quantity: 'budgetSurplus', agent: 'market', relation: 'equals', bound: 0, resolution: 0, absent: CLEARED },
    ],
  },
];

export const doubleAuctionClaims = (view: ClaimView): Claim[] => heldRows(CLAIMS, view);
