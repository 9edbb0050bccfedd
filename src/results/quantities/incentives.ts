/** What lies gain, and what bounds it: the constants of Song22 sections 3 and 6, and gains in hindsight. */
import { PER_LIE, PROBABILITY, ROWS, SURFACES, VALUE, type Quantities } from './quantity.ts';

export const INCENTIVES = {
  epsilonLic: {
    name: 'ε-LIC constant', symbol: 'ε-LIC', unit: PER_LIE, sign: 'nonnegative', extremum: 'largest', fitted: true,
    meaning: 'the smallest ε for which no lie gains more than ε times its size',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS, field: ROWS, certify: ROWS },
  },
  irrelevantGain: {
    name: 'gain from irrelevant information', symbol: 'irrelevant gain', unit: VALUE, sign: 'nonnegative', extremum: 'largest',
    meaning: 'the most gained by lying about own-payoff-irrelevant information alone',
    emitted: { 'social-choice': ROWS, field: ROWS },
  },
  weakEpsilonLic: {
    name: 'weak ε-LIC constant', symbol: 'weak ε-LIC', unit: PER_LIE, sign: 'nonnegative', extremum: 'largest', fitted: true,
    meaning: 'the smallest ε for which no lie gains more than ε times the largest change of a coordinate, '
      + 'own-payoff-irrelevant ones included (Song22 Definition 10)',
    emitted: { 'social-choice': ROWS },
  },
  epsilonIc: {
    name: 'ε-IC constant', symbol: 'ε-IC', unit: VALUE, sign: 'nonnegative', extremum: 'largest', fitted: true,
    meaning: 'the most that any lie gains',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS, assignment: ROWS, certify: ROWS },
  },
  gain: {
    name: 'gain from lying', symbol: 'gain', unit: VALUE, sign: 'any',
    meaning: 'what a true type gains by a report over telling the truth, the others being truthful',
    emitted: { 'double-auction': SURFACES, 'social-choice': SURFACES },
  },
  epsilonBounded: {
    name: 'ε-bounded', symbol: 'ε-bounded', unit: PROBABILITY, sign: 'share', extremum: 'largest',
    meaning: 'the smallest ε for which the interim utility rises no faster than the trade probability plus ε allows',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS },
  },
  monotonicityViolation: {
    name: 'monotonicity violation', symbol: 'monotonicity viol.', unit: 'utility per unit of type', sign: 'any', extremum: 'largest',
    meaning: 'the steepest fall of the interim utility in the signal; at most 0 where it is monotone',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS },
  },
  robustness: {
    name: 'ε-robustness', symbol: 'ε-robust', unit: PROBABILITY, sign: 'share', extremum: 'largest',
    meaning: 'the largest interim probability that own-payoff-irrelevant information alone changes whether an alternative is chosen '
      + '(Song22 Definition 12)',
    emitted: { 'social-choice': ROWS },
  },
  exPostGainProbability: {
    name: 'probability of gain in hindsight', symbol: 'P(hindsight gain)', unit: PROBABILITY, sign: 'share',
    meaning: 'the share of profiles in which some report would have been better in hindsight, the others telling the truth; where the row '
      + 'says `grid`, some report of a list that was tried: of all reports together it may be more',
    emitted: { 'social-choice': ROWS, assignment: ROWS },
  },
} satisfies Quantities;
