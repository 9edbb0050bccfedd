/** Files of maximin values: allocations, and that there are none; random economies, and any one entry altered. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { valueAnswer } from '../../../src/kinds/finite/values.ts';
import { parseRational, rational, rationalText } from '../../../src/programs/rational.ts';
import { Surd } from '../../../src/programs/surd.ts';
import { alterations } from '../../support/alterations.ts';
import { isProved } from '../../support/altered-proofs.ts';
import type { Json } from '../../support/finite-oracle.ts';
import { randomSource } from '../../support/random.ts';

function economyFile(seed: number, counts: readonly number[], goods = 2): Json {
  const source = randomSource(seed);
  const row = (): string[] => Array.from({ length: goods }, () => String(source.whole(1, 4)));
  const names = ['ann', 'bob', 'cat', 'dan'].slice(0, counts.length);
  const byAgent = (value: (agent: number) => unknown): Json => Object.fromEntries(names.map((name, agent) => [name, value(agent)]));
  return {
    finite: 1, goods: ['x', 'y', 'z'].slice(0, goods),
    agents: byAgent((agent) => Array.from({ length: counts[agent]! }, (_, type) => `${names[agent]![0]}${type + 1}`)),
    endowments: byAgent(() => row()),
    utilities: byAgent((agent) => Array.from({ length: counts[agent]! }, () =>
      (source.chance(0.3) ? { 'least-of': [row(), [...row(), '1/2']] } : row()))),
  };
}

async function proofsOf(file: Json): Promise<Json[]> {
  const { proofs } = await valueAnswer(modelAt(parseEnvironment(file)), {}, undefined, { file, parameters: new Map() });
  return proofs.map((proof) => JSON.parse(JSON.stringify(proof.file)) as Json);
}

/** Nobody gains by trade, so endowments are the value at every profile. */
const ALIKE = {
  finite: 1, goods: ['x', 'y'], agents: { ann: ['one', 'two'], bob: ['b'], cat: ['c'] },
  endowments: { ann: [1, 2], bob: [2, 1], cat: [1, 1] },
  utilities: { ann: [[1, 1], [2, 2]], bob: [[1, 1]], cat: [[1, 1]] },
};

/** Utilities and weights are numbers with the root of 3841: an edge of everyone's set. */
const ROOT = {
  finite: 1, goods: ['x', 'y'], agents: { ann: ['a'], bob: ['b'], cat: ['c'] }, endowments: { ann: [2, 2], bob: [3, 2], cat: [3, 3] },
  utilities: {
    ann: [{ 'least-of': [[2, 2], [1, 4, '1/2']] }], bob: [{ 'least-of': [[4, 1], [4, 4, '1/2']] }], cat: [[2, 3]],
  },
};

