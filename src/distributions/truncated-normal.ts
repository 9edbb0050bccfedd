/** truncated-normal(mean,sd,a,b): a normal law conditioned on [a, b]. */
import erfc from '@stdlib/math-base-special-erfc';
import { quantileByBisection, type Distribution } from './distribution.ts';
import { finiteArguments, requireInterval, requirePositive, type Family } from './family.ts';

/** Pr(from <= Z <= to) of a standard normal, without cancellation in either tail. */
function normalMass(from: number, to: number): number {
  const upperTail = (z: number): number => erfc(z / Math.SQRT2) / 2;
  return from + to > 0 ? upperTail(from) - upperTail(to) : upperTail(-to) - upperTail(-from);
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
