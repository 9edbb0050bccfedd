/** Ends of outcomes between the points of a table against a second-price auction with one rival uniform on [0, 1]: W = b, P = b^2 / 2. */
import { describe, expect, it } from 'vitest';
import type { Outcomes } from '../../src/mechanism/auctions/auction.ts';
import { ceilingIn, floorIn } from '../../src/mechanism/auctions/grid.ts';
import { surplusOutcomes } from '../../src/mechanism/auctions/surplus-outcomes.ts';
import { tableOutcomes } from '../../src/mechanism/auctions/table-outcomes.ts';

const x = Float64Array.of(0, 0.1, 0.35, 0.4, 0.75, 1);
const half = x.map((bid) => (bid * bid) / 2);
const chances = { x, chanceLow: x, chanceHigh: x };
const TABLES: Readonly<Record<string, Outcomes>> = {
  payments: tableOutcomes({ ...chances, paidLow: half, paidHigh: half }),
  // E[(b - payment); won] = b^2 - b^2 / 2.
  surplus: surplusOutcomes({ ...chances, surplusLow: half, surplusHigh: half }),
};

/** Least and largest payment at a chance between those of the two ends. */
function paidAt([first, second]: ReturnType<Outcomes['at']>, chance: number): readonly [number, number] {
  const share = second!.chance === first!.chance ? 0 : (chance - first!.chance) / (second!.chance - first!.chance);
  return [first!.low + share * (second!.low - first!.low), first!.high + share * (second!.high - first!.high)];
}

describe.each(Object.entries(TABLES))('by %s', (_, outcomes) => {
  it('every bid lies within the ends of its cell, of itself and of any range round it', () => {
    for (let k = 0; k + 1 < x.length; k++) {
      for (const share of [0.001, 0.3, 0.8, 0.999]) {
        const bid = x[k]! + share * (x[k + 1]! - x[k]!);
        const ranges = [[bid, Math.min(1, bid + 0.2)], [bid / 2, bid]] as const;
        for (const ends of [outcomes.cell(k), outcomes.at(bid), ...ranges.map(([low, high]) => outcomes.between(low, high))]) {
          expect(ends[0]!.chance).toBeLessThanOrEqual(bid);
          expect(ends.at(-1)!.chance).toBeGreaterThanOrEqual(bid);
          const [low, high] = paidAt(ends, bid);
          expect(low).toBeLessThanOrEqual((bid * bid) / 2 + 1e-15);
          expect(high).toBeGreaterThanOrEqual((bid * bid) / 2 - 1e-15);
        }
      }
    }
  });

  it('a bid of the table is known exactly, and both ends of a cell are those of its points', () => {
    for (const [k, bid] of x.entries()) {
      expect(outcomes.point(k)[0]!.chance).toBe(bid);
      expect(paidAt(outcomes.point(k), bid)).toEqual([expect.closeTo(half[k]!, 15), expect.closeTo(half[k]!, 15)]);
    }
    for (let k = 0; k + 1 < x.length; k++) {
      const [first, second] = outcomes.cell(k);
      expect(first!.low).toBeCloseTo(half[k]!, 15);
      expect(second!.high).toBeCloseTo(half[k + 1]!, 15);
    }
  });
});

it('points at or below and at or above, the ends of the grid where there is none', () => {
  expect([-1, 0, 0.05, 0.1, 0.2, 1, 2].map((value) => [floorIn(x, value), ceilingIn(x, value)])).toEqual(
    [[0, 0], [0, 0], [0, 1], [1, 1], [1, 2], [5, 5], [5, 5]],
  );
});
