/** What a menu's payoffs are worth together, by the definitions of Guo18 section 1.5.3. */
import { InputError } from '../../../errors.ts';
import { parseRational, rational, ZERO, type Rational } from '../../../programs/rational.ts';
import type { MechanismFile } from './file.ts';

type Worth = (payoffs: readonly Rational[]) => Rational;

const ordered = (values: readonly Rational[]): Rational[] => [...values].sort((a, b) => a.compare(b));

/** v(x) = the least over k of the line with slope k through v's kinks: a concave function is the least of its tangents. */
function concave(kinks: readonly Rational[], slopes: readonly Rational[]): (x: Rational) => Rational {
  if (slopes.length !== kinks.length + 1) throw new InputError('preference.slopes', 'must be one more than kinks');
  if (slopes.some((slope, k) => slope.compare(ZERO) <= 0 || (k > 0 && slope.compare(slopes[k - 1]!) > 0)))
    throw new InputError('preference.slopes', 'must be positive and not increase');
  // Lines meet at the kinks; the first passes through the origin until the constant is set right below.
  let constant = ZERO;
  const lines = slopes.map((slope, k) => {
    if (k > 0) constant = constant.add(slopes[k - 1]!.sub(slope).mul(kinks[k - 1]!));
    return { slope, constant };
  });
  const at = (x: Rational): Rational => ordered(lines.map((line) => line.slope.mul(x).add(line.constant)))[0]!;
  const origin = at(ZERO);
  return (x) => at(x).sub(origin);
}

/** Throws InputError where the preference of the file makes no sense. */
export function worthOf({ preference }: MechanismFile, rules: number): Worth {
  if (preference === 'maxmin') return (payoffs) => ordered(payoffs)[0]!;
  if ('alpha' in preference) {
    const alpha = parseRational(preference.alpha, 'preference.alpha');
    if (alpha.compare(ZERO) < 0 || alpha.compare(rational(1)) > 0) throw new InputError('preference.alpha', 'must be in [0, 1]');
    return (payoffs) => ordered(payoffs)[0]!.mul(alpha).add(ordered(payoffs).at(-1)!.mul(rational(1).sub(alpha)));
  }
  const read = (texts: readonly string[], field: string): Rational[] => texts.map((value) => parseRational(value, `preference.${field}`));
  const weights = read(preference.weights, 'weights');
  const total = weights.reduce((sum, weight) => sum.add(weight), ZERO);
  if (weights.length !== rules || !total.equals(1) || weights.some((weight) => weight.compare(ZERO) < 0))
    throw new InputError('preference.weights', 'must be a probability for each rule');
  const v = concave(read(preference.kinks, 'kinks'), read(preference.slopes, 'slopes'));
  return (payoffs) => payoffs.reduce((sum, payoff, k) => sum.add(weights[k]!.mul(v(payoff))), ZERO);
}
