/** How far beliefs may stray before a choice rule can no longer be implemented. */
import { CURVES, ROWS, type Quantities } from './quantity.ts';

const MEAN = 'a mean over random values, which no single draw shows';
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
  parallelGap: {
    name: 'angle by which (5) fails', symbol: 'parallel gap', unit: 'size of an angle in degrees', sign: 'nonnegative',
    meaning: 'the least angle, over gradients of the ex post transfer, between the gradients that JMM12 (5) wants parallel along a '
      + 'boundary '
      + 'through the middle of the types',
    emitted: { robust: ROWS },
  },
  parallelGapLaw: {
    name: 'law of the parallel gap', symbol: 'share at most', unit: 'share of random values', sign: 'share',
    meaning: 'the share of random values whose parallel gap is at most an angle, by whole degrees', axis: 'Parallel gap (degrees)',
    emitted: { robust: CURVES },
  },
  matrixAngleLaw: {
    name: 'law of the matrix angle', symbol: 'share at most', unit: 'share of random values', sign: 'share',
    meaning: 'the share of random values whose interaction matrices are at most an angle apart, by whole degrees',
    axis: 'Angle of the interaction matrices (degrees)',
    emitted: { robust: CURVES },
  },
  genericDistanceLaw: {
    name: 'law of the distance from (G1)', symbol: 'share at most', unit: 'share of random values', sign: 'share',
    meaning: 'the share of random values that are at most a distance from (G1), as a share of the norm of both matrices',
    axis: 'Distance from (G1) (share of the norm)',
    emitted: { robust: CURVES },
  },
  shareGeneric: {
    name: 'share of generic values', symbol: 'generic', unit: 'share of random values', sign: 'share',
    meaning: 'the share of random bilinear values of which neither (G1) nor (G2) of JMM12 holds',
    emitted: { robust: ROWS },
  },
  matrixAngle: {
    name: 'angle of the interaction matrices', symbol: 'matrix angle', unit: 'size of an angle in degrees', sign: 'nonnegative',
    meaning: 'the angle between the lines through the matrices by which the two values interact; (G1) holds at zero',
    withoutWitness: MEAN,
    emitted: { robust: ROWS },
  },
  genericDistance: {
    name: 'distance from (G1)', symbol: 'distance from (G1)', unit: 'share of the norm of both matrices', sign: 'share',
    meaning: 'the distance of the two interaction matrices from the closest pair for which (G1) holds, over their norm',
    withoutWitness: MEAN,
    emitted: { robust: ROWS },
  },
} as const satisfies Quantities;
