import { describe, expect, it } from 'vitest';
import { ruleDistance, type Disagreements } from '../../src/notions/rule-distance.ts';
import { robustness } from '../../src/notions/robustness.ts';
import { coverage, line, simulate, uniforms, type Simulated } from './simulate.ts';

const ALPHA = 0.1;
const grid = line(4);
describe('distance of rules', () => {
  /** Served where t > X, or where t > 1 - X: the same probabilities, yet they disagree; at t = 1/2 always. */
  function disagreements(seed: number, profiles: number): Disagreements {
    const random = uniforms(seed);
    const first = new Float64Array(2 * grid.length);
    const second = new Float64Array(2 * grid.length);
    for (let i = 0; i < profiles; i++) {
      const x = random();
      for (const [r, [t]] of grid.entries()) {
        const a = t! > x ? 1 : 0;
        const b = t! > 1 - x ? 1 : 0;
        if (a === b) continue;
        first[2 * r + a]!++;
        second[2 * r + b]!++;
      }
    }
    return { profiles, types: grid, alternatives: 2, first, second };
  }

  it('from counts of disagreements: coverage, and the type', () => {
    const share = coverage(200, (seed) => {
      const { lower, upper } = ruleDistance(disagreements(seed, 200), ALPHA);
      return lower <= 0.5 && 0.5 <= upper;
    });
    expect(share).toBeGreaterThanOrEqual(1 - ALPHA);
    const d = ruleDistance(disagreements(1, 20000), 0.05);
    expect(d.witness!.type).toBe(0.5);
    expect(d.upper - d.lower).toBeLessThan(0.04);
  });
});

describe('robustness to irrelevant information', () => {
  const reports = [0.25, 0.75].flatMap((s) => [0, 1].map((y) => [s, y]));
  const moved = (by: number): Simulated => ({
    reports,
    typeValue: reports.map(([s]) => [0, s!]),
    outcome: (r, draw) => ({ class: reports[r]![0]! + by * reports[r]![1]! > draw(0) ? 1 : 0, money: 0 }),
    gainRange: [-1, 1],
    truthRange: [0, 1],
  });

  it('at least the difference of probabilities, at most what overlaps', () => {
    const share = coverage(200, (seed) => {
      const { lower, upper } = robustness(simulate(moved(0.2), seed, 256), { relevant: [true, false] }, ALPHA);
      // Exactly 0.2 change.
      return lower <= 0.2 && 0.2 <= upper;
    });
    expect(share).toBeGreaterThanOrEqual(1 - ALPHA);
    const large = robustness(simulate(moved(0.2), 1, 20000), { relevant: [true, false] }, 0.05);
    expect(large.lower).toBeGreaterThan(0.15);
    expect(large.estimate).toBeCloseTo(0.2, 1);
  });

  it('no two types that differ in irrelevant information alone', () => {
    expect(robustness(simulate(moved(0.2), 1, 64), { relevant: [true, true] }, 0.05)).toMatchObject({ estimate: 0, upper: 0 });
  });
});
