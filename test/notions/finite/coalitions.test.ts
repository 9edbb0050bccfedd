/** Coalitional notions of Guo18 chapter 2 against their definitions written out once more, and against the text's examples. */
import { describe, expect, it } from 'vitest';
import { publicGoodFile, type Variant } from '../../../scenarios/public-good-coalitions/file.ts';
import { coalitionsUpTo, parseCoalitions, patternLabel, withSingletons } from '../../../src/environment/finite/coalitions.ts';
import type { CoalitionPattern, FiniteModel } from '../../../src/environment/finite/environment.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { typesIn } from '../../../src/environment/finite/profiles.ts';
import { typeSpaceOf } from '../../../src/environment/finite/type-space.ts';
import { robustCoalitionalMechanism } from '../../../src/mechanism/finite/canonical/robust-coalitional.ts';
import { socialChoiceFunction } from '../../../src/mechanism/finite/social-choice-function.ts';
import { badOutcome } from '../../../src/notions/finite/bad-outcome.ts';
import { canonicalDeviation, cappedMechanism, smallEpsilon } from '../../../src/notions/finite/canonical-equilibrium.ts';
import {
  coalitionalDeviation, directMechanism, truthfulStrategies,
} from '../../../src/notions/finite/interim-coalitional-equilibrium.ts';
import { blockingTypeSpace, robustCoalitionalLies } from '../../../src/notions/finite/robust-coalitional-ic.ts';
import { worth } from '../../../src/notions/finite/robust-monotonicity/reward.ts';
import { robustMonotonicity, type Reading } from '../../../src/notions/finite/robust-monotonicity/robust-monotonicity.ts';
import { ONE, parseRational, rational, rationalText, ZERO } from '../../../src/programs/rational.ts';
import { randomFinite } from '../../support/finite.ts';
import { randomSource } from '../../support/random.ts';

const good = (variant: Variant, agents: number, grid: number, over: number, under = 1): FiniteModel =>
  modelAt(parseEnvironment(publicGoodFile({ variant, agents, grid, gamma: rational(over, under) })));

const all = ({ agents }: FiniteModel): CoalitionPattern => coalitionsUpTo(agents.length, agents.length);
const alone = ({ agents }: FiniteModel): CoalitionPattern => coalitionsUpTo(agents.length, 1);

/** A random environment whose rule has money, and a random table for a rule. */
function random(seed: number, counts: readonly number[]): FiniteModel {
  const source = randomSource(seed);
  const file = randomFinite(source, { counts, weights: 3 });
  const nest = (cell: () => unknown, depth = 0): unknown =>
    (depth === counts.length ? cell() : Array.from({ length: counts[depth]! }, () => nest(cell, depth + 1)));
  const names = Object.keys(file.agents as object);
  const money = Object.fromEntries(names.map((name) => [name, nest(() => `${source.whole(-4, 4)}/${source.whole(1, 3)}`)]));
  const rule = nest(() => (source.chance(0.3) ? { small: '1/3', big: '2/3' } : ['none', 'small', 'big'][source.whole(0, 2)]));
  return modelAt(parseEnvironment({ ...file, 'rule': rule, 'rule-transfers': money }));
}

/** Definition 2.4.2 over whole profiles, in rationals: is there a lie that every member may gain from? */
function blocks(model: FiniteModel, coalition: readonly number[]): boolean {
  const f = socialChoiceFunction(model);
  const every = [...Array(model.profiles.size).keys()];
  const key = (profile: number, agents: readonly number[]): string => agents.map((agent) => typesIn(model.profiles, profile)[agent]).join();
  const outside = [...model.agents.keys()].filter((agent) => !coalition.includes(agent));
  const truths = new Set(every.map((profile) => key(profile, coalition)));
  return [...truths].some((truth) => [...truths].some((report) => report !== truth && coalition.every((agent) => every.some((profile) => {
    if (key(profile, coalition) !== truth) return false;
    const sent = every.find((other) => key(other, coalition) === report && key(other, outside) === key(profile, outside))!;
    return worth(model, f[sent]!, agent, profile).compare(worth(model, f[profile]!, agent, profile)) > 0;
  }))));
}

