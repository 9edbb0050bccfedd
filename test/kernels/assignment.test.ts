import { describe, expect, it } from 'vitest';
import { isCompetitive, isLowest, type Trade } from '../../kernels/assignment/competitive.ts';
import { assignment } from '../../kernels/assignment/cpu.ts';
import { greatestWelfare } from '../../kernels/assignment/reference.ts';
import { AssignmentSolver } from '../../kernels/assignment/solver.ts';
import { exactProfiles, validateAssignment, WORTH_MAX } from '../../kernels/assignment/spec.ts';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { assignmentParameters } from './assignment-cases.ts';

const random = (seed: number, length: number, levels: number): number[] =>
  Array.from({ length }, (_, x) => Math.floor((threefry2x32({ k0: seed, k1: 5 }, [x, 0])[0] / 2 ** 32) * levels));
const rowsOf = (worth: readonly number[], objects: number): number[][] =>
  Array.from({ length: worth.length / objects }, (_, i) => worth.slice(i * objects, (i + 1) * objects));

/** Best total over all ways to give distinct objects to rows from `i` on. */
function bruteForce(rows: readonly (readonly number[])[], i = 0, taken = 0): number {
  if (i === rows.length) return 0;
  return rows[i]!.reduce(
    (best, worth, j) => ((taken >> j) & 1 ? best : Math.max(best, worth + bruteForce(rows, i + 1, taken | (1 << j)))),
    bruteForce(rows, i + 1, taken),
  );
}

function solved(worth: readonly number[], bidders: number, objects: number, order = Array.from({ length: bidders }, (_, i) => i)) {
  const solver = new AssignmentSolver(bidders, objects);
  for (const i of order) solver.insert(worth, i);
  const [lowest, highest] = [new Float64Array(objects), new Float64Array(objects)];
  solver.lowestPrices(worth, lowest);
  solver.highestPrices(worth, highest);
  return { solver, lowest, highest };
}

describe('competitive prices', () => {
  it.each([2, 4, 1000])('are the differences of welfare that define them, worth of %i levels', (levels) => {
    for (let seed = 0; seed < 80; seed++) {
      const [bidders, objects] = [1 + (seed % 5), 1 + (Math.floor(seed / 5) % 5)];
      const worth = random(seed, bidders * objects, levels);
      const rows = rowsOf(worth, objects);
      const welfare = bruteForce(rows);
      expect(greatestWelfare(rows)).toBe(welfare);
      const { solver, lowest, highest } = solved(worth, bidders, objects);
      expect(solver.welfare(worth)).toBe(welfare);
      for (let j = 0; j < objects; j++) {
        expect(highest[j]).toBe(welfare - bruteForce(rows.map((row) => row.filter((_, k) => k !== j))));
        expect(lowest[j]).toBe(bruteForce(rows.map((row) => [...row, row[j]!])) - welfare);
      }
      // Leonard 1983: the lowest are what the others lose by the owner's being there.
      for (let i = 0; i < bidders; i++) {
        const has = solver.columnOf[i]!;
        const own = has < 0 ? 0 : worth[i * objects + has]!;
        expect(has < 0 ? 0 : lowest[has]).toBe(bruteForce(rows.filter((_, k) => k !== i)) - (welfare - own));
      }
      const trade = { bidders, objects, worth, objectOf: solver.columnOf };
      for (const prices of [lowest, highest, solver.prices]) expect(isCompetitive({ ...trade, prices })).toBe(true);
      expect(isLowest({ ...trade, prices: lowest })).toBe(true);
      expect(isLowest({ ...trade, prices: highest })).toBe(lowest.every((price, j) => price === highest[j]));
    }
  });

  it('do not depend on the order in which bidders come', () => {
    const worth = random(3, 30 * 20, 10);
    const order = Array.from({ length: 30 }, (_, i) => (7 * i) % 30);
    const [one, other] = [solved(worth, 30, 20), solved(worth, 30, 20, order)];
    expect(other.lowest).toEqual(one.lowest);
    expect(other.highest).toEqual(one.highest);
    expect(other.solver.welfare(worth)).toBe(one.solver.welfare(worth));
  });

  it.each([[80, 80], [150, 40], [40, 150]])('hold at %i bidders and %i objects', (bidders, objects) => {
    const worth = random(9, bidders * objects, 2 ** 20);
    const { solver, lowest, highest } = solved(worth, bidders, objects);
    const trade = { bidders, objects, worth, objectOf: solver.columnOf };
    for (const prices of [lowest, highest]) expect(isCompetitive({ ...trade, prices })).toBe(true);
    expect(isLowest({ ...trade, prices: lowest })).toBe(true);
    const surplus = solver.utilities.reduce((sum, u) => sum + u, 0) + solver.prices.reduce((sum, p) => sum + p, 0);
    expect(surplus).toBe(solver.welfare(worth));
    const without = Array.from({ length: bidders - 1 }, (_, i) => i + 1);
    const rest = solved(worth, bidders, objects, without).solver.welfare(worth);
    const has = solver.columnOf[0]!;
    expect(has < 0 ? 0 : worth[has]! - lowest[has]!).toBe(solver.welfare(worth) - rest);
  });

  it('are found in worth below zero too: nobody is forced to take anything', () => {
    const { solver, lowest } = solved([-3, -1, 4, -2], 2, 2);
    expect([...solver.columnOf]).toEqual([-1, 0]);
    expect([...lowest]).toEqual([0, 0]);
  });
});

