/** The truth's utility over all types: known falls and least utilities covered, ends at their shares of the error probability. */
import { describe, expect, it } from 'vitest';
import type { InterimSums } from '../../src/experiments/interim-sums.ts';
import { utilityAt } from '../../src/notions/interim-utility.ts';
import { monotonicityBySlope, participationBySlope, steepestFall, truthSlope } from '../../src/notions/truth-slope.ts';
import { chernoffLower, chernoffUpper } from '../../src/statistics/chernoff.ts';
import { coverage, firstPrice, line, secondPrice, simulate, type Simulated } from './simulate.ts';

const ALPHA = 0.1;
const IC = { kind: 'incentive-compatible' } as const;
const within = ({ lower, estimate, upper }: { lower: number; estimate: number; upper: number }, truth: number): boolean =>
  lower <= truth && truth <= upper && lower <= estimate && estimate <= upper;

/**
 * Values s and -s, X uniform, and money 2 X with the second, which is chosen where X is above the report: no lie gains, mu' = 2 s - 1 and
 * mu = 1 - s + s^2, least 3/4 at 1/2, and falls by 1 at most, at 0.
 */
const torn = (steps: number, paired: readonly number[]): Simulated & { paired: readonly number[] } => {
  const reports = line(steps);
  return {
    reports, paired, typeValue: reports.map(([s]) => [s!, -s!]), gainRange: [-2, 0], truthRange: [-1, 2],
    outcome: (r, draw) => (draw(0) > reports[r]![0]! ? { class: 1, money: 2 * draw(0) } : { class: 0, money: 0 }),
  };
};

describe('incentive compatible', () => {
  it('coverage at 90%: a least utility between the ends, the steepest fall at one', () => {
    const paired = [4, 8];
    const pilot = simulate(torn(16, paired), 77, 256);
    const held = (sums: InterimSums): boolean =>
      within(monotonicityBySlope(sums, IC, ALPHA)!, 1) && within(participationBySlope(sums, IC, ALPHA, pilot)!, 0.75);
    expect(coverage(40, (seed) => held(simulate(torn(16, paired), seed, 256)))).toBeGreaterThanOrEqual(1 - 2 * ALPHA);
  });

  it('near both with a large sample, of whatever type the pilot starts from', () => {
    const all = [0, 16, 32, 48, 64];
    const sums = simulate(torn(64, all), 3, 8000);
    expect(monotonicityBySlope(sums, IC, 0.05)).toMatchObject({ upper: 1, guarantee: 'continuum', witness: { type: 0, report: 1 / 64 } });
    expect(monotonicityBySlope(sums, IC, 0.05)!.lower).toBeGreaterThan(0.93);
    for (const start of all.keys()) {
      const found = participationBySlope(sums, IC, 0.05, { truth: Float64Array.from(all, (_, p) => (p === start ? 0 : 1)) })!;
      expect(within(found, 0.75)).toBe(true);
      expect(found.upper - found.lower).toBeLessThan(0.14);
      expect(Math.abs((found.witness!.type as number) - 0.5)).toBeLessThan(0.1);
    }
  });

  it('types between those paired are told of: the least of a list of ends is 1', () => {
    const sums = simulate(torn(64, [0, 64]), 4, 8000);
    const found = participationBySlope(sums, IC, 0.05, sums)!;
    expect(within(found, 0.75)).toBe(true);
    expect(found.upper).toBeLessThan(0.9);
  });

  it('where all own slopes have one sign an end of the types has the least, and nothing but its utility is estimated', () => {
    const sums = simulate(secondPrice(line(16)), 5, 400);
    expect(participationBySlope(sums, IC, ALPHA, sums)).toEqual({
      ...utilityAt(sums, 0, ALPHA / 2), guarantee: 'continuum', witness: { type: 0, report: 0 },
    });
    const falling = simulate({ ...secondPrice(line(16)), typeValue: line(16).map(([s]) => [0, -s!]) }, 5, 400);
    expect(participationBySlope(falling, IC, ALPHA, falling)).toEqual({
      ...utilityAt(falling, 16, ALPHA / 2), guarantee: 'continuum', witness: { type: 1, report: 1 },
    });
  });

  it('what a type may get for certain narrows it', () => {
    const sums = simulate({ ...secondPrice(line(16)), truthRange: [-1, 1] }, 5, 400);
    const found = participationBySlope(sums, IC, ALPHA, sums, ([s]) => [0, s!])!;
    expect([found.lower, found.upper]).toEqual([0, 0]);
  });
});

