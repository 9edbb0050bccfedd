/** The second best over cells where laws have points of positive probability, beside a density or alone, and its files. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { coordinatesOf } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { secondBestFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { ruleFile } from '../../../src/kinds/field/second-best-rule-proof.ts';
import { axisParts, axisSize } from '../../../src/notions/second-best/axis-parts.ts';
import { bestOfLists, listedProfiles } from '../../../src/notions/second-best/listed-program.ts';
import { relaxedSecondBest, type Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { bestScalarMechanism } from '../../../src/notions/second-best/scalar-program.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { firstBestEnds } from '../../../src/notions/verify/first-best.ts';
import { isEvenBetween } from '../../../src/notions/verify/laws.ts';
import { judgeSecondBestFile } from '../../../src/notions/verify/second-best.ts';
import { judgeSecondBestRuleFile } from '../../../src/notions/verify/second-best-rule.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { byProgram } from '../../oracles/lies-program.ts';

const law = (text: string) => parseDistribution(text, 'law');
const cellsOf = (problem: LinearProblem, n: number) => problem.agents.flatMap((_, agent) =>
  (coordinatesOf(problem, agent).length > 0 ? [typeCells(problem, agent, n)] : []));
const above = (problem: LinearProblem, n: number, constraints: Constraints) =>
  relaxedSecondBest(problem, cellsOf(problem, n), constraints, solveFloat);
const below = async (problem: LinearProblem, n: number, constraints: Constraints) =>
  (await bestScalarMechanism(problem, cellsOf(problem, n), constraints, solveFloat))!;
const trade = (cost: string, value: string) => bilateralTrade({ cost: law(cost), value: law(value) }) as LinearProblem;

const FREE: Constraints = { epsilon: 0, participation: false };
const BOUND: Constraints = { epsilon: 0, participation: true, deficit: 0 };
const LIST = 'discrete(0:0.3,0.4:0.3,1:0.4)';
/** Half of all costs are 0.3, or the value is nothing. */
const HALF = 'mixture(0.5:0.3,0.5:uniform(0,1))';
const NOTHING = 'mixture(0.25:0,0.75:uniform(0,1.2))';

/** Three alternatives, a signal each of two agents. */
const three = (laws: readonly string[]): LinearProblem => valueTable({
  agents: ['one', 'two'], alternatives: ['a', 'b', 'c'], signals: 'one-dimensional', law: (i: number) => law(laws[i]!),
  coefficients: [[[1, 0.3], [0.2, 1]], [[0.1, 0.2], [0.6, -1.4]], [[-0.8, 0.9], [0.7, 0]]],
}) as LinearProblem;
/** Two agents with a signal for the first and one for the last of three alternatives. */
const several = (laws: readonly string[]): LinearProblem => ({
  kind: 'social-choice', agents: ['1', '2'], alternatives: ['A', 'B', 'C'],
  signals: laws.map((text, d) => ({ owner: d < 2 ? 0 : 1, name: `s${d}`, law: law(text) })),
  valuations: {
    kind: 'linear', constants: [[0, 0, 0], [0, -0.1, 0]],
    coefficients: [0, 1].map((i) => [0, 1, 2].map((k) => laws.map((_, d) =>
      (2 * (d % 2) !== k ? 0 : (d < 2) === (i === 0) ? 1 : -1.5)))),
  },
});

describe('cells of a law with points', () => {
  it('are its points, of no width, and the rest between them in cells of equal mass', () => {
    const { parts, error } = axisParts(law('mixture(0.2:0.5,0.1:1,0.7:uniform(0,1))'), 7);
    expect(parts.map(({ low, high }) => (low === high ? low : NaN)).filter((x) => !Number.isNaN(x))).toEqual([0.5, 1]);
    expect(parts.reduce((sum, { mass }) => sum + mass, 0)).toBeCloseTo(1, 12);
    expect(parts.every(({ even }) => even)).toBe(true);
    expect(error).toBe(0);
    expect(parts.length).toBe(axisSize(law('mixture(0.2:0.5,0.1:1,0.7:uniform(0,1))'), 7));
    for (const [j, { low }] of parts.entries()) if (j > 0) expect(low).toBe(parts[j - 1]!.high);
  });

  it('know where a law is uniform, and the check knows it from the text alone', () => {
    const text = 'mixture(0.2:0.5,0.3:uniform(0,1),0.25:uniform(0.25,0.75),0.25:discrete(0.1:0.5,0.9:0.5))';
    const pairs = [[0, 0.1], [0.1, 0.25], [0.25, 0.5], [0.5, 0.75], [0.2, 0.3], [0.4, 0.6], [0, 0.2], [0.9, 1], [0.8, 1]] as const;
    const said = pairs.map(([low, high]) => isEvenBetween(text, low, high));
    expect(said).toEqual([true, true, true, true, false, false, false, true, false]);
    expect(pairs.map(([low, high]) => law(text).evenOn!(low, high))).toEqual(said);
    expect(isEvenBetween('mixture(0.5:0.5,0.5:beta(2,3))', 0, 0.4)).toBe(false);
  });
});

