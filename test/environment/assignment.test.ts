import { describe, expect, it } from 'vitest';
import { solveAssignment } from '../../src/environment/assignment.ts';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';

/** Best total over all ways to give distinct objects to bidders from `i` on. */
function bruteForce(values: readonly number[], bidders: number, objects: number, i = 0, taken = 0): number {
  if (i === bidders) return 0;
  let best = bruteForce(values, bidders, objects, i + 1, taken);
  for (let j = 0; j < objects; j++) {
    if (!((taken >> j) & 1)) {
      best = Math.max(best, values[i * objects + j]! + bruteForce(values, bidders, objects, i + 1, taken | (1 << j)));
    }
  }
  return best;
}

const random = (seed: number, length: number, levels: number): number[] =>
  Array.from({ length }, (_, x) => Math.floor((threefry2x32({ k0: seed, k1: 7 }, [x, 0])[0] / 2 ** 32) * levels) - Math.floor(levels / 5));

describe('solveAssignment', () => {
  // Three levels make many ties; negative values leave bidders without.
  it.each([3, 20, 100000])('agrees with all assignments, values of %i levels', (levels) => {
    for (let seed = 0; seed < 60; seed++) {
      const bidders = 1 + (seed % 5);
      const objects = 1 + (Math.floor(seed / 5) % 4);
      const values = random(seed, bidders * objects, levels);
      const { objectOf, welfare, utilities, prices, payments } = solveAssignment(values, bidders, objects);
      expect(welfare).toBeCloseTo(bruteForce(values, bidders, objects), 9);
      const given = Array.from(objectOf).filter((j) => j >= 0);
      expect(new Set(given).size).toBe(given.length);
      expect(given.reduce((sum, j) => sum + values[objectOf.indexOf(j) * objects + j]!, 0)).toBeCloseTo(welfare, 9);
      for (let i = 0; i < bidders; i++) {
        expect(utilities[i]).toBeGreaterThanOrEqual(0);
        for (let j = 0; j < objects; j++) expect(utilities[i]! + prices[j]!).toBeGreaterThanOrEqual(values[i * objects + j]! - 1e-9);
        const without = values.filter((_, x) => Math.floor(x / objects) !== i);
        const own = objectOf[i]! < 0 ? 0 : values[i * objects + objectOf[i]!]!;
        expect(payments[i]).toBeCloseTo(bruteForce(without, bidders - 1, objects) - (welfare - own), 9);
      }
      prices.forEach((price, j) => {
        expect(price).toBeGreaterThanOrEqual(0);
        if (!given.includes(j)) expect(price).toBe(0);
      });
      expect(utilities.reduce((sum, u) => sum + u, 0) + prices.reduce((sum, p) => sum + p, 0)).toBeCloseTo(welfare, 9);
    }
  });

  it('is Vickrey with one object', () => {
    const { objectOf, payments } = solveAssignment([3, 7, 5, 7], 4, 1);
    expect([...objectOf].filter((j) => j === 0)).toHaveLength(1);
    expect(payments[objectOf.indexOf(0)]).toBe(7);
  });

  it('does 60 by 60 with competitive prices', () => {
    const values = random(5, 3600, 100000);
    const { payments, prices, objectOf } = solveAssignment(values, 60, 60);
    objectOf.forEach((j, i) => {
      if (j >= 0) expect(payments[i]).toBeLessThanOrEqual(prices[j]! + 1e-9);
    });
  });
});