const monotone = async (model: FiniteModel, pattern: CoalitionPattern, reading: Reading, objecting = pattern): Promise<string> =>
  (await robustMonotonicity({ model, rule: socialChoiceFunction(model), pattern, money: true, reading, objecting })).verdict;

describe('coalition patterns', () => {
  const agents = ['a', 'b', 'c'].map((name) => ({ name, types: ['t'] }));
  it('hold every agent alone, each coalition once, smaller ones first', () => {
    expect(coalitionsUpTo(3, 2)).toEqual([[0], [1], [2], [0, 1], [0, 2], [1, 2]]);
    expect(withSingletons(3, [[2, 0], [0, 2]])).toEqual([[0], [1], [2], [0, 2]]);
    expect(parseCoalitions({ within: [['a', 'b'], ['c']] }, agents)).toEqual([[0], [1], [2], [0, 1]]);
    expect(parseCoalitions([['c', 'a', 'b']], agents)).toEqual([[0], [1], [2], [0, 1, 2]]);
    const labels = ['singletons', { 'up-to': 2 }, 'all', [['b', 'c']]].map((given) =>
      patternLabel(agents, parseCoalitions(given as 'all', agents)!));
    expect(labels).toEqual(['singletons', 'up to 2', 'all', '{a}, {b, c}']);
  });

  it('name the agent that there is not', () => {
    expect(() => parseCoalitions([['a', 'z']], agents)).toThrow("coalitions, 1: 'z' is no agent; known: a, b, c");
    expect(() => parseCoalitions({ 'up-to': '1.5' }, agents)).toThrow('coalitions, up-to: must be a whole number from 1');
  });
});

describe('robust coalitional incentive compatibility', () => {
  it('agrees with its definition, and a failure pays in the type space made of it (Proposition B.1.1)', () => {
    let [failed, held, apart] = [0, 0, 0];
    for (let seed = 0; seed < 24; seed++) {
      const model = random(seed, seed % 3 === 0 ? [2, 2, 2] : seed % 3 === 1 ? [3, 2] : [2, 1, 2]);
      const lies = robustCoalitionalLies(model, all(model));
      const blocking = all(model).filter((coalition) => blocks(model, coalition));
      expect(lies.map(({ coalition }) => coalition)).toEqual(blocking);
      if (lies.length === 0) held++;
      for (const lie of lies) {
        failed++;
        // Members need not agree on the types outside at which they gain.
        const places = lie.members.map(({ profile }) =>
          typesIn(model.profiles, profile).filter((_, i) => !lie.coalition.includes(i)).join());
        if (new Set(places).size > 1) apart++;
        const space = blockingTypeSpace(model, lie);
        const pattern = [lie.coalition];
        const found = coalitionalDeviation(model, space, directMechanism(model), truthfulStrategies(space), { pattern, pooled: true });
        expect(found).toBeDefined();
        expect(lie.members.every(({ gain }) => gain.compare(ZERO) > 0)).toBe(true);
      }
    }
    expect(failed).toBeGreaterThan(10);
    expect(apart).toBeGreaterThan(0);
    expect(held).toBeLessThan(24);
  });

  it('holds for a rule that never moves, and for an agent with one type', () => {
    const model = modelAt(parseEnvironment({ ...randomFinite(randomSource(5), { counts: [2, 1], weights: 2 }), rule: 'small' }));
    expect(robustCoalitionalLies(model, all(model))).toEqual([]);
  });

  it('of Guo18 section 2.7: strong if and only if gamma = 1, ex post always; two types are too few to tell', () => {
    for (const [over, under] of [[-1, 5], [0, 1], [1, 2], [1, 1], [3, 2]] as const) {
      for (const agents of [2, 3]) {
        const model = good('common', agents, 3, over, under);
        expect(robustCoalitionalLies(model, all(model)).length === 0).toBe(over === under);
        expect(robustCoalitionalLies(model, alone(model))).toEqual([]);
      }
    }
    const coarse = good('common', 2, 2, 1, 2);
    expect(robustCoalitionalLies(coarse, all(coarse))).toEqual([]);
    // The text's lie: types (0, 1) report (1/2, 1/2), each gains c/2 (1 - gamma)(1 - 1/2) with c = 1 + gamma.
    const model = good('common', 2, 3, 0);
    const [lie] = robustCoalitionalLies(model, all(model));
    expect([lie!.truth, lie!.report, lie!.members.map(({ gain }) => rationalText(gain))]).toEqual([[0, 2], [1, 1], ['1/4', '1/4']]);
  });

  it('holds within islands and fails across them once grids are fine (section 2.7.2); holds on two types without gamma (2.7.3)', () => {
    const islands = good('islands', 3, 3, 0);
    expect(robustCoalitionalLies(islands, withSingletons(3, [[0, 1]]))).toEqual([]);
    expect(robustCoalitionalLies(islands, all(islands)).length).toBeGreaterThan(0);
    const double = good('double', 3, 2, 0);
    expect(robustCoalitionalLies(double, all(double))).toEqual([]);
    const finer = good('double', 3, 3, 0);
    expect(robustCoalitionalLies(finer, all(finer)).length).toBeGreaterThan(0);
  });
});

