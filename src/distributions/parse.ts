/** `beta(2,3)` -> Distribution. One line per family. */
import { InputError } from '../errors.ts';
import { beta } from './beta.ts';
import { discrete } from './discrete.ts';
import type { Distribution } from './distribution.ts';
import { empirical } from './empirical.ts';
import { exponential } from './exponential.ts';
import type { Family } from './family.ts';
import { gamma } from './gamma.ts';
import { lognormal } from './lognormal.ts';
import { normal } from './normal.ts';
import { pareto } from './pareto.ts';
import { piecewiseLinear } from './piecewise-linear.ts';
import { truncatedExponential } from './truncated-exponential.ts';
import { truncatedNormal } from './truncated-normal.ts';
import { uniform } from './uniform.ts';
import { weibull } from './weibull.ts';

export const families: readonly Family[] = [
  uniform, beta, truncatedNormal, truncatedExponential, piecewiseLinear, normal, lognormal, exponential, pareto, gamma, weibull, discrete,
  empirical,
];

/**
 * The law that the text names. Throws InputError naming `field`.
 *
 *     import { parseDistribution } from 'misreport';
 *
 *     const law = parseDistribution('beta(2,3)');
 *     console.assert(law.cdf(0) === 0 && law.cdf(1) === 1);
 */
export function parseDistribution(text: string, field = 'distribution'): Distribution {
  const match = /^\s*([a-z-]+)\s*\(([^()]*)\)\s*$/i.exec(text);
  const accepted = families.map((family) => family.usage).join('; ');
  if (!match) throw new InputError(field, `cannot read '${text}'; accepted: ${accepted}`);
  const family = families.find(({ name }) => name === match[1]!.toLowerCase());
  if (!family) throw new InputError(field, `unknown family '${match[1]}'; accepted: ${accepted}`);
  try {
    return family.create(match[2]!.trim() === '' ? [] : match[2]!.split(',').map((part) => part.trim()));
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(field, `${family.usage}: ${error.message}`);
    throw error;
  }
}
