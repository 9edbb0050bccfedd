/** Chances of winning given the own type: 30 digits where types are next to an end and nearly alike, and other integrals elsewhere. */
import { expect, test } from 'vitest';
import type { Dependence } from '../../../src/distributions/dependence.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { componentOf, nodesOf } from '../../../src/experiments/enumeration/joint-masses.ts';
import { LOWEST_CHANCE } from '../../../src/experiments/order-statistics/common-component.ts';
import { chanceError, wonGiven } from '../../../src/experiments/quadrature/won-given.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import type { Strategy } from '../../../src/mechanism/strategy.ts';
import { atOnce } from '../../../src/run/turns.ts';
import { normalCdf, normalUpperQuantile } from '../../../src/statistics/normal.ts';
import { law } from '../../kinds/social-choice/atoms-support.ts';

const VCG: Mechanism = { name: 'vcg', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };

/** [RHO, 1 - u, 1 - v, Pr(two others' chances <= v | own chance u)] by mpmath at 30 digits. */
const EXACT = [
  [0.5, 2 ** -33 / 3, 2 ** -33 / 3, 0.999827630138295], [0.5, 2 ** -33 / 3, (2 ** -33 / 3) * 1.0625, 0.9998202472504059],
  [0.5, 2 ** -12 / 7, 2 ** -12 / 5, 0.9734649935970775], [0.95, 2 ** -33 / 3, 2 ** -33 / 3, 0.7583250647265259],
  [0.95, 2 ** -33 / 3, (2 ** -33 / 3) * 1.0625, 0.7483310259953526], [0.95, 2 ** -12 / 7, 2 ** -12 / 5, 0.4911726855363357],
  [0.99999, 2 ** -33 / 3, 2 ** -33 / 3, 0.3391551323010904], [0.99999, 2 ** -33 / 3, (2 ** -33 / 3) * 1.0625, 0.003734800585051225],
] as const;

test('30 digits, up to chances of 1 - 2^-33 / 3 of types nearly alike; tails as far off as laws may be move no chance beyond', () => {
  for (const [correlations, own, other, exact] of EXACT) {
    const dependence: Dependence = { kind: 'gaussian-copula', correlations };
    const component = componentOf(dependence, 3, LOWEST_CHANCE / 4)!;
    const won = (u: number, v: number): number => {
      const [mine, theirs] = [component.place(1 - u, u), component.place(1 - v, v)];
      let [sum, all] = [0, 0];
      for (const { z } of nodesOf(component)) {
        const weight = component.given(0, mine, z);
        all += weight;
        sum += weight * component.under(1, theirs, z) * component.under(2, theirs, z);
      }
      return sum / all;
    };
    expect(Math.abs(won(own, other) - exact)).toBeLessThan(1e-11);
    const error = chanceError(dependence, 2);
    const off = 2e-11;
    const moved = [won(own * (1 - off), other * (1 + off)), won(own * (1 + off), other * (1 - off))].map((p) => Math.abs(p - exact));
    expect(Math.max(...moved)).toBeLessThan(error);
    expect(error).toBeLessThan(1.5e-8);
    // Told by chances alone, whose last digit next to 1 is 2^-53, types nearly alike are off by more than the 1e-9 once taken for granted.
    if (correlations > 0.99 && other > own) expect(Math.abs(won(1 - (1 - own), other) - exact)).toBeGreaterThan(1e-7);
  }
});

test('loadings of one factor, two or three unequal laws: the integral over the factor by another rule', () => {
  const laws = ['uniform(0.2,1)', 'beta(2,3)', 'uniform(0,1.5)'].map(law);
  const loadings = [0.3, 0.6, 0];
  const table = atOnce(wonGiven({ ...singleObject({ laws }), dependence: { kind: 'common-factor', loadings } }, VCG, 0, 16))!;
  const score = (p: number): number => -normalUpperQuantile(p);
  for (const a of [3, 8, table.types.length - 4]) {
    const s = table.at[table.types[a]!]!;
    const q = score(laws[0]!.cdf(s));
    for (let n = 1; n < table.at.length; n += 9) {
      const y = table.at[n]!;
      let [sum, all] = [0, 0];
      for (let k = -400; k <= 400; k++) {
        const e = k / 50;
        const z = Math.sqrt(0.3) * q + Math.sqrt(0.7) * e;
        const second = normalCdf((score(laws[1]!.cdf(y)) - Math.sqrt(0.6) * z) / Math.sqrt(0.4));
        const weight = Math.exp(-e * e / 2);
        all += weight;
        sum += weight * (laws[1]!.cdf(y) > 0 ? second : 0) * laws[2]!.cdf(y);
      }
      expect(Math.abs(table.below[a]![n]! - sum / all)).toBeLessThan(1e-9);
    }
  }
  // Given the highest type the second is at the top and the third as by itself.
  const top = table.below.at(-1)!;
  expect(top.at(-1)).toBeCloseTo(1 / 1.5, 12);
});

test('strategies that rise: a report wins where the other bids less', () => {
  const laws = [law('uniform(0,1)'), law('uniform(0,1)')];
  const half: Strategy = { name: 'half', bid: (x) => x / 2, inverse: (b) => 2 * b, range: [0, 0.5], isStrict: true };
  const square: Strategy = { name: 'square', bid: (x) => x * x / 2, inverse: (b) => Math.sqrt(2 * b), range: [0, 0.5], isStrict: true };
  const problem = { ...singleObject({ laws }), dependence: { kind: 'clayton', theta: 2 } as const };
  const table = atOnce(wonGiven(problem, { ...VCG, strategies: [half, square] }, 0, 8))!;
  expect(table.alike).toBe(false);
  const s = table.at[table.types[4]!]!;
  table.at.forEach((y, n) => {
    const won = (1 + s ** 2 * (1 / y - 1)) ** -1.5;
    expect(table.below[4]![n]).toBeLessThanOrEqual(won + 1e-10);
    expect(table.above[4]![n]).toBeGreaterThanOrEqual(won - 1e-10);
    expect(table.above[4]![n]! - table.below[4]![n]!).toBeLessThan(1e-9);
  });
  expect(atOnce(wonGiven(problem, { ...VCG, strategies: [half, half] }, 0, 8))!.alike).toBe(true);
  expect(atOnce(wonGiven(problem, { ...VCG, strategies: [half, { ...square, isStrict: false }] }, 0, 8))).toBeUndefined();
});