describe('interim coalitional equilibrium', () => {
  // Two agents who both want `big`, which takes both reports; a third type of outcome hurts.
  const file = (prior: unknown) => ({
    finite: 1, agents: { ann: ['low', 'high'], bob: ['low', 'high'] }, outcomes: ['none', 'big'], prior,
    payoffs: { ann: { big: 1 }, bob: { big: 1 } }, rule: [['none', 'none'], ['none', 'big']],
  });
  const deviation = (prior: unknown, pattern: CoalitionPattern, pooled: boolean) => {
    const model = modelAt(parseEnvironment(file(prior)));
    const space = typeSpaceOf(model);
    return coalitionalDeviation(model, space, directMechanism(model), truthfulStrategies(space), { pattern, pooled });
  };

  it('lets a pair do together what neither does alone', () => {
    const certain = [['1/2', 0], [0, '1/2']];
    expect(deviation(certain, [[0], [1]], true)).toBeUndefined();
    const found = deviation(certain, coalitionsUpTo(2, 2), true)!;
    expect([found.coalition, found.types, found.messages, found.gains.map(rationalText)]).toEqual([[0, 1], [0, 0], [1, 1], ['1', '1']]);
    // Without pooling the commitment is the same and each believes what she believed alone.
    expect(deviation(certain, coalitionsUpTo(2, 2), false)!.messages).toEqual([1, 1]);
  });

  it('takes Bayes\' rule where it speaks and the updates given elsewhere', () => {
    const model = modelAt(parseEnvironment({
      ...file('uniform'), prior: undefined, beliefs: { ann: [[1, 0], [0, 1]], bob: [['1/2', '1/2'], ['1/2', '1/2']] },
      payoffs: { ann: { big: 1 }, bob: { big: [[-1, 1], [1, 1]] } },
    }));
    const space = typeSpaceOf(model);
    const ask = (pooled: boolean) =>
      coalitionalDeviation(model, space, directMechanism(model), truthfulStrategies(space), { pattern: [[0, 1]], pooled });
    // At (low, low) bob loses; at (low, high), to which ann gives nothing, the pair still forms by the update.
    expect(ask(true)!.types).toEqual([0, 1]);
    // Alone bob expects 0 of `big` as low, and 1 as high where ann is sure of low: ann of type low gains.
    expect(ask(false)!.types).toEqual([0, 1]);
  });
});