describe('where all types are points', () => {
  it('the program over cells is the second best itself, and so are rules constant on cells', async () => {
    const problem = several(['discrete(0:0.5,1:0.5)', LIST, LIST, 'discrete(0:0.2,1:0.8)']);
    const exact = (await byProgram(problem, undefined))!;
    const { upper } = await above(problem, 2, FREE);
    expect(upper).toBeGreaterThan(exact - 1e-7);
    expect(upper).toBeLessThan(exact + 1e-5);
    const scalar = three([LIST, 'discrete(-0.5:0.2,0.1:0.5,0.9:0.3)']);
    for (const constraints of [FREE, { ...FREE, epsilon: 0.15 }, { ...BOUND, epsilon: 0.05, deficit: 0.1 }]) {
      const found = (await bestOfLists(listedProfiles(scalar, constraints.epsilon), constraints, solveFloat))!;
      const [low, high] = [(await below(scalar, 2, constraints)).lower, (await above(scalar, 2, constraints)).upper];
      expect(high).toBeGreaterThan(found.lower - 1e-7);
      expect(high).toBeLessThan(found.upper + 1e-5);
      expect(low).toBeLessThan(found.upper + 1e-7);
      expect(low).toBeGreaterThan(found.lower - 1e-5);
    }
  });
});

describe('points beside a density', () => {
  it('bracket what ironing finds between two alternatives, the nearer the more cells', async () => {
    const problem = trade(HALF, NOTHING);
    const known = secondBestOfTwo(twoWayReduction(problem, 4096, true), { deficit: 0 });
    const wide = await Promise.all([8, 16].map(async (n) => {
      const [low, high] = [(await below(problem, n, BOUND)).lower, (await above(problem, n, BOUND)).upper];
      expect(high).toBeGreaterThan(known.lower);
      expect(low).toBeLessThan(known.upper);
      return high - low;
    }));
    expect(wide[0]).toBeLessThan(0.012);
    expect(wide[1]).toBeLessThan(wide[0]! / 3);
    const other = trade('mixture(0.4:0.2,0.6:beta(2,3))', LIST);
    const ironed = secondBestOfTwo(twoWayReduction(other, 4096, true), { deficit: 0 });
    expect((await above(other, 8, BOUND)).upper).toBeGreaterThan(ironed.lower);
    const { lower } = await below(other, 16, BOUND);
    expect(lower).toBeLessThan(ironed.upper);
    expect(lower).toBeGreaterThan(ironed.upper - 0.003);
  });

  it('bracket the second best of three alternatives, with a permitted ε and money, within a hundredth', async () => {
    const problem = three([HALF, NOTHING]);
    for (const constraints of [FREE, { ...BOUND, epsilon: 0.05, deficit: 0.05 }]) {
      const [low, high] = [(await below(problem, 12, constraints)).lower, (await above(problem, 12, constraints)).upper];
      expect(low).toBeLessThan(high);
      expect(high - low).toBeLessThan(0.01);
      // A mechanism for all types is one for those of a finer law: points split over a short interval change it little.
      const split = three(['mixture(0.5:uniform(0.2995,0.3005),0.5:uniform(0,1))', 'mixture(0.25:uniform(0,0.001),0.75:uniform(0,1.2))']);
      const near = await below(split, 12, constraints);
      expect(near.lower).toBeLessThan(high + 2e-3);
    }
  });

  it('are worth to the efficient rule what boxes of the check say: E (v - c)^+ = 0.3/8 + 0.7/6', () => {
    const problem = trade('mixture(0.3:0.5,0.7:uniform(0,1))', 'uniform(0,1)');
    const told = {
      agents: [...problem.agents], alternatives: [...problem.alternatives],
      signals: problem.signals.map(({ name, owner, law: of }) => ({ name, owner, law: of.text })),
      constants: problem.valuations.constants.map((row) => [...row]),
      coefficients: problem.valuations.coefficients.map((rows) => rows.map((row) => [...row])),
    };
    const exact = 0.3 / 8 + 0.7 / 6;
    const [low, high] = firstBestEnds(told, exact - 2e-4);
    expect(low).toBeGreaterThan(exact - 2e-4);
    expect(low).toBeLessThan(exact);
    expect(high).toBeGreaterThan(exact);
  });
});

