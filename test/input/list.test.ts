import { describe, expect, test } from 'vitest';
import { editDistance, nearest } from '../../src/input/suggest.ts';
import { cartesian, expandEllipsis, splitList } from '../../src/input/list.ts';
import { readNumber } from '../../src/input/number.ts';

const expand = (text: string): string[] => expandEllipsis(splitList(text, 'f'), 'f');

describe('lists', () => {
  test('split at commas outside parentheses only', () => {
    expect(splitList('beta(2,3), uniform(0,1)', 'f')).toEqual(['beta(2,3)', 'uniform(0,1)']);
    expect(splitList('piecewise-linear(0:0,0.5:0.2,1:1)', 'f')).toEqual(['piecewise-linear(0:0,0.5:0.2,1:1)']);
    expect(splitList('2,4,8', 'f')).toEqual(['2', '4', '8']);
  });

  test('keep unbalanced parentheses together for the law parser to judge', () => {
    expect(splitList('beta(2,3', 'f')).toEqual(['beta(2,3']);
    expect(splitList('beta)2,3', 'f')).toEqual(['beta)2', '3']);
  });

  test.each(['', '  ', ',', '2,', ',2', '2,,4'])('refuse empty entries: %j', (text) => {
    expect(() => splitList(text, '--f')).toThrow(/^--f: (is empty|has an empty entry)/);
  });

  test('have at most 10,000 entries', () => {
    expect(splitList('7,'.repeat(9_999) + '7', 'f').length).toBe(10_000);
    expect(() => splitList('7,'.repeat(45_000) + '7', '--f')).toThrow(/^--f: lists 45001 values; at most 10000 are accepted$/);
  });
});

describe('ellipsis', () => {
  test('prefers a geometric progression that reaches the end', () => {
    expect(expand('2,4,...,4096')).toEqual(Array.from({ length: 12 }, (_, i) => String(2 ** (i + 1))));
    expect(expand('1,3,…,81')).toEqual(['1', '3', '9', '27', '81']);
    expect(expand('64,32,...,8')).toEqual(['64', '32', '16', '8']);
  });

  test('falls back on an arithmetic one', () => {
    expect(expand('1,2,...,5')).toEqual(['1', '2', '3', '4', '5']);
    expect(expand('0,0.1,...,1')).toEqual(['0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1']);
    expect(expand('2,4,6,...,16')).toEqual(['2', '4', '6', '8', '10', '12', '14', '16']);
    expect(expand('1,0.75,...,0')).toEqual(['1', '0.75', '0.5', '0.25', '0']);
  });

  test('may end right away', () => expect(expand('2,4,...,8')).toEqual(['2', '4', '8']));

  test.each(
    [
      '2,...,8', '...,8', '2,4,...', '2,4,...,8,16', '2,4,...,...', 'a,b,...,c', '2,2,...,8', '2,4,...,7', '2,4,7,...,100', '8,16,...,4',
      '1,2,...,1e9',
    ]
  )(
    'refuses %s', (text) => expect(() => expand(text)).toThrow(/^f: /),
  );

  test('leaves plain lists alone', () => expect(expand('3,1,2')).toEqual(['3', '1', '2']));
});

describe('numbers', () => {
  test.each<[string, number]>(
    [['8', 8], ['1e6', 1e6], ['2^20', 1048576], ['.5', 0.5], ['-0.25', -0.25], ['1_000', 1000]]
  )('%s', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });
  // Minutes where the time grows as the square of their number.
  test('digits without end are refused at once', () => {
    for (const text of ['1'.repeat(300_000), `${'1'.repeat(300_000)}x`, '1_'.repeat(150_000), '9'.repeat(399)]) {
      expect(readNumber(text)).toBeUndefined();
    }
  });
  test.each(['', ' ', 'NaN', 'Infinity', '0x10', '1,5', '5%', '1e999', '--1', '1_', 'two', '٣'])('not %j', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });
});

test('combinations: the last axis varies fastest', () => {
  expect(cartesian<number | string>([[1, 2], ['a', 'b']])).toEqual([[1, 'a'], [1, 'b'], [2, 'a'], [2, 'b']]);
  expect(cartesian([])).toEqual([[]]);
});

describe('suggestions', () => {
  test('count a swap of neighbours as one edit', () => {
    expect(editDistance('selelrs', 'sellers')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });
  test('are near or absent', () => {
    expect(nearest('selers', ['buyers', 'sellers'])).toBe('sellers');
    expect(nearest('conf', ['config', 'confidence', 'cost'])).toBe('config');
    expect(nearest('xyzzy', ['buyers', 'sellers'])).toBeUndefined();
  });
});
