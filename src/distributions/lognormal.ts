/** lognormal(m,s): exp of a normal number with mean m and standard deviation s. */
import { normalUpperTail } from '../statistics/normal.ts';
import { densityBetween } from './density.ts';
import type { Distribution } from './distribution.ts';
import { finiteArguments, requirePositive, type Family } from './family.ts';
import { unboundedLaw } from './unbounded.ts';

export const lognormal: Family = {
  name: 'lognormal',
  usage: 'lognormal(m,s)',
  create(texts): Distribution {
    const [m, s] = finiteArguments(texts, ['m', 's']) as [number, number];
    requirePositive(s, 's');
    const z = (x: number): number => (Math.log(x) - m) / s;
    const mean = Math.exp(m + (s * s) / 2);
    const median = Math.exp(m);
    return unboundedLaw(`lognormal(${m},${s})`, {
      ends: [0, Infinity],
      cdf: (x) => (x <= 0 ? 0 : normalUpperTail(-z(x))),
      survival: (x) => (x <= 0 ? 1 : normalUpperTail(z(x))),
      excess: (x) => (x <= 0 ? mean - x : Math.max(0, mean * normalUpperTail(z(x) - s) - x * normalUpperTail(z(x)))),
      shortfall: () => 0,
      densityOn: densityBetween((x) => (x <= 0 ? 0 : Math.exp(-0.5 * z(x) ** 2) / (x * s * Math.sqrt(2 * Math.PI))), [Math.exp(m - s * s)]),
      mean,
    }, median, median);
  },
};
