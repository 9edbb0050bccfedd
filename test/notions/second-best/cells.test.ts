import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { coordinatesOf } from '../../../src/environment/social-choice.ts';
import { largestLoss, lossExperiment } from '../../../src/experiments/field/loss-sums.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { firstBestOver, jointCells, welfareSlack } from '../../../src/notions/second-best/joint-cells.ts';
import { meanOfMaximum } from '../../../src/notions/second-best/mean-of-maximum.ts';
import { itemsOf, searchMenu } from '../../../src/notions/second-best/menu.ts';
import { relaxedSecondBest, type Constraints } from '../../../src/notions/second-best/relaxation.ts';
import { bestScalarMechanism } from '../../../src/notions/second-best/scalar-program.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { typeCells } from '../../../src/notions/second-best/type-cells.ts';
import { boundFromMultipliers } from '../../../src/programs/float-bound.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const law = (text: string) => parseDistribution(text, 'law');
const cellsOf = (problem: LinearProblem, n: number) => problem.agents.flatMap((_, agent) =>
  (coordinatesOf(problem, agent).length > 0 ? [typeCells(problem, agent, n)] : []));
const above = (problem: LinearProblem, n: number, constraints: Constraints) =>
  relaxedSecondBest(problem, cellsOf(problem, n), constraints, solveFloat);

const trade = (cost = 'uniform(0,1)', value = 'uniform(0,1)') => bilateralTrade({ cost: law(cost), value: law(value) }) as LinearProblem;

/** JM01 Example 4.4: agent 1 sees a signal for each alternative, which is worth `social` in all. */
const onlyOneInformed = (social: readonly number[]): LinearProblem => ({
  kind: 'social-choice', agents: ['1', '2'], alternatives: social.map((_, k) => `k${k}`),
  signals: social.map((_, d) => ({ owner: 0, name: `s${d}`, law: law('uniform(0,1)') })),
  valuations: {
    kind: 'linear', constants: [social.map(() => 0), social.map(() => 0)],
    coefficients: [
      social.map((_, k) => social.map((__, d) => (k === d ? 1 : 0))), social.map((b, k) => social.map((__, d) => (k === d ? b - 1 : 0))),
    ],
  },
});

describe('between two alternatives, where the second best is known', () => {
  it('the program over cells lies above it and nears it as the square of their width; rules on cells lie below', async () => {
    const excess: number[] = [];
    for (const n of [6, 12, 24]) {
      const constraints = { epsilon: 0, participation: true, deficit: 0 };
      const { upper } = await above(trade(), n, constraints);
      const found = await bestScalarMechanism(trade(), cellsOf(trade(), n), constraints, solveFloat);
      expect(upper).toBeGreaterThan(9 / 64 - 1e-9);
      expect(found!.lower).toBeLessThan(9 / 64 + 1e-9);
      excess.push(upper - 9 / 64);
    }
    expect(excess[1]).toBeLessThan(excess[0]! / 3);
    expect(excess[2]).toBeLessThan(excess[1]! / 3);
  });

  it('holds for laws that are not uniform, unequal ones, and two signals an agent', async () => {
    const uneven = trade('beta(2,3)', 'piecewise-linear(0,0.1,0.5,2)');
    const known = secondBestOfTwo(twoWayReduction(uneven, 4096, true), { deficit: 0.01 });
    const constraints = { epsilon: 0, participation: true, deficit: 0.01 };
    expect((await above(uneven, 8, constraints)).upper).toBeGreaterThan(known.lower);
    expect((await bestScalarMechanism(uneven, cellsOf(uneven, 12), constraints, solveFloat))!.lower).toBeLessThan(known.upper);
    const problem = onlyOneInformed([1.5, 1]);
    const reduced = secondBestOfTwo(twoWayReduction(problem, 4096, false));
    const { upper } = await above(problem, 8, { epsilon: 0, participation: false });
    expect(upper).toBeGreaterThan(reduced.lower);
    expect(upper - reduced.upper).toBeLessThan(0.006);
  });
});

