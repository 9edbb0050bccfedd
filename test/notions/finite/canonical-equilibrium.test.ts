/** Good equilibria of the mechanisms of Guo18 Theorem 3.4.1 and section 2.8.1 under caps, and what breaks them. */
import { describe, expect, it } from 'vitest';
import { coalitionsUpTo } from '../../../src/environment/finite/coalitions.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { typeSpaceOf } from '../../../src/environment/finite/type-space.ts';
import { ambiguousDeviation } from '../../../src/notions/finite/ambiguous/equilibrium.ts';
import { inAmbiguousRewardSet } from '../../../src/notions/finite/ambiguous/monotonicity.ts';
import { ruleSetOf } from '../../../src/notions/finite/ambiguous/social-choice-set.ts';
import { badOutcome } from '../../../src/notions/finite/bad-outcome.ts';
import { ambiguousCanonicalDeviation, cappedAmbiguousMechanism, cappedWinnerMechanism, winnerDeviation }
  from '../../../src/notions/finite/canonical-equilibrium.ts';
import { coalitionalDeviation } from '../../../src/notions/finite/interim-coalitional-equilibrium.ts';
import { ONE, rationalText, ZERO } from '../../../src/programs/rational.ts';

const constant = (outcomes: number, profiles: number, chosen: number, agents: number) => Array.from({ length: profiles }, () => ({
  lottery: Array.from({ length: outcomes }, (_, k) => (k === chosen ? ONE : ZERO)), money: Array.from({ length: agents }, () => ZERO),
}));

describe('the mechanism of Theorem 3.4.1', () => {
  // Ann has what she asks for; z tempts both, and is no rule of the set.
  const setOf = (rule: unknown, rest: object = {}) => ruleSetOf(modelAt(parseEnvironment({
    finite: 1, agents: { ann: ['a', 'b'], bob: ['c'] }, outcomes: ['none', 'x', 'y', 'z'], rule,
    payoffs: { ann: { x: { own: [2, 1] }, y: { own: [1, 2] }, z: 5 }, bob: { x: 1, y: 1, z: 5 } }, ...rest,
  })));
  const pattern = coalitionsUpTo(2, 2);
  const ask = async (set: ReturnType<typeof setOf>, rewards: ReturnType<typeof constant>[]) =>
    ({ pattern, bad: (await badOutcome(set.model, undefined, set.rules.flat()))!, cap: 1, rewards });

  it('has the truth of each rule for an equilibrium, whatever coalitions propose', async () => {
    const set = setOf([['x'], ['y']], { 'social-choice-set': [[['y'], ['x']]] });
    // The second rule is not incentive compatible: ann would swap her reports.
    const question = await ask(set, [constant(4, 2, 3, 2)]);
    expect(inAmbiguousRewardSet(set, pattern, question.rewards[0]!, [0, 1], 0)).toBe(false);
    expect(ambiguousCanonicalDeviation(set, question)).toBeUndefined();
    const swapped = ambiguousCanonicalDeviation(set, question, 1)!;
    expect([swapped.coalition, swapped.gains.map(rationalText)]).toEqual([[0], ['1']]);
  });

  it('rests on its reward sets: were what tempts all allowed, all would object together', async () => {
    const set = setOf([['x'], ['y']]);
    const question = await ask(set, [constant(4, 2, 3, 2)]);
    expect(ambiguousCanonicalDeviation(set, question)).toBeUndefined();
    const { counts, consequences } = cappedAmbiguousMechanism(set, question);
    // Messages are types, then objections 0 and 1, then integers; both objecting gives z.
    const objecting = consequences.map((one, at) =>
      (Math.floor(at / counts[1]!) % 4 >= 2 && at % 4 >= 2 ? constant(4, 2, 3, 2)[0]! : one));
    const found = ambiguousDeviation(set, { counts, consequences: objecting }, [[0, 4], [0]], pattern)!;
    expect([found.coalition, found.gains.map(rationalText)]).toEqual([[0, 1], ['3', '4']]);
  });

  it('refuses more strategies than it lists', async () => {
    const set = setOf([['x'], ['y']]);
    const question = { ...await ask(set, [constant(4, 2, 3, 2)]), cap: 4 };
    expect(() => ambiguousCanonicalDeviation(set, question)).toThrow(/^cap: makes \d+ strategies of a coalition/);
  });
});

describe('the mechanism of section 2.8.1', () => {
  // All resources, shares of them, and more for two than the rule gives.
  const everything = ['to-ann', 'to-bob', 'to-cat'];
  const names = ['ann', 'bob', 'cat'];
  const worth = (name: string) => Object.fromEntries([
    ['f0', name === 'ann' ? { own: [2, 1] } : 1], ['f1', name === 'ann' ? { own: [1, 2] } : 1], ['pair', name === 'cat' ? '1/2' : '5/2'],
    ...everything.map((outcome) => [outcome, outcome === `to-${name}` ? 4 : 0]),
  ]);
  const model = modelAt(parseEnvironment({
    finite: 1, agents: { ann: ['a', 'b'], bob: ['c'], cat: ['d'] }, outcomes: ['none', 'f0', 'f1', 'pair', ...everything],
    payoffs: Object.fromEntries(names.map((name) => [name, worth(name)])), rule: [[['f0']], [['f1']]], prior: 'uniform',
  }));
  const question = { pattern: coalitionsUpTo(3, 3), cap: 1, rewards: [constant(7, 2, 3, 3)], all: [4, 5, 6] };

  it('has the truth for an equilibrium: in the integer game one agent alone gains', () => {
    expect(winnerDeviation(model, typeSpaceOf(model), question)).toBeUndefined();
  });

  it('rests on its reward sets: were the pair given what it proposes, it would', () => {
    const { counts, consequences } = cappedWinnerMechanism(model, question);
    const given = consequences.map((one, at) => {
      const [ann, bob, cat] = [Math.floor(at / (counts[1]! * counts[2]!)), Math.floor(at / counts[2]!) % counts[1]!, at % counts[2]!];
      return ann % 4 === 2 && bob === 2 && cat === 0 ? constant(7, 2, 3, 3)[0]! : one;
    });
    const found = coalitionalDeviation(
      model, typeSpaceOf(model), { counts, consequences: given }, [[0, 4], [0], [0]], { pattern: question.pattern, pooled: true },
    )!;
    expect([found.coalition, found.gains.map(rationalText)]).toEqual([[0, 1], ['1/2', '3/2']]);
  });
});
