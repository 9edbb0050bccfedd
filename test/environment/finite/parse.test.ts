import { describe, expect, it } from 'vitest';
import type { FiniteModel } from '../../../src/environment/finite/environment.ts';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { efficientOutcomes, modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment, parseEnvironmentText } from '../../../src/environment/finite/parse.ts';
import { joinProfile, othersIn, profileSpace, typeIn, typesIn, withType } from '../../../src/environment/finite/profiles.ts';
import { InputError } from '../../../src/errors.ts';
import { parseRational, rationalText } from '../../../src/programs/rational.ts';

const TEXT = `
finite: 1
agents: { anna: [keen, cool], ben: [keen, cool] }
outcomes: [none, small, big]
payoffs:
  anna: { small: { own: [2, 1] }, big: { own: [B, 1/2] } }
  ben:  { small: [[1, 1/3], [2, -0.5]], big: [[2, 0], [1, -1]] }
prior: [[3/10, 1/5], [1/10, 2/5]]
rule: efficient
parameters: { B: { value: 3, range: [0, 10] } }
`;

const object = () =>
  ({
    finite: 1,
    agents: { anna: ['keen', 'cool'], ben: ['keen', 'cool'] },
    outcomes: ['none', 'small', 'big'],
    payoffs: {
      anna: { small: { own: [2, 1] }, big: { own: ['B', '1/2'] } },
      ben: {
        small: [
          [1, '1/3'],
          [2, -0.5],
        ],
        big: [
          [2, 0],
          [1, -1],
        ],
      },
    },
    prior: [
      [0.3, 0.2],
      [0.1, 0.4],
    ],
    rule: 'efficient',
    parameters: { B: { value: 3, range: [0, 10] } },
  }) as Record<string, unknown>;

const priorOf = ({ beliefs }: FiniteModel): string[] => (beliefs?.kind === 'prior' ? texts(beliefs.probabilities) : []);
const texts = (values: readonly { toFraction(): string }[]): string[] => values.map((value) => value.toFraction());

describe('parseEnvironmentText', () => {
  it('reads the file of the manual exactly', () => {
    const model = modelAt(parseEnvironmentText(TEXT));
    expect(model.agents).toEqual([{ name: 'anna', types: ['keen', 'cool'] }, { name: 'ben', types: ['keen', 'cool'] }]);
    expect(model.payoffs.map((tables) => tables.map(texts))).toEqual([
      [['0', '0', '0', '0'], ['2', '2', '1', '1'], ['3', '3', '1/2', '1/2']],
      [['0', '0', '0', '0'], ['1', '1/3', '2', '-1/2'], ['2', '0', '1', '-1']],
    ]);
    expect(conditionalBeliefs(model).map((rows) => rows.map(texts))).toEqual([
      [
        ['3/5', '2/5'],
        ['1/5', '4/5'],
      ],
      [
        ['3/4', '1/4'],
        ['1/3', '2/3'],
      ],
    ]);
    expect(model.rule!.map((lottery) => lottery.findIndex((share) => share.n !== 0n))).toEqual([2, 2, 1, 1]);
  });

  it('reads an object alike', () => {
    const [text, given] = [modelAt(parseEnvironmentText(TEXT)), modelAt(parseEnvironment(object()))];
    expect(given.payoffs.map((tables) => tables.map(texts))).toEqual(text.payoffs.map((tables) => tables.map(texts)));
    expect(conditionalBeliefs(given).map((rows) => rows.map(texts))).toEqual(conditionalBeliefs(text).map((rows) => rows.map(texts)));
  });

  it('puts parameters in, within their range', () => {
    const environment = parseEnvironmentText(TEXT);
    const model = modelAt(environment, new Map([['B', parseRational('1/7', 'B')]]));
    expect(rationalText(model.payoffs[0]![2]![0]!)).toBe('1/7');
    expect(model.rule![0]!.findIndex((share) => share.n !== 0n)).toBe(1);
    expect(() => modelAt(environment, new Map([['B', parseRational('11', 'B')]]))).toThrow('B: must be between 0 and 10, got 11');
    expect(() => modelAt(environment, new Map([['C', parseRational('1', 'C')]]))).toThrow(
      'C: is no parameter of this environment; known: B',
    );
  });

  it('keeps all of several efficient outcomes and takes the first', () => {
    const model = modelAt(parseEnvironment({ ...object(), payoffs: { anna: { small: 1, big: 1 }, ben: { small: 0, big: 0 } } }));
    expect(efficientOutcomes(model, 3)).toEqual([1, 2]);
    expect(model.rule!.every((lottery) => lottery[1]!.n === 1n)).toBe(true);
  });
});

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

