import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import type { FiniteEnvironment } from '../../../src/environment/finite/environment.ts';
import { modelOnTypeSpace } from '../../../src/environment/finite/on-type-space.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { checkModel } from '../../../src/kinds/finite/check.ts';
import { answerDesign, answerVerdict } from '../../../src/kinds/finite/design.ts';
import { tradeAnswer } from '../../../src/kinds/finite/trade.ts';
import type { FiniteAnswer } from '../../../src/kinds/finite/rows.ts';
import { answerThreshold } from '../../../src/kinds/finite/threshold.ts';
import { certificateFaults } from '../../../src/mechanism/finite/verify/certificate.ts';
import { readProofFile } from '../../../src/mechanism/finite/verify/file.ts';
import { mechanismFaults } from '../../../src/mechanism/finite/verify/mechanism.ts';
import { beliefsDeterminePreferences } from '../../../src/notions/finite/beliefs-determine-preferences.ts';
import { incentives, isMechanism } from '../../../src/notions/finite/incentives.ts';
import { tradeVerdict } from '../../../src/notions/finite/trade.ts';
import { parseRational } from '../../../src/programs/rational.ts';

// Anna has the object as y and not as x, which is worth B to her as x where ben is z, and 1 to y: x must expect at most 1 of it.
const file = {
  finite: 1, agents: { anna: ['x', 'y'], ben: ['z', 'w'] }, outcomes: ['none', 'big'], rule: [['none', 'none'], ['big', 'big']],
  payoffs: { anna: { big: [['B', 0], [1, 1]] }, ben: { big: 0 } }, parameters: { B: 0 },
};
const space = {
  anna: {
    hopeful: { 'payoff-type': 'x', 'belief': ['3/4', '1/4'] }, wary: { 'payoff-type': 'x', 'belief': ['1/4', '3/4'] },
    owner: { 'payoff-type': 'y', 'belief': ['3/4', '1/4'] },
  },
  ben: { z: { 'payoff-type': 'z', 'belief': ['1/3', '1/3', '1/3'] }, w: { 'payoff-type': 'w', 'belief': ['1/3', '1/3', '1/3'] } },
};

it('decides on the types of the space, and verify accepts the proofs', async () => {
  const environment = parseEnvironment({ ...file, 'type-space': space });
  // hopeful and owner believe alike: 3/4 B <= 1 decides.
  for (const [value, yes] of [['4/3', true], ['41/30', false]] as const) {
    const { verdicts, proofs } = await answerVerdict({
      environment, parameters: new Map([['B', parseRational(value, 'B')]]), goal: 'implement', transfers: 'bayesian', balance: 'none',
      preference: { kind: 'maxmin' },
    });
    expect(verdicts.map(({ holds }) => holds)).toEqual([yes]);
    const read = readProofFile(JSON.parse(JSON.stringify(proofs[0]!.file)));
    expect(JSON.stringify(read)).toContain('hopeful');
    expect(read.schema === 'misreport.mechanism/1' ? mechanismFaults(read) : certificateFaults(read)).toEqual([]);
  }
});

/** Beliefs of the prior [[3, 1], [1, 3], [2, 2]] / 12. */
const shared = {
  anna: {
    hopeful: { 'payoff-type': 'x', 'belief': ['3/4', '1/4'] }, wary: { 'payoff-type': 'x', 'belief': ['1/4', '3/4'] },
    owner: { 'payoff-type': 'y', 'belief': ['1/2', '1/2'] },
  },
  ben: { z: { 'payoff-type': 'z', 'belief': ['3/6', '1/6', '2/6'] }, w: { 'payoff-type': 'w', 'belief': ['1/6', '3/6', '2/6'] } },
};
const prior = [['3/12', '1/12'], ['1/12', '3/12'], ['2/12', '2/12']];
/** The same with types of the space for payoff types. */
const plain = {
  finite: 1, agents: { anna: ['hopeful', 'wary', 'owner'], ben: ['z', 'w'] }, outcomes: ['none', 'big'],
  payoffs: { anna: { big: [['B', 0], ['B', 0], [1, 1]] }, ben: { big: 0 } }, prior,
  rule: [['none', 'none'], ['none', 'none'], ['big', 'big']],
};
const parameters = { B: { value: '1/2', range: [0, 4] } };
const request = { parameters: new Map(), balance: 'none', preference: { kind: 'maxmin' } } as const;
const values = ({ estimates }: FiniteAnswer) => estimates.map(({ quantity, exact, point }) => [quantity, exact, point.allocation]);

