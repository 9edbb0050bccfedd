/** What is certified of a mechanism given as a function of the bids: regret in hindsight, participation, feasibility. */
import { PROBABILITY, ROWS, VALUE, type Quantities } from './quantity.ts';

const CERTIFY = { certify: ROWS } as const;

export const CERTIFICATES = {
  expectedExPostRegret: {
    name: 'expected ex post regret', symbol: 'E regret', unit: VALUE, sign: 'nonnegative',
    meaning: 'the mean over profiles of what the best report would have gained a bidder once all bids are known, the others telling the '
      + 'truth',
    emitted: CERTIFY,
  },
  exPostRegretQuantile: {
    name: 'quantile of ex post regret', symbol: 'regret quantile', unit: VALUE, sign: 'nonnegative',
    meaning: 'the smallest amount that ex post regret does not exceed with the probability named in the row',
    emitted: CERTIFY,
  },
  exPostRegretExceedance: {
    name: 'probability of more regret', symbol: 'P(regret > level)', unit: PROBABILITY, sign: 'share',
    meaning: 'the probability that ex post regret exceeds the level named in the row',
    emitted: CERTIFY,
  },
  maximumExPostRegret: {
    name: 'maximum ex post regret', symbol: 'max regret', unit: VALUE, sign: 'nonnegative', extremum: 'largest',
    meaning: 'the most that a report can gain at any profile: found at one of those drawn below, proved for all of them above',
    emitted: CERTIFY,
  },
  expectedIrShortfall: {
    name: 'expected ex post IR shortfall', symbol: 'E IR shortfall', unit: VALUE, sign: 'nonnegative',
    meaning: 'the mean over profiles of what a truthful bidder who ends below her outside option lacks to it',
    emitted: CERTIFY,
  },
  meanInterimRegret: {
    name: 'mean interim regret', symbol: 'E interim regret', unit: VALUE, sign: 'nonnegative',
    meaning: 'the mean over types of what the best report gains a bidder who knows her own type, the others keeping to their strategies',
    emitted: CERTIFY,
  },
  infeasibility: {
    name: 'largest infeasibility', symbol: 'infeasibility', unit: 'units of an object', sign: 'nonnegative',
    meaning: 'the most that is given away of an object beyond one, or to a bidder beyond one in all where she can use one only: found at '
      + 'one of the profiles drawn below, proved for all of them above',
    emitted: CERTIFY,
  },
  infeasibilityProbability: {
    name: 'probability of infeasibility', symbol: 'P(infeasible)', unit: PROBABILITY, sign: 'share',
    meaning: 'the share of profiles in which more is given away than there is, by more than a billionth',
    emitted: CERTIFY,
  },
} satisfies Quantities;
