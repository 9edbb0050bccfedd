/** What is wrong with an environment is named by its cell. */
import { describe, expect, it } from 'vitest';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment, parseEnvironmentText } from '../../../src/environment/finite/parse.ts';
import { InputError } from '../../../src/errors.ts';
import { checkModel } from '../../../src/kinds/finite/check.ts';
import { object, texts } from './example.ts';

describe('errors name the cell', () => {
  const change = (key: string, value: unknown): Record<string, unknown> => ({ ...object(), [key]: value });
  it.each<[string, unknown, string]>([
    ['prior', [[0.3, 0.2], [0.1, 0.3]],
      'prior: probabilities must sum to 1, and these sum to 9/10; multiply each by 10/9 to keep their ratios'],
    ['prior', [[0.3, 'B'], [0.1, 0.3]],
      'prior: probabilities must sum to 1, and these sum to 7/10 + B; take from one entry what B adds to another'],
    ['prior', 0, 'prior: must be a table, uniform'],
    ['prior', [[0, 0], [0, 0]], 'prior: probabilities must sum to 1, and these sum to 0; give some of them positive probability'],
    ['prior', { independent: { anna: [1, 0], ben: [1.5, -0.5] } },
      'prior, independent, ben, type cool: probabilities must not be negative, got -1/2'],
    ['prior', [[0.3, 0.2], [0.1]], 'prior, row cool: has 1 entry, and ben has 2 types: keen, cool'],
    [
      'prior',
      [
        [0.3, 0.2],
        [0.1, 'x'],
      ],
      "prior, row cool, column cool: must be a number or linear in the parameters, such as 1/3 or 1 - 2 B; in 'x' 'x' is not among "
        + "the parameters B",
    ],
    [
      'payoffs',
      {
        anna: { small: 1, big: 1 },
        ben: {
          small: 1,
          big: [
            [2, 0],
            [1, 'B*B'],
          ],
        },
      },
      'ben, big, row cool, column cool: must be a number or linear',
    ],
    [
      'payoffs',
      {
        anna: { small: 1, big: 1 },
        ben: {
          small: 1,
          big: [
            [2, 0],
            [1, [1]],
          ],
        },
      },
      'ben, big, row cool, column cool: must be one entry, got a list',
    ],
    ['payoffs', { anna: { small: 1, big: 1 }, ben: { small: 1 } }, 'ben, big: payoffs are missing'],
    [
      'payoffs',
      {
        anna: { small: 1, big: 1 },
        ben: {
          small: 1,
          big: 1,
          none: [
            [0, 0],
            [0, 1],
          ],
        },
      },
      'ben, none: the first outcome is the outside option',
    ],
    ['payoffs', { anna: { small: 1, big: 1 } }, 'payoffs: agent ben is missing'],
    [
      'payoffs',
      { anna: { small: { own: [1] }, big: 1 }, ben: { small: 1, big: 1 } },
      'anna, small, own: has 1 entries, and anna has 2 types',
    ],
    ['payoffs', { anna: { small: true, big: 1 }, ben: { small: 1, big: 1 } }, 'payoffs, anna, small: must be a table nested'],
    ['rule', [['none', 'small'], ['huge', 'big']], "rule, row cool, column keen: 'huge' is no outcome; known: none, small, big"],
    ['rule', { small: '1/2', big: '1/3' }, 'rule, row keen, column keen: a lottery\'s probabilities must sum to 1, and these sum to 5/6'],
    ['agents', { anna: ['keen', 'keen'], ben: ['a', 'b'] }, "agents, anna: names must differ, and 'keen' occurs twice"],
    ['agents', { anna: ['keen', {}], ben: ['a', 'b'] }, 'agents, anna, 1: must be a name'],
    ['outcomes', [], 'outcomes: needs at least one outcome'],
    ['payofs', {}, "payofs: unknown key; did you mean 'payoffs'?"],
    ['finite', 2, 'finite: must be 1'],
    ['parameters', { B: { value: 11, range: [0, 10] } }, 'parameters, B: 11 lies outside the range 0 to 10'],
    [
      'beliefs',
      {
        anna: [
          [1, 0],
          [0, 1],
        ],
        ben: [
          [1, 0],
          [0, 1],
        ],
      },
      'beliefs: only one of prior, beliefs, belief-sets and type-space may be given, and prior is',
    ],
  ])('%s', (key, value, message) => {
    const attempt = (): unknown => parseEnvironment(change(key, value));
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(message);
  });

  it('says what is missing, and what is no YAML', () => {
    const { outcomes: _, ...rest } = object();
    expect(() => parseEnvironment(rest)).toThrow('outcomes: is missing');
    expect(() => parseEnvironmentText('finite: 1\nagents: {')).toThrow(/^environment: .*line 2/);
    expect(() => parseEnvironmentText('finite: 1\nrule: efficient\nrule: efficient')).toThrow(
      'environment: Map keys must be unique at line 3, column 1: rule: efficient',
    );
    expect(() => parseEnvironmentText('finite: 1\n\trule: efficient')).toThrow(/^environment: .* at line 2, column \d+: rule: efficient$/);
    expect(() => parseEnvironmentText('finite: 1\n---\nfinite: 1')).toThrow(/several documents, parted by ---; give one at line 2/);
    expect(() => parseEnvironmentText('finite: 1\nrule: !!js/function "f"')).toThrow(/^environment: Unresolved tag.* at line 2, /);
    const deep = `finite: ${'['.repeat(5000)}${']'.repeat(5000)}`;
    expect(() => parseEnvironmentText(deep)).toThrow(/^environment: is nested too deeply at line 1/);
    expect(() => parseEnvironmentText('')).toThrow('environment: must be an object');
  });

  it('refuses a prior that is negative at the parameters, and types that Bayes cannot condition on', () => {
    const moving = change('prior', [['B', '1/2 - B'], ['1/4', '1/4']]);
    expect(() => modelAt(parseEnvironment(moving))).toThrow(
      'prior, row keen, column cool: probabilities must not be negative, got -5/2; choose B with 1/2 - B >= 0',
    );
    const degenerate = modelAt(parseEnvironment(change('prior', [[0.5, 0.5], [0, 0]])));
    expect(() => conditionalBeliefs(degenerate)).toThrow('prior: type cool of anna has probability 0');
  });

  const sets = (keen: unknown): unknown => {
    const { prior: _, ...rest } = object();
    const any = { vertices: [[1, 0], [0, 1]] };
    return { ...rest, 'belief-sets': { anna: [keen, any], ben: [any, any] } };
  };

  it.each<[unknown, string]>([
    [{ 'weights': [1, 0], 'greater-than': '1/3' }, 'belief-sets, anna, 0, inequalities, 0, greater-than: sets of beliefs are closed'],
    [{ 'weights': [1, 0], '<': '1/3' }, 'belief-sets, anna, 0, inequalities, 0, <: sets of beliefs are closed'],
    [{ 'weights': [1, 0], 'at-least': '> 1/3' }, 'is that of its closure; write at-least: 1/3'],
    [{ 'weights': [1, 0], 'at-most': '<1/3' }, 'belief-sets, anna, type keen, inequality 1, at-most: sets of beliefs are closed'],
    [{ 'weights': [1, 0], 'at-lest': '1/3' }, "at-lest: unknown key; did you mean 'at-least'?"],
    [{ weights: [1, 0] }, 'belief-sets, anna, type keen, inequality 1: needs at-least or at-most; sets of beliefs are closed'],
  ])('sets of beliefs that are not closed: %j', (inequality, message) => {
    expect(() => parseEnvironment(sets({ inequalities: [inequality] }))).toThrow(message);
  });

  it('check refuses empty sets of beliefs, and coalitions with too many lies, before any program', async () => {
    const check = (file: unknown) => checkModel(modelAt(parseEnvironment(file)));
    await expect(check(sets({ inequalities: [{ 'weights': [1, 1], 'at-least': 2 }] })))
      .rejects.toThrow('belief-sets, anna, type keen: no belief satisfies all inequalities, so the set is empty; loosen a bound');
    const types = ['a', 'b', 'c', 'd', 'e'];
    const agents = Object.fromEntries(['r', 's', 't', 'u', 'v'].map((name) => [name, types]));
    const payoffs = Object.fromEntries(Object.keys(agents).map((name) => [name, {}]));
    const many = { finite: 1, agents, outcomes: ['none'], payoffs, prior: 'uniform', rule: 'none' };
    await expect(check({ ...many, coalitions: 'all' })).rejects.toThrow('coalitions: make 11881375 lies of coalitions');
    expect((await check(many)).notes[0]).toMatch(/^Conditions on beliefs are left out: .* all 3125 profiles of types, and at most 400 /);
  });

  it('refuses rules that are called efficient and are not', () => {
    const wrong = change('rule', {
      table: [
        ['big', 'big'],
        ['big', 'small'],
      ],
      efficient: true,
    });
    expect(() => modelAt(parseEnvironment(wrong))).toThrow(
      'rule, row cool, column keen: is called efficient, and small is worth 3 in total where big is worth 3/2; leave efficient: true '
        + 'out, or write rule: efficient',
    );
    expect(
      modelAt(
        parseEnvironment(
          change('rule', {
            table: [
              ['big', 'big'],
              ['small', 'small'],
            ],
            efficient: true,
          }),
        ),
      ).rule,
    ).toHaveLength(4);
  });

  it('reads transfers, of whom one agent may be left out, and smooth preferences', () => {
    const model = modelAt(
      parseEnvironment({
        ...object(),
        bet: {
          anna: [
            [1, 'B'],
            ['-1/2', 0],
          ],
        },
        smooth: { weights: ['1/2', '1/2'], kinks: ['B'], slopes: [2, 1] },
      }),
    );
    expect(model.menu!.bet.map(texts)).toEqual([
      ['1', '3', '-1/2', '0'],
      ['-1', '-3', '1/2', '0'],
    ]);
    expect(texts(model.smooth!.kinks)).toEqual(['3']);
    expect(() => parseEnvironment({ ...object(), bet: {} })).toThrow('bet: agents anna, ben are missing; one may be left out');
    expect(() => parseEnvironment({ ...object(), base: 'surplus' })).toThrow('bet: is missing');
    expect(() => parseEnvironment({ ...object(), bet: { carl: 1 } })).toThrow("bet: 'carl' is no agent; known: anna, ben");
  });

  it('refuses tables too large, and says how large', () => {
    const types = Array.from({ length: 800 }, (_, k) => `t${k}`);
    expect(() =>
      parseEnvironment({ finite: 1, agents: { anna: types, ben: types }, outcomes: ['none'], payoffs: { anna: {}, ben: {} } }),
    ).toThrow('640000 profiles of types make 1280000 payoffs');
    expect(() => parseEnvironment({ finite: 1, auction: { bidders: 8, values: [1, 10], step: 1 }, prior: 'uniform' })).toThrow(
      'auction: 100000000 profiles of types make 7200000000 payoffs, and at most 1000000 are taken; use fewer bidders or values',
    );
  });
});
