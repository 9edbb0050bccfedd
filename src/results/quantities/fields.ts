/** How nearly a choice rule can be implemented, whatever the transfers. */
import { CURVES, PER_LIE, PER_MARKET, ROWS, VALUE, type Place, type Quantities } from './quantity.ts';

const MEAN = 'a mean over all profiles, which no type, pair or constraint shows';

const ROWS_AND_CURVES: readonly Place[] = ['rows', 'curves'];

export const FIELDS = {
  leastEpsilon: {
    name: 'least ε', symbol: 'least ε', unit: PER_LIE, sign: 'nonnegative', fitted: true,
    meaning: 'the smallest ε-LIC constant that any transfers reach under the constraints named, on the continuum of types',
    emitted: { field: ROWS, robust: ROWS },
  },
  leastEpsilonGrid: {
    name: 'least ε on the grid', symbol: 'least ε (grid)', unit: PER_LIE, sign: 'nonnegative',
    meaning: 'the smallest ε-LIC constant that any transfers reach against the lies between the types of a grid',
    emitted: { field: ROWS },
  },
  congruenceGap: {
    name: 'congruence gap', symbol: 'congruence gap', unit: 'units of value squared per unit of signal squared', sign: 'nonnegative',
    meaning: 'the largest difference of products in JM01 (4.8) over pairs of alternatives that tie at the top with positive density',
    emitted: { field: ROWS },
  },
  crossDerivativeGap: {
    name: 'gap of cross-derivatives', symbol: 'curl gap', unit: 'units of value per unit of signal squared', sign: 'any',
    meaning: 'the difference of the cross-derivatives of the field, in the mean over the cell of types that a search found furthest from '
      + 'zero, as curves in the mean over every cell; zero where it is a gradient',
    emitted: { field: ROWS_AND_CURVES },
  },
  circulation: {
    name: 'circulation', symbol: 'circulation', unit: VALUE, sign: 'any',
    meaning: 'minus the integral of the field round the rectangle that a search found worst per length, or ex post round a loop that the '
      + 'row names; zero where it is a gradient',
    emitted: { field: ROWS, robust: ROWS },
  },
  circulationPerLength: {
    name: 'circulation per length', symbol: 'circ. per length', unit: PER_LIE, sign: 'any',
    meaning: 'the circulation over the length of its rectangle in own-payoff-relevant coordinates, a lower bound on the least ε',
    emitted: { field: ROWS },
  },
  fieldMonotonicity: {
    name: 'monotonicity of the field', symbol: 'field monotonicity', unit: VALUE, sign: 'any',
    meaning: 'the inner product of differences of types and of the field at the pair of types that a search found worst; below zero it '
      + 'is not monotone',
    emitted: { field: ROWS },
  },
  fieldComponent: {
    name: 'component of the field', symbol: 'Q', unit: 'units of value per unit of signal', sign: 'any',
    meaning: "how fast an agent's own value moves with the coordinate named under the rule's choices: its rates by the chances of "
      + 'alternatives, added up',
    emitted: { field: CURVES },
  },
  vcgLoss: {
    name: 'loss of VCG', symbol: 'VCG loss', unit: VALUE, sign: 'any',
    meaning: 'what VCG pays out beyond what it takes in, in expectation a market, when the least eager types are left with nothing',
    withoutWitness: MEAN,
    emitted: { field: ROWS },
  },
  secondBestWelfare: {
    name: 'second-best welfare', symbol: 'second best', unit: PER_MARKET, sign: 'any',
    meaning: 'the most expected welfare that any incentive compatible mechanism reaches under the constraints named',
    emitted: { field: ROWS },
  },
  firstBestWelfare: {
    name: 'first-best welfare', symbol: 'first best', unit: PER_MARKET, sign: 'any',
    meaning: 'the expected welfare of the efficient rule, were all signals public',
    withoutWitness: MEAN,
    emitted: { field: ROWS },
  },
  welfareLoss: {
    name: 'welfare lost to incentives', symbol: 'welfare loss', unit: PER_MARKET, sign: 'nonnegative', fitted: true,
    meaning: 'first-best welfare less second-best welfare',
    emitted: { field: ROWS },
  },
} as const satisfies Quantities;
