/** The second best over cells where laws have no end: outermost cells, bounds and files. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { largestLoss, lossBeyond } from '../../../src/experiments/field/loss-sums.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { secondBestFile } from '../../../src/kinds/field/second-best-proofs.ts';
import { ruleFile } from '../../../src/kinds/field/second-best-rule-proof.ts';
import { requireAnswerable } from '../../../src/kinds/field/second-best-sizes.ts';
import { axisParts } from '../../../src/notions/second-best/axis-parts.ts';
import { firstBestOver, jointCells, welfareSlack } from '../../../src/notions/second-best/joint-cells.ts';
import { relaxedSecondBest, type Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { bestScalarMechanism } from '../../../src/notions/second-best/scalar-program.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { judgeSecondBestFile } from '../../../src/notions/verify/second-best.ts';
import { judgeSecondBestRuleFile } from '../../../src/notions/verify/second-best-rule.ts';
import { solveFloat } from '../../../src/programs/float.ts';

const law = (text: string) => parseDistribution(text, 'law');
const trade = (cost: string, value: string) => bilateralTrade({ cost: law(cost), value: law(value) }) as LinearProblem;
const cellsOf = (problem: LinearProblem, n: number) => problem.agents.flatMap((_, agent) =>
  (coordinatesOf(problem, agent).length > 0 ? [typeCells(problem, agent, n)] : []));
const above = (problem: LinearProblem, n: number, constraints: Constraints) =>
  relaxedSecondBest(problem, cellsOf(problem, n), constraints, solveFloat);
const below = async (problem: LinearProblem, n: number, constraints: Constraints) =>
  (await bestScalarMechanism(problem, cellsOf(problem, n), constraints, solveFloat))!;
const BOUND: Constraints = { epsilon: 0.05, participation: true, deficit: 0 };
const copy = <T>(file: unknown): T => JSON.parse(JSON.stringify(file)) as T;

/** One agent's signal is worth itself in the first alternative; the second is worth `sure`. */
const orSure = (text: string, sure: number): LinearProblem => ({
  kind: 'social-choice', agents: ['one'], alternatives: ['a', 'b'], signals: [{ owner: 0, name: 's', law: law(text) }],
  valuations: { kind: 'linear', constants: [[0, sure]], coefficients: [[[1], [0]]] },
});

describe('outermost cells', () => {
  it('hold all that lies beyond, whose mean is known, and tell by how much that passes their ends', () => {
    const { parts } = axisParts(law('exponential(2)'), 5);
    const last = parts.at(-1)!;
    expect(parts.reduce((sum, { mass }) => sum + mass, 0)).toBeCloseTo(1, 12);
    expect(parts.reduce((sum, { mass, mean }) => sum + mass * mean, 0)).toBeCloseTo(0.5, 4);
    expect(last.mean - last.low).toBeCloseTo(0.5, 12);
    expect(last.beyond).toBeCloseTo(0.5 * Math.exp(-2 * (last.high - last.low)), 12);
    expect(parts.map(({ open }) => open)).toEqual([0, 0, 0, 0, 1]);
    const line = axisParts(law('normal(1,2)'), 4).parts;
    expect(line.map(({ open }) => open)).toEqual([-1, 0, 0, 1]);
    expect(line[0]!.mean + line[3]!.mean).toBeCloseTo(2, 9);
    expect(line[0]!.beyond).toBeCloseTo(line[3]!.beyond, 12);
  });

  it('bound the first best, of heavy tails where another alternative is best but far out: E max(s, 50) = 50 + 1/5000', () => {
    for (const sure of [2, 50]) {
      const problem = orSure('pareto(1,3)', sure);
      const parts = cellsOf(problem, 6);
      const { lower, upper } = firstBestOver(jointCells(problem, parts), welfareSlack(parts));
      const exact = sure + 1 / (2 * sure ** 2);
      expect(lower).toBeLessThan(exact);
      expect(upper).toBeGreaterThan(exact);
    }
  });

  it('leave little to losses beyond what draws count, which are differences of welfare there', () => {
    const problem = orSure('exponential(1)', 3);
    // Up to where 2^-17 of all types are left.
    expect(largestLoss(problem)).toBeCloseTo(Math.max(3, 17 * Math.LN2 - 3), 6);
    expect(lossBeyond(problem)).toBeCloseTo(2 ** -17, 12);
    expect(lossBeyond(orSure('uniform(0,1)', 3))).toBe(0);
  });
});

