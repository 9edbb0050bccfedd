/** Reports that thin out: which of all numbers a cell keeps. */
import { expect, it } from 'vitest';
import { placesFrom } from '../../../src/notions/dependent-trader/near-cells.ts';

it('keeps the cell and the end, is as close as the numbers up to lies that pay, and few beyond', () => {
  const x = Float64Array.from({ length: 10001 }, (_, j) => j / 10000);
  for (const [i, lie] of [[0, 0.01], [123, 0.002], [9998, 0.01], [9999, 0.5], [40, 0]] as const) {
    const places = placesFrom(x, i, 10000, lie);
    expect([places[0], places[1], places.at(-1)]).toEqual([i, i + 1, 10000]);
    expect([...places].every((j, n) => n === 0 || j > places[n - 1]!)).toBe(true);
    const wide = [...places.subarray(1, -1)].filter((j, n) => {
      const [length, width] = [x[j]! - x[i]!, x[places[n + 2]!]! - x[j]!];
      return width > Math.max(1.01e-4, lie / 127, length > 2.5 * lie ? length / 7.9 : 0);
    });
    expect(wide).toEqual([]);
    expect(places.length).toBeLessThan(400);
  }
  // Numbers that crowd towards an end of the law are as many as are told apart.
  const crowded = Float64Array.from({ length: 2001 }, (_, j) => 10 ** ((j - 2000) / 100));
  expect(placesFrom(crowded, 0, 2000, 0.01).length).toBeLessThan(400);
});
