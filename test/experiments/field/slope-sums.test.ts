import { describe, expect, it } from 'vitest';
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { slopeExperiment } from '../../../src/experiments/field/slope-sums.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { slopeUtilities } from '../../../src/notions/least-epsilon/slope-utilities.ts';
import { openRun } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const law = (text: string) => parseDistribution(text, 'law');
const stream = openRun(inProcessDevice(), 'slopes').stream('test');
const none = undefined as never;

describe('how fast values move, by cells', () => {
  it('is what the best alternatives of a cell say, draw by draw, with two signals, three alternatives and ties', async () => {
    const problem: LinearProblem = {
      kind: 'social-choice', agents: ['one', 'two'], alternatives: ['a', 'b', 'c'],
      signals: [0, 0, 1].map((owner, d) => ({ owner, name: `s${d}`, law: law(d === 1 ? 'uniform(-1,3)' : 'uniform(0,1)') })),
      valuations: {
        kind: 'linear', constants: [[0, 0.1, 0], [0, 0, 0.2]],
        coefficients: [[[0, 0, 0], [1, 0.2, 0.5], [-0.5, 0.3, 0]], [[0.5, 0, 0], [0, 0.1, 1], [0, 0, -1]]],
      },
    };
    const knots = [0, 0.3, 0.5, 1];
    const sums = await slopeExperiment(problem, [{ agent: 0, coordinate: 0, knots }]).draw(none, stream, 0, 50, {});
    const rates = [0, 1, -0.5];
    const [most, least] = [[0, 0, 0], [0, 0, 0]];
    for (let i = 0; i < 50; i++) {
      const z = law('uniform(0,1)').quantile((threefry2x32(stream, [i, 2])[0] + 0.5) / 2 ** 32);
      for (let j = 0; j < 3; j++) {
        // Pair by pair some type of the cell: welfare is linear, so a corner of it.
        const corners = [knots[j]!, knots[j + 1]!].flatMap((x) =>
          [-1, 3].map((y) => [0.5 * x, 0.1 + x + 0.3 * y + 1.5 * z, 0.2 - 0.5 * x + 0.3 * y - z]));
        const chosen = rates.filter((_, k) => rates.every((__, l) => corners.some((w) => w[k]! >= w[l]!)));
        most[j]! += Math.max(...chosen);
        least[j]! += Math.min(...chosen);
      }
    }
    for (let j = 0; j < 3; j++) {
      expect(sums.most[0]![j]).toBeCloseTo(most[j]!, 9);
      expect(sums.least[0]![j]).toBeCloseTo(least[j]!, 9);
    }
    const [same] = [await slopeExperiment(problem, [{ agent: 0, coordinate: 0, knots: [0, 1] }]).draw(none, stream, 0, 50, {})];
    expect(same.most[0]![0]!).toBeGreaterThanOrEqual(Math.max(...most) - 1e-9);
    expect(same.mostSquares[0]![0]!).toBeGreaterThan(0);
  });
});

describe('cheapest utilities', () => {
  const even = (cells: number): number[] => Array.from({ length: cells + 1 }, (_, j) => j / cells);
  const of = (cells: number, slope: (x: number) => number, text = 'uniform(0,1)') => {
    const knots = even(cells);
    const ends = knots.slice(1).map((x, j) => [slope(knots[j]!), slope(x)]);
    return { law: law(text), knots, least: ends.map((pair) => Math.min(...pair)), most: ends.map((pair) => Math.max(...pair)) };
  };

  it('find the least epsilon of bilateral trade as cells get finer, from above', () => {
    const bands = [of(512, (x) => x - 1), of(512, (x) => x)];
    const { epsilon, slopes } = slopeUtilities(bands, 1 / 6);
    const truth = 1 - 2 ** (-1 / 3);
    expect(epsilon).toBeGreaterThan(truth);
    expect(epsilon).toBeLessThan(truth + 0.003);
    expect(Math.max(...slopes[0]!)).toBe(0);
    expect(Math.min(...slopes[1]!)).toBe(0);
  });

  it('are at least half of the worst fall, whatever money there is, and nothing where lies may gain all', () => {
    const falling = of(64, (x) => 1 - x);
    const { epsilon, slopes } = slopeUtilities([falling], 100);
    expect(epsilon).toBeCloseTo(0.5, 12);
    expect(new Set(slopes[0]!.map((slope) => slope.toFixed(9)))).toEqual(new Set(['0.500000000']));
    expect(slopeUtilities([of(8, (x) => 1000 * x)], 0)).toEqual({ epsilon: 1000, slopes: [Array.from({ length: 8 }, () => 0)] });
    expect(slopeUtilities([], 0)).toEqual({ epsilon: 0, slopes: [] });
  });

  it('pass through their least value where slopes change sign, by the cost that the law says', () => {
    // Slopes from -1 to 1 at epsilon 0 cost E |x - 1/2|² = 1/12 under a uniform law on [0, 1].
    const bands = [of(2048, (x) => 2 * x - 1)];
    expect(slopeUtilities(bands, 1 / 12 + 1e-3).epsilon).toBeLessThan(0.001);
    expect(slopeUtilities(bands, 1 / 12 - 1e-3).epsilon).toBeGreaterThan(0.002);
  });
});
