/** The maximin value of exchange economies (Guo18 Definition 3.6.2) against its definition: random economies, and games that are known. */
import { describe, expect, it } from 'vitest';
import type { FiniteModel } from '../../../src/environment/finite/environment.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { ambiguousLie } from '../../../src/notions/finite/ambiguous/coalitional-ic.ts';
import { extremeBeliefs } from '../../../src/notions/finite/ambiguous/worst-case.ts';
import { allocationOf, allocationPayoff, blockOf, everyCoalition } from '../../../src/notions/finite/exchange/candidate.ts';
import { maximinValue, setsAt, worstOf } from '../../../src/notions/finite/exchange/maximin-value.ts';
import { isValue, shapleyValue, type SetsByMask } from '../../../src/notions/finite/exchange/shapley-value.ts';
import { valuesAt } from '../../../src/notions/finite/exchange/value-points.ts';
import type { UtilitySet } from '../../../src/notions/finite/exchange/utility-set.ts';
import { parseRational, rational, rationalNumber, ZERO, type Rational } from '../../../src/programs/rational.ts';
import { Surd } from '../../../src/programs/surd.ts';
import { economy } from '../../support/exchange-economy.ts';

/**
 * In doubles, by the definition: how far the Shapley utilities at weights of a grid lie outside what all can have, as a share, where the
 * weights are not next to those of values known.
 */
function gridMisses(sets: SetsByMask, steps: number, known: readonly (readonly number[])[]): number[] {
  const plain = sets.map((set) => set && { of: set.coalition, corners: set.vertices.map((vertex) => vertex.map(rationalNumber)) });
  const facets = sets.at(-1)!.facets.map(({ weights, bound }) => ({ weights: weights.map(rationalNumber), bound: rationalNumber(bound) }));
  const misses: number[] = [];
  for (let a = 1; a < steps; a++) {
    for (let b = 1; a + b < steps; b++) {
      const weights = [a / steps, b / steps, 1 - (a + b) / steps];
      if (known.some((one) => one.every((value, k) => Math.abs(value - weights[k]!) < 0.05))) continue;
      const worth = plain.map((set) => (set === undefined ? 0
        : Math.max(...set.corners.map((corner) => corner.reduce((total, value, k) => total + value * weights[set.of[k]!]!, 0)))));
      const utilities = [[1, 2, 4], [2, 1, 4], [4, 1, 2]].map(([i, j, k], agent) => (worth[i!]! / 3 + (worth[i! | j!]! - worth[j!]!) / 6
        + (worth[i! | k!]! - worth[k!]!) / 6 + (worth[7]! - worth[j! | k!]!) / 3) / weights[agent]!);
      misses.push(Math.max(...facets.map(({ weights: normal, bound }) =>
        normal.reduce((total, value, k) => total + value * utilities[k]!, 0) / bound - 1)));
    }
  }
  return misses;
}

