/** weibull(shape,scale): Pr(X > x) = exp(-(x / scale)^shape) from 0 on. */
import gammaln from '@stdlib/math-base-special-gammaln';
import { densityBetween } from './density.ts';
import type { Distribution } from './distribution.ts';
import { finiteArguments, requirePositive, type Family } from './family.ts';
import { upperGamma } from './incomplete-gamma.ts';
import { unboundedLaw } from './unbounded.ts';

const LEAST = 0.05;
const MOST = 1e4;

export const weibull: Family = {
  name: 'weibull',
  usage: 'weibull(shape,scale)',
  create(texts): Distribution {
    const [shape, scale] = finiteArguments(texts, ['shape', 'scale']) as [number, number];
    requirePositive(scale, 'scale');
    if (!(shape >= LEAST && shape <= MOST)) throw new RangeError(`shape must be from ${LEAST} to ${MOST}, got ${shape}`);
    const power = (x: number): number => (x / scale) ** shape;
    const mean = scale * Math.exp(gammaln(1 + 1 / shape));
    return unboundedLaw(`weibull(${shape},${scale})`, {
      ends: [0, Infinity],
      cdf: (x) => (x <= 0 ? 0 : -Math.expm1(-power(x))),
      survival: (x) => (x <= 0 ? 1 : Math.exp(-power(x))),
      // int_x^inf exp(-(y / scale)^shape) dy, with (y / scale)^shape for the variable.
      excess: (x) => (x <= 0 ? mean - x : mean * upperGamma(1 / shape, power(x))),
      shortfall: () => 0,
      densityOn: densityBetween((x) => {
        const rise = shape === 1 ? 0 : (shape - 1) * Math.log(x / scale);
        return (shape / scale) * Math.exp(rise - power(x));
      }, shape > 1 ? [scale * (1 - 1 / shape) ** (1 / shape)] : []),
      mean,
    }, 0, scale);
  },
};
