/** The full-insurance mechanism under ambiguity (Song22 section 4); rows have `metric` or `beliefs` in their point. */
import { BELIEFS, PER_LIE, ROWS, VALUE, type Place, type Quantities } from './quantity.ts';

const ROWS_AND_SURFACES: readonly Place[] = ['rows', 'surfaces'];

export const AMBIGUITY = {
  deltaStar: {
    name: 'ambiguity needed δ*', symbol: 'δ*', unit: BELIEFS, sign: 'nonnegative', extremum: 'largest', fitted: true,
    meaning: "the smallest δ for which truth-telling is exactly optimal in the full-insurance mechanism built from this mechanism's "
      + 'interim utility, beliefs being those within δ of the prior',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS },
  },
  sufficientDelta: {
    name: 'ambiguity that Theorem 4.2 asks for', symbol: 'sufficient δ', unit: BELIEFS, sign: 'nonnegative', extremum: 'largest',
    meaning: 'the δ for which Song22 Theorem 4.2 (or 6.1) guarantees incentive compatibility, from the ε-LIC constant, '
      + 'ε-boundedness and the slopes of valuations',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS },
  },
  guaranteedEpsilon: {
    name: 'ε that Theorem 4.1 guarantees', symbol: 'guaranteed ε', unit: PER_LIE, sign: 'nonnegative', extremum: 'largest',
    meaning: 'the ε-LIC constant that incentive compatibility under δ* ambiguity implies under the prior (Song22 Theorem 4.1): '
      + 'the largest loss by ambiguity per unit of lie',
    emitted: { 'double-auction': ROWS, 'social-choice': ROWS },
  },
  ambiguousGain: {
    name: 'largest gain under ambiguity', symbol: 'gain under ambiguity', unit: VALUE, sign: 'any', extremum: 'largest',
    meaning: 'the most gained by a lie in the full-insurance mechanism, evaluated by the worst belief of the set; '
      + 'at most 0 where truth-telling is exactly optimal; as a surface, of every true type and report',
    emitted: { 'double-auction': ROWS_AND_SURFACES, 'social-choice': ROWS_AND_SURFACES },
  },
  waldGain: {
    name: 'largest gain under all beliefs', symbol: 'gain under all beliefs', unit: VALUE, sign: 'any', extremum: 'largest',
    meaning: "the most gained by a lie in the full-insurance mechanism whatever the others' signals; "
      + 'above 0 no ambiguity makes truth-telling optimal',
    emitted: { 'social-choice': ROWS },
  },
  implementabilityDelta: {
    name: 'ambiguity the rule needs', symbol: 'needed δ', unit: BELIEFS, sign: 'nonnegative', extremum: 'largest',
    meaning: 'the smallest δ for which the rule is implementable by any transfers at all: the greatest probability of service at every '
      + 'higher type is at least the least at every lower one (Song22 (4))',
    emitted: { 'social-choice': ROWS },
  },
  insuredBudget: {
    name: 'ex ante budget under full insurance', symbol: 'insured budget', unit: VALUE, sign: 'any',
    meaning: 'the expected gains from trade less the interim utilities that full insurance pays out, to a designer who is ambiguity '
      + 'neutral; 0 where the mechanism it is built from balances its budget (Song22 section 4.6)',
    emitted: { 'double-auction': ROWS },
  },
} satisfies Quantities;
