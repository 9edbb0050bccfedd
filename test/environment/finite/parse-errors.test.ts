/** What is wrong with an environment is named by its cell. */
import { describe, expect, it } from 'vitest';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment, parseEnvironmentText } from '../../../src/environment/finite/parse.ts';
import { InputError } from '../../../src/errors.ts';
import { object, texts } from './example.ts';

describe('errors name the cell', () => {
  const change = (key: string, value: unknown): Record<string, unknown> => ({ ...object(), [key]: value });
  it.each<[string, unknown, string]>([
    ['prior', [[0.3, 0.2], [0.1, 0.3]], 'prior: probabilities must sum to 1, and these sum to 9/10'],
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
    expect(() => parseEnvironmentText('')).toThrow('environment: must be an object');
  });

  it('refuses a prior that is negative at the parameters, and types that Bayes cannot condition on', () => {
    const moving = change('prior', [['B', '1/2 - B'], ['1/4', '1/4']]);
    expect(() => modelAt(parseEnvironment(moving))).toThrow('prior: probabilities must not be negative, got -5/2');
    const degenerate = modelAt(parseEnvironment(change('prior', [[0.5, 0.5], [0, 0]])));
    expect(() => conditionalBeliefs(degenerate)).toThrow('prior: type cool of anna has probability 0');
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
      'rule, row cool, column keen: is called efficient, and small is worth more in total than big',
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
  });
});
