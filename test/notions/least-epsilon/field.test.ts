import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { valueTable } from '../../../src/environment/table.ts';
import { gradientsOf, walkExperiment, walkRange, type LinearProblem, type Walk } from '../../../src/experiments/field/walk-sums.ts';
import { congruenceGaps } from '../../../src/notions/congruence-gap.ts';
import { constantOf, leastEpsilon, type TypeField } from '../../../src/notions/least-epsilon.ts';
import { structuralBound } from '../../../src/notions/least-epsilon/structural.ts';
import type { TensorDevice } from '../../../src/engine/device.ts';
import { uniformWord } from '../../support/uniform.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');

/** Two agents, alternatives as many as `own` has entries: v_k^1 = own_k s_k^1 + give_k s_k^2, v_k^2 = s_k^2 + others_k s_k^1. */
function example(own: readonly number[], others: readonly number[], constants?: readonly (readonly number[])[]): LinearProblem {
  return valueTable({
    agents: ['one', 'two'], alternatives: own.map((_, k) => `k${k}`), signals: 'per-alternative', law: uniform,
    coefficients: own.map((a, k) => [[a, 0], [others[k]!, 1]]), ...(constants ? { constants } : {}),
  }) as LinearProblem;
}

const square = (low: number, high: number): Walk => ({ kind: 'path', points: [[low, low], [high, low], [high, high], [low, high]] });
const draw = async (problem: LinearProblem, walks: readonly Walk[], count: number) =>
  walkExperiment(problem, 0, walks).draw(undefined as unknown as TensorDevice, { k0: 1, k1: 2 }, 0, count, {});

describe('walkExperiment', () => {
  it('integrates the field round a square as two alternatives and uniform signals have it in closed form', async () => {
    // One is chosen iff b_0 s_0 - b_1 s_1 >= z with z = s'_1 - s'_0 triangular on [-1, 1].
    const problem = example([1, 1], [0.5, 0]);
    const cdf = (z: number): number => (z < 0 ? (1 + Math.max(-1, z)) ** 2 / 2 : 1 - (1 - Math.min(1, z)) ** 2 / 2);
    const chance = (x: number, y: number): number => cdf(1.5 * x - y);
    const [low, high] = [0.1, 0.8];
    const integral = (f: (t: number) => number): number => {
      const n = 4000;
      let sum = 0;
      for (let j = 0; j < n; j++) sum += f(low + ((high - low) * (j + 0.5)) / n);
      return (sum * (high - low)) / n;
    };
    // Q = (q, 1 - q): along the first axis q, along the second 1 - q.
    const circulation = integral((t) => chance(t, low)) + integral((t) =>
      1 - chance(high, t)) - integral((t) => chance(t, high)) - integral((t) => 1 - chance(low, t));
    const { gain, squares, profiles } = await draw(problem, [square(low, high)], 60_000);
    const mean = gain[0]! / profiles;
    const error = Math.sqrt((squares[0]! / profiles - mean ** 2) / profiles);
    expect(Math.abs(mean + circulation)).toBeLessThan(4 * error);
    expect(Math.abs(circulation)).toBeGreaterThan(20 * error);
  });

  it('gains nothing on any profile where rates agree, and never more than its range elsewhere', async () => {
    for (const [own, others] of [[[1, 1], [0.5, 0.5]], [[2, 3], [2, 3]], [[1, 2, 0.5], [0, 0, 0]]] as const) {
      const problem = example(own, others);
      const walk: Walk = {
        kind: 'path',
        points: [[0.2, 0.1, 0.5], [0.9, 0.3, 0.1], [0.4, 0.95, 0.7]].map((point) => point.slice(0, own.length)),
      };
      expect((await draw(problem, [walk], 2000)).squares[0]!).toBeLessThan(1e-24);
    }
    const problem = example([1, 2, 0.5], [3, 0, 1]);
    const walks: Walk[] = ['path', 'lies'].map((kind) => ({ kind: kind as Walk['kind'], points: [[0, 0, 1], [1, 0, 0], [0.3, 1, 0.2]] }));
    for (let i = 0; i < 300; i++) {
      const { gain } = await walkExperiment(problem, 0, walks).draw(undefined as unknown as TensorDevice, { k0: 5, k1: 6 }, i, 1, {});
      walks.forEach((walk, w) => {
        const [low, high] = walkRange(walk, gradientsOf(problem, 0));
        expect(gain[w]!).toBeGreaterThanOrEqual(low - 1e-12);
        expect(gain[w]!).toBeLessThanOrEqual(high + 1e-12);
      });
    }
  });

  it('has a path as the limit of lies along it', async () => {
    const problem = example([1, 2, 0.5], [3, 0, 1]);
    const corners = [[0.1, 0.2, 0.5], [0.9, 0.3, 0.5], [0.5, 0.9, 0.2]];
    const fine = corners.flatMap((corner, j) =>
      Array.from({ length: 400 }, (_, step) => corner.map((x, c) => x + ((corners[(j + 1) % 3]![c]! - x) * step) / 400)));
    const { gain, profiles } = await draw(problem, [{ kind: 'path', points: corners }, { kind: 'lies', points: fine }], 400);
    expect(Math.abs(gain[0]! - gain[1]!) / profiles).toBeLessThan(0.01);
  });

  it('merges ranges', async () => {
    const experiment = walkExperiment(example([1, 2], [0, 1]), 0, [square(0, 1)]);
    const part = (first: number, count: number) =>
      experiment.draw(undefined as unknown as TensorDevice, { k0: 1, k1: 2 }, first, count, {});
    const merged = experiment.merge(await part(0, 70), await part(70, 30));
    const whole = await part(0, 100);
    expect(merged.profiles).toBe(100);
    expect(merged.gain[0]).toBeCloseTo(whole.gain[0]!, 12);
  });
});

