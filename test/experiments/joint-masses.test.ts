/** Probabilities of profiles of atoms under dependence, against distribution functions of copulas that are known in closed form. */
import { expect, test } from 'vitest';
import type { Dependence } from '../../src/distributions/dependence.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import {
  jointError, jointMasses, oneFactor, knownOf, massesGiven, reportedError, whyNoMasses,
} from '../../src/experiments/enumeration/joint-masses.ts';
import { normalCdf, normalUpperQuantile } from '../../src/statistics/normal.ts';

const law = (text: string) => parseDistribution(text, 'law');
const LAWS = ['discrete(1:0.2,2:0.5,4:0.3)', 'discrete(1:0.2,2:0.5,4:0.3)', 'discrete(0:0.001,1:0.999)'].map(law);
const ENDS = [[0, 0.2, 0.7, 1], [0, 0.2, 0.7, 1], [0, 0.001, 1]];
const HALF = law('discrete(0:0.5,1:0.5)');

test.each([0.001, 0.5, 2, 20])('Clayton %d: differences of its distribution function', (theta) => {
  const cdf = (...u: number[]): number =>
    (u.includes(0) ? 0 : (1 + u.reduce((sum, x) => sum + x ** -theta - 1, 0)) ** (-1 / theta));
  const masses = jointMasses({ kind: 'clayton', theta }, LAWS);
  let n = 0;
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      for (let c = 0; c < 2; c++) {
        const corner = (i: number, j: number, k: number): number => cdf(ENDS[0]![a + i]!, ENDS[1]![b + j]!, ENDS[2]![c + k]!);
        const of = (k: number): number => corner(1, 1, k) - corner(0, 1, k) - corner(1, 0, k) + corner(0, 0, k);
        expect(Math.abs(masses[n++]! - (of(1) - of(0)))).toBeLessThan(2e-13);
      }
    }
  }
  expect(jointError({ kind: 'clayton', theta }, LAWS, [0])).toBeLessThan(2e-11);
});

const quadrant = (dependence: Dependence, count: number): number =>
  jointMasses(dependence, Array.from({ length: count }, () => HALF))[0]!;

test('normal scores: quadrants, negative correlation, one factor for all, margins, and independence', () => {
  const matrix: Dependence = { kind: 'gaussian-copula', correlations: [[1, -0.6], [-0.6, 1]] };
  expect(quadrant(matrix, 2)).toBeCloseTo(0.25 - Math.asin(0.6) / (2 * Math.PI), 14);
  expect(quadrant({ kind: 'gaussian-copula', correlations: 0.6 }, 3)).toBeCloseTo(1 / 8 + (3 * Math.asin(0.6)) / (4 * Math.PI), 14);
  // Correlations are roots of products of loadings.
  const [r, s, t] = [[0.5, 0.3], [0.5, 0.9], [0.3, 0.9]].map(([a, b]) => Math.asin(Math.sqrt(a! * b!)));
  expect(quadrant({ kind: 'common-factor', loadings: [0.5, 0.3, 0.9] }, 3)).toBeCloseTo(1 / 8 + (r! + s! + t!) / (4 * Math.PI), 14);
  const strong = jointMasses({ kind: 'common-factor', loadings: 0.9999 }, [LAWS[0]!, LAWS[2]!]);
  [0.2, 0.5, 0.3].forEach((mass, a) => expect(strong[2 * a]! + strong[2 * a + 1]!).toBeCloseTo(mass, 13));
  expect(strong[0]).toBeCloseTo(0.001, 13);
  jointMasses({ kind: 'common-factor', loadings: 0 }, [LAWS[0]!, LAWS[2]!]).forEach((mass, n) =>
    expect(mass).toBeCloseTo([0.2, 0.5, 0.3][n >> 1]! * (n % 2 ? 0.999 : 0.001), 15));
});

