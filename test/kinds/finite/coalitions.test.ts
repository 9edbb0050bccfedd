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
    const { proofs } = await answerCoalitions(environment, { ask: 'coalitions', patterns: ['all'] }, {});
    expect(proofs.map(({ name }) => name)).toEqual(['coalition-ann-bob', 'coalition-ann-cat', 'coalition-bob-cat']);
    for (const proof of proofs) expect(deviationFaults(readDeviationFile(JSON.parse(JSON.stringify(proof.file))))).toEqual([]);
    const given = readDeviationFile(JSON.parse(JSON.stringify(proofs[0]!.file)));
    const [first, ...rest] = given.members;
    const faults = (changes: object): string[] => deviationFaults({ ...given, ...changes });
    expect(faults({ members: [{ ...first!, gain: '1/7' }, ...rest] })).toEqual(['ann gains 1/4, not 1/7']);
    expect(faults({ members: [{ ...first!, report: first!.type }, ...rest] })).toEqual(['bob gains -1/4, not 1/4']);
    expect(faults({ members: [first] })[0]).toMatch(/^ann gains/);
    expect(faults({ members: [first, first] })).toContain('an agent is named twice');
    expect(faults({ environment: { ...(given.environment as object), coalitions: 'singletons' } }))
      .toContain('the coalition is not among those that can form');
    expect(() => readDeviationFile({ ...given, members: [] })).toThrow('members: needs at least one member');
    expect(() => faults({ members: [{ ...first!, agent: 'zoe' }] })).toThrow("members.0.agent: 'zoe' is not known; known: ann, bob, cat");
  });

  it('leave monotonicity undecided where there are too many profiles', async () => {
    const { verdicts, estimates } = await answerCoalitions(parseEnvironment(file), { ask: 'coalitions', patterns: ['singletons'] }, {});
    expect(verdicts.filter(({ status }) => status === 'undecided').map(({ id }) => id))
      .toEqual(['robust-coalitional-monotonicity', 'robust-monotonicity']);
    expect(estimates.map(({ quantity, exact }) => [quantity, exact])).toEqual([['coalitionalIncentiveCompatible', '1']]);
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