describe('beliefs', () => {
  it('reads each type\'s own, sets of both forms, and type spaces', () => {
    const { prior: _, ...rest } = object();
    const own = modelAt(
      parseEnvironment({
        ...rest,
        beliefs: {
          anna: { cool: ['1/4', '3/4'], keen: [1, 0] },
          ben: [
            [0.5, 0.5],
            [0, 1],
          ],
        },
      }),
    );
    expect(conditionalBeliefs(own).map((rows) => rows.map(texts))).toEqual([
      [
        ['1', '0'],
        ['1/4', '3/4'],
      ],
      [
        ['1/2', '1/2'],
        ['0', '1'],
      ],
    ]);
    const sets = modelAt(
      parseEnvironment({
        ...rest,
        'belief-sets': {
          anna: [
            {
              vertices: [
                [1, 0],
                [0, 1],
              ],
            },
            {
              inequalities: [
                { 'weights': [1, 0], 'at-least': '1/3' },
                { 'weights': [1, 0], 'at-most': '1/2' },
              ],
            },
          ],
          ben: [{ vertices: [[1, 0]] }, { vertices: [[0, 1]] }],
        },
      }),
    );
    if (sets.beliefs?.kind !== 'belief-sets') throw new Error('kind');
    const [, cool] = sets.beliefs.sets[0]!;
    expect(
      cool && 'inequalities' in cool && cool.inequalities.map(({ weights, bound }) => [...texts(weights), rationalText(bound)]),
    ).toEqual([
      ['1', '0', '1/3'],
      ['-1', '0', '-1/2'],
    ]);
    const space = modelAt(
      parseEnvironment({
        ...rest,
        'type-space': {
          anna: {
            a1: { 'payoff-type': 'keen', 'belief': [1] },
            a2: { 'payoff-type': 'keen', 'belief': [1] },
            a3: { 'payoff-type': 'cool', 'belief': [1] },
          },
          ben: { b1: { 'payoff-type': 'cool', 'belief': ['1/3', '1/3', '1/3'] } },
        },
      }),
    );
    if (space.beliefs?.kind !== 'type-space') throw new Error('kind');
    expect(space.beliefs.space.map((types) => types.map(({ payoffType }) => payoffType))).toEqual([[0, 0, 1], [1]]);
    expect(() => conditionalBeliefs(space)).toThrow('type-space: this question needs one belief a type');
    expect(() =>
      parseEnvironment({
        ...rest,
        'belief-sets': {
          anna: [{ vertices: [[1, 0]] }, { inequalities: [{ weights: [1, 0], above: 0 }] }],
          ben: [{ vertices: [[1, 0]] }, { vertices: [[0, 1]] }],
        },
      }),
    ).toThrow(InputError);
    expect(() =>
      parseEnvironment({
        ...rest,
        'belief-sets': {
          anna: [{ vertices: [[1, 0]] }, { inequalities: [{ weights: [1, 0] }] }],
          ben: [{ vertices: [[1, 0]] }, { vertices: [[0, 1]] }],
        },
      }),
    ).toThrow('sets of beliefs are closed');
  });

  it('reads uniform and independent priors, three agents of unequal numbers of types, one of them single', () => {
    const file = {
      finite: 1,
      agents: { a: ['1', '2', '3'], b: ['only'], c: ['x', 'y'] },
      outcomes: ['none'],
      payoffs: { a: {}, b: {}, c: {} },
    };
    expect(priorOf(modelAt(parseEnvironment({ ...file, prior: 'uniform' })))).toEqual(Array.from({ length: 6 }, () => '1/6'));
    const independent = modelAt(
      parseEnvironment({ ...file, prior: { independent: { a: ['1/2', '1/3', '1/6'], b: [1], c: { y: 0.75, x: 0.25 } } } }),
    );
    expect(priorOf(independent)).toEqual(['1/8', '3/8', '1/12', '1/4', '1/24', '1/8']);
    expect(conditionalBeliefs(independent)[2]!.map(texts)).toEqual([
      ['1/2', '1/3', '1/6'],
      ['1/2', '1/3', '1/6'],
    ]);
    expect(() => parseEnvironment({ ...file, prior: { independent: { a: ['1/2', '1/3', '1/6'], b: [1], c: [0.5, 0.6] } } })).toThrow(
      'prior, independent, c: probabilities must sum to 1, and these sum to 11/10',
    );
    expect(() => parseEnvironment({ ...file, prior: [[[0.5, 0.5]], [[0, 0]], [[0, 'q']]] })).toThrow(/^prior, a 3, b only, c y: /);
  });
});

it('numbers profiles with the first agent slowest', () => {
  const space = profileSpace([3, 1, 2, 4]);
  expect(space.size).toBe(24);
  for (let profile = 0; profile < space.size; profile++) {
    const types = typesIn(space, profile);
    expect(types.reduce((sum, type, i) => sum + type * space.strides[i]!, 0)).toBe(profile);
    for (let agent = 0; agent < 4; agent++) {
      const others = othersIn(space, profile, agent);
      expect(others).toBeLessThan(space.othersSize[agent]!);
      expect(joinProfile(space, agent, typeIn(space, profile, agent), others)).toBe(profile);
      expect(typeIn(space, withType(space, profile, agent, 0), agent)).toBe(0);
      expect(othersIn(space, withType(space, profile, agent, 0), agent)).toBe(others);
    }
  }
});
