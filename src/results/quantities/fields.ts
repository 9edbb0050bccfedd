/** How nearly a choice rule can be implemented, whatever the transfers. */
import { PER_LIE, ROWS, VALUE, type Quantities } from './quantity.ts';

export const FIELDS = {
  leastEpsilon: {
    name: 'least ε', symbol: 'least ε', unit: PER_LIE, sign: 'nonnegative', fitted: true,
    meaning: 'the smallest ε-LIC constant that any transfers reach under the constraints named, on the continuum of types',
    emitted: { field: ROWS },
  },
  vcgLoss: {
    name: 'loss of VCG', symbol: 'VCG loss', unit: VALUE, sign: 'any',
    meaning: 'what VCG pays out beyond what it takes in, in expectation a market, when the least eager types are left with nothing',
    emitted: { field: ROWS },
  },
} as const satisfies Quantities;
