/** truncated-exponential(rate,a,b): density proportional to exp(-rate (x - a)) on [a, b]; the rate may be negative. */
import type { Distribution } from './distribution.ts';
import { finiteArguments, requireInterval, type Family } from './family.ts';

export const truncatedExponential: Family = {
  name: 'truncated-exponential',
  usage: 'truncated-exponential(rate,a,b)',
  create(texts): Distribution {
    const [rate, a, b] = finiteArguments(texts, ['rate', 'a', 'b']) as [number, number, number];
    requireInterval(a, b);
    if (rate === 0) throw new RangeError('rate must not be zero (that is uniform(a,b))');
    const total = -Math.expm1(-rate * (b - a));
    if (!Number.isFinite(total) || total === 0) throw new RangeError(`rate ${rate} is out of range for the interval [${a}, ${b}]`);
    return {
      text: `truncated-exponential(${rate},${a},${b})`,
      support: [a, b],
      cdf: (x) => (x <= a ? 0 : x >= b ? 1 : Math.min(1, -Math.expm1(-rate * (x - a)) / total)),
      quantile: (p) => (p <= 0 ? a : p >= 1 ? b : Math.min(b, Math.max(a, a - Math.log1p(-p * total) / rate))),
    };
  },
};
