import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { evaluate, expressionText, parseExpression } from '../../src/programs/expression.ts';
import {
  listText, parseRational, rational, rationalLatex, rationalNumber, rationalText, readRational,
} from '../../src/programs/rational.ts';

describe('parseRational', () => {
  it.each([
    ['1/3', '1/3'], ['0.1', '1/10'], ['-0.5', '-1/2'], ['+7', '7'], ['.25', '1/4'], ['2.', '2'], ['1e-3', '1/1000'], ['2.5e2', '250'],
    ['0.5/0.75', '2/3'], ['-4/6', '-2/3'], ['0', '0'], ['123456789012345678901234567890', '123456789012345678901234567890'],
  ])('reads %s as %s', (text, exact) => expect(rationalText(parseRational(text, 'x'))).toBe(exact));

  it('takes a number at its shortest decimal form', () => expect(rationalText(parseRational(0.1, 'x'))).toBe('1/10'));

  it.each(['', 'x', '1/0', '1//2', '1/2/3', '0x10', '1,5', 'Infinity', 'NaN', '1e9999', '--1', "1.(3)", '1 2'])('refuses %s', (text) => {
    expect(readRational(text)).toBeUndefined();
    expect(() => parseRational(text, 'ben, big')).toThrow(InputError);
  });
});

describe('rationalNumber', () => {
  it.each([[1n, 3n, 1 / 3], [-7n, 2n, -3.5], [0n, 1n, 0]])('%s/%s', (n, d, value) => expect(rationalNumber(rational(n, d))).toBe(value));
  it('has quotients of numbers beyond the range of doubles', () => {
    expect(rationalNumber(rational(10n ** 400n + 1n, 3n * 10n ** 400n))).toBeCloseTo(1 / 3, 14);
    expect(rationalNumber(rational(-(10n ** 400n), 10n ** 399n + 7n))).toBeCloseTo(-10, 12);
    expect(rationalNumber(rational(10n ** 400n))).toBe(Infinity);
    expect(rationalNumber(rational(1n, 10n ** 400n))).toBe(0);
  });
});

it('writes LaTeX', () =>
  expect([rational(16, 3), rational(-1, 2), rational(4)].map(rationalLatex)).toEqual(['\\frac{16}{3}', '-\\frac{1}{2}', '4']));

describe('parseExpression', () => {
  const known = new Set(['B', 'a', 'e1']);
  it.each([
    ['1 - 2 B', '1 - 2 B'],
    ['2*B + 1/3', '1/3 + 2 B'],
    ['B', 'B'],
    ['-B', '-B'],
    ['2B', '2 B'],
    ['a - 2*B', '-2 B + a'],
    ['(a - B)/2', '-1/2 B + 1/2 a'],
    ['B/3 + 2/3 B', 'B'],
    ['B - B', '0'],
    ['1/2*(B+1)*2', '1 + B'],
    ['3 - -B', '3 + B'],
    ['2 e1 + 1e1', '10 + 2 e1'],
    ['0.5a', '1/2 a'],
  ])('reads %s as %s', (text, written) => expect(expressionText(parseExpression(text, known, 'x'))).toBe(written));

  it.each([
    ['B*a', 'multiplies two parameters'],
    ['1/B', 'divides by a parameter'],
    ['C + 1', "'C' is not among the parameters B, a, e1"],
    ['B +', 'ends too early'],
    ['(B', 'parenthesis'],
    [`${'('.repeat(1e5)}B`, 'more than 100 deep'],
    ['B)', 'left over'],
    ['1/0*B', 'divides by zero'],
    ['B ^ 2', 'not understood'],
    ['* B', 'stands where'],
  ])('says what is wrong with %s', (text, why) =>
    expect(() => parseExpression(text, known, 'ben, big, row cool')).toThrow(
      new RegExp(`^ben, big, row cool: .*${why.replace(/[()*]/g, '\\$&')}`),
    ),
  );

  it('has a value', () => {
    const values = new Map([['B', rational(3)], ['a', rational(1, 2)]]);
    expect(rationalText(evaluate(parseExpression('a - 2*B + 1/3', known, 'x'), values))).toBe('-31/6');
  });
});

describe('listText', () => {
  const list = (length: number, entry: (k: number) => number) => Array.from({ length }, (_, k) => rational(entry(k), 3));

  it('writes short lists out, says how long the others are', () => {
    expect(listText(list(3, () => 1))).toBe('[1/3, 1/3, 1/3]');
    expect(listText(list(216, () => 1))).toBe('[1/3, 216 times]');
    expect(listText(list(26, (k) => k))).toMatch(/^\[0, 1\/3, .*, 23\/3, and 2 more\]$/);
    expect(listText(list(2, (k) => k), (value) => `<${rationalText(value)}>`)).toBe('[<0>, <1/3>]');
  });
});
