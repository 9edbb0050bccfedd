/** pareto(least,shape): Pr(X > x) = (least / x)^shape from `least` on; without a mean where the shape is at most 1. */
import { densityBetween } from './density.ts';
import type { Distribution } from './distribution.ts';
import { finiteArguments, requirePositive, type Family } from './family.ts';
import { unboundedLaw } from './unbounded.ts';

export const pareto: Family = {
  name: 'pareto',
  usage: 'pareto(least,shape)',
  create(texts): Distribution {
    const [least, shape] = finiteArguments(texts, ['least', 'shape']) as [number, number];
    requirePositive(least, 'least');
    requirePositive(shape, 'shape');
    const log = (x: number): number => shape * Math.log1p((x - least) / least);
    const survival = (x: number): number => (x <= least ? 1 : Math.exp(-log(x)));
    const mean = shape > 1 ? (least * shape) / (shape - 1) : undefined;
    const beyond = (x: number): number => (mean === undefined ? Infinity : (x * survival(x)) / (shape - 1));
    return unboundedLaw(`pareto(${least},${shape})`, {
      ends: [least, Infinity],
      cdf: (x) => (x <= least ? 0 : -Math.expm1(-log(x))),
      survival,
      excess: (x) => (x <= least ? beyond(least) + (least - x) : beyond(x)),
      shortfall: () => 0,
      densityOn: densityBetween((x) => (shape / x) * survival(x)),
      mean,
    }, least, least);
  },
};
