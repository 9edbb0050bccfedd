/** Beliefs of every form, as they are read. */
import { describe, expect, it } from 'vitest';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { joinProfile, othersIn, profileSpace, typeIn, typesIn, withType } from '../../../src/environment/finite/profiles.ts';
import { InputError } from '../../../src/errors.ts';
import { rationalText } from '../../../src/programs/rational.ts';
import { object, priorOf, texts } from './example.ts';

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