describe('updates where Bayes\' rule says nothing', () => {
  it('decide whether a surprised member joins', () => {
    // Big takes both; it pays bob, and pays ann 1 or costs her 1 by carl's type. Ann is sure that bob is low.
    const model = modelAt(parseEnvironment({
      finite: 1, agents: { ann: ['a'], bob: ['low', 'high'], carl: ['x', 'y'] }, outcomes: ['none', 'big'],
      payoffs: { ann: { big: [[[1, -1], [1, -1]]] }, bob: { big: { own: [-1, 1] } }, carl: { big: 0 } }, rule: 'none',
      beliefs: { ann: [[['1/2', '1/2'], [0, 0]]], bob: [[['1/2', '1/2']], [['1/2', '1/2']]], carl: [[['1/2', '1/2']], [['1/2', '1/2']]] },
    }));
    const space = typeSpaceOf(model);
    const pure = (outcome: number) => ({ lottery: [0, 1].map((k) => (k === outcome ? ONE : ZERO)), money: [ZERO, ZERO, ZERO] });
    // Messages no and yes of ann and bob.
    const mechanism = { counts: [2, 2, 1], consequences: [pure(0), pure(0), pure(0), pure(1)] };
    const ask = (weight: string) => coalitionalDeviation(model, space, mechanism, [[0], [0, 0], [0, 0]], {
      pattern: [[0, 1]], pooled: true,
      updates: [[[weight, weight, weight, '1/8'].map((text) => parseRational(text, ''))], [[], []], [[], []]],
    });
    expect(ask('1/8')).toBeUndefined();
    const found = ask('7/24')!;
    // On carl's types x and y the update has 7/24 and 3/24.
    expect([found.types, found.messages, found.gains.map(rationalText)]).toEqual([[0, 1], [1, 1], ['2/5', '1']]);
  });
});

describe('robust monotonicity', () => {
  it('in the sense of Bergemann and Morris holds if and only if |gamma| < 1/(n - 1)', async () => {
    for (const [agents, grid, over, under, expected] of [
      [2, 2, 3, 4, 'yes'], [2, 2, 1, 1, 'no'], [2, 3, 1, 2, 'yes'], [2, 3, 1, 1, 'no'], [3, 2, 1, 3, 'yes'], [3, 2, 1, 2, 'no'],
    ] as const) {
      const model = good('common', agents, grid, over, under);
      expect([agents, grid, over, under, await monotone(model, alone(model), 'some-pair')]).toEqual([agents, grid, over, under, expected]);
    }
  });

  it('as printed asks more: it fails at gamma = 1/2 on three types, where single types do object to every deception', async () => {
    const model = good('common', 2, 3, 1, 2);
    expect(await monotone(model, alone(model), 'every-pair')).toBe('no');
    const [near] = [good('common', 2, 3, 1, 4)];
    expect(await monotone(near!, alone(near!), 'every-pair')).toBe('yes');
  });

  it('of the grand coalition holds with common values, where no type alone objects', async () => {
    const model = good('common', 2, 3, 1);
    expect(await monotone(model, all(model), 'every-pair')).toBe('yes');
    expect(await monotone(model, all(model), 'every-pair', alone(model))).toBe('no');
  });

  it('in the strong form holds for the rule of section 2.7.3', async () => {
    const model = good('double', 3, 2, 0);
    expect(await monotone(model, all(model), 'every-pair', alone(model))).toBe('yes');
  });

  it('is had by a rule that never moves, and not by one that no payoff depends on', async () => {
    const base = {
      finite: 1, agents: { ann: ['l', 'h'], bob: ['l', 'h'] }, outcomes: ['none', 'x'], payoffs: { ann: { x: 1 }, bob: { x: 1 } },
    };
    const still = modelAt(parseEnvironment({ ...base, rule: 'x' }));
    expect(await monotone(still, alone(still), 'every-pair')).toBe('yes');
    const moving = modelAt(parseEnvironment({ ...base, rule: [['x', 'x'], ['x', 'none']] }));
    expect(await monotone(moving, alone(moving), 'some-pair')).toBe('no');
  });
});