describe('files over such cells', () => {
  const copy = <T>(file: unknown): T => JSON.parse(JSON.stringify(file)) as T;
  interface Told {
    readonly axes: (readonly (readonly [number, number])[] | null)[];
    readonly atMost: number;
    readonly atLeast: number;
    readonly slopes: number[][];
    readonly between: number[][];
    readonly problem: { readonly signals: readonly object[] };
    readonly multipliers: readonly { readonly kind: string }[];
  }
  const problem = trade(HALF, LIST);
  const constraints = { ...BOUND, epsilon: 0.02 };

  it('are accepted as written, and hold no more', async () => {
    const relaxed = await above(problem, 6, constraints);
    const file = copy<Told>(secondBestFile(problem, relaxed, { cells: 6, constraints, values: {} }));
    expect(judgeSecondBestFile(file).faults).toEqual([]);
    expect(file.multipliers.some(({ kind }) => kind === 'slope')).toBe(true);
    expect(judgeSecondBestFile({ ...file, atMost: file.atMost - 1e-5 }).faults.join()).toMatch(/^its multipliers prove/);
    const found = await below(problem, 6, constraints);
    const rule = copy<Told>(ruleFile(problem, found, { cells: 6, constraints, values: {} }));
    expect(judgeSecondBestRuleFile(rule).faults).toEqual([]);
    expect(found.lower - rule.atLeast).toBeLessThan(1e-6);
    expect(judgeSecondBestRuleFile({ ...rule, atLeast: rule.atLeast + 1e-5 }).faults.join()).toMatch(/^the rule reaches/);
    // Between the values of a list utility rises no slower than from the lower one, no faster than towards the upper one.
    const steeper = rule.between.map((row, i) => (i === 0 ? row : row.with(0, rule.slopes[i]![1]! + 0.01)));
    expect(judgeSecondBestRuleFile({ ...rule, between: steeper }).faults.join()).toMatch(/slope of utility falls/);
    const highest = rule.between.map((row, i) => row.map((_, t) => rule.slopes[i]![t + 1]!));
    expect(judgeSecondBestRuleFile({ ...rule, between: highest }).faults.join()).toMatch(/^utilities cost/);
  });

  it('are refused where cells leave out a point, hold it twice, or are of another law', async () => {
    const relaxed = await above(problem, 4, constraints);
    const file = copy<Told>(secondBestFile(problem, relaxed, { cells: 4, constraints, values: {} }));
    const [cost, value] = file.axes as [readonly (readonly [number, number])[], readonly (readonly [number, number])[]];
    const point = cost.findIndex(([low, high]) => low === high);
    const judged = (axes: unknown) => () => judgeSecondBestFile({ ...file, axes });
    expect(judged([cost.toSpliced(point, 1), value])).toThrow(/^axes: must hold all types/);
    expect(judged([cost.toSpliced(point, 0, cost[point]!), value])).toThrow(/^axes: must hold all types/);
    expect(judged([cost.toReversed(), value])).toThrow(/^axes: must be in order/);
    expect(judged([cost])).toThrow(/^axes: must be one of each of 2 signals/);
    expect(judged(undefined)).toThrow(/point of positive probability/);
    const signals = file.problem.signals.with(0, { ...file.problem.signals[0]!, law: 'uniform(0,1)' });
    expect(() => judgeSecondBestFile({ ...file, problem: { ...file.problem, signals } })).toThrow(/^axes: /);
    // Over the gaps of a list nothing is known of how utility rises.
    const slope = { kind: 'slope', agent: 1, above: 1, below: 0, axis: 0, weight: 0.1 };
    expect(() => judgeSecondBestFile({ ...file, multipliers: [...file.multipliers, slope] })).toThrow(/not next to one another/);
  });
});
