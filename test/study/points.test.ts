/** Points of a sweep: lists crossed, or walked in step. */
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { givenAs } from '../../src/study/given.ts';
import { pointsOf, requireSizes } from '../../src/study/points.ts';

const scenario = scenarios.find(({ name }) => name === 'double-auction')!;
const sides = (lists: Readonly<Record<string, unknown>>, inStep?: boolean): unknown[] =>
  pointsOf(scenario, givenAs(Object.entries(lists), (name) => `--${name}`), inStep)
    .map(({ sellers, buyers, kappa }) => [sellers, buyers, kappa]);

test('lists cross, the one declared last fastest', () => {
  expect(sides({ sellers: [2, 4], buyers: [3, 6], kappa: 0.3 }))
    .toEqual([[2, 3, 0.3], [2, 6, 0.3], [4, 3, 0.3], [4, 6, 0.3]]);
});

test('in step the first goes with the first; single values and lists of one stay', () => {
  expect(sides({ sellers: [2, 4, 8], buyers: [3, 6, 12], kappa: [0.3] }, true)).toEqual([[2, 3, 0.3], [4, 6, 0.3], [8, 12, 0.3]]);
  expect(sides({ sellers: [2, 4], kappa: 0.3 }, true)).toHaveLength(2);
  expect(sides({}, true)).toHaveLength(1);
});

test('lists of other lengths are refused by name', () => {
  expect(() => sides({ sellers: [2, 4, 8], buyers: [3, 6] }, true))
    .toThrow('--buyers: must have as many values as --sellers, 3, or one, to be walked in step; got 2');
});

test('a rate without sizes says what to sweep, or that there is nothing', () => {
  const refused = (name: string): string => {
    try {
      requireSizes(scenarios.find((one) => one.name === name)!, [1], (parameter) => `--${parameter}`);
    } catch (error) {
      return (error as Error).message;
    }
    return 'none';
  };
  expect(refused('finite-survey')).toMatch(/got 1; sweep --first$/);
  expect(refused('bilateral-trade')).toMatch(/got 1: it is 1 whatever the parameters, so there is no rate in it$/);
});
