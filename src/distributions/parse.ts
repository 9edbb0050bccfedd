/** `beta(2,3)` -> Distribution. One line per family. */
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { beta } from './beta.ts';
import { discrete } from './discrete.ts';
import type { Distribution } from './distribution.ts';
import { empirical } from './empirical.ts';
import { exponential } from './exponential.ts';
import type { Family } from './family.ts';
import { gamma } from './gamma.ts';
import { lognormal } from './lognormal.ts';
import { mixtureOf } from './mixture.ts';
import { normal } from './normal.ts';
import { pareto } from './pareto.ts';
import { piecewiseLinear } from './piecewise-linear.ts';
import { truncatedExponential } from './truncated-exponential.ts';
import { truncatedNormal } from './truncated-normal.ts';
import { uniform } from './uniform.ts';
import { weibull } from './weibull.ts';

export const families: readonly Family[] = [
  uniform, beta, truncatedNormal, truncatedExponential, piecewiseLinear, normal, lognormal, exponential, pareto, gamma, weibull, discrete,
  mixtureOf(lawOf), empirical,
];

/** What names no law at all. */
class Unread extends RangeError {}

/** Throws RangeError where the text is no law. Parentheses are for the parts of a mixture. */
function lawOf(text: string): Distribution {
  const match = /^\s*([a-z-]+)\s*\((.*)\)\s*$/is.exec(text);
  const inner = match?.[2] ?? '';
  const isMixture = match?.[1]!.toLowerCase() === 'mixture';
  if (isMixture && /\bmixture\s*\(/i.test(inner)) {
    throw new RangeError('mixture(w1:law1,w2:law2,...): a part is no mixture; write its parts, each weight times its own');
  }
  if (!match || (isMixture ? !isMixed(inner) : /[()]/.test(inner))) throw new Unread(`cannot read ${quote(text)}`);
  const family = families.find(({ name }) => name === match[1]!.toLowerCase());
  if (!family) throw new Unread(`unknown family ${quote(match[1]!)}`);
  try {
    return family.create(inner.trim() === '' ? [] : inner.split(isMixture ? OUTSIDE : ',').map((part) => part.trim()));
  } catch (error) {
    if (error instanceof RangeError && !(error instanceof Unread)) throw new RangeError(`${family.usage}: ${error.message}`);
    throw error;
  }
}

/** Commas that no parentheses, one deep, stand round. */
const OUTSIDE = /,(?![^(]*\))/;
/** Parentheses are closed, and none stands within another. */
const isMixed = (parts: string): boolean => /^[^()]*(\([^()]*\)[^()]*)*$/.test(parts);

/**
 * The law that the text names. Throws InputError naming `field`.
 *
 *     import { parseDistribution } from 'misreport';
 *
 *     const law = parseDistribution('beta(2,3)');
 *     console.assert(law.cdf(0) === 0 && law.cdf(1) === 1);
 */
export function parseDistribution(text: string, field = 'distribution'): Distribution {
  try {
    return lawOf(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const accepted = families.map((family) => family.usage).join('; ');
    throw new InputError(field, error instanceof Unread ? `${error.message}; accepted: ${accepted}` : error.message);
  }
}
