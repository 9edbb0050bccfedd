/** beta(alpha,beta) on [0, 1], or beta(alpha,beta,a,b) stretched to [a, b]; parameters from 0.001 to 10^15. */
import { betainc } from '../statistics/incomplete-beta.ts';
import { quantileBySearch, type Distribution } from './distribution.ts';
import { finiteArguments, requireInterval, requirePositive, type Family } from './family.ts';
import { largeBeta } from './large-beta.ts';

/** Where both parameters exceed this, the expansions of the library begin to lose digits. */
const LARGE = 1e5;
const LEAST = 1e-3;
const MOST = 1e15;

/** Regularised incomplete beta function and its complement. */
function onUnit(alpha: number, second: number): { cdf(x: number): number; survival(x: number): number } {
  if (Math.min(alpha, second) > LARGE) return largeBeta(alpha, second);
  return { cdf: (x) => betainc(x, alpha, second), survival: (x) => betainc(x, alpha, second, true) };
}

export const beta: Family = {
  name: 'beta',
  usage: 'beta(alpha,beta) or beta(alpha,beta,a,b)',
  create(texts): Distribution {
    const names = texts.length === 4 ? ['alpha', 'beta', 'a', 'b'] : ['alpha', 'beta'];
    const [alpha, second, a = 0, b = 1] = finiteArguments(texts, names) as [number, number, number?, number?];
    for (const [value, name] of [[alpha, 'alpha'], [second, 'beta']] as const) {
      requirePositive(value, name);
      if (value < LEAST || value > MOST) throw new RangeError(`${name} must be from ${LEAST} to ${MOST}, got ${value}`);
    }
    requireInterval(a, b);
    const unit = onUnit(alpha, second);
    const support = [a, b] as const;
    const cdf = (x: number): number => (x <= a ? 0 : x >= b ? 1 : unit.cdf((x - a) / (b - a)));
    return {
      text: a === 0 && b === 1 ? `beta(${alpha},${second})` : `beta(${alpha},${second},${a},${b})`,
      support,
      cdf,
      survival: (x) => (x <= a ? 1 : x >= b ? 0 : unit.survival((x - a) / (b - a))),
      quantile: (p) => quantileBySearch({ support, cdf }, p),
      mean: a + (b - a) * (alpha / (alpha + second)),
    };
  },
};
