/** Answers about coalitions, and proofs of their lies judged by `verify`. */
import { describe, expect, it } from 'vitest';
import { publicGoodFile } from '../../../scenarios/public-good-coalitions/file.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { checkModel } from '../../../src/kinds/finite/check.ts';
import { answerCoalitions } from '../../../src/kinds/finite/coalitions.ts';
import { validateFiniteStudy } from '../../../src/kinds/finite/validate.ts';
import { deviationFaults, readDeviationFile } from '../../../src/mechanism/finite/verify/deviation.ts';
import { rational } from '../../../src/programs/rational.ts';

const file = { ...publicGoodFile({ variant: 'common', agents: 3, grid: 3, gamma: rational(1, 2) }), coalitions: 'all' };

describe('lies of coalitions', () => {
  it('are proved by files that hold the beliefs, and a changed entry is noticed', async () => {
    const environment = parseEnvironment(file);
    const { proofs: all } = await answerCoalitions(environment, { ask: 'coalitions', patterns: ['all'] }, {});
    expect(all.map(({ name }) => name)).toEqual(['coalition-ann-bob', 'coalition-ann-cat', 'coalition-bob-cat', 'bad-outcome-all']);
    const proofs = all.slice(0, 3);
    for (const proof of proofs) expect(deviationFaults(readDeviationFile(JSON.parse(JSON.stringify(proof.file))))).toEqual([]);
    const given = readDeviationFile(JSON.parse(JSON.stringify(proofs[0]!.file)));
    const [first, ...rest] = given.members;
    const faults = (changes: object): string[] => deviationFaults({ ...given, ...changes });
    expect(faults({ members: [{ ...first!, gain: '1/7' }, ...rest] })).toEqual(['ann gains 1/4, not 1/7']);
    expect(faults({ members: [{ ...first!, report: first!.type }, ...rest] })).toEqual(['bob gains -1/4, not 1/4']);
    expect(faults({ members: [first] })[0]).toMatch(/^ann gains/);
    expect(faults({ members: [first, first] })).toEqual(['an agent is named twice']);
    expect(faults({ members: [first, ...rest, ...rest] })).toEqual(['an agent is named twice']);
    expect(faults({ environment: { ...(given.environment as object), coalitions: 'singletons' } }))
      .toContain('the coalition is not among those that can form');
    expect(() => readDeviationFile({ ...given, members: [] })).toThrow('members: needs at least one member');
    expect(() => faults({ members: [{ ...first!, agent: 'zoe' }] })).toThrow("members.0.agent: 'zoe' is not known; known: ann, bob, cat");
  });

  it('leave monotonicity undecided where there are too many profiles', async () => {
    const { verdicts, estimates } = await answerCoalitions(parseEnvironment(file), { ask: 'coalitions', patterns: ['singletons'] }, {});
    expect(verdicts.find(({ status }) => status === 'undecided')!.text)
      .toMatch(/27 profiles of types, and at most 9 .*; leave types or agents/);
    expect(verdicts.filter(({ status }) => status === 'undecided').map(({ id }) => id))
      .toEqual(['robust-coalitional-monotonicity', 'robust-monotonicity']);
    expect(estimates.map(({ quantity, exact }) => [quantity, exact])).toEqual([['coalitionalIncentiveCompatible', '1']]);
  });
});