describe('brackets', () => {
  it('hold what ironing finds without ε, and reach what the law cut far out does', async () => {
    const problem = trade('exponential(1)', 'exponential(1)');
    const known = secondBestOfTwo(twoWayReduction(problem, 1024, true), { deficit: 0 });
    expect((await above(problem, 10, { ...BOUND, epsilon: 0 })).upper).toBeGreaterThan(known.lower);
    const [low, high] = [(await below(problem, 16, BOUND)).lower, (await above(problem, 16, BOUND)).upper];
    expect(low).toBeGreaterThan(known.upper);
    expect(low).toBeLessThan(high);
    // Of the law cut off means are known less well, in a cell as wide as the last.
    const cut = 'truncated-exponential(1,0,12)';
    const near = (await below(trade(cut, cut), 16, BOUND)).lower;
    expect(near).toBeLessThan(low + 1e-3);
    expect(near).toBeGreaterThan(low - 0.03);
  });

  it('are not for worst-off types without an end who have to be left out for certain', () => {
    const three: SocialChoiceProblem = {
      kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b', 'c'],
      signals: [{ owner: 0, name: 's', law: law('exponential(1)') }],
      valuations: { kind: 'linear', constants: [[0, 0, 0], [0, 1, 2]], coefficients: [[[0], [-1], [-2]], [[0], [0], [0]]] },
    };
    const asked = { kind: 'field', question: 'second-best', problem: three, individuallyRational: 'interim', budget: 'ex-ante' } as const;
    expect(() => { requireAnswerable(asked); }).toThrow(/^budget: together with participation needs an end of exponential\(1\)/);
    expect(() => { requireAnswerable({ ...asked, permittedEpsilon: 0.1 }); }).not.toThrow();
    expect(() => { requireAnswerable({ ...asked, budget: 'none' }); }).not.toThrow();
    const gains = { ...three.valuations, coefficients: [[[0], [1], [2]], [[0], [0], [0]]] } as SocialChoiceProblem['valuations'];
    expect(() => { requireAnswerable({ ...asked, problem: { ...three, valuations: gains } }); }).not.toThrow();
  });
});

describe('files', () => {
  const problem = trade('exponential(1)', 'normal(1,1)');

  it('are accepted as written, and hold no more', async () => {
    const relaxed = await above(problem, 6, BOUND);
    const file = copy<{ atMost: number; axes: [number, number][][] }>(
      secondBestFile(problem, relaxed, { cells: 6, constraints: BOUND, values: {} }),
    );
    expect(judgeSecondBestFile(file).faults).toEqual([]);
    expect(judgeSecondBestFile({ ...file, atMost: file.atMost - 0.01 }).faults.join()).toMatch(/^its multipliers prove/);
    const [costs, values] = file.axes as [[number, number][], [number, number][]];
    const nearer = costs.with(costs.length - 1, [costs.at(-1)![0], costs.at(-1)![0] + 1]);
    expect(judgeSecondBestFile({ ...file, axes: [nearer, values] }).faults.join()).toMatch(/^its multipliers prove/);
    expect(() => judgeSecondBestFile({ ...file, axes: [costs.toSpliced(2, 1), values] })).toThrow(/^axes: must hold all types/);
  });

  it('of rules are refused where utility falls on the way out', async () => {
    const found = await below(problem, 6, BOUND);
    const rule = copy<{ slopes: number[][]; atLeast: number }>(ruleFile(problem, found, { cells: 6, constraints: BOUND, values: {} }));
    expect(judgeSecondBestRuleFile(rule).faults).toEqual([]);
    const [seller, buyer] = rule.slopes as [number[], number[]];
    expect(seller.at(-1)).toBeGreaterThan(0);
    expect(buyer[0]).toBeLessThan(0);
    const down = [seller.map((slope) => Math.min(slope, -1e-9)), buyer];
    expect(judgeSecondBestRuleFile({ ...rule, slopes: down }).faults.join()).toMatch(/utilities cost Infinity more/);
  });
});
