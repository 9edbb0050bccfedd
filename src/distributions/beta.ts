/** beta(alpha,beta) on [0, 1], or beta(alpha,beta,a,b) stretched to [a, b]. */
import betainc from '@stdlib/math-base-special-betainc';
import { quantileByBisection, type Distribution } from './distribution.ts';
import { finiteArguments, requireInterval, requirePositive, type Family } from './family.ts';

export const beta: Family = {
  name: 'beta',
  usage: 'beta(alpha,beta) or beta(alpha,beta,a,b)',
  create(texts): Distribution {
    const names = texts.length === 4 ? ['alpha', 'beta', 'a', 'b'] : ['alpha', 'beta'];
    const [alpha, second, a = 0, b = 1] = finiteArguments(texts, names) as [number, number, number?, number?];
    requirePositive(alpha, 'alpha');
    requirePositive(second, 'beta');
    requireInterval(a, b);
    const support = [a, b] as const;
    const cdf = (x: number): number => (x <= a ? 0 : x >= b ? 1 : betainc((x - a) / (b - a), alpha, second));
    return {
      text: a === 0 && b === 1 ? `beta(${alpha},${second})` : `beta(${alpha},${second},${a},${b})`,
      support,
      cdf,
      quantile: (p) => quantileByBisection({ support, cdf }, p),
    };
  },
};
