/** Exchange economies under Wald preferences: utility sets and core against definitions, and Guo18's lemmas on random economies. */
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
import { dot, utilityOf, utilitySet } from '../../../src/notions/finite/exchange/utility-set.ts';
import { parseRational, rational, rationalText, ZERO, type Rational } from '../../../src/programs/rational.ts';
import { randomSource } from '../../support/random.ts';
import { economy } from '../../support/exchange-economy.ts';

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
