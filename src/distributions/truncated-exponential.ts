/** truncated-exponential(rate,a,b): density proportional to exp(-rate (x - a)) on [a, b]; the rate may be negative. */
import type { Distribution } from './distribution.ts';
import { densityBetween } from './density.ts';
import { finiteArguments, requireInterval, type Family } from './family.ts';

/** rate (b - a) below this is a uniform law to the last digit. */
const LEAST = 1e-15;

export const truncatedExponential: Family = {
  name: 'truncated-exponential',
  usage: 'truncated-exponential(rate,a,b)',
  create(texts): Distribution {
    const [rate, a, b] = finiteArguments(texts, ['rate', 'a', 'b']) as [number, number, number];
    requireInterval(a, b);
    if (rate === 0) throw new RangeError('rate must not be zero (that is uniform(a,b))');
    const width = b - a;
    const size = Math.abs(rate) * width;
    if (size < LEAST) throw new RangeError(`rate ${rate} makes no difference on [${a}, ${b}]: take uniform(${a},${b})`);
    if (!Number.isFinite(size)) throw new RangeError(`rate ${rate} is out of range for the interval [${a}, ${b}]`);
    const steep = Math.abs(rate);
    const total = -Math.expm1(-steep * width);
    // Mass within a distance of the end at which the density is highest, and of what lies beyond.
    const near = (distance: number): number => Math.min(1, -Math.expm1(-steep * distance) / total);
    const far = (distance: number, rest: number): number => Math.min(1, (Math.exp(-steep * distance) * -Math.expm1(-steep * rest)) / total);
    const distanceOf = (mass: number): number => -Math.log1p(-mass * total) / steep;
    // From the other end to the point beyond which `mass` lies.
    const distanceBeyond = (mass: number): number => {
      const rise = mass * total * Math.exp(size);
      if (rise < 1) return Math.log1p(rise) / steep;
      return width - (mass < 0.5 ? -Math.log(mass * total + Math.exp(-size)) / steep : distanceOf(1 - mass));
    };
    const inside = (x: number): number => Math.min(b, Math.max(a, x));
    const up = rate < 0;
    return {
      text: `truncated-exponential(${rate},${a},${b})`,
      support: [a, b],
      cdf: (x) => (x <= a ? 0 : x >= b ? 1 : up ? far(b - x, x - a) : near(x - a)),
      survival: (x) => (x <= a ? 1 : x >= b ? 0 : up ? near(b - x) : far(x - a, b - x)),
      quantile: (p) => (p <= 0 ? a : p >= 1 ? b : inside(up ? a + distanceBeyond(p) : a + distanceOf(p))),
      densityOn: densityBetween((x) => (steep * Math.exp(-steep * (up ? b - x : x - a))) / total),
      powers: { low: 1, high: 1 },
    };
  },
};
