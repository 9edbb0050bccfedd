/** Rules under sets of beliefs (Guo18 chapter 3), and the outcome functions of Theorem 3.4.1 and section 2.8.1. */
import { describe, expect, it } from 'vitest';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { checkModel } from '../../../src/kinds/finite/check.ts';
import { ambiguousCoalitionalMechanism, type AmbiguousMessage } from '../../../src/mechanism/finite/canonical/ambiguous-coalitional.ts';
import type { CanonicalMessage } from '../../../src/mechanism/finite/canonical/robust-coalitional.ts';
import { winnerTakesAllMechanism } from '../../../src/mechanism/finite/canonical/winner-takes-all.ts';
import type { Consequence } from '../../../src/mechanism/finite/social-choice-function.ts';
import { ONE, rational, rationalText, ZERO } from '../../../src/programs/rational.ts';

/** Both like `big` where both are high; `rule` rows ann, columns bob. */
const file = (rule: unknown, rest: object = {}) => ({
  finite: 1, agents: { ann: ['low', 'high'], bob: ['low', 'high'] }, outcomes: ['none', 'big'],
  payoffs: { ann: { big: { own: [-1, 2] } }, bob: { big: { own: [-1, 2] } } }, rule, coalitions: 'all', ...rest,
});
const statuses = async (given: object): Promise<Record<string, string>> => {
  const { verdicts } = await checkModel(modelAt(parseEnvironment(given)));
  const kept = verdicts.filter(({ id }) => id !== undefined && /^ambiguous|^local|^agreed/.test(id) && !id.endsWith('implementation'));
  return Object.fromEntries(kept.map(({ id, status }) => [id!, status!]));
};

describe('a rule of types who fear the worst', () => {
  it('that is ex post efficient need not be in the worst case: at (high, high) a plan binds types that are not there', async () => {
    // `big` where both are high leaves high a worst case of 0. If all types say high, high has 2 for sure, and low is not asked.
    expect(await statuses(file([['none', 'none'], ['none', 'big']]))).toEqual({
      'agreed-profiles': 'yes', 'ambiguous-coalitional-ic': 'no', 'local-pareto-efficiency': 'no', 'ambiguous-pareto-efficient': 'no',
      'ambiguous-coalitional-monotonicity': 'no',
    });
    // Alone nobody gains by a lie.
    expect(await statuses(file([['none', 'none'], ['none', 'big']], { coalitions: 'singletons' }))).toMatchObject({
      'ambiguous-coalitional-ic': 'yes', 'ambiguous-coalitional-monotonicity': 'yes',
    });
  });

  it('that is upside down fails all of it, together and alone', async () => {
    expect(await statuses(file([['big', 'big'], ['big', 'none']]))).toEqual({
      'agreed-profiles': 'yes', 'ambiguous-coalitional-ic': 'no', 'local-pareto-efficiency': 'no', 'ambiguous-pareto-efficient': 'no',
      'ambiguous-coalitional-monotonicity': 'no',
    });
  });

  it('with sets of beliefs is judged belief by belief; single beliefs leave the question to chapter 2', async () => {
    const sure = { vertices: [[0, 1]] };
    const sets = { 'belief-sets': { ann: [sure, sure], bob: [{ vertices: [[0, 1], ['1/2', '1/2']] }, { vertices: [[0, 1]] }] } };
    // Everyone is sure enough of a high type: upside down, the low ones would say high.
    const found = await statuses(file([['big', 'big'], ['big', 'none']], sets));
    expect(found['ambiguous-coalitional-ic']).toBe('no');
    // Bob of type low thinks low possible, and ann of neither type does.
    expect(found['agreed-profiles']).toBe('no');
    expect(await statuses(file([['none', 'none'], ['none', 'big']], { prior: 'uniform' }))).toEqual({});
  });

  it('that everyone likes best is efficient, and by Lemma 3.6.1 incentive compatible; there is no deception to object to', async () => {
    const liked = { payoffs: { ann: { big: { own: [1, 2] } }, bob: { big: { own: [1, 2] } } } };
    expect(new Set(Object.values(await statuses({ ...file('big'), ...liked })))).toEqual(new Set(['yes']));
  });

  it('whose deceptions hurt is monotonic', async () => {
    // Ann has what she asks for, and bob does not care: whoever of ann's types lies has less.
    const picky = {
      finite: 1, agents: { ann: ['a', 'b'], bob: ['c'] }, outcomes: ['none', 'x', 'y'], rule: [['x'], ['y']], coalitions: 'all',
      payoffs: { ann: { x: { own: [2, 1] }, y: { own: [1, 2] } }, bob: { x: 1, y: 1 } },
    };
    expect((await statuses(picky))['ambiguous-coalitional-monotonicity']).toBe('yes');
  });
});

