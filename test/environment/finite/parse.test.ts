import { describe, expect, it } from 'vitest';
import { conditionalBeliefs } from '../../../src/environment/finite/conditionals.ts';
import { efficientOutcomes, modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment, parseEnvironmentText } from '../../../src/environment/finite/parse.ts';
import { parseRational, rationalText } from '../../../src/programs/rational.ts';
import { object, TEXT, texts } from './example.ts';

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
