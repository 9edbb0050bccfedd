/** truncated-normal(mean,sd,a,b): a normal law conditioned on [a, b], however far from its mean. */
import { quantileBySearch, type Distribution } from './distribution.ts';
import { densityBetween } from './density.ts';
import { finiteArguments, requireInterval, requirePositive, type Family } from './family.ts';
import { scaledNormalMass } from './normal-tail.ts';

export const truncatedNormal: Family = {
  name: 'truncated-normal',
  usage: 'truncated-normal(mean,sd,a,b)',
  create(texts): Distribution {
    const [mean, sd, a, b] = finiteArguments(texts, ['mean', 'sd', 'a', 'b']) as [number, number, number, number];
    requirePositive(sd, 'sd');
    requireInterval(a, b);
    // Everything is relative to the density at the point of the interval nearest to the mean.
    const nearest = Math.min(b, Math.max(a, mean));
    const anchor = (nearest - mean) / sd;
    const tooFar = new RangeError(`the interval [${a}, ${b}] lies too far from the mean for double precision`);
    if (!Number.isFinite(anchor * ((b - a) / sd))) throw tooFar;
    const mass = (from: number, to: number): number => scaledNormalMass(anchor, (from - nearest) / sd, (to - from) / sd);
    const total = mass(a, b);
    if (!(total > 0)) throw tooFar;
    const support = [a, b] as const;
    const share = (from: number, to: number): number => Math.min(1, Math.max(0, mass(from, to) / total));
    const cdf = (x: number): number => (x <= a ? 0 : x >= b ? 1 : share(a, x));
    return {
      text: `truncated-normal(${mean},${sd},${a},${b})`,
      support,
      cdf,
      survival: (x) => (x <= a ? 1 : x >= b ? 0 : share(x, b)),
      quantile: (p) => quantileBySearch({ support, cdf }, p),
      densityOn: densityBetween((x) => Math.exp(-0.5 * ((x - nearest) / sd) * ((x - mean) / sd + anchor)) / (total * sd), [mean]),
      powers: { low: 1, high: 1 },
    };
  },
};
