import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import {
  boundOver, collected, derivative, lineValue, minus, product, rangeOn, rootsWithin, valueAt, type Polynomial,
} from '../../src/environment/polynomial.ts';
import { polynomialValues } from '../../src/environment/polynomial-values.ts';

/** Coefficients of Π (x - root). */
const withRoots = (roots: readonly number[]): number[] => roots.reduce<number[]>(
  (c, root) => [...c, 0].map((_, n) => (c[n - 1] ?? 0) - root * (c[n] ?? 0)), [1],
);

describe('polynomials', () => {
  it('change their sign at every root of odd order in (0, 1), and nowhere else', () => {
    for (const roots of [[0.5], [0.1, 0.9], [0.2, 0.2 + 1e-6], [-1, 0.25, 2], [0.1, 0.3, 0.5, 0.7, 0.9, 1.1, -0.2, 3]]) {
      const inside = roots.filter((root) => root > 0 && root < 1).sort((a, b) => a - b);
      const found = rootsWithin(withRoots(roots));
      expect(found).toHaveLength(inside.length);
      found.forEach((root, j) => expect(root).toBeCloseTo(inside[j]!, 8));
    }
    const changes = (c: number[]) => rootsWithin(c).filter((x) => lineValue(c, x - 1e-4) * lineValue(c, x + 1e-4) < 0);
    expect(changes(withRoots([0.5, 0.5]))).toEqual([]);
    expect(changes(withRoots([0.5, 0.5, 0.5]))).toHaveLength(1);
    expect([rootsWithin([0]), rootsWithin([3]), rootsWithin([0, 1]), rootsWithin([-1, 1]), rootsWithin([-1, 2, 0])]).toEqual([
      [], [], [], [], [0.5],
    ]);
  });

  it('add, multiply and are derived; bounds on boxes come down to the largest value', () => {
    const p: Polynomial = [{ coefficient: 2, powers: [1, 0] }, { coefficient: -1, powers: [0, 2] }];
    expect(valueAt(product(p, p), [3, 2])).toBe(4);
    expect(minus(product(p, p), product(p, p))).toEqual([]);
    expect(collected([0.1, 0.2, -0.3].map((coefficient) => ({ coefficient, powers: [1] })))).toEqual([]);
    expect(valueAt(derivative(p, 1), [3, 2])).toBe(-4);
    // x - x^2 is at most 1/4 on [0, 1]; term by term nothing better than 1 is seen.
    const hill: Polynomial = [{ coefficient: 1, powers: [1] }, { coefficient: -1, powers: [2] }];
    expect(rangeOn(hill, [[0, 1]])).toEqual([-1, 1]);
    const bound = boundOver([[0, 1]], (part) => rangeOn(hill, part)[1], 400);
    expect(bound).toBeGreaterThanOrEqual(0.25);
    expect(bound).toBeLessThan(0.26);
    expect(rangeOn([{ coefficient: 1, powers: [2] }], [[-2, 1]])).toEqual([0, 4]);
  });

  it('values say how signals meet, and bad terms are named', () => {
    const law = parseDistribution('uniform(0,2)', 'law');
    const signals = [0, 1].map((owner) => ({ owner, name: `s${owner}`, law }));
    const of = (mine: readonly number[], coefficient = 1) => polynomialValues({
      agents: ['one', 'two'], alternatives: ['A', 'B'], signals, terms: [[[{ coefficient, powers: mine }], []], [[], []]],
    });
    expect([[2, 0], [0, 3], [1, 1]].map((powers) => of(powers).valuations.structure)).toEqual(
      ['private', 'additively-separable', 'nonseparable'],
    );
    expect(of([2, 0]).valuations.range).toEqual([0, 4]);
    expect(() => of([2])).toThrow('terms[0][0][0].powers: needs one entry for each of 2 signals, got 1');
    expect(() => of([4, 5])).toThrow('terms[0][0][0].powers: must be whole numbers from 0 on that add up to 8 at most, got 4, 5');
    expect(() => of([0.5, 0])).toThrow('whole numbers');
    expect(() => of([1, 0], NaN)).toThrow('terms[0][0][0].coefficient: must be a finite number, got NaN');
  });

  it('far from the origin are refused where rounding hides what signals do', () => {
    // (x - c)^2 expanded, on [c - 1, c + 1]: single precision keeps 24 bits of c^2.
    const square = (c: number) => polynomialValues({
      agents: ['one'], alternatives: ['A', 'B'], signals: [{ owner: 0, name: 's', law: parseDistribution(`uniform(${c - 1},${c + 1})`) }],
      terms: [[[{ coefficient: c ** 2, powers: [0] }, { coefficient: -2 * c, powers: [1] }, { coefficient: 1, powers: [2] }], []]],
    });
    expect(square(10).valuations.terms[0]![0]).toHaveLength(3);
    expect(() => square(1000)).toThrow(/^terms\[0\]: signals move one's values by about 0\.969, and rounding .* measure signals from/);
  });
});