it('extracts and collects under the prior of the space, found or given, as if its types were payoff types', async () => {
  const [found, given, direct] = [{ ...file, 'type-space': shared }, { ...file, 'type-space': shared, prior }, plain].map((one) =>
    parseEnvironment({ ...one, parameters }));
  for (const goal of ['extract', 'revenue'] as const) {
    for (const transfers of goal === 'extract' ? ['ambiguous'] as const : ['bayesian'] as const) {
      const ask = (environment: typeof found) => answerDesign({ ...request, environment: environment!, goal, transfers });
      const [one, two, three] = [await ask(found), await ask(given), await ask(direct)];
      expect(values(one).length).toBeGreaterThan(2);
      expect(values(one)).toEqual(values(three));
      expect(values(two)).toEqual(values(three));
      for (const { file: proof } of one.proofs) expect(judgeProof(JSON.parse(JSON.stringify(proof))).faults).toEqual([]);
    }
  }
});

it('has thresholds as if types of the space were payoff types', async () => {
  const one = parseEnvironment({ ...file, 'type-space': space, parameters });
  const ask = (environment: FiniteEnvironment, goal: 'implement' | 'extract' = 'implement') =>
    answerThreshold(environment, { parameter: 'B', goal, transfers: 'bayesian', balance: 'none' });
  expect((await ask(one)).estimates.map(({ exact }) => exact)).toEqual(['4/3']);
  const extracted = (await ask(parseEnvironment({ ...file, 'type-space': shared, parameters }), 'extract')).estimates;
  expect(extracted.map(({ lower, upper }) => lower <= 2 && 2 <= upper)).toEqual([true]);
});

it.each([
  [space, undefined, /^type-space: the beliefs follow from no common prior, .* ask for --goal implement$/],
  [
    {
      anna: { x: { 'payoff-type': 'x', 'belief': [1, 0] }, y: { 'payoff-type': 'y', 'belief': [0, 1] } },
      ben: { z: { 'payoff-type': 'z', 'belief': [1, 0] }, w: { 'payoff-type': 'w', 'belief': [0, 1] } },
    }, undefined, /^prior: .* follow from several: nothing says how likely y of anna, w of ben are beside x of anna; give prior:/,
  ],
  [shared, 'uniform', /^type-space, anna, hopeful, belief: does not follow from prior:, by which it is 1\/2, 1\/2; leave prior: out/],
  [shared, [[0, 0], ['1/4', '3/4'], [0, 0]], /^prior: gives type hopeful of anna probability 0; leave the type out/],
  [shared, [['1/2', '1/2']], /^prior: has 1 entry, and anna has 3 types: hopeful, wary, owner$/],
])('says which prior is wanting', async (types, given, message) => {
  const environment = () => parseEnvironment({ ...file, 'type-space': types, ...(given === undefined ? {} : { prior: given }) });
  await expect((async () => answerDesign({ ...request, environment: environment(), goal: 'revenue', transfers: 'bayesian' }))())
    .rejects.toThrow(message);
});