describe('the maximin value', () => {
  it('is the Shapley value at the weights found, which are positive; exists where no type\'s utility moves', async () => {
    let [some, none] = [0, 0];
    for (let seed = 0; seed < 8; seed++) {
      const model = economy(seed + 60, seed % 2 === 0 ? [2, 2] : [1, 1]);
      const value = await maximinValue(model);
      if (value.verdict === 'undecided') throw new Error(value.reason);
      for (const { profile, utilities, weights } of value.verdict === 'yes' ? value.solutions.flat() : value.points) {
        expect(isValue(await setsAt(model, profile), utilities, weights)).toBe(true);
        expect(weights.every((weight) => weight.sign() > 0)).toBe(true);
        expect(isValue(await setsAt(model, profile), [utilities[0]!.add(Surd.of(rational(1, 9))), utilities[1]!], weights)).toBe(false);
      }
      if (value.verdict === 'no') { none++; continue; }
      some++;
      expect(value.solutions).toHaveLength(1);
      const worst = worstOf(model, value.solutions[0]!).map((row) => row.map(({ exact }) => exact!));
      const got = allocationPayoff(model, (await allocationOf(model, worst))!); // Corollary 3.6.3: no coalition has a plan that pays.
      expect(ambiguousLie(model, extremeBeliefs(model), got, everyCoalition(model))).toBeUndefined();
      expect(await blockOf(model, worst, everyCoalition(model).slice(-1))).toBeUndefined();
    }
    expect(some).toBeGreaterThan(3);
    expect(none).toBeGreaterThan(0);
  });

  it('splits a majority game and a glove game as Shapley does', () => {
    const game = (worth: (mask: number) => number): string[] =>
      shapleyValue(Array.from({ length: 8 }, (_, mask) => Surd.of(rational(worth(mask)))), 3).map(({ text }) => text);
    expect(game((mask) => (mask.toString(2).replaceAll('0', '').length >= 2 ? 1 : 0))).toEqual(['1/3', '1/3', '1/3']);
    // Agent 1 has a left glove, the others a right one each.
    expect(game((mask) => ((mask & 1) === 1 && mask > 1 ? 1 : 0))).toEqual(['2/3', '1/6', '1/6']);
  });

  it('of three agents is complete: nowhere else on a grid of weights are the Shapley utilities within reach', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const model = economy(seed, [1, 1, 1]);
      const sets = await setsAt(model, 0);
      const { values, curve } = await valuesAt(sets);
      expect(curve).toBe(false);
      for (const { utilities, weights } of values) {
        expect(isValue(sets, utilities, weights)).toBe(true);
        expect(isValue(sets, utilities.map((value, k) => (k === 0 ? value.add(Surd.of(rational(1, 99))) : value)), weights)).toBe(false);
      }
      for (const miss of gridMisses(sets, 30, values.map(({ weights }) => weights.map(({ enclosure }) => enclosure[0]))))
        expect(miss, `seed ${seed}`).toBeGreaterThan(1e-4);
    }
  });

  it('of three agents exists where no type has two utilities, and says whose has', async () => {
    const alike = (taste: number): FiniteModel => modelAt(parseEnvironment({
      finite: 1, goods: ['x', 'y'], agents: { ann: ['one', 'two'], bob: ['b'], cat: ['c'] },
      endowments: { ann: [1, 2], bob: [2, 1], cat: [1, 1] },
      utilities: { ann: [[1, 1], [taste, taste]], bob: [[1, 1]], cat: [[1, 1]] },
    }));
    // All value both goods alike: nobody gains by trade, whatever the units of utility.
    const value = await maximinValue(alike(2));
    if (value.verdict !== 'yes') throw new Error(value.verdict);
    expect(worstOf(alike(2), value.solutions[0]!).map((row) => row.map(({ text }) => text))).toEqual([['3', '6'], ['3'], ['2']]);
    const none = await maximinValue(economy(0, [2, 1, 1]));
    expect(none.verdict).toBe('no');
    if (none.verdict !== 'no') return;
    const { agent, type, profiles } = none.clash!;
    expect([type, profiles]).toEqual([0, [0, 1]]);
    expect(agent).toBeGreaterThan(0);
    const [one, other] = profiles.map((at) =>
      none.points.filter(({ profile }) => profile === at).map(({ utilities }) => utilities[agent]!));
    expect(one!.some((value) => other!.some((same) => value.equals(same)))).toBe(false);
  });

  it('on an edge of everyone\'s set is a root of a quadratic: Nash\'s solution where smaller coalitions have nothing', async () => {
    const points = (rows: readonly (readonly string[])[]): Rational[][] => rows.map((row) => row.map((text) => parseRational(text, '')));
    const nothing = (coalition: number[]): UtilitySet =>
      ({ coalition, floor: coalition.map(() => ZERO), facets: [], vertices: [coalition.map(() => ZERO)] });
    const [a, b] = points([['1/4', '1/4', '1/2'], ['3/5', '1/5', '1/5']]);
    const everyone: UtilitySet = {
      coalition: [0, 1, 2], floor: [ZERO, ZERO, ZERO], facets: [{ weights: a!, bound: rational(1) }, { weights: b!, bound: rational(1) }],
      vertices: points([['0', '0', '0'], ['0', '4', '0'], ['0', '0', '2'], ['5/3', '0', '0'], ['1/2', '7/2', '0'], ['6/5', '0', '7/5']]),
    };
    const sets = [undefined, ...[[0], [1], [0, 1], [2], [0, 2], [1, 2]].map(nothing), everyone];
    const { values, curve } = await valuesAt(sets);
    expect([values.length, curve]).toEqual([1, false]);
    const [first, second, third] = values[0]!.utilities;
    // u (6 - 5 u) (2 u - 1) is most at (17 + sqrt 109) / 30.
    expect(first!.text).toBe('17/30 + 1/30 sqrt(109)');
    expect(third!.equals(first!.scale(rational(2)).sub(Surd.of(rational(1))))).toBe(true);
    expect(second!.equals(Surd.of(rational(6)).sub(first!.scale(rational(5))))).toBe(true);
    expect(isValue(sets, values[0]!.utilities, values[0]!.weights)).toBe(true);
  });

  it('is left open for four agents', async () => {
    const four = ['ann', 'bob', 'cat', 'dan'];
    const all = (value: unknown): Record<string, unknown> => Object.fromEntries(four.map((name) => [name, value]));
    const model = modelAt(parseEnvironment({ finite: 1, goods: ['x'], agents: all(['t']), endowments: all([1]), utilities: all([[1]]) }));
    expect((await maximinValue(model)).verdict).toBe('undecided');
  });
});
