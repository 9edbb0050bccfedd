/** Rationals cleared of denominators: plain BigInt is several times faster where a loop is hot. */
import type { Rational } from './rational.ts';

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Greatest common divisor, nonnegative. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [absolute(a), absolute(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The least positive whole number whose product with every value is whole. */
export function commonDenominator(values: readonly Rational[]): bigint {
  let common = 1n;
  for (const { d } of values) if (d !== 1n) common = (common / greatestCommonDivisor(common, d)) * d;
  return common;
}

/** The least positive whole number by which all values become whole, divided by what they then have in common. */
export function clearDenominators(values: readonly Rational[]): {
  readonly integers: bigint[];
  readonly factor: { readonly numerator: bigint; readonly denominator: bigint };
} {
  const common = commonDenominator(values);
  const integers = values.map(({ s, n, d }) => s * n * (common / d));
  let content = 0n;
  for (const value of integers) {
    content = greatestCommonDivisor(content, value);
    if (content === 1n) break;
  }
  if (content <= 1n) return { integers, factor: { numerator: common, denominator: 1n } };
  return { integers: integers.map((value) => value / content), factor: { numerator: common, denominator: content } };
}