describe('shares of the error probability', () => {
  it('the first cell alone has the steepest fall: two ends of two reports', () => {
    const sums = simulate({ ...torn(16, [0, 16]) }, 9, 400);
    // Slopes -1 and 1 as shares of their spread 2.
    const share = (r: number): number => sums.choices[2 * r]!;
    const { lower, upper } = monotonicityBySlope(sums, IC, ALPHA)!;
    expect(upper).toBeCloseTo(1 - 2 * chernoffLower(share(0), 400, ALPHA / 4), 12);
    expect(lower).toBeCloseTo(1 - 2 * chernoffUpper(share(1), 400, ALPHA / 4), 12);
  });

  it('half for all slopes, half for the two ends of one type\'s utility', () => {
    const sums = simulate(torn(16, [0, 8, 16]), 9, 400);
    const { low, high, x } = truthSlope(sums, IC, ALPHA / 2)!;
    const found = participationBySlope(sums, IC, ALPHA, { truth: Float64Array.of(1, 0, 1) })!;
    const at = utilityAt(sums, 1, ALPHA / 4);
    let [least, most] = [0, 0];
    for (let c = 8, [down, up] = [0, 0]; c < 16; c++) {
      down += low[c]! * (x[c + 1]! - x[c]!);
      up += high[c]! * (x[c + 1]! - x[c]!);
      [least, most] = [Math.min(least, down), Math.min(most, up)];
    }
    for (let c = 7, [down, up] = [0, 0]; c >= 0; c--) {
      down -= high[c]! * (x[c + 1]! - x[c]!);
      up -= low[c]! * (x[c + 1]! - x[c]!);
      [least, most] = [Math.min(least, down), Math.min(most, up)];
    }
    expect([found.lower, found.upper]).toEqual([at.lower + least, at.upper + most]);
  });

  it('slopes of all cells hold at once: 2 x 17 statements', () => {
    const sums = simulate(torn(16, [0]), 9, 400);
    const { low, high } = truthSlope(sums, IC, ALPHA)!;
    expect(low[3]).toBeCloseTo(2 * chernoffLower(sums.choices[6]!, 400, ALPHA / 34) - 1, 12);
    expect(high[3]).toBeCloseTo(2 * chernoffUpper(sums.choices[8]!, 400, ALPHA / 34) - 1, 12);
  });
});

describe('other structures', () => {
  const sums = simulate({ ...firstPrice(line(16), 1), truthRange: [-1, 1] }, 2, 400);

  it('who pays her bid keeps nothing, whatever her type', () => {
    expect(monotonicityBySlope(sums, { kind: 'pay-as-bid' }, ALPHA)).toMatchObject({ lower: 0, upper: 0, guarantee: 'continuum' });
    expect(within(participationBySlope(sums, { kind: 'pay-as-bid' }, ALPHA, sums)!, 0)).toBe(true);
  });

  it('a table: its steepest piece, between reports or not, and its least knot', () => {
    const table = { values: [0.3, 0.25, 0, 0.4], support: [0, 1] as const };
    const known = { kind: 'known-utility', table } as const;
    const fall = monotonicityBySlope(sums, known, ALPHA)!;
    expect(fall.lower).toBeLessThanOrEqual(0.75);
    expect(fall.upper).toBeGreaterThanOrEqual(0.75);
    expect(fall.upper - fall.lower).toBeLessThan(1e-12);
    expect(participationBySlope(sums, known, ALPHA, sums)).toMatchObject({ lower: 0, upper: 0, witness: { type: 2 / 3 } });
    // The knot at 2/3 is no report: over its cell mu' has the slopes of both pieces.
    const { low, high } = truthSlope(sums, known, ALPHA)!;
    expect([low[10]!, high[10]!].map((m) => Math.round(m * 1e6) / 1e6)).toEqual([-0.75, 1.2]);
  });

  it('insured: the base\'s slope, not its own', () => {
    const base = simulate({ ...torn(16, [0]) }, 3, 4000);
    const own = { ...base, choices: base.choices.map((_, i) => (i % 2 === 0 ? 4000 : 0)) };
    expect(within(monotonicityBySlope(own, { kind: 'insured', base }, 0.05)!, 1)).toBe(true);
    expect(within(monotonicityBySlope(own, IC, 0.05)!, -1)).toBe(true);
  });

  it('of falls of all cells the steepest', () => {
    const x = [0, 0.5, 1, 2];
    expect(steepestFall({ x, low: Float64Array.of(-1, -3, 0), high: Float64Array.of(1, -2, 1), middle: Float64Array.of(0, -2.5, 0.5) }))
      .toEqual({ lower: 2, upper: 3, estimate: 2.5, guarantee: 'continuum', witness: { type: 0.5, report: 1 } });
  });
});
