/** Lowered ex-post kernels against profiles played in real numbers. */
import { describe, expect, it } from 'vitest';
import { kernels } from '../../../kernels/registry.ts';
import { referencePositions } from '../../../kernels/linear/evaluate.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { linearValues } from '../../../src/environment/linear-values.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { fusedExPostSampler } from '../../../src/experiments/fused.ts';
import type { ExPostSums } from '../../../src/experiments/interim-sums.ts';
import { decodeExPost } from '../../../src/experiments/integer/decode.ts';
import { integerExPost, type IntegerExPost } from '../../../src/experiments/integer/ex-post.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { BruteForce, objectiveOf } from '../brute-force.ts';
import { drawOn } from '../../../src/run/run.ts';

const unit = parseDistribution('uniform(0,1)');
const key = { k0: 3, k1: 4 };
const named = (transfers: Mechanism['transfers'], rule: Mechanism['rule'] = { kind: 'efficient' }): Mechanism =>
  ({ name: transfers.kind, rule, transfers });

function lowered(problem: SocialChoiceProblem, mechanism: Mechanism, reports: readonly number[][][]): IntegerExPost {
  const result = integerExPost(problem, mechanism, reports);
  if ('unsupported' in result) throw new Error(result.unsupported);
  return result;
}

function run(plan: IntegerExPost, first: number, count: number): ExPostSums {
  const kernel = kernels['ex-post'];
  kernel.validate(plan.parameters);
  const statistics = kernel.emptyStatistics(plan.parameters);
  kernel.prepareReference(plan.parameters)(key, first, count, statistics);
  return decodeExPost(statistics, count, plan);
}

const problems: Record<string, SocialChoiceProblem> = {
  'private': valueTable({ agents: ['1', '2', '3'], alternatives: ['A', 'B', 'C'], signals: 'per-alternative',
    law: parseDistribution('uniform(-1,2)'),
    coefficients: [0.5, 1, 0.8].map((a, k) =>
      [0, 1, 2].map((i) =>
        [0, 1, 2].map((j) => (i === j ? a + 0.1 * i + 0.05 * k : 0)))), constants: [[0.1, 0, 0], [0, -0.2, 0], [0, 0, 0.3]] }),
  'interdependent': singleObject({
    laws: [unit, parseDistribution('beta(2,2)'), unit],
    interdependence: { kind: 'one-dimensional', weights: [[0, 0.6, 0.2], [0.5, 0, 0.4], [0.3, 0.9, 0]] },
  }),
  'bilateral trade': bilateralTrade({ cost: unit, value: unit }),
};