describe('files misreport.value/1', () => {
  it('prove both verdicts on economies of one agent to three, and with one entry altered nothing', async () => {
    const seen = new Map<string, number>();
    const files = [economyFile(60, [2, 2]), economyFile(62, [1, 2], 3), economyFile(63, [1, 1]), economyFile(64, [2]), ALIKE, ROOT];
    for (const [k, economy] of files.entries()) {
      const [file] = await proofsOf(economy);
      const { what, faults } = judgeProof(file);
      expect(faults, String(k)).toEqual([]);
      seen.set(what, (seen.get(what) ?? 0) + 1);
      const altered = [...alterations(file!)].filter(({ name }, at) => !name.startsWith('environment') && at % 5 === 0);
      expect(altered.filter(({ name, file: one }) => isProved(name, one)).map(({ name }) => name)).toEqual([]);
    }
    expect(JSON.stringify((await proofsOf(ROOT))[0]!.values)).toContain('523/1849 + 5/1849 sqrt(3841)');
    expect([...seen].sort()).toEqual([['a maximin value allocation', 4], ['no maximin value allocation', 2]]);
  });

  it('prove that three agents have none by covers of all weights, and with one entry altered nothing', async () => {
    const [file] = await proofsOf(economyFile(72, [2, 1, 1]));
    expect(judgeProof(file)).toEqual({ what: 'no maximin value allocation', faults: [] });
    const none = file!.none as unknown as { sets: Json[]; covers: { profile: Json; tree: string }[] };
    const withCovers = (covers: unknown): Json => ({ ...file, none: { ...none, covers } } as unknown as Json);
    const [one, other] = none.covers;
    expect(judgeProof(withCovers([one])).faults).toEqual(['values may agree on the utility of every type']);
    expect(judgeProof(withCovers([one, { ...other, tree: '.' }])).faults).toEqual(['values may agree on the utility of every type']);
    expect(judgeProof(withCovers([one, { ...other, tree: other!.tree.slice(1) }])).faults).toEqual(
      ['none.covers.1.tree says more than there are simplices']);
    expect(judgeProof(withCovers([one, { ...other, tree: other!.tree.slice(0, -1) }])).faults).toEqual(
      ['none.covers.1.tree leaves simplices out']);
    expect(judgeProof(withCovers([one, one])).faults).toEqual(['a profile is covered twice']);
    const short: Json = { ...file, none: { ...none, sets: none.sets.slice(1) } } as unknown as Json;
    expect(judgeProof(short).faults[0]).toMatch(/there is no set of ann$/);
    // A cut undone: bounds on the larger simplex may still be enough, but not everywhere.
    const undone = none.covers.flatMap((cover, k) => [...cover.tree.matchAll(/x\.\./g)].filter((_, at) => at % 7 === 0).map(({ index }) =>
      withCovers(none.covers.map((each, at) => (at === k
        ? { ...each, tree: `${each.tree.slice(0, index)}.${each.tree.slice(index + 3)}` } : each)))));
    expect(undone.map((each) => judgeProof(each).faults.length)).toEqual([1, 1, 0, 0]);
    // Prices at which all goods are worth nothing cap nobody's utility.
    const sets = none.sets.map((set, at) => (at > 0 ? set : {
      ...set, facets: (set.facets as unknown as Json[]).map((facet) => ({ ...facet, prices: ['0', '0'] })),
    }));
    expect(judgeProof({ ...file, none: { ...none, sets } } as unknown as Json).faults).toContain(
      'none.sets.0: nothing shows that members stay below a facet');
    const altered = [...alterations(file!)].filter(({ name }, at) =>
      at % (name.startsWith('none.covers') ? 5 : 41) === 0 && (name.includes('facets') || name.startsWith('none.covers')));
    expect(altered.filter(({ name, file: changed }) => isProved(name, changed)).map(({ name }) => name)).toEqual([]);
  });

  it('say the same of agents in another order, each with utilities in units of her own', async () => {
    for (const economy of [economyFile(60, [2, 2]), economyFile(62, [1, 2], 3), economyFile(72, [2, 1, 1]), ALIKE as unknown as Json]) {
      const scaled = (value: unknown, factor: number): unknown => JSON.parse(JSON.stringify(value), (_, part: unknown) =>
        (typeof part === 'number' || typeof part === 'string' ? rationalText(parseRational(part, 'x').mul(rational(factor))) : part));
      const turned = (of: unknown, change = (value: unknown): unknown => value): Json =>
        Object.fromEntries(Object.entries(of as Json).reverse().map(([name, value]) => [name, change(value)])) as Json;
      let factor = 1;
      const other = {
        ...economy, agents: turned(economy.agents), endowments: turned(economy.endowments),
        utilities: turned(economy.utilities, (value) => scaled(value, (factor += 2))),
      } as unknown as Json;
      const [[one], [two]] = [await proofsOf(economy), await proofsOf(other)];
      expect(judgeProof(two)).toEqual(judgeProof(one));
    }
  });

  it('state no more than was asked: of three agents a clash is no proof, of two both profiles have to clash', async () => {
    const [value] = await proofsOf(ALIKE);
    expect(judgeProof({ ...value, clash: { agent: 'ann', type: 'one' } }).faults).toEqual(
      ['only two agents are known to have one value at each profile']);
    const [none] = await proofsOf(economyFile(60, [2, 2]));
    const { clash: _, ...claimed } = none!;
    expect(judgeProof(claimed).faults[0]).toBe('values of 2 of 4 profiles are missing');
    const [first] = none!.values as unknown[];
    expect(judgeProof({ ...none, values: [first, first] }).faults.at(-1)).toMatch(/^the type has .* at both profiles$/);
    expect(() => judgeProof({ ...none, clash: { agent: 'nobody', type: 'a1' } })).toThrow("clash: 'nobody' is no agent; known: ann, bob");
  });
});

describe('numbers with a root', () => {
  it.each(['0', '-7/3', '17/30 + 1/30 sqrt(109)', '-1/2 - 3 sqrt(2)', '5/4 sqrt(6)', '-5/4 sqrt(6)'])('are read from %s', (text) => {
    expect(Surd.parse(text, 'field').text).toBe(text);
  });

  it('are refused where they are none', () => {
    expect(Surd.parse('1 + 1/2 sqrt(16)', 'field').text).toBe('3');
    for (const text of ['sqrt(2)', '1 + sqrt(-2)', '1 + x sqrt(2)', '1 +1 sqrt(2)'])
      expect(() => Surd.parse(text, 'weights.0'), text).toThrow(/^weights\.0: must be a number/);
  });
});