describe('check', () => {
  const seen = (given: object) => modelOnTypeSpace(modelAt(parseEnvironment(given)));
  const checked = async (given: object) => {
    const environment = parseEnvironment({ ...given });
    return checkModel(modelAt(environment), {}, undefined, { environment });
  };
  const texts = ({ verdicts }: FiniteAnswer, id: string) => verdicts.filter((verdict) => verdict.id === id).map(({ text }) => text);

  it('decides conditions on beliefs of the types of the space as if they were payoff types', async () => {
    const values = { parameters: { B: 2 } };
    const found = await checked({ ...file, ...values, 'type-space': shared });
    const given = await checked({ ...file, ...values, 'type-space': shared, prior });
    const direct = await checked({ ...plain, ...values });
    // Of payoff types, and of no payoff type space.
    const others = ['full-support', 'private-values', 'efficient-rule'];
    const of = (answer: FiniteAnswer) => answer.verdicts.filter(({ id = '' }) => !others.includes(id))
      .map(({ id, agent, status, text }) => [
        id, agent, status, text.replace(', and payoffs of each type of the space her own,', '').replace(' of different payoff types', ''),
      ]);
    expect(of(found)).toEqual(of(direct));
    expect(of(given)).toEqual(of(direct));
    expect(of(direct).map(([id]) => id)).toEqual(expect.arrayContaining(['common-prior', 'identifiability', 'ex-ante-socially-rational',
      'ncp-star', 'ncp-star-star', 'cremer-mclean']));
    expect(found.notes).toEqual(direct.notes);
    expect(texts(found, 'full-support')[0]).toMatch(/^The type space has full support/);
    expect(texts(found, 'private-values')[0]).toMatch(/at \(x, z\) and .* at \(x, w\)$/);
    for (const { file: proof } of found.proofs) expect(judgeProof(JSON.parse(JSON.stringify(proof))).faults).toEqual([]);
  });

  const sure = (one: string, two: string) => ({
    anna: { x: { 'payoff-type': one, 'belief': [1, 0] }, y: { 'payoff-type': two, 'belief': [0, 1] } },
    ben: { z: { 'payoff-type': 'z', 'belief': [1, 0] }, w: { 'payoff-type': 'w', 'belief': [0, 1] } },
  });

  it('says what does not apply, and why', async () => {
    const several = await checked({ ...file, 'type-space': sure('x', 'y') });
    expect(texts(several, 'full-support')).toEqual(['The type space has not full support: type x of anna thinks (x, w) impossible']);
    expect(texts(several, 'positive-pairs')[0]).toMatch(/^Type x of anna thinks type w of ben impossible/);
    // The other priors with these beliefs can be feigned.
    expect(texts(several, 'identifiability')[0]).toMatch(/^Identifiability fails: .* the prior (\[0, 0\], \[0, 1\]|\[1, 0\], \[0, 0\])$/);
    expect(texts(several, 'ex-ante-socially-rational')).toEqual([]);
    expect(several.notes.at(-1)).toMatch(/^The beliefs follow from several priors, .*; give prior:$/);
    const { anna, ben } = sure('x', 'y');
    const none = await checked({ ...file, 'type-space': { anna, ben: { ...ben, w: { ...ben.w, belief: ['1/2', '1/2'] } } } });
    expect(texts(none, 'common-prior')).toEqual(['The beliefs come from no common prior']);
    expect(none.notes.at(-1)).toMatch(/^Identifiability and ex ante .* speak of a common prior, and the beliefs come from none/);
    const absent = await checked({ ...file, 'type-space': sure('x', 'x') });
    expect(absent.notes).toContainEqual(expect.stringMatching(/^No type of the space is of payoff type y of anna/));
    expect((await checked({ ...file, 'belief-sets': { anna: [{ vertices: [[1, 0]] }, { vertices: [[1, 0]] }],
      ben: [{ vertices: [[1, 0]] }, { vertices: [[1, 0]] }] } })).notes[0]).toMatch(/^Types hold sets of beliefs/);
    expect((await checked({ ...file })).notes[0]).toMatch(/^The file says nothing of beliefs/);
    await expect(checked({ ...file, 'type-space': shared, 'prior': 'uniform' })).rejects.toThrow(/hopeful, belief: does not follow from/);
  });

  it('takes types of one payoff type that believe alike for no failure, and the theorems do not speak of them', async () => {
    const { wary: _, ...anna } = space.anna;
    const double = (payoffType: string) => ({ ...space, anna: { ...anna, wary: { 'payoff-type': payoffType, 'belief': ['3/4', '1/4'] } } });
    const { owner, ...rest } = double('x').anna;
    const apart = { ...owner, belief: ['1/4', '3/4'] };
    const alike = await checked({ ...file, 'type-space': { ...space, anna: { ...rest, owner: apart } } });
    expect(texts(alike, 'beliefs-determine-preferences')[0]).toMatch(/^Beliefs determine preferences/);
    expect(alike.notes[0]).toMatch(/^hopeful and wary of anna are alike in payoff type and belief/);
    expect(beliefsDeterminePreferences(seen({ ...file, 'type-space': double('y') }))[0]!.text)
      .toBe('Beliefs do not determine preferences: hopeful and owner have the same belief');
  });

  it('decides incentives and trade on the types of the space', async () => {
    const said = (B: string, id: string) => {
      const model = seen({ ...file, 'parameters': { B }, 'rule-transfers': { anna: [[0, 0], [-1, -1]] }, 'type-space': space });
      return isMechanism(model) && incentives(model).find((condition) => condition.id === id)!.text;
    };
    expect(said('3/2', 'interim-ic')).toBe("hopeful of anna gains 1/8 by reporting owner (at each type's belief)");
    expect(said('4/3', 'interim-ic')).toBe("Truth is best at each type's belief");
    expect(said('4/3', 'known-payoff-types')).toMatch(/^Every type of the space has a payoff type/);
    const { rule: _, ...bets } = { ...file, 'outcomes': ['none'], 'payoffs': { anna: {}, ben: {} }, 'type-space': space };
    const environment = parseEnvironment(bets);
    const { verdicts, proofs } = await tradeAnswer({ model: seen(bets), point: {}, source: { environment } });
    expect(verdicts.map(({ status }) => status)).toEqual(['yes', 'yes', 'yes', 'yes']);
    for (const { file: proof } of proofs) expect(judgeProof(JSON.parse(JSON.stringify(proof))).faults).toEqual([]);
    // Where the beliefs have a prior nobody trades.
    expect((await tradeVerdict(seen({ ...bets, 'type-space': shared }), false, 'some')).trade).toBe(false);
  });
});
