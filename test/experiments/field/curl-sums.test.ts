import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { curlExperiment, type CurlPlane } from '../../../src/experiments/field/curl-sums.ts';
import { gradientsOf, walkGains, type LinearProblem, type Walk } from '../../../src/experiments/field/walk-sums.ts';
import { signalDraws } from '../../../src/experiments/tensor/draws.ts';

const STREAM = { k0: 12, k1: 34 };
const COUNT = 300;

/** Agent 0 sees three signals on supports of their own, the others one each for every alternative. */
function problemOf(social: readonly (readonly number[])[], law = 'uniform(0,1)'): LinearProblem {
  const alternatives = social.map((_, k) => `k${k}`);
  const own = [[1, 0, 0.5], [0, 1, 0], [-1, 0.25, 0]].slice(0, social.length);
  const zeros = alternatives.map(() => 0);
  return {
    kind: 'social-choice', agents: ['0', '1'], alternatives,
    signals: [
      ...['uniform(-1,1)', 'uniform(2,5)', 'uniform(0,1)'].map((text, c) =>
        ({ owner: 0, name: `s${c}`, law: parseDistribution(text, 'law') })),
      ...alternatives.map((name) => ({ owner: 1, name, law: parseDistribution(law, 'law') })),
    ],
    valuations: {
      kind: 'linear', constants: [zeros, zeros.map((_, k) => 0.3 * k)],
      coefficients: [
        own.map((row) => [...row, ...zeros]),
        own.map((row, k) => [...row.map((a, c) => social[k]![c]! - a), ...zeros.map((_, j) => (j === k ? 2 : 0))]),
      ],
    },
  };
}

const plane = (axes: readonly [number, number], low: readonly [number, number], step: readonly [number, number]): CurlPlane =>
  ({ axes, held: [0, 3.5, 0.5], low, step, cells: [4, 3] });

function around({ axes: [x, y], held, low, step, cells }: CurlPlane, cell: number): Walk {
  const [i, j] = [cell % cells[0], Math.floor(cell / cells[0])];
  const at = (a: number, b: number): number[] =>
    held.map((value, c) => (c === x ? low[0] + a * step[0] : c === y ? low[1] + b * step[1] : value));
  return { kind: 'path', points: [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)] };
}

describe('gaps of cross-derivatives over cells', () => {
  it.each([
    ['two alternatives', [[1.5, 0.2, 0.5], [0, -1, 0]], 'uniform(0,1)'],
    ['three alternatives, no congruent pair', [[1.5, 0.2, 0.5], [0, -1, 0.4], [-0.5, 0.5, 0]], 'uniform(0,1)'],
    ['lines along an axis', [[1, 0, 0], [0, 0, 0], [-0.5, 0, 0]], 'uniform(-2,2)'],
    ['laws with atoms', [[1.5, 0.2, 0.5], [0, -1, 0.4], [-0.5, 0.5, 0]], 'discrete(-1:0.5,0.71:0.5)'],
  ])('are circulations over areas, draw by draw: %s', async (_, social, law) => {
    const problem = problemOf(social, law);
    const planes = [plane([0, 1], [-1, 2], [0.5, 1]), plane([0, 2], [-1, 0], [0.5, 1 / 3]), plane([1, 2], [2, 0], [0.75, 1 / 3])];
    const { gap, squares } = await curlExperiment(problem, 0, planes).draw(undefined as never, STREAM, 0, COUNT, {});
    const walks = planes.flatMap((one) => Array.from({ length: 12 }, (__, cell) => around(one, cell)));
    const gains = walkGains(walks, gradientsOf(problem, 0));
    const rows = signalDraws(problem, 0).draw(STREAM, 0, COUNT);
    const { constants, coefficients } = problem.valuations;
    const sums = walks.map(() => [0, 0]);
    for (let i = 0; i < COUNT; i++) {
      const base = Float64Array.from(problem.alternatives, (__, k) => coefficients.reduce((sum, agent, j) =>
        sum + constants[j]![k]! + agent[k]!.reduce((part, c, d) => part + (d < 3 ? 0 : c * rows[i * problem.signals.length + d]!), 0), 0));
      gains(base).forEach((gain, w) => {
        const { step } = planes[Math.floor(w / 12)]!;
        const value = gain / (step[0] * step[1]);
        sums[w]![0]! += value;
        sums[w]![1]! += value * value;
      });
    }
    expect(sums.some(([sum]) => Math.abs(sum!) > 1)).toBe(true);
    sums.forEach(([sum, square], w) => {
      expect(gap[w]).toBeCloseTo(sum!, 8);
      expect(squares[w]).toBeCloseTo(square!, 7);
    });
  });

  it('is nothing where every pair is congruent', async () => {
    const problem = problemOf([[1, 0, 0.5], [0, 1, 0]].map((row) => row.map((a) => 3 * a)));
    const { gap, squares, profiles } = await curlExperiment(problem, 0, [plane([0, 1], [-1, 2], [0.5, 1])])
      .draw(undefined as never, STREAM, 0, COUNT, {});
    expect(profiles).toBe(COUNT);
    expect([...gap, ...squares].every((value) => value === 0)).toBe(true);
  });

  it('has the same sums in two parts as at once', async () => {
    const experiment = curlExperiment(problemOf([[1.5, 0.2, 0.5], [0, -1, 0]]), 0, [plane([0, 1], [-1, 2], [0.5, 1])]);
    const draw = (first: number, count: number) => experiment.draw(undefined as never, STREAM, first, count, {});
    const merged = experiment.merge(await draw(0, 100), await draw(100, 200));
    const whole = await draw(0, COUNT);
    expect(merged.profiles).toBe(COUNT);
    merged.gap.forEach((value, c) => expect(value).toBeCloseTo(whole.gap[c]!, 9));
  });
});