describe('a mechanism that the file gives', () => {
  const file2 = {
    finite: 1, agents: { ann: ['low', 'high'], bob: ['low', 'high'] }, outcomes: ['none', 'big'],
    payoffs: { ann: { big: { own: [-1, 2] } }, bob: { big: { own: [-1, 2] } } }, prior: [['1/2', 0], [0, '1/2']], coalitions: 'all',
  };
  const mechanism = {
    messages: { ann: ['yes', 'no', 'maybe'], bob: ['yes', 'no'] }, outcomes: [['big', 'none'], ['none', 'none'], ['none', 'none']],
    strategies: { ann: { low: 'no', high: 'yes' }, bob: ['no', 'yes'] },
  };
  const statuses = async (given: object, rest: object = {}): Promise<(string | undefined)[]> =>
    (await checkModel(modelAt(parseEnvironment({ ...file2, ...rest, mechanism: { ...mechanism, ...given } })))).verdicts
      .filter(({ id }) => id === 'mechanism-equilibrium').map(({ status }) => status);

  it('is tested in the strategies given, with and without pooled information', async () => {
    expect(await statuses({})).toEqual(['yes', 'yes']);
    expect(await statuses({ strategies: { ann: ['no', 'no'], bob: ['no', 'yes'] } })).toEqual(['no', 'no']);
    // Nobody says yes: together both would, and neither alone.
    const silent = { strategies: { ann: ['no', 'no'], bob: ['no', 'no'] } };
    expect(await statuses(silent)).toEqual(['no', 'no']);
    expect(await statuses(silent, { coalitions: 'singletons' })).toEqual(['yes', 'yes']);
    // Money for maybe, which takes no type's yes away from her.
    expect(await statuses({ transfers: { ann: [[0, 0], [0, 0], [3, 3]] } })).toEqual(['no', 'no']);
  });

  it('takes type spaces, and the updates that it is told where Bayes\' rule says nothing', async () => {
    // Ann is sure that bob is low, so that he is high surprises her.
    const surprised = { 'prior': undefined, 'type-space': {
      ann: { a: { 'payoff-type': 'low', 'belief': [1, 0] }, b: { 'payoff-type': 'high', 'belief': [1, 0] } },
      bob: { c: { 'payoff-type': 'low', 'belief': ['1/2', '1/2'] }, d: { 'payoff-type': 'high', 'belief': ['1/2', '1/2'] } },
    } };
    const strategies = { ann: { a: 'no', b: 'no' }, bob: { c: 'no', d: 'no' } };
    expect(await statuses({ strategies }, surprised)).toEqual(['no', 'no']);
    const updates = { ann: [['1/2', '1/2'], ['1/2', '1/2']], bob: [['1/2', '1/2'], ['1/2', '1/2']] };
    expect(await statuses({ strategies, updates }, surprised)).toEqual(['no', 'no']);
    await expect(statuses({ strategies, updates: { ...updates, ann: [[1, 0], [1, 0]] } }, surprised))
      .rejects.toThrow(/^updates: must give/);
  });

  it('names what is wrong in it', async () => {
    const wrong = (given: object) => () => parseEnvironment({ ...file2, mechanism: { ...mechanism, ...given } });
    expect(wrong({ strategies: { ...mechanism.strategies, bob: ['no', 'never'] } }))
      .toThrow("mechanism, strategies, bob, type high: 'never' is no message; known: yes, no");
    expect(wrong({ messages: { ...mechanism.messages, bob: ['yes', 'yes'] } })).toThrow('mechanism, messages, bob: names must differ');
    expect(wrong({ outcomes: [['big', 'none']] })).toThrow('mechanism, outcomes: has 1 entry, and ann has 3 types: yes, no, maybe');
  });
});

describe('check', () => {
  it('asks about coalitions where the file has some, and about truth under the file\'s beliefs', async () => {
    const good = publicGoodFile({ variant: 'common', agents: 2, grid: 2, gamma: rational(1) });
    const small = { ...good, coalitions: [['ann', 'bob']], prior: 'uniform' };
    const { verdicts } = await checkModel(modelAt(parseEnvironment(small)));
    const at = (id: string) => verdicts.filter((verdict) => verdict.id === id).map(({ status }) => status);
    expect(at('robust-coalitional-ic')).toEqual(['yes']);
    expect(at('robust-coalitional-monotonicity')).toEqual(['yes']);
    expect(at('robust-strong-monotonicity')).toEqual(['no']);
    expect(at('bad-outcome')).toEqual(['yes']);
    expect(at('interim-coalitional-equilibrium')).toEqual(['yes', 'yes']);
    const { coalitions: _, ...without } = small;
    expect((await checkModel(modelAt(parseEnvironment(without)))).verdicts.some(({ id }) => id === 'robust-coalitional-ic')).toBe(false);
  });

  it('refuses patterns that make no sense, naming them', () => {
    expect(() => parseEnvironment({ ...file, coalitions: 'some' })).toThrow(/^coalitions: must be singletons, all/);
    expect(() => parseEnvironment({ ...file, 'rule-transfers': { ann: 0 } })).toThrow(/^rule-transfers: agents bob, cat are missing/);
    expect(() => validateFiniteStudy({ environment: file, questions: [{ ask: 'coalitions', patterns: [] }] })).toThrow(/patterns/);
  });
});
