/** How often the interval of a menu's loss contains the loss: a rule of two items under uniform laws, whose loss is a double integral. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { largestLoss, lossExperiment } from '../../../src/experiments/field/loss-sums.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { itemsOf } from '../../../src/notions/second-best/menu.ts';
import { openRun } from '../../../src/run/run.ts';
import { boundedMean } from '../../../src/statistics/bounded-mean.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const law = parseDistribution('uniform(0,1)', 'law');
/** Social rates 1.5 and 1 against own ones 1 and 1; agent two adds c to A and d to B. */
const problem: LinearProblem = {
  kind: 'social-choice', agents: ['one', 'two'], alternatives: ['A', 'B'],
  signals: ['a', 'b', 'c', 'd'].map((name, d) => ({ name, owner: d < 2 ? 0 : 1, law })),
  valuations: {
    kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[1, 0, 0, 0], [0, 1, 0, 0]], [[0.5, 0, 1, 0], [0, 0, 0, 1]]],
  },
};
const WEIGHT = 0.6;
const menu = { weights: [WEIGHT, 1], lotteries: [[1, 0], [0, 1]], prices: [0, 0] };

/** E |1.5 a - b + t| where the menu, by 0.6 (a - b) + t, goes the other way; t = c - d is triangular on [-1, 1]. */
function exactLoss(): number {
  const N = 300;
  /** ∫_{-1}^{z} (x + t) (1 - |t|) dt */
  const below = (z: number, x: number): number => {
    const part = (t: number, sign: 1 | -1): number => x * t + (t * t) / 2 - sign * ((x * t * t) / 2 + (t * t * t) / 3);
    return z <= 0 ? part(z, -1) - part(-1, -1) : part(0, -1) - part(-1, -1) + part(z, 1) - part(0, 1);
  };
  let sum = 0;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      const [a, b] = [(i + 0.5) / N, (j + 0.5) / N];
      const x = 1.5 * a - b;
      const clamped = (z: number): number => Math.min(1, Math.max(-1, z));
      const [efficient, chosen] = [clamped(-x), clamped(-WEIGHT * (a - b))];
      sum += Math.abs(below(chosen, x) - below(efficient, x));
    }
  }
  return sum / N ** 2;
}

describe('the loss of a menu', () => {
  it('lies within its interval in at least nine of ten seeded replications, and is estimated without bias', async () => {
    const exact = exactLoss();
    const [seeds, profiles] = [200, 400];
    let [contained, mean, squares] = [0, 0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const run = openRun(inProcessDevice(), `menu ${seed}`);
      const drawn = await run.draw({
        experiment: lossExperiment(problem, itemsOf(problem, menu)), stream: run.stream('second-best/certify'), first: 0, count: profiles,
      });
      const { lower, estimate, upper } = boundedMean(drawn.loss, drawn.squares, profiles, [0, largestLoss(problem)], 0.1);
      if (lower <= exact && exact <= upper) contained++;
      mean += estimate / seeds;
      squares += estimate ** 2 / seeds;
    }
    // At 95% fewer than 173 of 200 would be against a coverage of 0.9; bounds in finite samples contain far more.
    expect(contained).toBeGreaterThanOrEqual(173);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * Math.sqrt((squares - mean ** 2) / seeds));
    expect(exact).toBeGreaterThan(0.005);
  });
});
