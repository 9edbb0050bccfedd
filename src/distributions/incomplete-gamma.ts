/**
 * Regularised incomplete gamma functions, each to full relative precision where it is the smaller one: the power series below the mean,
 * the continued fraction above it (Gautschi 1979), with a prefactor that keeps its digits for large shapes.
 */
import gammaln from '@stdlib/math-base-special-gammaln';
import { log1pMinus } from './log1p-minus.ts';

/** From here on Stirling's series is exact to rounding. */
const STIRLING = 10;
const TERMS = 100_000;
const TINY = 1e-300;

/** log Gamma(a) less its leading terms (a - 1/2) log a - a + log(2 pi) / 2. */
function stirlingRest(a: number): number {
  const s = 1 / (a * a);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / a;
}

/** x^a exp(-x) / Gamma(a). */
function prefactor(a: number, x: number): number {
  if (a < STIRLING) return Math.exp(a * Math.log(x) - x - gammaln(a));
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * log1pMinus((x - a) / a) - stirlingRest(a));
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < TERMS && term > sum * 1e-17; n++) sum += term *= x / (a + n);
  return prefactor(a, x) * sum;
}

/** Lentz's method. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < TERMS; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b || TINY);
    c = b + step / c || TINY;
    const change = c * d;
    h *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return prefactor(a, x) * h;
}

/** P(a, x) = gamma(a, x) / Gamma(a), for x > 0. */
export const lowerGamma = (a: number, x: number): number => Math.min(1, x < a + 1 ? series(a, x) : 1 - fraction(a, x));

/** Q(a, x) = 1 - P(a, x). */
export const upperGamma = (a: number, x: number): number => Math.min(1, x < a + 1 ? 1 - series(a, x) : fraction(a, x));
