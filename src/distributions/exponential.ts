/** exponential(rate): density rate exp(-rate x) from 0 on. */
import { densityBetween } from './density.ts';
import type { Distribution } from './distribution.ts';
import { finiteArguments, requirePositive, type Family } from './family.ts';
import { unboundedLaw } from './unbounded.ts';

export const exponential: Family = {
  name: 'exponential',
  usage: 'exponential(rate)',
  create(texts): Distribution {
    const [rate] = finiteArguments(texts, ['rate']) as [number];
    requirePositive(rate, 'rate');
    return unboundedLaw(`exponential(${rate})`, {
      ends: [0, Infinity],
      cdf: (x) => (x <= 0 ? 0 : -Math.expm1(-rate * x)),
      survival: (x) => (x <= 0 ? 1 : Math.exp(-rate * x)),
      excess: (x) => (x <= 0 ? 1 / rate - x : Math.exp(-rate * x) / rate),
      shortfall: () => 0,
      densityOn: densityBetween((x) => rate * Math.exp(-rate * x)),
      mean: 1 / rate,
    }, 0, 1 / rate);
  },
};
