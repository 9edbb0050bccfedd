/** uniform(a,b): constant density on [a, b]. */
import type { Distribution } from './distribution.ts';
import { densityBetween } from './density.ts';
import { finiteArguments, requireInterval, type Family } from './family.ts';

export const uniform: Family = {
  name: 'uniform',
  usage: 'uniform(a,b)',
  create(texts): Distribution {
    const [a, b] = finiteArguments(texts, ['a', 'b']) as [number, number];
    requireInterval(a, b);
    return {
      text: `uniform(${a},${b})`,
      support: [a, b],
      cdf: (x) => (x <= a ? 0 : x >= b ? 1 : (x - a) / (b - a)),
      survival: (x) => (x <= a ? 1 : x >= b ? 0 : (b - x) / (b - a)),
      quantile: (p) => (p >= 1 ? b : a + p * (b - a)),
      mean: a + (b - a) / 2,
      evenOn: (low, high) => (low >= a && high <= b) || high <= a || low >= b,
      densityOn: densityBetween(() => 1 / (b - a)),
      powers: { low: 1, high: 1 },
    };
  },
};