describe('the judges', () => {
  // Two bidders and one object: the winner pays 5 to 9.
  const trade = (price: number, objectOf = [0, -1]): Trade => ({ bidders: 2, objects: 1, worth: [9, 5], objectOf, prices: [price] });

  it.each([[4, false], [5, true], [7, true], [9, true], [10, false], [-1, false]])(
    'price %d competitive: %s', (price, competitive) => expect(isCompetitive(trade(price))).toBe(competitive),
  );
  it('only 5 is the lowest', () => expect([5, 6, 9].map((price) => isLowest(trade(price)))).toEqual([true, false, false]));
  it('an object in two hands, the wrong hands, or none at a price is not competitive', () => {
    expect([[0, 0], [-1, 0], [-1, -1]].map((objectOf) => isCompetitive(trade(5, objectOf)))).toEqual([false, false, false]);
  });
});

describe('kernel assignment', () => {
  it('with one object is the second price auction, profile by profile', () => {
    const parameters = assignmentParameters({ bidders: 5, objects: 1, bidder: 2 });
    const [statistics, run] = [assignment.emptyStatistics(parameters), assignment.prepareCpu(parameters)];
    const key = { k0: 8, k1: 1 };
    let [best, second, wins] = [0, 0, 0];
    for (let profile = 0; profile < 300; profile++) {
      run(key, profile, 1, statistics);
      // Uniform on 64 cells: 2^16 places of equal mass are the word's upper 20 bits and more.
      const worth = Array.from({ length: 5 }, (_, d) => (threefry2x32(key, [profile, d >>> 1])[d & 1]! >>> 12) * 4);
      const sorted = worth.toSorted((a, b) => b - a);
      best += sorted[0]!;
      second += sorted[1]!;
      if (worth[2] === sorted[0]) wins++;
    }
    expect(statistics.welfare![0]).toBe(best);
    expect(statistics.revenue![0]).toBe(second);
    expect(statistics.highest![0]).toBe(best);
    expect(statistics.positive![0]).toBe(wins);
    expect(wins).toBeGreaterThan(30);
  });

  it('finds nothing wrong with VCG, however reports and worth tie', () => {
    for (const size of [1, 3, WORTH_MAX]) {
      const parameters = assignmentParameters({ bidders: 9, objects: 6, size, reports: 40 });
      const statistics = assignment.emptyStatistics(parameters);
      assignment.prepareCpu(parameters)({ k0: 3, k1: size }, 0, 2000, statistics);
      expect([...statistics.violations!, ...statistics.gainful!]).toEqual([0, 0, 0, 0]);
      expect(Object.values(statistics).every((values) => values.every((x) => Number.isSafeInteger(x) && x >= 0))).toBe(true);
      expect(statistics.revenue![0]).toBeLessThanOrEqual(statistics.highest![0]!);
      expect(statistics.highest![0]).toBeLessThanOrEqual(statistics.welfare![0]!);
    }
  });

  it('gives the free object to whoever asks for nothing', () => {
    const parameters = { ...assignmentParameters({ bidders: 2, objects: 3 }), reports: Int32Array.from([0, 0, 0]) };
    const statistics = assignment.emptyStatistics(parameters);
    assignment.prepareCpu(parameters)({ k0: 1, k1: 1 }, 0, 50, statistics);
    expect(statistics.choices!.reduce((sum, x) => sum + x, 0)).toBe(50);
  });

  it.each([
    ['bidders', { bidders: 0 }], ['objects', { objects: 1025 }], ['bidder', { bidder: 4 }], ['lawOf', { lawOf: new Int32Array(3) }], [
      'lawOf', { lawOf: new Int32Array(12).fill(2) },
    ],
    [
      'bases, spans', { spans: Int32Array.of(WORTH_MAX + 1) },
    ], [
      'bases, spans', { bases: Int32Array.of(0, 0) },
    ], ['reports', { reports: new Int32Array(0) }], ['reports', { reports: new Int32Array(4) }],
    ['types', { types: Int32Array.of(0, 0, -1) }], ['coordinates', { coordinates: [{ thresholds: Float64Array.of(0, 5) }] }],
  ])('names %s where it cannot be', (field, wrong) => {
    const right = assignmentParameters({ bidders: 4, objects: 3 });
    expect(() => validateAssignment(right)).not.toThrow();
    expect(() => validateAssignment({ ...right, ...wrong })).toThrow(new RegExp(`^${field}`));
  });

  it('adds up exactly as far as it says', () => {
    for (const [bidders, objects] of [[1, 1], [6, 4], [512, 512]] as const) {
      expect(exactProfiles({ bidders, objects }) * Math.min(bidders, objects) * WORTH_MAX).toBeLessThanOrEqual(2 ** 53);
    }
    expect(exactProfiles({ bidders: 4, objects: 9 })).toBe(2 ** 29);
  });
});
