import { describe, expect, it } from 'vitest';
import { bergemannMorrisScenario } from '../../../scenarios/bergemann-morris/scenario.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { bestOf, implement } from '../../../src/mechanism/finite/design.ts';
import {
  choosesWithin, deterministicChoice, lotteryChoice, requireChoices, separability,
} from '../../../src/notions/finite/ex-post-choice.ts';
import { rationalText } from '../../../src/programs/rational.ts';

const example = (k: number) => requireChoices(
  modelAt(parseEnvironment((bergemannMorrisScenario.environment({ k }) as { environment: unknown }).environment)),
);

describe('choices ex post (Bergemann and Morris 2005)', () => {
  it.each([
    // k, deterministic, lotteries, player 1 may choose
    [0, true, true, true],
    [0.5, false, true, true],
    [1, false, true, true],
    [1.01, false, false, false],
    [5, false, false, false],
  ])('k = %d', async (k, deterministic, lotteries, within) => {
    const model = example(k);
    expect(deterministicChoice(model).status).toBe(deterministic ? 'found' : 'none');
    expect((await lotteryChoice(model)).implementable).toBe(lotteries);
    expect((await choosesWithin(model, 0)).holds).toBe(within);
    expect((await choosesWithin(model, 1)).holds).toBe(false);
    expect(separability(model)).toEqual({ holds: false, profile: 0 });
  });
  it('at k = 1 the lottery is even, and the belief at which k = 2 fails is too', async () => {
    const found = await lotteryChoice(example(1));
    expect(found.implementable && found.lotteries[0]!.map(rationalText)).toEqual(['0', '1/2', '1/2']);
    const { witness } = await choosesWithin(example(2), 0);
    expect(witness?.belief.map(rationalText)).toEqual(['1/2', '1/2']);
  });
  it('single-valued choices are separable, and a constant one is ex post implementable', async () => {
    const file = (bergemannMorrisScenario.environment({ k: 3 }) as { environment: Record<string, unknown> }).environment;
    const model = requireChoices(modelAt(parseEnvironment({ ...file, choices: 'b' })));
    expect(separability(model).holds).toBe(true);
    expect(deterministicChoice(model)).toEqual({ status: 'found', chosen: [2, 2, 2, 2] });
    expect(
      () => parseEnvironment({ ...file, choices: [['a|d', 'a'], ['a', 'a']] }),
    ).toThrow("choices, row t1, column t2: 'd' is no outcome; known: c, a, b");
  });
});

describe('rules ex post', () => {
  /** Two agents who want the outcome the more the higher the other's type is: interdependent, and decreasing in one's own. */
  const crossed = modelAt(parseEnvironment({
    finite: 1, agents: { one: ['low', 'high'], two: ['low', 'high'] }, outcomes: ['no', 'go'],
    payoffs: { one: { go: [[3, 3], [1, 1]] }, two: { go: [[0, 0], [0, 0]] } }, prior: 'uniform', rule: [['no', 'no'], ['go', 'go']],
  }));
  it('a rule that goes against its agent is not implementable, with a certificate of two lies', async () => {
    const found = await implement(crossed, 'bayesian', 'none', undefined, 'ex-post');
    if (found.verdict !== 'no') throw new Error(found.verdict);
    expect(found.impossibility.multipliers.map(({ constraint }) => constraint.kind)).toEqual(['IC', 'IC']);
  });
  it('welfare ex post is that of the best rule that is monotone', async () => {
    const best = await bestOf(
      crossed, { transfers: 'bayesian', balance: 'none', allocation: 'free', objective: 'welfare', notion: 'ex-post' },
    );
    expect(best.status === 'optimal' && rationalText(best.value)).toBe('2');
  });
});

describe('sets of beliefs', () => {
  const trade = (sets: unknown, rest: object = {}) => modelAt(parseEnvironment({
    finite: 1, agents: { buyer: ['high', 'low'], seller: ['cheap', 'dear'] }, outcomes: ['none', 'trade'],
    payoffs: { buyer: { trade: { own: [4, 1] } }, seller: { trade: { own: ['-1/2', '-7/2'] } } }, rule: 'efficient', ...rest,
    'belief-sets': { buyer: sets, seller: [{ vertices: [['1/2', '1/2']] }, { vertices: [['1/2', '1/2']] }] },
  }));
  const point = { vertices: [['3/4', '1/4']] };
  it('of one point are beliefs; wider sets are harder, and inequalities are their corners', async () => {
    const verdict = async (sets: unknown) => (await implement(trade(sets), 'bayesian', 'exact')).verdict;
    const wide = { vertices: [[1, 0], [0, 1]] };
    const halves = { inequalities: [{ 'weights': [1, 0], 'at-least': 0 }] };
    expect(await verdict([wide, wide])).toBe(await verdict([halves, halves]));
    const free = async (sets: unknown) => (await implement(trade(sets), 'bayesian', 'none')).verdict;
    expect([await free([point, point]), await free([wide, wide])]).toEqual(['yes', 'yes']);
    await expect(verdict([{ inequalities: [{ 'weights': [1, 0], 'at-least': 2 }] }, point]))
      .rejects.toThrow('belief-sets, buyer, type high: no belief satisfies all inequalities, so the set is empty');
  });
});