test('matrices behind which one factor stands, signs and zeros included', () => {
  const of = (a: number, b: number, c: number): number[][] => [[1, a, b], [a, 1, c], [b, c, 1]];
  for (const [a, b, c] of [[0.5, 0.3, 0.4], [-0.5, -0.3, 0.4], [0.5, 0, 0], [0, 0, -0.7], [0, 0, 0]] as const) {
    const sum = Math.asin(a) + Math.asin(b) + Math.asin(c);
    expect(quadrant({ kind: 'gaussian-copula', correlations: of(a, b, c) }, 3)).toBeCloseTo(1 / 8 + sum / (4 * Math.PI), 13);
  }
  const shares = [0.9, -0.5, 0.2, 0.7];
  const found = oneFactor(shares.map((s, i) => shares.map((t, j) => (i === j ? 1 : s * t))))!;
  found.forEach((share, i) => expect(share).toBeCloseTo(shares[i]!, 14));
  // No numbers, a share of 1, too little of a product, and four of which two do not fit.
  for (const [a, b, c] of [[0.5, 0.5, -0.5], [0.9, 0.9, 0.81], [0.5, 0.5, 0], [0.9, 0.9, 0.7]] as const) {
    expect(oneFactor(of(a, b, c))).toBeUndefined();
  }
  expect(oneFactor([0.5, 0.5, 0.5, 0.4].map((_, i) => [0, 1, 2, 3].map((j) => (i === j ? 1 : i + j === 5 ? 0.3 : 0.5))))).toBeUndefined();
});

test('what has no such integral is told in words', () => {
  const chain = [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]];
  expect(whyNoMasses({ kind: 'gaussian-copula', correlations: chain }, LAWS)).toContain('behind which no one factor stands');
  expect(whyNoMasses({ kind: 'common-factor', loadings: 1 - 2 ** -53 }, LAWS)).toContain('too many products');
  // Few profiles, of more nodes than are laid out.
  expect(whyNoMasses({ kind: 'common-factor', loadings: 1 - 1e-12 }, LAWS.slice(0, 2))).toContain('too many products');
  expect(whyNoMasses({ kind: 'clayton', theta: 2 }, LAWS)).toBeUndefined();
});

test('given a report between atoms: derivatives of the copulas, and by two of them the law of a third', () => {
  const between = knownOf(LAWS[0]!, 0, 1.5);
  expect(between).toEqual({ d: 0, chance: 0.2 });
  const score = (p: number): number => -normalUpperQuantile(p);
  const gaussian = massesGiven({ kind: 'gaussian-copula', correlations: [[1, -0.6], [-0.6, 1]] }, LAWS.slice(0, 2), [1], [between]);
  expect(gaussian[0]).toBeCloseTo(normalCdf((score(0.2) + 0.6 * score(0.2)) / 0.8), 14);
  const strong = massesGiven({ kind: 'common-factor', loadings: 0.999 }, LAWS.slice(0, 2), [1], [between]);
  expect(strong[0]).toBeCloseTo(normalCdf((score(0.2) * (1 - 0.999)) / Math.sqrt(1 - 0.999 ** 2)), 11);
  for (const theta of [0.01, 2, 50]) {
    const below = 0.2 ** (-theta - 1) * (2 * 0.2 ** -theta - 1) ** (-1 / theta - 1);
    expect(massesGiven({ kind: 'clayton', theta }, LAWS.slice(0, 2), [1], [between])[0]).toBeCloseTo(below, 11);
  }
  // Regression on two scores of correlation 1/2: both weights are 1/3.
  const both = massesGiven(
    { kind: 'gaussian-copula', correlations: 0.5 }, LAWS.slice(0, 2).concat(HALF), [2], [between, knownOf(LAWS[1]!, 1, 3)],
  );
  expect(both[0]).toBeCloseTo(normalCdf(-(score(0.2) + score(0.7)) / 3 / Math.sqrt(1 - 1 / 3)), 13);
  expect(reportedError({ kind: 'clayton', theta: 2 }, LAWS, [0])).toBeLessThan(2e-11);
  expect(reportedError({ kind: 'common-factor', loadings: 0.5 }, LAWS, [2])).toBeLessThan(2e-11);
});
