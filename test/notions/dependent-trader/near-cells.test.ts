/** Numbers that bound a cell's gains, and reports that thin out. */
import { expect, it } from 'vitest';
import { numbersOf, placesFrom } from '../../../src/notions/dependent-trader/near-cells.ts';

it.each([
  [[0.31, 0.32], [0, 1], 0.01, 4], [[0, 0.001], [0, 1], 0.2, 0], [[-3e5, -2.99e5], [-1e6, 7], 20, 2], [[0.5, 0.5 + 1e-15], [0, 1], 1e-3, 6],
  [[1e6, 1e6 + 3], [1e6, 1e6 + 4], 0, 6], [[0.2, 0.9], [0, 1], 1e-7, 1],
] as const)('types %j of %j: ends kept, close as far as lies pay, few beyond', (types, space, lie, level) => {
  const { x, places } = numbersOf({ types, space, lie, level, parts: 16 });
  expect([x[0], x[places.at(-1)!], x.at(-1)]).toEqual([types[0], types[1], space[1]]);
  expect(x.every((y, j) => j === 0 || y > x[j - 1]!)).toBe(true);
  expect([...places].every((j, n) => n === 0 || j > places[n - 1]!)).toBe(true);
  expect(places.length).toBeLessThanOrEqual(66);
  // As wide types ask for no closer numbers than a share of themselves.
  const close = Math.max(lie / (8 * 2 ** level), (types[1] - types[0]) / (64 * 2 ** level));
  expect(x.some((y, j) => j > 0 && y <= types[1] + 2 * lie && y - x[j - 1]! > close * 1.0001)).toBe(false);
  expect(x.length).toBeLessThan(2 ** level * (64 + 40 + 80) + 400);
});

it('places as wide as a share of their distance, the last at the end', () => {
  const x = Float64Array.from({ length: 10001 }, (_, j) => j / 10000);
  for (const i of [0, 123, 9998, 9999]) {
    const places = placesFrom(x, i, 10000);
    expect([places[0], places[1], places.at(-1)]).toEqual([i, i + 1, 10000]);
    expect([...places].every((j, n) => n === 0 || j > places[n - 1]!)).toBe(true);
    expect(places.length).toBeLessThan(120);
  }
});
