/** Files of the second best's bounds under laws that are functions of one's own: proved for every law with the values in the file. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { NotedLaw, tabulated } from '../../../src/distributions/tabulated.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { secondBestFile, twoAlternativesFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { relaxedSecondBest } from '../../../src/notions/second-best/relaxation.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { tableGiven } from '../../../src/notions/verify/given.ts';
import { judgeSecondBestFile } from '../../../src/notions/verify/second-best.ts';
import { judgeTwoAlternativesFile } from '../../../src/notions/verify/two-alternatives.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { further } from '../../support/evidence.ts';

interface Signal { readonly law: string; readonly tabulated?: true }
interface File {
  readonly problem: { readonly signals: readonly Signal[] };
  readonly scores: readonly { readonly agents: readonly { readonly steps: readonly { from: number; score: number }[] }[] }[];
  readonly multipliers: readonly { readonly weight: number }[];
  readonly atLeast: number;
  readonly atMost: number;
}
const copy = (file: unknown): File => JSON.parse(JSON.stringify(file)) as File;
const named = (text: string): Distribution => parseDistribution(text, 'law');
/** The law of cdf ((x - low) / width)^power, as a function that no text tells. */
const own = (power: number, low = 0, width = 1): Distribution => ({
  text: 'mine', support: [low, low + width],
  cdf: (x) => (x <= low ? 0 : x >= low + width ? 1 : ((x - low) / width) ** power), quantile: (p) => low + width * p ** (1 / power),
});
const trade = (cost: Distribution, value: Distribution): LinearProblem => bilateralTrade({ cost, value }) as LinearProblem;
const twoFile = (problem: LinearProblem, cells: number, deficit?: number): File =>
  copy(twoAlternativesFile(problem, { cells, deficit }, {}));
const faults = (file: unknown): string => judgeTwoAlternativesFile(file).faults.join();
const functions = [{ file: 'mine.ts', sha256: 'a'.repeat(64) }];

