/** Exchange economies under Wald preferences: utility sets, core and value against definitions, and Guo18's lemmas on random economies. */
import { describe, expect, it } from 'vitest';
import type { FiniteModel } from '../../../src/environment/finite/environment.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { ambiguousLie, coalitionPlans } from '../../../src/notions/finite/ambiguous/coalitional-ic.ts';
import { commonKnowledge, extremeBeliefs, informationSets, possibleProfiles } from '../../../src/notions/finite/ambiguous/worst-case.ts';
import {
  allocationOf, allocationPayoff, badOutcomeMargin, blockOf, everyCoalition, inefficientDictator, unopposedDeception, worstUtilities,
} from '../../../src/notions/finite/exchange/candidate.ts';
import { maximinCore, requireExchange } from '../../../src/notions/finite/exchange/maximin-core.ts';
import { maximinValue, setsAt, worstOf } from '../../../src/notions/finite/exchange/maximin-value.ts';
import { isValue, shapleyValue, type SetsByMask } from '../../../src/notions/finite/exchange/shapley-value.ts';
import { valuesAt } from '../../../src/notions/finite/exchange/value-points.ts';
import { dot, utilityOf, utilitySet, type UtilitySet } from '../../../src/notions/finite/exchange/utility-set.ts';
import { parseRational, rational, rationalNumber, rationalText, ZERO, type Rational } from '../../../src/programs/rational.ts';
import { Surd } from '../../../src/programs/surd.ts';
import { randomSource } from '../../support/random.ts';

const NAMES = ['ann', 'bob', 'cat'];

/** Endowments 0 to 3 with something for everyone, slopes 1 to 4, sometimes the least of two pieces. */
function economy(seed: number, counts: readonly number[], goods = 2): FiniteModel {
  const source = randomSource(seed);
  const row = (low: number, high: number): number[] => Array.from({ length: goods }, () => source.whole(low, high));
  const names = NAMES.slice(0, counts.length);
  const utility = (): unknown => (source.chance(0.3) ? { 'least-of': [row(1, 4), [...row(1, 4), source.whole(0, 2)]] } : row(1, 4));
  return modelAt(parseEnvironment({
    finite: 1, goods: ['x', 'y', 'z'].slice(0, goods),
    agents: Object.fromEntries(names.map((name, i) => [name, Array.from({ length: counts[i]! }, (_, t) => `t${t + 1}`)])),
    endowments: Object.fromEntries(names.map((name) => [name, [source.whole(1, 3), ...row(0, 3).slice(1)]])),
    utilities: Object.fromEntries(names.map((name, i) => [name, Array.from({ length: counts[i]! }, utility)])),
  }));
}

const swap = (taste: string): FiniteModel => modelAt(parseEnvironment({
  finite: 1, agents: { ann: ['keen', 'cool'], bob: ['keen', 'cool'] }, goods: ['bread', 'wine'],
  endowments: { ann: [3, 1], bob: [1, 2] },
  utilities: { ann: { keen: [taste, 1], cool: [2, 2] }, bob: { keen: [4, 2], cool: [3, 1] } },
}));

describe('environment files with goods', () => {
  const file = { finite: 1, agents: { ann: ['a'], bob: ['b'] }, goods: ['x', 'y'], endowments: { ann: [1, 0], bob: [0, 1] } };
  const utilities = { ann: [[1, 2]], bob: [[2, 1]] };
  const read = (changes: object): FiniteModel => modelAt(parseEnvironment({ ...file, utilities, ...changes }));
  it('are read with pieces and parameters', () => {
    const ann = { a: { 'least-of': [['p', 1, '1/2'], [1, 2]] } };
    const { exchange } = read({ utilities: { ...utilities, ann }, parameters: { p: 3 } });
    expect(exchange!.utilities[0]![0]!.map(({ slopes, constant }) => [...slopes, constant].map(rationalText)))
      .toEqual([['3', '1', '1/2'], ['1', '2', '0']]);
    expect(rationalText(utilityOf(exchange!.utilities[0]![0]!, [rational(1), rational(1)]))).toBe('3');
  });

  it('name what is wrong in them', () => {
    expect(() => read({ endowments: { ann: [1], bob: [0, 1] } })).toThrow('endowments, ann: has 1 numbers, and there are 2 goods');
    expect(() => read({ endowments: { ann: [0, 0], bob: [0, 1] } })).toThrow('endowments, ann: is nothing');
    expect(() => read({ endowments: { ann: [1, -1], bob: [0, 1] } })).toThrow('endowments, ann: must not be negative, got -1');
    expect(() => read({ utilities: { ann: [[1, 0]], bob: [[2, 1]] } })).toThrow('must increase in every good, and that of y is 0');
    expect(() => read({ utilities: { ann: [[1, 2]] } })).toThrow('utilities: agent bob is missing');
    expect(() => read({ goods: undefined })).toThrow('goods: is missing; endowments speak of goods');
    expect(() => read({ rule: 'efficient' })).toThrow(/^rule: belongs to an environment with outcomes/);
    expect(() => parseEnvironment({ finite: 1, agents: { ann: ['a'] }, payoffs: {} })).toThrow('outcomes: is missing');
  });
});

