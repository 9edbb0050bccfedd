/** gamma(shape,scale): density proportional to x^(shape - 1) exp(-x / scale) from 0 on. */
import gammaln from '@stdlib/math-base-special-gammaln';
import { densityBetween } from './density.ts';
import type { Distribution } from './distribution.ts';
import { finiteArguments, requirePositive, type Family } from './family.ts';
import { lowerGamma, upperGamma } from './incomplete-gamma.ts';
import { unboundedLaw } from './unbounded.ts';

const LEAST = 0.01;
const MOST = 1e5;

export const gamma: Family = {
  name: 'gamma',
  usage: 'gamma(shape,scale)',
  create(texts): Distribution {
    const [shape, scale] = finiteArguments(texts, ['shape', 'scale']) as [number, number];
    requirePositive(scale, 'scale');
    if (!(shape >= LEAST && shape <= MOST)) throw new RangeError(`shape must be from ${LEAST} to ${MOST}, got ${shape}`);
    const mean = shape * scale;
    return unboundedLaw(`gamma(${shape},${scale})`, {
      ends: [0, Infinity],
      cdf: (x) => (x <= 0 ? 0 : lowerGamma(shape, x / scale)),
      survival: (x) => (x <= 0 ? 1 : upperGamma(shape, x / scale)),
      excess: (x) => (x <= 0 ? mean - x : Math.max(0, mean * upperGamma(shape + 1, x / scale) - x * upperGamma(shape, x / scale))),
      shortfall: () => 0,
      densityOn: densityBetween((x) => {
        const power = shape === 1 ? 0 : (shape - 1) * Math.log(x / scale);
        return Math.exp(power - x / scale - gammaln(shape)) / scale;
      }, [(shape - 1) * scale]),
      mean,
    }, mean, scale * Math.sqrt(shape));
  },
};
