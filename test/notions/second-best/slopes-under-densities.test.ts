/** How utility rises from cell to cell under laws that are not uniform: what ends of their densities tell. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { secondBestFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { axisParts } from '../../../src/notions/second-best/axis-parts.ts';
import { relaxedSecondBest } from '../../../src/notions/second-best/relaxation.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import type { FileProblem } from '../../../src/notions/verify/draws.ts';
import { judgeSecondBestFile, mostOverCells } from '../../../src/notions/verify/second-best.ts';
import { bendsBetween } from '../../../src/notions/verify/signal-cells.ts';
import { solveFloat } from '../../../src/programs/float.ts';

const law = (text: string) => parseDistribution(text, 'law');
const trade = (cost: string, value: string) => bilateralTrade({ cost: law(cost), value: law(value) }) as LinearProblem;
const BOUND = { epsilon: 0, participation: true, deficit: 0 };
const above = (problem: LinearProblem, n: number) =>
  relaxedSecondBest(problem, [typeCells(problem, 0, n), typeCells(problem, 1, n)], BOUND, solveFloat);

describe('what bends', () => {
  it('is known of an exponential law: e^w - 1 - w and w - 1 + e^-w over a cell as wide as w, halved', () => {
    const text = 'truncated-exponential(1,0,3)';
    for (const { low, high, bends } of axisParts(law(text), 6).parts) {
      const w = high - low;
      // Below a type counts from where the cell begins, above it up to where it ends, whatever lies beyond.
      const [below, over] = [(Math.expm1(w) - w) / 2, (w + Math.expm1(-w)) / 2];
      for (const { below: up, above: down } of [bends!, bendsBetween(text, low, high)!]) {
        expect(up).toBeGreaterThan(below - 1e-9);
        expect(down).toBeGreaterThan(over - 1e-9);
        expect(up).toBeLessThan(below + 0.03 * w);
        expect(down).toBeLessThan(over + 0.03 * w);
      }
      expect(bendsBetween(text, low, high)!.below).toBeLessThanOrEqual(bends!.below + 1e-12);
    }
  });

  it('is not where a density has no end above 0, is not told, or a law is uniform or in points', () => {
    const { parts } = axisParts(law('beta(2,3)'), 5);
    expect(parts.map(({ bends }) => bends !== undefined)).toEqual([false, true, true, true, false]);
    expect(bendsBetween('beta(2,3)', 0, 0.2)).toBeUndefined();
    expect(axisParts(law('uniform(0,1)'), 3).parts.every(({ bends }) => bends === undefined)).toBe(true);
    const { densityOn: _densityOn, ...silent } = law('beta(2,3)');
    expect(axisParts(silent, 5).parts.every(({ bends }) => bends === undefined)).toBe(true);
  });
});

describe('the bound', () => {
  it('is above what ironing finds, and nearer than lies alone bring it', async () => {
    const problem = trade('truncated-exponential(1,0,3)', 'truncated-normal(0.5,0.5,0,2)');
    const known = secondBestOfTwo(twoWayReduction(problem, 2048, true), { deficit: 0 });
    const { upper } = await above(problem, 12);
    expect(upper).toBeGreaterThan(known.lower);
    const silent: LinearProblem = {
      ...problem, signals: problem.signals.map((signal) => ({ ...signal, law: { ...signal.law, densityOn: undefined as never } })),
    };
    const alone = (await above(silent, 12)).upper;
    expect(upper - known.upper).toBeLessThan(0.85 * (alone - known.upper));
  });

  it('has a file that is accepted as written, and refused where a weight is another or nothing is known of a density', async () => {
    const problem = trade('truncated-exponential(1,0,3)', 'exponential(1)');
    const relaxed = await above(problem, 12);
    const file = JSON.parse(JSON.stringify(secondBestFile(problem, relaxed, { cells: 12, constraints: BOUND, values: {} }))) as {
      readonly multipliers: readonly { readonly kind: string; readonly weight: number }[]; readonly atMost: number;
      readonly problem: { readonly signals: readonly object[] }; readonly cells: number; readonly axes: [number, number][][];
    };
    const faults = (given: object): string => judgeSecondBestFile(given).faults.join();
    expect(faults(file)).toBe('');
    const heavy = file.multipliers.flatMap((row, at) => (row.kind === 'bend' && row.weight > 0.01 ? [{ row, at }] : []));
    expect(heavy.length).toBeGreaterThan(2);
    for (const { row, at } of heavy) {
      expect(faults({ ...file, multipliers: file.multipliers.with(at, { ...row, weight: 2 * row.weight }) })).toMatch(/^its multipliers/);
    }
    // Both sides of one slope leave twice what bends on either cell, at rates of 0 and 1 a half each side of the middle.
    const bend = { kind: 'bend', agent: 0, above: 3, below: 2, axis: 0, weight: 1 } as const;
    const both = (['least', 'most'] as const).map((side) => ({ ...bend, side }));
    const asked = { ...file, problem: file.problem as FileProblem, permittedEpsilon: 0, multipliers: [] };
    const { parts } = axisParts(law('truncated-exponential(1,0,3)'), 12);
    const [lower, upper] = [parts[2]!, parts[3]!].map(({ low, high }) => bendsBetween('truncated-exponential(1,0,3)', low, high)!);
    const more = mostOverCells({ ...asked, multipliers: both }).most - mostOverCells(asked).most;
    expect(more).toBeGreaterThan(2 * (lower!.below + upper!.above) - 1e-9);
    expect(more).toBeLessThan(2 * (lower!.below + upper!.above) + 1e-3);
    const signals = file.problem.signals.with(0, { ...file.problem.signals[0]!, law: 'beta(2,3)' });
    expect(() => faults({ ...file, problem: { ...file.problem, signals } })).toThrow(/^multipliers: have a bend over a cell on which/);
    const last = { kind: 'bend', agent: 1, above: 11, below: 10, axis: 0, side: 'least', weight: 0.1 };
    expect(() => faults({ ...file, multipliers: [...file.multipliers, last] })).toThrow(/^multipliers: have a bend over a cell on which/);
  });
});