describe('utility sets', () => {
  it('lie below their facets, whose vertices are had by redistributions', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const model = economy(seed, seed === 0 ? [1, 1, 1] : [1, 1], seed % 2 === 0 ? 2 : 3);
      const coalition = [...model.agents.keys()];
      const set = await utilitySet(requireExchange(model), coalition, coalition.map(() => 0));
      const source = randomSource(seed + 500);
      const total = (good: number): Rational => requireExchange(model).endowments.reduce((sum, row) => sum.add(row[good]!), ZERO);
      for (let k = 0; k < 10; k++) {
        // Shares of every good in tenths.
        const shares = requireExchange(model).goods.map(() => coalition.map(() => source.whole(1, 9)));
        const bundles = coalition.map((_, i) => shares.map((row, good) =>
          total(good).mul(rational(row[i]!, row.reduce((a, b) => a + b, 0)))));
        const utilities = bundles.map((bundle, i) => utilityOf(requireExchange(model).utilities[i]![0]!, bundle));
        for (const { weights, bound } of set.facets) expect(dot(weights, utilities).compare(bound) <= 0).toBe(true);
      }
      for (const vertex of set.vertices.slice(0, 8)) expect(await allocationOf(model, vertex.map((value) => [value]))).toBeDefined();
      for (const { weights, bound } of set.facets) {
        const [highest] = set.vertices.map((vertex) => dot(weights, vertex)).sort((a, b) => b.compare(a));
        expect(highest!.equals(bound)).toBe(true);
      }
    }
  });

  it('of an Edgeworth box have the facets of the text book', async () => {
    const { facets } = await utilitySet(requireExchange(swap('3')), [0, 1], [0, 0]);
    // Bread 4, wine 3; ann 3 and 1, bob 4 and 2: wine goes to bob first, at 2 for 1, then bread at 4 for 3.
    const texts = facets.map(({ weights, bound }) =>
      [...weights.map((weight) => weight.div(weights[1]!)), bound.div(weights[1]!)].map(rationalText));
    expect(texts.sort()).toEqual([['2', '1', '30'], ['4/3', '1', '22']].sort());
  });
});

