/** beta(alpha,beta) on [0, 1], or beta(alpha,beta,a,b) stretched to [a, b]; parameters from 0.001 to 10^15. */
import gammaln from '@stdlib/math-base-special-gammaln';
import { betainc } from '../statistics/incomplete-beta.ts';
import { quantileBySearch, type Distribution } from './distribution.ts';
import { densityBetween } from './density.ts';
import { finiteArguments, requireInterval, requirePositive, type Family } from './family.ts';
import { largeBeta } from './large-beta.ts';

/** Of bounds that a law tells of itself. */
const OUTWARD = 1e-9;
/** Where both parameters exceed this, the expansions of the library begin to lose digits. */
const LARGE = 1e5;
const LEAST = 1e-3;
const MOST = 1e15;

/** Sums of no more than so many terms take the place of the library's continued fractions, which take some ten times as long. */
const TERMS_MOST = 12;

/**
 * x^a (1 + sum over i from 1 to b - 1 of C(a + i - 1, i) y^i) for whole numbers a, b and y = 1 - x: the chance that among a + b - 1 draws
 * at least a lie at or below x. Nothing is subtracted, so all digits but the last one or two are right, also near 0.
 */
function wholeShapes(a: number, b: number): (x: number, y: number) => number {
  const coefficients = [1];
  for (let i = 1; i < b; i++) coefficients.push((coefficients[i - 1]! * (a + i - 1)) / i);
  return (x, y) => {
    let sum = coefficients[b - 1]!;
    for (let i = b - 2; i >= 0; i--) sum = sum * y + coefficients[i]!;
    let power = x;
    for (let i = 1; i < a; i++) power *= x;
    return power * sum;
  };
}

/** Regularised incomplete beta function and its complement. */
function onUnit(alpha: number, second: number): { cdf(x: number): number; survival(x: number): number } {
  if (Number.isInteger(alpha) && Number.isInteger(second) && alpha + second <= TERMS_MOST) {
    const [below, above] = [wholeShapes(alpha, second), wholeShapes(second, alpha)];
    // The smaller of the two is summed up: next to 1 a sum would waver in its last digit.
    const mean = alpha / (alpha + second);
    return {
      cdf: (x) => (x <= mean ? below(x, 1 - x) : 1 - above(1 - x, x)), survival: (x) => (x <= mean ? 1 - below(x, 1 - x) : above(1 - x, x)),
    };
  }
  if (Math.min(alpha, second) > LARGE) return largeBeta(alpha, second);
  return { cdf: (x) => betainc(x, alpha, second), survival: (x) => betainc(x, alpha, second, true) };
}

/** Turns at its mode, or where it is least. */
function betaDensity(alpha: number, second: number, a: number, b: number): NonNullable<Distribution['densityOn']> {
  const constant = gammaln(alpha + second) - gammaln(alpha) - gammaln(second) - Math.log(b - a);
  const power = (shape: number, share: number): number => (shape === 1 ? 0 : (shape - 1) * Math.log(share));
  const density = (x: number): number => Math.exp(constant + power(alpha, (x - a) / (b - a)) + power(second, (b - x) / (b - a)));
  const turn = (alpha - 1) / (alpha + second - 2);
  return densityBetween(density, turn > 0 && turn < 1 ? [a + turn * (b - a)] : []);
}

/**
 * On the unit, next to 1: 1 - F(x) = int_x^1 t^(alpha - 1) (1 - t)^(second - 1) dt / B, where t^(alpha - 1) lies between its values at x
 * and 1: so (1 - x) f / (1 - F) is at most second times what it is at x by its least, and 1 - F at most (1 - x)^second / (second B) times
 * its largest. Next to 0 the same with the parameters changed round.
 */
function betaTail(alpha: number, second: number, a: number, b: number): NonNullable<Distribution['tailOn']> {
  const log = gammaln(alpha) + gammaln(second) - gammaln(alpha + second);
  return (end, x) => {
    const [first, power, share] = end === 'high' ? [alpha, second, (x - a) / (b - a)] : [second, alpha, (b - x) / (b - a)];
    const turned = Math.max(1, share ** (first - 1));
    const reach = Math.exp((Math.log(turned / power) - log) / power) / (b - a);
    return { power, rate: power * turned * (1 + OUTWARD), reach: reach * (1 + OUTWARD) };
  };
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
    const [unit, mirrored] = [onUnit(alpha, second), onUnit(second, alpha)];
    const support = [a, b] as const;
    const cdf = (x: number): number => (x <= a ? 0 : x >= b ? 1 : unit.cdf((x - a) / (b - a)));
    return {
      text: a === 0 && b === 1 ? `beta(${alpha},${second})` : `beta(${alpha},${second},${a},${b})`,
      support,
      cdf,
      // Near the upper end the distance from there has all its digits; one less the share of the way there has few.
      survival: (x) => {
        const [share, rest] = [(x - a) / (b - a), (b - x) / (b - a)];
        if (x <= a || x >= b) return x <= a ? 1 : 0;
        return rest === 1 - share ? unit.survival(share) : mirrored.cdf(rest);
      },
      quantile: (p) => quantileBySearch({ support, cdf }, p),
      mean: a + (b - a) * (alpha / (alpha + second)),
      ...(Math.max(alpha, second) > LARGE ? {} : { densityOn: betaDensity(alpha, second, a, b), tailOn: betaTail(alpha, second, a, b) }),
      powers: { low: alpha, high: second },
    };
  },
};