describe('lowered ex-post kernels', () => {
  for (const [name, problem] of Object.entries(problems)) {
    it(`agree with play in real numbers: ${name}`, () => {
      const rule: Mechanism['rule'] = {
        kind: 'affine-maximizer', weights: problem.agents.map((_, i) => 0.7 + 0.3 * i),
        bonuses: problem.alternatives.map((_, k) => 0.05 * k),
      };
      const reports = problem.agents.map((_, i) => {
        const owned = problem.signals.filter(({ owner }) => owner === i);
        return [0, 0.3, 0.6, 1].map((share) =>
          owned.map(({ law: { support: [low, high] } }, c) =>
            low + (high - low) * (share + 0.37 * c - Math.floor(share + 0.37 * c * 0.999))).map((x, c) =>
              Math.min(owned[c]!.law.support[1], Math.max(owned[c]!.law.support[0], x))));
      });
      for (
        const mechanism of [
          named({ kind: 'vcg' }), named({ kind: 'groves' }), named({ kind: 'none' }), named({ kind: 'vcg' }, rule),
          named({ kind: 'none' }, { kind: 'dictatorial', dictator: 0 }),
        ]
      ) {
        const plan = lowered(problem, mechanism, reports);
        for (let profile = 0; profile < 12; profile++) {
          const sums = run(plan, profile, 1);
          const positions = referencePositions(key, profile, plan.parameters.coordinates);
          const signals = problem.signals.map(({ law: { support: [low, high] } }, d) =>
            low + ((high - low) * (positions[d]! + 0.5)) / 2 ** 20);
          const values = linearValues(problem.valuations as LinearValuations, signals);
          const welfare = values[0]!.map((_, k) => values.reduce((sum, row) => sum + row[k]!, 0));
          const objective = objectiveOf(mechanism.rule, values);
          const choice = objective.indexOf(Math.max(...objective));
          expect(Math.abs(sums.firstBest.sum - Math.max(...welfare))).toBeLessThan(1e-6);
          expect(Math.abs(sums.welfare.sum - welfare[choice]!)).toBeLessThan(1e-6);
          const payoffs = problem.agents.map((_, i) => {
            const brute = new BruteForce(problem, mechanism, i);
            const own = brute.owned.map((d) => signals[d]!);
            const payoff = brute.payoff(own, own, signals);
            const gain = Math.max(...reports[i]!.map((report) => brute.payoff(report, own, signals) - payoff));
            expect(Math.abs(sums.payoff[i]!.sum - payoff)).toBeLessThan(1e-6);
            expect(sums.gainful[i]).toBe(gain > sums.tolerance ? 1 : 0);
            if (gain > sums.tolerance) {
              expect(sums.largestGain[i]).toBeGreaterThan(gain - 1e-6);
              expect(sums.largestGain[i]).toBeLessThan(2 * gain + 1e-6);
            } else expect(sums.largestGain[i]).toBe(0);
            expect(sums.irViolations[i]).toBe(payoff < -sums.tolerance ? 1 : 0);
            return payoff;
          });
          const revenue = welfare[choice]! - payoffs.reduce((sum, x) => sum + x, 0);
          expect(Math.abs(sums.revenue.sum - revenue)).toBeLessThan(1e-6);
          expect(Math.abs(sums.revenue.squares - revenue ** 2)).toBeLessThan(1e-4);
          for (const { sum, drawn: [low, high] = [NaN, NaN] } of [sums.firstBest, sums.welfare, sums.revenue, ...sums.payoff]) {
            expect(sum >= low && sum <= high).toBe(true);
          }
        }
      }
    });
  }

  it('laws much wider than their bulk are drawn within it, and nobody pays more than her values, or those of the others, differ by', () => {
    const wide = singleObject({ laws: [parseDistribution('truncated-exponential(1,0,100000)'), unit] });
    const plan = lowered(wide, named({ kind: 'vcg' }), [[[0], [100000]], [[0]]]);
    const { drawn, biases } = plan;
    expect(drawn.welfare[1]).toBeLessThan(31);
    expect(drawn.revenue[1]).toBeLessThan(2.2);
    expect(drawn.payoffs[1]![1]).toBeLessThan(1.1);
    // Reports beyond what is drawn cost digits, but no more.
    expect(biases.revenue).toBeLessThan(0.1);
    expect(lowered(wide, named({ kind: 'vcg' }), [[[0], [30]], [[0]]]).biases.revenue).toBeLessThan(1e-4);
  });

  it('Groves with private values gains in no profile, and runs a deficit in bilateral trade (Myerson and Satterthwaite)', async () => {
    const questions = [0, 1].map((agent) => ({ agent, reports: [[0], [0.25], [0.5], [0.75], [1]], paired: [], groupSize: 1, line: true }));
    // Without a pivot term the seller gets the value and the buyer pays the cost where they trade.
    const sampler = fusedExPostSampler(problems['bilateral trade']!, named({ kind: 'groves' }), questions, drawOn(inProcessDevice()));
    if ('unsupported' in sampler) throw new Error(sampler.unsupported);
    const count = 2 ** 15;
    const sums = await sampler.run(key, 0, count);
    expect(sums.gainful).toEqual([0, 0]);
    expect(sums.irViolations).toEqual([0, 0]);
    expect(sums.tolerance).toBeLessThan(1e-6);
    // Trade has probability 1/2, and the deficit is the gain from trade: 1/6 on average (standard error 0.0013).
    expect(Math.abs(sums.deficits / count - 0.5)).toBeLessThan(0.012);
    expect(Math.abs(sums.revenue.sum / count + 1 / 6)).toBeLessThan(0.006);
    expect(sums.reports).toBe(5);
  });
});