describe('congruenceGaps', () => {
  it('is (4.8) in product form: a_k Σ a_l - a_l Σ a_k', async () => {
    const [{ gap, ties, pair }] = await congruenceGaps(example([2, 3], [0.5, 1]), 0) as [Awaited<ReturnType<typeof congruenceGaps>>[0]];
    expect([pair, ties]).toEqual([[0, 1], true]);
    expect(gap).toBeCloseTo(Math.abs(2 * 4 - 3 * 2.5), 12);
    expect((await congruenceGaps(example([0.1, 0.3], [0.2, 0.6]), 0))[0]!.gap).toBe(0);
    // Zero coefficients are no obstacle, and both signs of the common rate are congruent.
    expect((await congruenceGaps(example([0, 1], [1, 0]), 0))[0]!.gap).toBeCloseTo(1, 12);
    expect((await congruenceGaps(example([1, 2], [-3, -6]), 0))[0]!.gap).toBe(0);
  });

  it('leaves a pair alone that never ties at the top', async () => {
    // The third alternative is worth ten more than any other.
    const gaps = await congruenceGaps(example([1, 2, 1], [1, 0, 1], [[0, 0], [0, 0], [10, 0]]), 0);
    expect(gaps.every(({ ties }) => !ties)).toBe(true);
    const close = await congruenceGaps(example([1, 2, 1], [1, 0, 1]), 0);
    expect(close.every(({ ties }) => ties)).toBe(true);
    // It meets the second only.
    const some = await congruenceGaps(example([1, 4, 1], [0, 0, 0], [[0, 0], [0, 0], [3.5, 0]]), 0);
    expect(some.filter(({ ties }) => ties).map(({ pair }) => pair.join())).toEqual(['1,2']);
  });
});

describe('structuralBound', () => {
  const boundOf = (problem: LinearProblem): number => structuralBound(gradientsOf(problem, 0)).epsilon;

  it('is zero for private values and for congruent coefficients, and half a difference of gradients else', () => {
    expect(boundOf(example([1, 2, 3], [0, 0, 0]))).toBeCloseTo(0, 12);
    expect(boundOf(example([2, 3], [1, 1.5]))).toBeCloseTo(0, 12);
    // 1/2 min_λ max(|1 - 1.5 λ|, |1 - λ|) at λ = 0.8.
    expect(boundOf(example([1, 1], [0.5, 0]))).toBeCloseTo(0.1, 12);
    // Social rates of the other sign: nothing is better than λ = 0.
    expect(structuralBound(gradientsOf(example([1, 1], [-3, -3]), 0))).toEqual({ epsilon: 0.5, lambda: 0 });
  });

  it('lies above what grids need, by simulation', () => {
    for (const [own, others] of [[[1, 1], [0.5, 0]], [[1, 2], [2, 0]], [[1, 0.5, 2], [0, 1, 1]]] as const) {
      const problem = example(own, others);
      const n = own.length === 2 ? 9 : 4;
      const points = Array.from({ length: n ** own.length }, (_, t) => own.map((__, c) => (Math.floor(t / n ** c) % n + 0.5) / n));
      const chances = new Float64Array(points.length * own.length);
      const draws = 4000;
      for (let b = 0; b < draws; b++) {
        const base = own.map((_, k) => uniformWord(3, b, k));
        points.forEach((point, t) => {
          const welfare = base.map((x, k) => x + (own[k]! + others[k]!) * point[k]!);
          chances[t * own.length + welfare.indexOf(Math.max(...welfare))]! += 1 / draws;
        });
      }
      const field: TypeField = {
        points, relevant: own.map(() => true), classes: own.length,
        values: Float64Array.from(points.flatMap((point) => point.map((x, k) => own[k]! * x))), chances,
      };
      const { epsilon, utility, bound } = leastEpsilon(field, 'lic');
      expect(epsilon).toBeLessThan(boundOf(problem) + 0.02);
      expect(epsilon).toBeGreaterThan(0.01);
      expect(constantOf(field, 'lic', utility)).toBeCloseTo(bound, 10);
    }
  });
});
