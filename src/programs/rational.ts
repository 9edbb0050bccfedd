/** Exact rationals, read from the text a user wrote: `0.1` is one tenth, `1/3` is a third. */
import { Fraction } from 'fraction.js';
import { InputError } from '../errors.ts';

export type Rational = Fraction;

export const ZERO: Rational = new Fraction(0);
export const ONE: Rational = new Fraction(1);

/** The rational of a whole number, or of a pair of them. */
export const rational = (numerator: number | bigint, denominator: number | bigint = 1): Rational => new Fraction(numerator, denominator);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** `3`, `-0.25`, `1e-3`; undefined where the text is no decimal number. */
function readDecimal(text: string): Rational | undefined {
  if (!NUMBER.test(text)) return undefined;
  const [digits, exponent = '0'] = text.toLowerCase().split('e');
  const value = new Fraction(digits!.replace(/\.$/, ''));
  const power = Number(exponent);
  const scale = new Fraction(10n ** BigInt(Math.abs(power)));
  return power < 0 ? value.div(scale) : value.mul(scale);
}

/** The rational that a text names: a decimal, or a quotient of two; undefined where it is neither. */
export function readRational(text: string): Rational | undefined {
  const [numerator, denominator, ...rest] = text.split('/').map((part) => readDecimal(part.trim()));
  if (rest.length > 0 || numerator === undefined) return undefined;
  if (!text.includes('/')) return numerator;
  return denominator === undefined || denominator.n === 0n ? undefined : numerator.div(denominator);
}

/** The rational that a text or a number names; a number is taken at its shortest decimal form. Throws InputError naming `field`. */
export function parseRational(given: string | number, field: string): Rational {
  const value = readRational(String(given));
  if (value === undefined) throw new InputError(field, `must be a number such as 2, -0.5 or 1/3, got '${String(given).slice(0, 60)}'`);
  return value;
}

/** `1`, `16/3`, `-1/2`: reduced, as results print it in `exact`. */
export const rationalText = (value: Rational): string => value.toFraction();

/** `\frac{16}{3}`; whole numbers as they are. */
export function rationalLatex(value: Rational): string {
  const sign = value.s < 0n ? '-' : '';
  return value.d === 1n ? `${sign}${value.n}` : `${sign}\\frac{${value.n}}{${value.d}}`;
}

/** Doubles below which a quotient of two neither overflows nor loses digits. */
const LARGE = 2 ** 1000;

const bits = (value: bigint): number => value.toString(16).length * 4;

/** The double nearest to the rational, up to two roundings; infinite only beyond the range of doubles. */
export function rationalNumber(value: Rational): number {
  const { s, n, d } = value;
  const [above, below] = [Number(n), Number(d)];
  if (above < LARGE && below < LARGE) return Number(s) * (above / below);
  const shift = BigInt(Math.max(0, Math.max(bits(n), bits(d)) - 1000));
  if (shift === 0n) return Number(s) * (Number(n) / Number(d));
  const excess = bits(n) - bits(d);
  const scaled = excess > 0 ? Number((n << 64n) / (d << BigInt(excess))) : Number((n << BigInt(64 - excess)) / d);
  return Number(s) * scaled * 2 ** (excess - 64);
}

export const sum = (values: Iterable<Rational>): Rational => {
  let total = ZERO;
  for (const value of values) total = total.add(value);
  return total;
};

/** Entries of a list beyond which they are counted. */
const LISTED = 24;

/** A list in a sentence: `[1/3, 2/3]`; a long one whose entries are all alike, or its first entries and how many follow. */
export function listText(values: readonly Rational[], text: (value: Rational) => string = rationalText): string {
  if (values.length <= LISTED) return `[${values.map(text).join(', ')}]`;
  if (values.every((value) => value.equals(values[0]!))) return `[${text(values[0]!)}, ${values.length} times]`;
  return `[${values.slice(0, LISTED).map(text).join(', ')}, and ${values.length - LISTED} more]`;
}

export const isZero = (value: Rational): boolean => value.n === 0n;

/** -1, 0 or 1. */
export const sign = (value: Rational): -1 | 0 | 1 => (value.n === 0n ? 0 : value.s < 0n ? -1 : 1);
