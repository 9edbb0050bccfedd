import { describe, expect, it } from 'vitest';
import { average, choiceProbabilities, classShares, greatestAverage, leastAverage } from '../../src/notions/choice-probabilities.ts';
import { monotonicityOnGrid } from '../../src/notions/monotonicity.ts';
import { interimParticipation } from '../../src/notions/participation.ts';
import { interimUtility, utilityDifferences } from '../../src/notions/interim-utility.ts';
import { coverage, line, secondPrice, simulate, uniforms, type Simulated } from './simulate.ts';

const ALPHA = 0.1;
const grid = line(6);
const own = { relevant: [true] };

/** mu(s) = s^2 / 2 - 1/10. */
const entryFee: Simulated = {
  ...secondPrice(grid),
  outcome: (r, draw) => (grid[r]![0]! > draw(0) ? { class: 1, money: -draw(0) - 0.1 } : { class: 0, money: -0.1 }),
  truthRange: [-0.1, 0.9],
};
/** Paid 0.5 (1 - r): mu(s) = s^2 / 2 + (1 - s) / 2, falling up to 1/2; steepest on the first step. */
const falling: Simulated = {
  ...secondPrice(grid),
  outcome: (r, draw) => {
    const [t] = grid[r]!;
    const bonus = 0.5 * (1 - t!);
    return t! > draw(0) ? { class: 1, money: bonus - draw(0) } : { class: 0, money: bonus };
  },
  gainRange: [-2, 2],
  truthRange: [0, 1],
};
const STEEPEST = 0.5 - 1 / 12;

describe('averages over boxes of distributions', () => {
  it('are attained, and no distribution in the box goes further', () => {
    const random = uniforms(8);
    for (let trial = 0; trial < 100; trial++) {
      const raw = Array.from({ length: 4 }, () => random());
      const q = Float64Array.from(raw, (x) => x / raw.reduce((a, b) => a + b, 0));
      const box = { estimate: q, lower: q.map((x) => Math.max(0, x - random() / 5)), upper: q.map((x) => Math.min(1, x + random() / 5)) };
      const d = Float64Array.from(raw, () => random() - 0.5);
      const low = leastAverage(box, d);
      const high = greatestAverage(box, d);
      for (let step = 0; step < 50; step++) {
        // A random move of mass between two classes inside the box.
        const from = Math.floor(random() * 4);
        const to = Math.floor(random() * 4);
        const mass = Math.min(q[from]! - box.lower[from]!, box.upper[to]! - q[to]!) * random();
        const moved = q.slice();
        moved[from]! -= mass;
        moved[to]! += mass;
        expect(average(moved, d)).toBeGreaterThanOrEqual(low - 1e-12);
        expect(average(moved, d)).toBeLessThanOrEqual(high + 1e-12);
      }
    }
    const box = { estimate: Float64Array.of(0.5, 0.5), lower: Float64Array.of(0.4, 0.3), upper: Float64Array.of(0.7, 0.6) };
    expect(leastAverage(box, Float64Array.of(0, 1))).toBeCloseTo(0.3, 12);
    expect(greatestAverage(box, Float64Array.of(0, 1))).toBeCloseTo(0.6, 12);
  });

  it('boxes of class probabilities cover', () => {
    const share = coverage(200, (seed) => {
      const sums = simulate(entryFee, seed, 256);
      return classShares(sums, [0, 3, 6], ALPHA).every(({ lower, upper }, i) => lower[1]! <= i / 2 && i / 2 <= upper[1]!);
    });
    expect(share).toBeGreaterThanOrEqual(1 - ALPHA);
  });
});

