/** Files on ambiguous coalitional monotonicity, Theorem 3.4.1's counterexample, and any one entry altered. */
import { describe, expect, it } from 'vitest';
import { judgeProof } from '../../../src/cli/judge.ts';
import { patternLabel } from '../../../src/environment/finite/coalitions.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { ambiguousAnswer } from '../../../src/kinds/finite/ambiguous.ts';
import { alterations } from '../../support/alterations.ts';
import { isProved } from '../../support/altered-proofs.ts';
import type { Json } from '../../support/finite-oracle.ts';

/**
 * A rule that satisfies every condition of Theorem 3.4.1 and that no mechanism implements. If bob says d whatever he is nobody has less
 * (D in the place of C), so somebody has to object; ann of type a alone can be made to want to, by x where bob says d. But then ann of
 * type a objects and bob says d, while ann of type b does nothing: she gains, he does not lose. Were b to object as well, he would lose.
 */
const THEOREM = {
  finite: 1, agents: { ann: ['a', 'b'], bob: ['c', 'd'] }, outcomes: ['none', 'B', 'C', 'D', 'x', 'Z'],
  payoffs: {
    ann: { B: { own: [-2, 0] }, C: [[0, -1], [-1, -1]], D: { own: [0, -1] }, x: { own: [1, -1] }, Z: -3 },
    bob: { B: 0, C: [[0, 0], [-1, -1]], D: [[0, 0], [-1, -1]], x: [[1, 1], [-1, -1]], Z: -3 },
  },
  rule: [['C', 'D'], ['B', 'B']], coalitions: 'all',
};

async function answered(file: Json) {
  const environment = parseEnvironment(file);
  const model = modelAt(environment);
  const { verdicts, proofs } = await ambiguousAnswer({
    model, pattern: model.coalitions!, label: patternLabel(model.agents, model.coalitions!), point: {}, environment,
  });
  return {
    status: Object.fromEntries(verdicts.map(({ id, status }) => [id!, status])),
    files: Object.fromEntries(proofs.map(({ name, file: one }) => [name, JSON.parse(JSON.stringify(one)) as Json])),
  };
}

const RULES = [[['none', 'none'], ['none', 'big']], [['big', 'big'], ['big', 'none']], [['none', 'none'], ['big', 'big']]];
const plain = (rule: unknown, rest: object = {}): Json => ({
  finite: 1, agents: { ann: ['low', 'high'], bob: ['low', 'high'] }, outcomes: ['none', 'big'],
  payoffs: { ann: { big: { own: [-1, 2] } }, bob: { big: { own: [-1, 2] } } }, rule, coalitions: 'singletons', ...rest,
}) as unknown as Json;

/** Numbers with the other sign, lists one short, and rewards moved: nothing that may still be a proof. */
const spoiled = (file: Json): { readonly name: string; readonly file: Json }[] => [...alterations(file)].filter(({ name }) =>
  !name.startsWith('environment') && (/(ways|refused|objections|rewards|multipliers)\.[\d.]+ left out$/.test(name)
    || / = -/.test(name) || /lottery/.test(name) || /^(deception|statement)/.test(name)));

it('verdicts stay where payoffs are scaled and types come in another order', async () => {
  const scaled = JSON.parse(JSON.stringify(THEOREM.payoffs), (_, part: unknown) => (typeof part === 'number' ? 3 * part : part)) as unknown;
  const turned = JSON.parse(JSON.stringify(THEOREM.payoffs), (key, part: unknown) =>
    (key === 'C' || key === 'D' || key === 'x' ? (Array.isArray(part) ? part.toReversed() : part) : part)) as typeof THEOREM.payoffs;
  const ann = { ...turned.ann, ...Object.fromEntries(['B', 'D', 'x'].map((outcome) => [
    outcome, { own: (THEOREM.payoffs.ann as unknown as Record<string, { own: number[] }>)[outcome]!.own.toReversed() },
  ])) };
  const { status } = await answered(THEOREM as unknown as Json);
  expect((await answered({ ...THEOREM, payoffs: scaled } as unknown as Json)).status).toEqual(status);
  const other = { ...THEOREM, agents: { ann: ['b', 'a'], bob: ['c', 'd'] }, payoffs: { ...turned, ann }, rule: THEOREM.rule.toReversed() };
  expect((await answered(other as unknown as Json)).status).toEqual(status);
});

describe('Theorem 3.4.1', () => {
  it('is wrong: a rule meets all its conditions, and no mechanism implements it; both are files', async () => {
    const { status, files } = await answered(THEOREM as unknown as Json);
    for (const id of ['ambiguous-coalitional-ic', 'ambiguous-coalitional-monotonicity', 'closure', 'local-pareto-efficiency',
      'bad-outcome-of-set', 'assured-profiles']) expect(status[id], id).toBe('yes');
    expect(status['ambiguous-coalitional-implementation']).toBe('no');
    const [objected, refused] = [files['ambiguous-coalitional-monotonicity-all']!, files['ambiguous-coalitional-implementation-all']!];
    expect(judgeProof(objected).faults).toEqual([]);
    expect(judgeProof(refused)).toEqual({
      what: 'no mechanism implements the rules: whoever could object to a deception would at the truth, some types alone', faults: [],
    });
    // That all types object, or that some do, are different statements: nobody refuses the first.
    expect(judgeProof({ ...refused, statement: 'no-monotonicity' }).faults.length).toBeGreaterThan(0);
    expect(judgeProof({ ...objected, statement: 'direct-mechanism' }).faults).toEqual(
      ['under some deception that changes the rule nobody profits from the truth']);
    // A reward that ann would take at the truth, and weights of nothing.
    const rewards = objected.rewards as Json[][];
    const always = rewards[0]!.map((one) => ({ ...one, consequence: { lottery: { x: '1' } } }));
    const objections = (objected.objections as Json[]).map((one) =>
      (String(one.plan) === 'a,b,d,d' ? { ...one, reward: rewards.length, coalition: ['ann'], types: ['a'] } : one));
    expect(judgeProof({ ...objected, rewards: [...rewards, always], objections }).faults).toEqual(
      [expect.stringMatching(/^objections\.\d+: a coalition would profit from the reward$/)]);
    const nothing = JSON.parse(JSON.stringify(refused, (key, value: unknown) =>
      (key === 'multipliers' ? (value as string[]).map(() => '0') : value))) as Json;
    expect(new Set(judgeProof(nothing).faults.map((fault) => fault.replace(/^.*: /, '')))).toEqual(
      new Set(['the multipliers add up to no contradiction']));
    for (const file of [objected, refused]) {
      const altered = spoiled(file).filter((_, k) => k % 150 === 0);
      expect(altered.filter(({ name, file: one }) => isProved(name, one)).map(({ name }) => name)).toEqual([]);
    }
  });
});

describe('files misreport.ambiguous/1', () => {
  it('prove what check says of rules that hold and that fail; with an entry altered nothing', async () => {
    const seen = new Map<string, number>();
    for (const rule of RULES) {
      const { files } = await answered(plain(rule));
      for (const [name, file] of Object.entries(files)) {
        const { what, faults } = judgeProof(file);
        expect(faults, name).toEqual([]);
        seen.set(what, (seen.get(what) ?? 0) + 1);
        const altered = spoiled(file).filter((_, k) => k % 9 === 0);
        expect(altered.filter(({ name: n, file: one }) => isProved(n, one)).map(({ name: n }) => n)).toEqual([]);
      }
    }
    expect([...seen.values()]).toEqual([2, 1, 1]);
  });
});