describe('the maximin core', () => {
  it('holds only allocations that no coalition blocks, and Guo18 Lemmas 3.6.1 and 3.6.2 hold of them', async () => {
    const found = { yes: 0, no: 0, undecided: 0 };
    for (let seed = 0; seed < 8; seed++) {
      const model = economy(seed, seed === 2 ? [1, 2, 1] : [2, 2]);
      const core = await maximinCore(model, { first: seed === 2 });
      found[core.verdict]++;
      if (core.verdict !== 'yes') continue;
      const allocation = (await allocationOf(model, core.worst))!;
      const worst = worstUtilities(model, allocation);
      expect(worst.flat().map(rationalText)).toEqual(core.worst.flat().map(rationalText));
      expect(await blockOf(model, worst, everyCoalition(model))).toBeUndefined();
      expect(ambiguousLie(model, extremeBeliefs(model), allocationPayoff(model, allocation), everyCoalition(model))).toBeUndefined();
      expect(await unopposedDeception(model, allocation)).toBeUndefined();
      expect(await inefficientDictator(model)).toBeUndefined();
      expect((await badOutcomeMargin(model)).compare(ZERO) > 0).toBe(true);
      for (const { agent, type, least, most } of core.ranges) {
        const value = core.worst[agent]![type]!;
        expect(least.compare(value) <= 0 && value.compare(most) <= 0).toBe(true);
      }
    }
    expect(found.yes).toBeGreaterThan(1);
    expect(found.no).toBeGreaterThan(1);
    expect(found.undecided).toBe(0);
  });

  it('with one type each is that of complete information, which Scarf found not to be empty', async () => {
    for (let seed = 40; seed < 42; seed++) expect((await maximinCore(economy(seed, [1, 1, 1]), { first: true })).verdict).toBe('yes');
  });

  it('is empty where no grid point is in it, and found where one is', async () => {
    // All vectors of utilities on a grid of quarters within what endowments allow, by the definition.
    const inCore = async (model: FiniteModel, worst: readonly (readonly Rational[])[]): Promise<boolean> =>
      (await allocationOf(model, worst)) !== undefined && (await blockOf(model, worst, everyCoalition(model))) === undefined;
    const core = await maximinCore(swap('3/2'));
    expect(core.verdict).toBe('yes');
    if (core.verdict === 'yes') expect(await inCore(swap('3/2'), core.worst)).toBe(true);
    const empty = await maximinCore(swap('3'));
    expect(empty.verdict).toBe('no');
    if (empty.verdict === 'no') expect(empty.contradiction).toMatch(/gives 0 >= \d+$/);
    // A core vector elsewhere would be unblocked; none of those near the endowments is.
    const model = swap('3');
    const { utilities, endowments } = requireExchange(model);
    const base = utilities.map((types, agent) => types.map((pieces) => utilityOf(pieces, endowments[agent]!)));
    for (const step of [0, 1, 2]) {
      const moved = base.map((types) => types.map((value) => value.add(rational(step, 4))));
      expect(await inCore(model, moved)).toBe(false);
    }
  });
});

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

describe('information', () => {
  // The example of Guo18 section 3.2: the first types think anything possible, the second are sure of the first.
  const model = modelAt(parseEnvironment({
    finite: 1, agents: { one: ['a', 'b'], two: ['a', 'b'] }, outcomes: ['none'], payoffs: { one: {}, two: {} },
    'belief-sets': {
      one: [{ vertices: [[1, 0], [0, 1]] }, { vertices: [[1, 0]] }], two: [{ vertices: [[1, 0], [0, 1]] }, { vertices: [[1, 0]] }],
    },
  }));
  it('of the example is as printed', () => {
    const beliefs = extremeBeliefs(model);
    expect(informationSets(model, beliefs)).toEqual([[[0, 1], [2]], [[0, 2], [1]]]);
    expect(possibleProfiles(model, beliefs)).toEqual({ profiles: [0, 1, 2], agreed: true });
    expect(commonKnowledge(model, [0], [0, 1, 2])).toEqual([[0, 1], [2]]);
    expect(commonKnowledge(model, [0, 1], [0, 1, 2])).toEqual([[0, 1, 2]]);
  });

  it('lists every plan of a coalition, and refuses too many', () => {
    expect(coalitionPlans(model, [0])).toHaveLength(4);
    expect(coalitionPlans(model, [0, 1])).toHaveLength(16);
    const wide = economy(1, [5, 5]);
    expect(() => coalitionPlans(wide, [0, 1])).toThrow(/^agents: a coalition of 2 has 9765625 plans of reports/);
  });

  it('a swap that pays one and costs nobody is found', () => {
    const both = modelAt(parseEnvironment({
      finite: 1, agents: { one: ['a', 'b'], two: ['c'] }, outcomes: ['none', 'x'], payoffs: { one: { x: { own: [1, 1] } }, two: { x: 0 } },
      rule: [['none'], ['x']],
    }));
    const payoff = (agent: number, reports: number): Rational => (agent === 0 && reports === 1 ? parseRational(1, '') : ZERO);
    const lie = ambiguousLie(both, extremeBeliefs(both), payoff, everyCoalition(both))!;
    expect([lie.coalition, lie.profile, lie.gains.map(rationalText)]).toEqual([[0], 0, ['1']]);
  });
});
