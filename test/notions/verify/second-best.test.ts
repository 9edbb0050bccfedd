/** Certificates of upper ends of the second best: accepted as written, and whatever their multipliers are changed to, true or refused. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { coordinatesOf } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { secondBestFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { relaxedSecondBest, type Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { judgeSecondBestFile } from '../../../src/notions/verify/second-best.ts';
import { solveFloat } from '../../../src/programs/float.ts';

interface File {
  readonly multipliers: readonly { readonly kind: string; readonly agent?: number; readonly weight: number }[];
  readonly problem: { readonly coefficients: number[][][]; readonly signals: readonly object[] };
  readonly atMost: number;
  readonly deficit?: number;
}

async function fileOf(problem: LinearProblem, cells: number, constraints: Constraints): Promise<File> {
  const parts = problem.agents.flatMap((_, i) => (coordinatesOf(problem, i).length > 0 ? [typeCells(problem, i, cells)] : []));
  const relaxed = await relaxedSecondBest(problem, parts, constraints, solveFloat);
  return JSON.parse(JSON.stringify(secondBestFile(problem, relaxed, { cells, constraints, values: {} }))) as File;
}

const law = (text: string) => parseDistribution(text, 'law');
const faults = (file: unknown): string => judgeSecondBestFile(file).faults.join();
const table = (rates: readonly number[], laws: readonly string[] = ['uniform(-1,2)']): LinearProblem => valueTable({
  agents: ['one', 'two'], alternatives: rates.map((_, k) => `k${k}`), signals: 'per-alternative',
  law: (owner, k) => law(laws[(owner + k) % laws.length]!),
  coefficients: rates.map((rate) => [[1, 0], [rate, 1]]),
}) as LinearProblem;

/** Only the first sees a signal for each of three alternatives. */
const oneInformed: LinearProblem = {
  kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b', 'c'],
  signals: [0, 1, 2].map((d) => ({ owner: 0, name: `s${d}`, law: law('uniform(0,1)') })),
  valuations: {
    kind: 'linear', constants: [[0, 0, 0], [0, 0.1, 0]],
    coefficients: [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 0, 0], [0, 0, 0], [0, 0, -0.5]]],
  },
};

/** Bilateral trade on unequal supports; the seller may leave, and money counts. */
const trade = bilateralTrade({ cost: law('uniform(0,1)'), value: law('uniform(0.2,1.7)') }) as LinearProblem;
const bound = { epsilon: 0, participation: true, deficit: 0.01 };

describe('certificates of upper ends of the second best', () => {
  it('are accepted as written, with three alternatives, with a permitted ε, with participation and a budget', async () => {
    for (const file of [
      await fileOf(oneInformed, 4, { epsilon: 0, participation: false }),
      await fileOf(table([0.5, -0.5]), 2, { epsilon: 0.05, participation: false }),
      await fileOf(trade, 6, bound), await fileOf(trade, 6, { ...bound, epsilon: 0.02 }),
    ]) expect(faults(file)).toBe('');
  });

  it('are accepted under laws of any shape, beside uniform ones, and prove no less there than other laws allow', async () => {
    const uneven = bilateralTrade({ cost: law('beta(2,3)'), value: law('truncated-normal(0.6,0.3,0,1)') }) as LinearProblem;
    const mixed = bilateralTrade({ cost: law('uniform(0,1)'), value: law('piecewise-linear(0:0,0.3:0.5,1:1)') }) as LinearProblem;
    const three = table([0.5, -0.5], ['beta(3,1)', 'uniform(0,1)', 'truncated-exponential(2,0,1)']);
    const files = [
      await fileOf(uneven, 8, bound), await fileOf(mixed, 6, { ...bound, epsilon: 0.02 }),
      await fileOf(three, 2, { epsilon: 0.05, participation: false }),
    ];
    for (const file of files) {
      expect(faults(file)).toBe('');
      expect(faults({ ...file, atMost: file.atMost * 0.99 })).toMatch(/^its multipliers prove/);
    }
    const { problem } = files[0]!;
    const signals = problem.signals.with(0, { ...problem.signals[0]!, law: 'beta(0.2,1)' });
    expect(faults({ ...files[0], problem: { ...problem, signals } })).toMatch(/^its multipliers prove/);
    const file = await fileOf(uneven, 2, bound);
    const slope = { kind: 'slope', agent: 0, above: 1, below: 0, axis: 0, weight: 0.1 };
    expect(() => faults({ ...file, multipliers: [...file.multipliers, slope] })).toThrow(/^multipliers: have a slope or an end along/);
    const lumpy = file.problem.signals.with(1, { ...file.problem.signals[1]!, law: 'discrete(0:0.5,1:0.5)' });
    expect(() => faults({ ...file, problem: { ...file.problem, signals: lumpy } })).toThrow(/^problem\.signals\.1\.law: .*positive prob/);
  });

  it('are refused where the bound, a rate, a law, the budget or any multiplier that matters is another', async () => {
    const file = await fileOf(trade, 6, bound);
    expect(faults({ ...file, atMost: file.atMost * 0.999 })).toMatch(/^its multipliers prove/);
    expect(faults({ ...file, deficit: 0.02 })).toMatch(/^its multipliers prove/);
    // What the result takes elsewhere is said, and changes nothing.
    const { what } = judgeSecondBestFile({ ...file, firstBest: file.atMost - 0.01 });
    expect(what).toMatch(/\(the result has the first best, [\d.]+, for its upper end, which is not proved here: this is 0\.010 more\)$/);
    expect(judgeSecondBestFile({ ...file, firstBest: file.atMost + 1 }).what).toBe(judgeSecondBestFile(file).what);
    const { problem } = file;
    const dearer = problem.coefficients.map((rows) => rows.map((row) => row.map((rate) => 1.01 * rate)));
    expect(faults({ ...file, problem: { ...problem, coefficients: dearer } })).toMatch(/^its multipliers prove/);
    const laws = problem.signals.map((signal) => ({ ...signal, law: 'beta(2,3)' }));
    expect(() => faults({ ...file, problem: { ...problem, signals: laws } })).toThrow(/^multipliers: have a slope .* not uniform/);
    expect(() => faults({ ...file, deficit: undefined })).toThrow(/multipliers/);
    const heavy = file.multipliers.filter(({ weight }) => Math.abs(weight) > 0.01);
    expect(heavy.length).toBeGreaterThan(20);
    // Any multipliers prove some bound, so that a change may pass where what a row says follows from others; most do not.
    const changes = file.multipliers.flatMap((row, at) => (Math.abs(row.weight) > 0.01 && row.kind !== 'spread' ? [{ row, at }] : []));
    const passed = changes.filter(({ row, at }) =>
      faults({ ...file, multipliers: file.multipliers.with(at, { ...row, weight: 1.5 * row.weight }) }) === '');
    expect(passed.map(({ row }) => row.kind).filter((kind) => kind !== 'lie')).toEqual([]);
    expect(passed.length).toBeLessThan(changes.length / 4);
  });
});
