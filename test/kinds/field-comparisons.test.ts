import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { valueTable } from '../../src/environment/table.ts';
import { asOperations, openJavaScriptBackend } from '../../src/engine/tfjs-adapter.ts';
import type { LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { POTENTIAL, potentialMechanism } from '../../src/kinds/field/potential.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { potentialOf } from '../../src/notions/least-epsilon/structural.ts';
import { formatWalk } from '../../src/report/numbers.ts';
import { lieOf } from '../../src/results/witness.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');

type Asked = Partial<Parameters<typeof fieldKind.plan>[0]['problem']>;

async function rowsOf(problem: SocialChoiceProblem, more: Asked = {}, { profiles = 4000, pictures = false } = {}) {
  const point = {
    values: {}, size: 1, primaryAgent: problem.agents[0]!, kind: fieldKind, pictures, references: () => [],
    problem: { kind: 'field', question: 'field', problem, agent: problem.agents[0]!, cells: 6, ...more },
  } as SweepPoint<Parameters<typeof fieldKind.plan>[0]['problem']>;
  const aim = { command: 'run', profiles, maxProfiles: profiles, confidence: 0.99, sampler: 'auto' } as const;
  const run = openRun(inProcessDevice(), 'comparisons');
  const { estimates, curves, verdicts } = await (await fieldKind.plan(point, aim, run)).study(run);
  const of = (quantity: string, mechanism?: string) =>
    estimates.find((row) => row.quantity === quantity && row.point.mechanism === mechanism);
  return { of, curves, estimates, verdicts };
}

const problemOf = (own: readonly number[], external: readonly number[], law = uniform) => valueTable({
  agents: ['one', 'two'], alternatives: ['A', 'B'], signals: 'per-alternative', law,
  coefficients: own.map((a, k) => [[a, 0], [external[k]!, 1]]),
});

/** The cdf of the difference of two uniform signals, and its integral. */
const cdf = (x: number): number => (x <= -1 ? 0 : x >= 1 ? 1 : x < 0 ? (1 + x) ** 2 / 2 : 1 - (1 - x) ** 2 / 2);
const integral = (x: number): number =>
  (x <= -1 ? 0 : x >= 1 ? x : x < 0 ? (1 + x) ** 3 / 6 : x + (1 - x) ** 3 / 6);

const middles = Array.from({ length: 6 }, (_, j) => (j + 0.5) / 6);
const types = middles.flatMap((a) => middles.map((b) => [a, b] as const));

