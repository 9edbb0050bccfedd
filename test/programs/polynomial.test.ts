/** Polynomials: through points, roots counted against their factors, simplest rationals. */
import { expect, it } from 'vitest';
import { Roots, simplestWithin, through, valueAt } from '../../src/programs/polynomial.ts';
import { parseRational, rational, rationalText } from '../../src/programs/rational.ts';

const numbers = (text: string) => text.split(' ').map((one) => parseRational(one, ''));

it('goes through points, with no more coefficients than it needs', () => {
  const points = numbers('-1 0 1/2 2 3');
  expect(through(points, points.map((x) => valueAt(numbers('1/3 0 -2'), x))).map(rationalText)).toEqual(['1/3', '0', '-2']);
  expect(through(points, points.map(() => rational(0)))).toEqual([]);
});

it('counts distinct roots in half-open intervals, multiple ones once', () => {
  // (x - 1/3)² (x + 1) (x² - 2)
  const points = numbers('0 1 2 3 4 5');
  const value = (x: ReturnType<typeof rational>) =>
    x.sub(rational(1, 3)).pow(2)!.mul(x.add(1)).mul(x.mul(x).sub(2));
  const roots = new Roots(through(points, points.map(value)));
  expect(roots.simple).toHaveLength(5);
  const counts = [['-2', '2'], ['-1', '1/3'], ['1/3', '1'], ['0', '1/3'], ['1.41421', '1.41422'], ['1.5', '9']] as const;
  expect(counts.map(([low, high]) => roots.count(parseRational(low, ''), parseRational(high, '')))).toEqual([4, 1, 0, 1, 1, 0]);
  expect(['1/3', '-1', '1'].map((x) => roots.isRoot(parseRational(x, '')))).toEqual([true, true, false]);
});

it('finds the rational of the least denominator within an interval', () => {
  const simplest = (low: string, high: string) => rationalText(simplestWithin(parseRational(low, ''), parseRational(high, '')));
  expect([simplest('0.333', '0.334'), simplest('-0.1667', '-0.1666'), simplest('-1', '2'), simplest('3.14', '3.15'), simplest('2', '2')])
    .toEqual(['1/3', '-1/6', '0', '22/7', '2']);
});
