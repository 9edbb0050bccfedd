/**
 * Functions of one number in single precision, every operation rounded: plain twins of the f32x4 loops (kernels/simd/network-source.ts),
 * with the same bits on every machine. How far they are from the exact functions at the same argument:
 *
 *     tanh      TANH_ERROR    x P(x^2) / Q(x^2), x cut off at 9, coefficients fitted to tanh: all arguments were gone through, and none is
 *                             further off than 6.6 2^-24 (test/kernels/network-singles.test.ts takes some, or all of them)
 *     sigmoid   TANH_ERROR    1/2 + tanh(x / 2) / 2: half of that, and the sum's rounding, at most 2^-25 as no sum is above 1
 *     power     POWER_ERROR   relative, of x from -87 to 0; below e^x < 2^-125 is 0. x = k ln 2 + r: r is off by less than 2^-25, the
 *                             polynomial, of degree 7, by 5 10^-9 and its roundings, which are of numbers below 1/2 but for the last
 */
import { PER_LN2 } from './functions.ts';

const single = Math.fround;

export const SINGLES = {
  /** Products of a sum that are added up by themselves. */
  block: 16,
  rounder: 1.5 * 2 ** 23,
  /** Nine bits of it, so that products with whole numbers up to 2^15 are exact. */
  ln2High: 0.693359375,
  ln2Low: single(Math.LN2 - 0.693359375),
  coefficients: [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040].map(single),
  powerLeast: -87,
  tanhMost: 9,
  /** Of 1, x^2, x^4, ..: above, and below the line. */
  tanhAbove: [0.9999998807907104, 0.13373196125030518, 0.003486580215394497, 2.0471801690291613e-5, 1.3184185299053297e-8].map(single),
  tanhBelow: [1, 0.46706491708755493, 0.0258419718593359, 0.00032713825930841267, 7.702647053520195e-7].map(single),
} as const;

export const TANH_ERROR = 2 ** -21;
export const POWER_ERROR = 2 ** -22;

/** Coefficients of 1, x, x^2, .. at x. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients.at(-1)!;
  for (let n = coefficients.length - 2; n >= 0; n--) sum = single(single(sum * x) + coefficients[n]!);
  return sum;
}

/** All arguments below are single precision. */
export function singleTanh(x: number): number {
  const near = Math.max(-SINGLES.tanhMost, Math.min(SINGLES.tanhMost, x));
  const square = single(near * near);
  return single(single(near * polynomial(SINGLES.tanhAbove, square)) / polynomial(SINGLES.tanhBelow, square));
}

export const singleSigmoid = (x: number): number => single(0.5 + single(0.5 * singleTanh(single(0.5 * x))));

/** e^x for x <= 0. */
export function singlePower(x: number): number {
  if (x < SINGLES.powerLeast) return 0;
  const k = single(single(single(x * single(PER_LN2)) + SINGLES.rounder) - SINGLES.rounder);
  const r = single(single(x - single(k * SINGLES.ln2High)) - single(k * SINGLES.ln2Low));
  const rest = single(r + single(single(r * r) * polynomial(SINGLES.coefficients, r)));
  const scale = 2 ** k;
  return single(single(scale * rest) + scale);
}

/** bias + sum of weights times x, both from an index on, as the loop adds up. */
export function singleSum(bias: number, weights: readonly number[], x: readonly number[]): number {
  let whole = single(bias);
  for (let from = 0; from < weights.length; from += SINGLES.block) {
    const products = weights.slice(from, from + SINGLES.block).map((weight, k) => single(single(weight) * x[from + k]!));
    whole = single(whole + products.reduce((sum, product) => single(sum + product)));
  }
  return whole;
}