describe('known transfers beside the optimum', () => {
  it('measures what the generalised VCG mechanism leaves between the same types', async () => {
    const { of } = await rowsOf(problemOf([1, 1], [0.5, 0]));
    // Welfare at best, less the best without her, which her report moves too.
    const utility = ([a, b]: readonly [number, number]): number => b + integral(1.5 * a - b) - integral(0.5 * a);
    const gain = (report: readonly [number, number], type: readonly [number, number]): number => {
      const chance = cdf(1.5 * report[0] - report[1]);
      return utility(report) - utility(type) - chance * (report[0] - type[0]) - (1 - chance) * (report[1] - type[1]);
    };
    const ratio = (report: readonly [number, number], type: readonly [number, number]): number =>
      gain(report, type) / (Math.abs(report[0] - type[0]) + Math.abs(report[1] - type[1]));
    const exact = Math.max(...types.flatMap((type) => types.flatMap((report) => (report === type ? [] : [ratio(report, type)]))));
    const row = of('epsilonLic', 'generalised VCG')!;
    expect(row.guarantee).toBe('grid');
    expect(row.lower).toBeLessThanOrEqual(exact);
    expect(row.upper).toBeGreaterThanOrEqual(exact);
    expect(row.upper - row.lower).toBeLessThan(0.3);
    const { type, report } = row.witness! as { type: [number, number]; report: [number, number] };
    expect(ratio(report, type)).toBeGreaterThanOrEqual(row.lower);
    expect(of('epsilonLic', 'modified VCG')).toBeUndefined();
    // The optimum leaves less.
    expect(of('leastEpsilonGrid')!.upper).toBeLessThan(row.lower);
  });

  it('pays by the potential where private and social rates agree, and says what follows for payments', async () => {
    // Rates of welfare are 3 and 1.5 times 1.5; a common rate of the second coordinate is paid for by itself.
    const { of, verdicts } = await rowsOf(problemOf([2, 1], [1, 0.5]));
    expect(of('epsilonLic', POTENTIAL)).toMatchObject({
      lower: 0, upper: 0, guarantee: 'continuum', basis: expect.stringMatching(/the gain per unit of lie is -?\d\S* at most/) as string,
    });
    expect(Number(/of lie is (\S+) at most/.exec(of('epsilonLic', POTENTIAL)!.basis!)![1])).toBeLessThan(1e-4);
    expect(of('epsilonLic', 'generalised VCG')!.lower).toBeGreaterThan(0);
    expect(verdicts.map(({ id, status }) => [id, status])).toEqual([['conservative', 'yes'], ['revenue-equivalence', 'yes']]);
    expect(verdicts[1]!.text).toMatch(/the gradient of 0\.666667 E max W, W the welfare/);
    expect(potentialOf({ own: [[1, 5], [0, 5], [0, 6]], social: [[2, 7], [0, 7], [0, 9]] })).toEqual({ lambda: 0.5, linear: [0, 1.5] });
    expect(potentialOf({ own: [[1, 0], [0, 1]], social: [[1, 0], [0, 2]] })).toBeUndefined();
    expect(potentialOf({ own: [[-1, 0], [0, -1]], social: [[1, 0], [0, 1]] })).toBeUndefined();
  });

  it('pays so that payoffs are path integrals of the field, by whatever path (JM01 Theorem 3.1 (2))', async () => {
    const problem = problemOf([2, 1], [1, 0.5]) as LinearProblem;
    const { transfers } = potentialMechanism(problem, 0)!;
    if (transfers.kind !== 'general') throw new Error('other transfers');
    const { tf: loaded } = await openJavaScriptBackend();
    const tf = asOperations(loaded);
    const welfare = ([a, b, y, z]: readonly number[]): readonly [number, number] => [3 * a! + y!, 1.5 * b! + z!];
    const chosen = (at: readonly number[]): number => Number(welfare(at)[1] > welfare(at)[0]);
    const payoff = (at: readonly number[]): number => {
      const values = [[2 * at[0]!, at[1]!], [at[0]! + at[2]!, 0.5 * at[1]! + at[3]!]];
      const paid = transfers.transfer(
        tf, tf.tensor3d([values]), tf.tensor2d([[...at]]), tf.tensor2d([[1 - chosen(at), chosen(at)]]),
      ).dataSync();
      expect(paid[1]).toBe(0);
      return paid[0]! + values[0]![chosen(at)]!;
    };
    const along = (from: readonly number[], to: readonly number[], others: readonly number[]): number => {
      let sum = 0;
      for (let j = 0; j < 4000; j++) {
        const at = from.map((x, c) => x + ((j + 0.5) / 4000) * (to[c]! - x));
        const k = chosen([...at, ...others]);
        sum += ([2, 1][k]! * (to[k]! - from[k]!)) / 4000;
      }
      return sum;
    };
    for (const others of [[0.2, 0.9], [0.7, 0.1], [0.4, 0.6]]) {
      const rise = payoff([0.9, 0.3, ...others]) - payoff([0.1, 0.8, ...others]);
      expect(along([0.1, 0.8], [0.9, 0.3], others)).toBeCloseTo(rise, 3);
      expect(along([0.1, 0.8], [0.9, 0.8], others) + along([0.9, 0.8], [0.9, 0.3], others)).toBeCloseTo(rise, 3);
      expect(along([0.1, 0.8], [0.1, 0.3], others) + along([0.1, 0.3], [0.9, 0.3], others)).toBeCloseTo(rise, 3);
    }
  });

  it('says that transfers are incentive compatible by structure, without a draw', async () => {
    const { of } = await rowsOf(problemOf([1, 1], [0, 0]));
    expect(of('epsilonLic', 'generalised VCG')).toMatchObject({ lower: 0, upper: 0, profiles: 0, guarantee: 'continuum' });
  });

  it('has no constant where a lie of no length gains, and the modified VCG mechanism beside it', async () => {
    // What one sees in her second signal matters to two alone.
    const problem: SocialChoiceProblem = {
      kind: 'social-choice', agents: ['one', 'two'], alternatives: ['A', 'B'],
      signals: [{ owner: 0, name: 'a', law: uniform }, { owner: 0, name: 'c', law: uniform }, { owner: 1, name: 'b', law: uniform }],
      valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[1, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0.5, 1]]] },
    };
    const { of } = await rowsOf(problem);
    expect(of('epsilonLic', 'generalised VCG')).toBeUndefined();
    expect(of('irrelevantGain', 'generalised VCG')!.lower).toBeGreaterThan(0);
    expect(of('irrelevantGain', 'modified VCG')).toBeUndefined();
    const modified = of('epsilonLic', 'modified VCG')!;
    expect(modified.lower).toBeGreaterThan(of('leastEpsilonGrid')!.upper * 0.9);
    expect(modified.upper).toBeLessThan(0.8);
  });

  it('shows (7.12) of one-dimensional signals, which weak congruence makes incentive compatible', async () => {
    const problem = valueTable({
      agents: ['one', 'two'], alternatives: ['A', 'B'], signals: 'one-dimensional', law: uniform,
      coefficients: [[[1, 0], [0.5, -1]], [[0, 0], [0, 0]]],
    });
    const { of } = await rowsOf(problem);
    expect(of('epsilonLic', 'weak-congruence transfers')).toMatchObject({ lower: 0, upper: 0 });
    expect(of('epsilonLic', 'generalised VCG')!.lower).toBeGreaterThan(0);
  });

  it('gives the utilities of the optimum, which leave no more than it says under the exact chances', async () => {
    const { of, curves } = await rowsOf(problemOf([1, 1], [0.5, 0]), {}, { profiles: 32_000, pictures: true });
    const utility = new Map(curves.filter(({ quantity }) => quantity === 'interimUtility').flatMap(({ point, types: at, estimate }) => {
      const b = Number(String(point.others).split('= ')[1]);
      return at.map((a, t) => [`${a.toFixed(3)} ${b.toFixed(3)}`, estimate[t]!] as const);
    }));
    expect(utility.size).toBe(36);
    const at = ([a, b]: readonly [number, number]): number => utility.get(`${a.toFixed(3)} ${b.toFixed(3)}`)!;
    const worst = Math.max(...types.flatMap((type) => types.map((report) => {
      const chance = cdf(1.5 * report[0] - report[1]);
      const length = Math.abs(type[0] - report[0]) + Math.abs(type[1] - report[1]);
      return length === 0 ? 0
        : (at(report) - at(type) + chance * (type[0] - report[0]) + (1 - chance) * (type[1] - report[1])) / length;
    })));
    expect(worst).toBeLessThanOrEqual(of('leastEpsilonGrid')!.upper);
  });
});