describe('the canonical mechanism of Theorem 2.5.1', () => {
  const model = good('common', 2, 2, 1);
  const f = socialChoiceFunction(model);
  const tempting = f.map(({ lottery }) => ({ lottery, money: [rational(5), rational(5)] }));

  it('has a bad outcome below all outcomes of the rule, and none where someone likes it as well', async () => {
    const bad = (await badOutcome(model))!;
    for (const agent of [0, 1]) {
      for (let profile = 0; profile < model.profiles.size; profile++) {
        for (const one of f)
          expect(worth(model, one, agent, profile).sub(worth(model, bad.consequence, agent, profile)).compare(bad.margin) >= 0).toBe(true);
      }
    }
    const indifferent = modelAt(parseEnvironment({
      finite: 1, agents: { ann: ['l', 'h'], bob: ['o'] }, outcomes: ['none', 'x'], payoffs: { ann: { x: 0 }, bob: { x: 1 } }, rule: 'x',
    }));
    expect(await badOutcome(indifferent)).toBeUndefined();
  });

  it('is in equilibrium at the truth though a coalition may propose what all of it would like', async () => {
    const bad = (await badOutcome(model))!;
    const space = typeSpaceOf(modelAt(parseEnvironment({
      ...publicGoodFile({ variant: 'common', agents: 2, grid: 2, gamma: ONE }), prior: 'uniform',
    })));
    const rewards = [f.map(() => f[3]!), tempting];
    expect(canonicalDeviation(model, space, { pattern: all(model), bad, cap: 1, rewards })).toBeUndefined();
  });

  it('hears a coalition that can form and agrees, and gives everyone else a lottery of bad outcomes', async () => {
    const bad = (await badOutcome(model))!;
    const epsilon = smallEpsilon(model, bad);
    expect(epsilon.compare(ONE) < 0).toBe(true);
    const outcome = (pattern: CoalitionPattern, allowed: boolean) => robustCoalitionalMechanism({
      rule: f, pattern, bad: bad.consequence, epsilon, profileOf: ([a, b]) => 2 * a! + b!,
      valueOf: (reward: typeof f, profile) => reward[profile]!,
      allowed: () => allowed,
    });
    const says = (objection: number, integer = 0) => ({ type: 1, objection, integer, reward: tempting });
    expect(outcome(all(model), false)([says(0), says(0, 7)])).toEqual({ part: 'M1', consequence: f[3] });
    // Were the reward set not asked, the pair would take the money: half of it is heard at K = 1.
    const heard = outcome(all(model), true)([says(1), says(1)]);
    expect([heard.part, heard.consequence.money.map((value, agent) => rationalText(value.sub(bad.consequence.money[agent]!.div(2))))])
      .toEqual(['M2', ['5/2', '5/2']]);
    expect(outcome(all(model), false)([says(1), says(1)]).part).toBe('M3');
    expect(outcome(alone(model), true)([says(1), says(1)]).part).toBe('M3');
    expect(outcome(all(model), true)([says(1), says(2)]).part).toBe('M3');
    // A larger integer is better for everyone in M3.
    const at = (integer: number) => worth(model, outcome(all(model), true)([says(1, integer), says(2)]).consequence, 0, 3);
    expect(at(1).compare(at(0)) > 0 && at(2).compare(at(1)) > 0).toBe(true);
  });

  it('refuses to write out more messages than it can', async () => {
    const bad = (await badOutcome(model))!;
    expect(() => cappedMechanism(model, { pattern: all(model), bad, cap: 20, rewards: [f] }))
      .toThrow(/^cap: makes \d+ profiles of messages/);
  });
});