describe('both ends between two alternatives from tables', () => {
  const [told, given] = [named, (text: string) => own(text === 'uniform(0,1)' ? 1 : 2)].map((law) => [
    twoFile(trade(law('uniform(0,1)'), law('uniform(0,1)')), 4096, 0), twoFile(trade(law('beta(2,1)'), law('uniform(0,1)')), 512),
  ] as const) as [readonly [File, File], readonly [File, File]];

  it('are proved as by name, a little wider, and say of which laws', () => {
    for (const which of [0, 1] as const) {
      const [by, table] = [told[which], given[which]];
      expect([faults(by), faults(table)]).toEqual(['', '']);
      expect(table.problem.signals.map(({ tabulated: is }) => is)).toEqual([true, true]);
      expect([table.atLeast <= by.atLeast, table.atMost >= by.atMost]).toEqual([true, true]);
      expect(table.atMost - table.atLeast).toBeLessThan(which === 0 ? 0.005 : 0.015);
    }
    expect([given[0].atLeast < 9 / 64, given[0].atMost > 9 / 64]).toEqual([true, true]);
    const { what } = judgeTwoAlternativesFile({ ...given[0], functions });
    expect(what).toMatch(/by quadrature .*, whichever law with a density each of cost, value has, of those with the values given\. Taken/);
    expect(what).toMatch(/: \d+ values of the distribution function of the law of cost, value, a function in mine\.ts, sha256 a{64}$/);
  });

  it('are refused where an end, a score, a table or a step is another', () => {
    const [file] = given;
    for (const change of [{ atMost: 9 / 64 - 0.002, atLeast: 0 }, { atLeast: 9 / 64 + 0.002, atMost: 1 }, { deficit: -0.05 }]) {
      expect(faults({ ...file, ...change })).not.toBe('');
    }
    const scored = file.scores.map(({ agents, ...list }) => ({
      ...list, agents: agents.map(({ steps, ...one }) => ({ ...one, steps: steps.map((step) => ({ ...step, score: step.score + 0.2 })) })),
    }));
    expect(faults({ ...file, scores: scored })).toMatch(/scores allow|collects/);
    const withLaw = (law: string) => {
      const { problem, problem: { signals } } = file;
      return { ...file, problem: { ...problem, signals: signals.with(1, { ...signals[1]!, law }) } };
    };
    const { points } = tableGiven(file.problem.signals[1]!.law, 'law');
    expect(faults(withLaw(tabulated(own(2), points)!))).not.toBe('');
    expect(() => faults(withLaw('piecewise-linear(0:0,1:1)'))).toThrow(/^scores: of buyer must step where the distribution function is gi/);
    const falling = ['0.5:0.7,0.4:0.8', 'x:0.5'].map((at) => `piecewise-linear(0:0,${at},1:1)`);
    for (const law of ['uniform(0,1)', 'piecewise-linear(0,1)', ...falling]) {
      expect(() => faults(withLaw(law))).toThrow(/^problem\.signals\.1\.law: /);
    }
  });

  it('hold of every law with the same values, however its mass lies between them', () => {
    // All mass of a piece near one of its ends.
    const lumped = (given: readonly number[], near: number): Distribution => {
      const points = given.filter((x, j) => j === 0 || x - given[j - 1]! > 1e-9);
      const chances = points.map((x, j) => (j === points.length - 1 ? 1 : own(1).cdf(x)));
      const share = near < 0.5 ? 0.999 : 0.001;
      const between = (numbers: readonly number[], j: number, part: number): number =>
        numbers[j - 1]! + part * (numbers[j]! - numbers[j - 1]!);
      return named(`piecewise-linear(${points.flatMap((x, j) => (j === 0 ? ['0:0'] : [
        `${between(chances, j, share)}:${between(points, j, near)}`, `${chances[j]}:${x}`,
      ])).join(',')})`);
    };
    for (const deficit of [undefined, 0] as const) {
      const file = twoFile(trade(own(1), own(1)), 12, deficit);
      expect(faults(file)).toBe('');
      const [cost, value] = file.problem.signals.map(({ law }) => tableGiven(law, 'law').points);
      for (const [a, b] of [[0.05, 0.95], [0.95, 0.05], [0.95, 0.95]] as const) {
        const reduced = twoWayReduction(trade(lumped(cost!, a), lumped(value!, b)), 2048, deficit !== undefined);
        const { lower, upper } = secondBestOfTwo(reduced, deficit === undefined ? undefined : { deficit });
        expect(upper).toBeGreaterThan(file.atLeast);
        expect(lower).toBeLessThan(file.atMost);
      }
    }
  });

  it('are proved over coarse cells, in any units, and where nobody is between two types', () => {
    for (const cells of [1, 2, 3]) expect(faults(twoFile(trade(own(2), own(1)), cells, 0.01)), `${cells}`).toBe('');
    for (const unit of [1e-6, 1e6]) {
      const file = twoFile(trade(own(2, 0, unit), own(1, 0.2 * unit, unit)), 64, 0.01 * unit);
      expect(faults(file)).toBe('');
      expect(faults({ ...file, atMost: file.atLeast * 0.9, atLeast: 0 })).not.toBe('');
    }
    const gap: Distribution = {
      ...own(1), cdf: (x) => Math.min(1, Math.max(0, x < 0.4 ? x : x < 0.6 ? 0.4 : (x - 0.6) * 1.5 + 0.4)),
      quantile: (p) => (p <= 0.4 ? p : 0.6 + (p - 0.4) / 1.5),
    };
    expect(faults(twoFile(trade(gap, own(1)), 64, 0))).toBe('');
  });

  it('are told by draws where an agent has two signals', further('sizes'), () => {
    const problem = valueTable({
      agents: ['one', 'two'], alternatives: ['a', 'b'], signals: 'per-alternative',
      law: (_, k) => (k === 0 ? named('uniform(0,1)') : own(1)),
      coefficients: [[[1, 0.5], [0, 1]], [[1, -0.5], [0, 1]]],
    }) as LinearProblem;
    const judged = judgeTwoAlternativesFile(twoFile(problem, 64));
    expect(judged.faults).toEqual([]);
    expect(judged.what).toMatch(/by 64000 draws .* whichever law/);
  });

  it('are told by draws where three agents speak, over few cells as well', further('sizes'), () => {
    const problem: LinearProblem = {
      kind: 'social-choice', agents: ['a', 'b', 'c'], alternatives: ['no', 'yes'],
      signals: [0, 1, 2].map((owner) => ({ owner, name: `s${owner}`, law: own(1, -1, 2) })),
      valuations: {
        kind: 'linear', constants: [0, 1, 2].map(() => [0, 0]),
        coefficients: [0, 1, 2].map((i) => [[0, 0, 0], [0, 1, 2].map((d) => Number(d === i))]),
      },
    };
    expect(faults(twoFile(problem, 4))).toBe('');
  });
});