describe('witnesses of the least ε', () => {
  it('is the walk that bears the lower end, whole', async () => {
    const { of } = await rowsOf(problemOf([1, 1], [0.5, 0]));
    const { walk } = lieOf(of('leastEpsilon')!.witness)!;
    const corners = walk!.points as (readonly [number, number])[];
    // The circulation by the exact chances, in fine steps.
    let [gain, length] = [0, 0];
    corners.forEach(([a, b], j) => {
      const [c, d] = corners[(j + 1) % corners.length]!;
      length += Math.abs(c - a) + Math.abs(d - b);
      for (let n = 0; n < 500; n++) {
        const share = (n + 0.5) / 500;
        const chance = cdf(1.5 * (a + share * (c - a)) - (b + share * (d - b)));
        gain -= (chance * (c - a) + (1 - chance) * (d - b)) / 500;
      }
    });
    expect(walk!.kind).toBe('path');
    expect(gain / length).toBeGreaterThanOrEqual(of('leastEpsilon')!.lower);
    expect(of('leastEpsilon')!.basis).toMatch(/^below, a circulation on fresh draws/);
    const shown = corners.map((corner) => `[${corner.map((x) => Number(x.toPrecision(4))).join(', ')}]`);
    expect(formatWalk(walk!)).toBe(`path ${shown.join(' > ')}`);
  });

  it('is a cycle across the boundary where nobody else sees a signal, with digits that tell its types apart', async () => {
    const { of } = await rowsOf(problemOf([1, 1], [1, 0]), { stage: 'ex-post' });
    const { walk } = lieOf(of('leastEpsilon')!.witness)!;
    expect(walk!.kind).toBe('cycle');
    const shown = formatWalk(walk!, Infinity).slice('cycle '.length).split(' > ');
    expect(new Set(shown).size).toBe(walk!.points.length);
    expect(formatWalk({ kind: 'cycle', points: [1, 2, 3] }, 2)).toBe('cycle 1 > 2 > and 1 more');
  });
});
