/** normal(mean,sd), on the whole line. */
import { normalUpperTail } from '../statistics/normal.ts';
import { densityBetween } from './density.ts';
import type { Distribution } from './distribution.ts';
import { finiteArguments, requirePositive, type Family } from './family.ts';
import { unboundedLaw } from './unbounded.ts';

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** E (Z - z)^+ of the standard normal law. */
const standardExcess = (z: number): number => Math.max(0, density(z) - z * normalUpperTail(z));

export const normal: Family = {
  name: 'normal',
  usage: 'normal(mean,sd)',
  create(texts): Distribution {
    const [mean, sd] = finiteArguments(texts, ['mean', 'sd']) as [number, number];
    requirePositive(sd, 'sd');
    const z = (x: number): number => (x - mean) / sd;
    return unboundedLaw(`normal(${mean},${sd})`, {
      ends: [-Infinity, Infinity],
      cdf: (x) => normalUpperTail(-z(x)),
      survival: (x) => normalUpperTail(z(x)),
      excess: (x) => sd * standardExcess(z(x)),
      shortfall: (x) => sd * standardExcess(-z(x)),
      densityOn: densityBetween((x) => density(z(x)) / sd, [mean]),
      mean,
    }, mean, sd);
  },
};