describe('upper ends over means of cells from tables', () => {
  const written = async (problem: LinearProblem, cells: number, epsilon: number): Promise<File> => {
    const constraints = { epsilon, participation: true, deficit: 0.01 };
    const parts = [0, 1].map((agent) => typeCells(problem, agent, cells));
    const relaxed = await relaxedSecondBest(problem, parts, constraints, solveFloat);
    return copy(secondBestFile(problem, relaxed, { cells, constraints, values: {} }));
  };

  it('are proved as by name, and refused where less is claimed or the table is another', async () => {
    const by = await written(trade(named('beta(2,1)'), named('beta(1,1)')), 5, 0.02);
    const table = await written(trade(own(2), own(1)), 5, 0.02);
    const judged = judgeSecondBestFile({ ...table, functions });
    expect(judged.faults).toEqual([]);
    expect(judged.what).toMatch(/than [\d.]+, whichever law with a density .* Taken as given, not checked: 5121 values of the distribut/);
    expect(Math.abs(table.atMost - by.atMost)).toBeLessThan(1e-3);
    expect(judgeSecondBestFile({ ...table, atMost: table.atMost * 0.98 }).faults.join()).toMatch(/^its multipliers prove/);
    const { points } = tableGiven(table.problem.signals[0]!.law, 'law');
    const signals = table.problem.signals.with(0, { ...table.problem.signals[0]!, law: tabulated(own(0.5), points)! });
    expect(judgeSecondBestFile({ ...table, problem: { ...table.problem, signals } }).faults.join()).toMatch(/^its multipliers prove/);
    const few = table.problem.signals.with(0, { ...table.problem.signals[0]!, law: 'piecewise-linear(0:0,0.5:0.7,1:1)' });
    expect(() => judgeSecondBestFile({ ...table, problem: { ...table.problem, signals: few } })).toThrow(/^cells: cannot be told apart/);
    const coarse = await written(trade(own(2), own(1)), 2, 0.05);
    expect(judgeSecondBestFile(coarse).faults).toEqual([]);
  });
});

describe('tables', () => {
  it('tell each value once, rising where the function does not', () => {
    const law = new NotedLaw({ ...own(1), cdf: (x) => (x < 0.5 ? 0 : 1) });
    for (const x of [0.25, 0.25 + 1e-15, 0.75, 0, 1, 0.5]) law.cdf(x);
    const { points, chances } = tableGiven(law.table()!, 'law');
    expect(points).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(Math.max(...chances.map((chance, j) => Math.abs(chance - [0, 0, 1, 1, 1][j]!)))).toBeLessThan(1e-14);
    expect(new NotedLaw({ ...own(1), cdf: () => NaN }).table(new Set([0.5]))).toBeUndefined();
  });
});