describe('a permitted ε', () => {
  it('leads from the second best to the first best, which efficient trade reaches at 1 - 2^(-1/3)', async () => {
    const at = async (epsilon: number) => {
      const constraints = { epsilon, participation: true, deficit: 0 };
      const found = await bestScalarMechanism(trade(), cellsOf(trade(), 20), constraints, solveFloat);
      return { lower: found!.lower, upper: (await above(trade(), 20, constraints)).upper };
    };
    const [none, some, more, enough] = await Promise.all([0, 0.07, 0.14, 1 - 0.5 ** (1 / 3)].map(at));
    for (const { lower, upper } of [none!, some!, more!, enough!]) expect(lower).toBeLessThan(upper);
    expect(some!.lower).toBeGreaterThan(none!.upper);
    // Concave: the middle is no worse than the mean of the ends.
    expect(some!.upper).toBeGreaterThan((none!.lower + more!.lower) / 2);
    expect(enough!.upper).toBeGreaterThan(1 / 6 - 1e-9);
    expect(enough!.lower).toBeGreaterThan(0.1655);
  });
});

describe('one informed agent, three alternatives', () => {
  it('loses something for certain where rates disagree, and no menu is above the program', async () => {
    const problem = onlyOneInformed([2, 1, 0.5]);
    const { upper, chances } = await above(problem, 4, { epsilon: 0, participation: false });
    const menu = searchMenu(problem, streamKey('menu', 'search'), [[0.5, 0.5, 0]]);
    const sums = await lossExperiment(problem, itemsOf(problem, menu)).draw(
      await inProcessDevice().tensors(), streamKey('menu', 'certify'), 0, 40_000, {},
    );
    const parts = cellsOf(problem, 4);
    const first = firstBestOver(jointCells(problem, parts), welfareSlack(parts));
    // E max (2a, b, c/2) by cells of 1/80: 1.0885.
    expect(first.lower).toBeLessThan(1.08851);
    expect(first.upper).toBeGreaterThan(1.0885);
    expect(first.upper - first.lower).toBeLessThan(0.002);
    const loss = sums.loss / sums.profiles;
    expect(loss).toBeGreaterThan(0.005);
    expect(loss).toBeLessThan(0.012);
    expect(first.upper - loss).toBeLessThan(upper + 1e-3);
    for (const row of chances[0]!) expect(row.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 6);
    expect(largestLoss(problem)).toBeCloseTo(2, 12);
  });

  it('loses nothing where they agree: prices alone bring about the efficient rule', async () => {
    const problem = onlyOneInformed([1.5, 1.5, 1.5]);
    const menu = searchMenu(problem, streamKey('menu', 'search'));
    const { loss } = await lossExperiment(problem, itemsOf(problem, menu)).draw(
      await inProcessDevice().tensors(), streamKey('menu', 'certify'), 0, 5000, {},
    );
    expect(loss).toBe(0);
  });
});

describe('meanOfMaximum', () => {
  it('brackets E max(x, 1 - x) = 3/4, exactly where one alternative is best throughout', () => {
    const side = { low: 0, high: 1, mean: 0.5, even: true, slopes: [1, -1] };
    const { lower, upper } = meanOfMaximum([0.5, 0.5], [side]);
    expect(lower).toBeLessThanOrEqual(0.75);
    expect(upper).toBeGreaterThanOrEqual(0.75);
    expect(upper - lower).toBeLessThan(0.01);
    expect(meanOfMaximum([0.5, 0.5], [{ ...side, even: false }])).toEqual({ lower: 0.5, upper: 1 });
    expect(meanOfMaximum([3, 0], [side])).toEqual({ lower: 3, upper: 3 });
  });
});

describe('boundFromMultipliers', () => {
  // maximise x + 2y, x + y <= 3, x, y in [0, 2]: optimum 5.
  const program = {
    direction: 'maximise', cost: Float64Array.of(1, 2), lower: Float64Array.of(0, 0), upper: Float64Array.of(2, 2),
    rowLower: Float64Array.of(-Infinity), rowUpper: Float64Array.of(3), starts: Int32Array.of(0, 2), indices: Int32Array.of(0, 1),
    values: Float64Array.of(1, 1),
  } as const;

  it('is the optimum at its own multipliers and above it at any others, wrong signs included', () => {
    expect(boundFromMultipliers(program, Float64Array.of(1))).toBeCloseTo(5, 10);
    for (const y of [-3, 0, 0.5, 1.7, 4]) expect(boundFromMultipliers(program, Float64Array.of(y))).toBeGreaterThan(5 - 1e-12);
    expect(boundFromMultipliers({ ...program, upper: Float64Array.of(2, Infinity) }, Float64Array.of(1))).toBe(Infinity);
  });
});
