/** How far beliefs may stray before a choice rule can no longer be implemented. */
import { ROWS, type Quantities } from './quantity.ts';

const DISTANCE = 'size of the ball of beliefs, in its metric';

export const ROBUST = {
  monotonicityRadius: {
    name: 'radius of monotonicity', symbol: 'monotone radius', unit: DISTANCE, sign: 'nonnegative',
    meaning: 'the largest closed ball round the baseline belief under all of whose beliefs the rule is monotone (JMM12 (2)), which any '
      + 'payments need',
    emitted: { robust: ROWS },
  },
  robustRadius: {
    name: 'radius of implementability', symbol: 'robust radius', unit: DISTANCE, sign: 'nonnegative',
    meaning: 'the largest closed ball round the baseline belief under all of whose beliefs some payments make the rule incentive '
      + 'compatible',
    emitted: { robust: ROWS },
  },
} as const satisfies Quantities;