describe('interim utility', () => {
  it('curve and participation: exact values, coverage', () => {
    const mu = ([s]: readonly number[]): number => s! ** 2 / 2 - 0.1;
    const share = coverage(200, (seed) => {
      const sums = simulate(entryFee, seed, 256);
      const { types, lower, upper, estimate } = interimUtility(sums, ALPHA);
      const ir = interimParticipation(sums, ALPHA);
      return types.every((s, p) => lower[p]! <= mu(s) && mu(s) <= upper[p]! && lower[p]! <= estimate[p]! && estimate[p]! <= upper[p]!)
        && ir.lower <= -0.1 && -0.1 <= ir.upper;
    });
    expect(share).toBeGreaterThanOrEqual(1 - ALPHA);
    const ir = interimParticipation(simulate(entryFee, 1, 40000), 0.05);
    expect(ir.estimate).toBeCloseTo(-0.1, 12);
    expect(ir.upper).toBeLessThan(0);
    expect(ir.witness).toEqual({ type: 0, report: 0 });
  });

  it('choice probabilities over all reports', () => {
    const [none, won] = choiceProbabilities(simulate(entryFee, 2, 20000), 0.01);
    for (const [r, [s]] of grid.entries()) {
      expect(won!.estimate[r]! + none!.estimate[r]!).toBeCloseTo(1, 12);
      expect(won!.lower[r]!).toBeLessThanOrEqual(s!);
      expect(won!.upper[r]!).toBeGreaterThanOrEqual(s!);
      expect(won!.upper[r]! - won!.lower[r]!).toBeLessThan(0.05);
    }
  });

  it('differences of close types are sharper than differences of curves', () => {
    const fine = line(32);
    const paired = [0, 8, 16, 17, 24, 32];
    const sums = simulate({ ...secondPrice(fine), gainRange: [-1, 1], paired }, 3, 40000, 1);
    const { estimate, lower, upper } = utilityDifferences(sums, 0.05)(3, 2);
    const { lower: l, upper: u, estimate: e } = interimUtility(sums, 0.05);
    expect(estimate).toBeCloseTo(e[3]! - e[2]!, 12);
    expect(upper - lower).toBeLessThan(0.4 * (u[3]! - l[2]! - (l[3]! - u[2]!)));
    expect(lower).toBeLessThan(((17 / 32) ** 2 - 1 / 4) / 2);
    expect(upper).toBeGreaterThan(((17 / 32) ** 2 - 1 / 4) / 2);
  });
});

describe('monotonicity', () => {
  it('coverage with and without separable values', () => {
    const within = ({ lower, upper, estimate }: { lower: number; upper: number; estimate: number }): boolean =>
      lower <= STEEPEST && STEEPEST <= upper && lower <= estimate && estimate <= upper;
    let separable = 0;
    let other = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const sums = simulate(falling, seed, 512);
      const { typeValue: _, ...without } = sums;
      separable += within(monotonicityOnGrid(sums, own, ALPHA).violation) ? 1 : 0;
      other += within(monotonicityOnGrid(without, own, ALPHA).violation) ? 1 : 0;
    }
    expect(separable / 200).toBeGreaterThanOrEqual(1 - ALPHA);
    expect(other / 200).toBeGreaterThanOrEqual(1 - ALPHA);
  });

  it('is seen for certain, is negative where utility rises, and names the types', () => {
    const { violation } = monotonicityOnGrid(simulate(falling, 1, 40000), own, 0.05);
    expect(violation.lower).toBeGreaterThan(0.2);
    expect(violation.witness).toEqual({ type: 0, report: 1 / 6 });
    const away = line(6).slice(3);
    const rising = monotonicityOnGrid(simulate({ ...secondPrice(away) }, 1, 40000), own, 0.05).violation;
    expect(rising.estimate).toBeLessThan(-0.5);
    expect(rising.upper).toBeLessThan(0);
  });

  it('irrelevant coordinates: flat or not; types apart in both are not compared', () => {
    const reports = [0, 0.5, 1].flatMap((s) => [0, 1].map((y) => [s, y]));
    const money = (bonus: number): Simulated => ({
      reports,
      typeValue: reports.map(([s]) => [0, s!]),
      outcome: (r, draw) => ({ class: reports[r]![0]! > draw(0) ? 1 : 0, money: bonus * reports[r]![1]! }),
      gainRange: [-2, 2],
      truthRange: [0, 2],
    });
    const mixed = { relevant: [true, false] };
    const flat = monotonicityOnGrid(simulate(money(0), 1, 4096), mixed, 0.05);
    expect(flat.irrelevantDifference!.estimate).toBe(0);
    const not = monotonicityOnGrid(simulate(money(0.75), 1, 20000), mixed, 0.05);
    expect(not.irrelevantDifference!.estimate).toBeCloseTo(0.75, 12);
    expect(not.irrelevantDifference!.lower).toBeGreaterThan(0);
    // From (0, 1) to (1/2, 0) utility would fall per unit; held equal in the second coordinate it rises.
    expect(not.violation.estimate).toBeLessThan(0);
  });
});
