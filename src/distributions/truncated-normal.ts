/** truncated-normal(mean,sd,a,b): a normal law conditioned on [a, b]. */
import { normalUpperTail } from '../statistics/normal.ts';
import { quantileByBisection, type Distribution } from './distribution.ts';
import { finiteArguments, requireInterval, requirePositive, type Family } from './family.ts';

/** Nodes and weights of Gauss-Legendre quadrature of order eight on [-1, 1]. */
const GAUSS: readonly (readonly [number, number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
];
/** Where the density changes by less than a factor of about 1.6 over an interval, quadrature of it is exact in doubles. */
const NARROW = 0.5;

/** Pr(from <= Z <= to) of a standard normal, without cancellation in either tail or between close ends. */
function normalMass(from: number, to: number): number {
  const half = (to - from) / 2;
  const middle = from + half;
  if (2 * half * (1 + Math.max(Math.abs(from), Math.abs(to))) < NARROW) {
    const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    return half * GAUSS.reduce((sum, [node, weight]) => sum + weight * (density(middle - half * node) + density(middle + half * node)), 0);
  }
  return from + to > 0 ? normalUpperTail(from) - normalUpperTail(to) : normalUpperTail(-to) - normalUpperTail(-from);
}

export const truncatedNormal: Family = {
  name: 'truncated-normal',
  usage: 'truncated-normal(mean,sd,a,b)',
  create(texts): Distribution {
    const [mean, sd, a, b] = finiteArguments(texts, ['mean', 'sd', 'a', 'b']) as [number, number, number, number];
    requirePositive(sd, 'sd');
    requireInterval(a, b);
    const standard = (x: number): number => (x - mean) / sd;
    const total = normalMass(standard(a), standard(b));
    if (!(total > 1e-280)) throw new RangeError(`the interval [${a}, ${b}] lies too far from the mean to hold any mass`);
    const support = [a, b] as const;
    const cdf = (x: number): number => (x <= a ? 0 : x >= b ? 1 : Math.min(1, normalMass(standard(a), standard(x)) / total));
    return { text: `truncated-normal(${mean},${sd},${a},${b})`, support, cdf, quantile: (p) => quantileByBisection({ support, cdf }, p) };
  },
};