describe('the mechanism of Theorem 3.4.1', () => {
  const pure = (k: number): Consequence => ({ lottery: [0, 1, 2].map((j) => (j === k ? ONE : ZERO)), money: [ZERO, ZERO] });
  const rules = [[pure(0), pure(1)], [pure(1), pure(0)]];
  const reward = [pure(2), pure(2)];
  const g = (allowed: boolean) => ambiguousCoalitionalMechanism({
    rules, pattern: [[0], [1], [0, 1]], bad: pure(2), epsilon: rational(1, 4), profileOf: ([a]) => a!,
    valueOf: (h: typeof reward, profile) => h[profile]!, allowed: () => allowed,
  });
  const says = (rule: number, objection: number, integer = 0): AmbiguousMessage<typeof reward> =>
    ({ type: 1, rule, objection, integer, reward });
  it('follows the rule that all name, hears those who agree, and else draws', () => {
    expect(g(true)([says(1, 0), says(1, 0, 3)])).toEqual({ part: 'M1', consequence: pure(0) });
    expect(g(true)([says(1, 0), says(0, 0)]).part).toBe('M3');
    expect(g(true)([says(1, 2), says(0, 2)]).part).toBe('M3');
    expect(g(false)([says(1, 2), says(1, 2)]).part).toBe('M3');
    expect(g(true)([says(1, 2), says(1, 1)]).part).toBe('M3');
    const heard = g(true)([says(1, 2), says(1, 2)]);
    // y and the bad outcome are both the third; nothing is left for the rule while all integers are 0.
    expect([heard.part, heard.consequence.lottery.map(rationalText)]).toEqual(['M2', ['0', '0', '1']]);
    const drawn = g(true)([says(1, 0, 1), says(0, 0, 3)]);
    // Half of 1/2 and 3/4 is 5/8 of the nearly bad outcome, a quarter of which is the first rule at profile 1.
    expect(drawn.consequence.lottery.map(rationalText)).toEqual(['0', '5/32', '27/32']);
  });
});

describe('the mechanism of section 2.8.1', () => {
  const g = winnerTakesAllMechanism({
    rule: ['f0', 'f1'], profileOf: ([a]) => a!, pattern: [[0], [1], [2], [0, 1]], all: (agent) => `all to ${agent}`,
    valueOf: (y: string, profile) => `${y} at ${profile}`, allowed: (_, __, profile) => profile === 1,
  });
  const says = (type: number, objection = 0, integer = 0): CanonicalMessage<string> => ({ type, objection, integer, reward: 'y' });
  it('lets one agent be seen to deviate, hears coalitions, and gives everything to the highest integer', () => {
    expect(g([says(1), says(1), says(1)])).toEqual({ part: 'M1', outcome: 'f1' });
    expect(g([says(1), says(1), says(1, 0, 4)])).toEqual({ part: 'M1', outcome: 'f1' });
    expect(g([says(0, 1), says(0), says(0)])).toEqual({ part: 'M1', outcome: 'f0' });
    expect(g([says(1, 1), says(1), says(1)])).toEqual({ part: 'M2', outcome: 'y at 1' });
    expect(g([says(1, 1), says(1, 1), says(1)])).toEqual({ part: 'M2', outcome: 'y at 1' });
    expect(g([says(1, 1), says(1, 2), says(1)])).toEqual({ part: 'M3', outcome: 'all to 0' });
    expect(g([says(1), says(1, 1), says(1, 1)])).toEqual({ part: 'M3', outcome: 'all to 0' });
    expect(g([says(1, 0, 2), says(1, 0, 5), says(1, 0, 5)])).toEqual({ part: 'M3', outcome: 'all to 1' });
  });
});
