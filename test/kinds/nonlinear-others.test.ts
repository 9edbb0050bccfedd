/** Values that are not linear under every profile of the others by itself, and against others on a grid. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { formulaValues } from '../../src/environment/formula-values.ts';
import { polynomialValues } from '../../src/environment/polynomial-values.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import type { ProblemQuestion } from '../../src/kinds/field/study-point.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { leastEpsilon } from '../../src/notions/least-epsilon.ts';
import { lieOf } from '../../src/results/witness.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const signals = [[0, 'a'], [0, 'b'], [1, 'z']].map(([owner, name]) => ({ owner: Number(owner), name: String(name), law: uniform }));
const names = { agents: ['one', 'two'], alternatives: ['A', 'B'], signals };

async function study(problem: SocialChoiceProblem, more: Partial<ProblemQuestion>, pictures = false) {
  const point: SweepPoint<Parameters<typeof fieldKind.plan>[0]['problem']> = {
    values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures, references: () => [],
    problem: { kind: 'field', question: 'field', problem, agent: 'one', cells: 4, ...more },
  };
  fieldKind.validate(point.problem);
  const run = openRun(inProcessDevice(), 'others');
  const planned = await fieldKind.plan(point, { command: 'run', profiles: 640, maxProfiles: 640, confidence: 0.99, sampler: 'auto' }, run);
  const { estimates, verdicts, curves } = await planned.study(run);
  const of = (quantity: string) => estimates.find((row) => row.quantity === quantity)!;
  const given = estimates.find(({ quantity, point: { path } }) => quantity === 'circulation' && path === 'as given');
  return { of, given, curves, status: verdicts.find(({ id }) => id === 'conservative')!.status };
}

/** The same linear values three times over: coefficients [N][K][D]. */
function thrice(
  coefficients: readonly (readonly (readonly number[])[])[],
): Record<'linear' | 'polynomials' | 'formulas', SocialChoiceProblem> {
  const unit = [0, 1, 2].map((d) => [0, 1, 2].map((e) => Number(d === e)));
  return {
    linear: {
      kind: 'social-choice', ...names, valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients },
    },
    polynomials: polynomialValues({
      ...names, terms: coefficients.map((rows) => rows.map((row) => row.map((coefficient, d) => ({ coefficient, powers: unit[d]! })))),
    }),
    formulas: formulaValues({
      ...names, formulas: coefficients.map((rows) => rows.map(([a, b, z]) => `${a} * a + ${b} * b + ${z} * z`)),
    }),
  };
}

const NOT_CONGRUENT = [[[1, 0, 0], [0, 1, 0]], [[0.5, 0, 0], [0, 0, 1]]];
/** 0.6 a against 0.3 b + 0.3 z: on a grid they tie often, up to rounding. */
const TIED = [[[0.3, 0, 0], [0, 0.3, 0]], [[0.3, 0, 0], [0, 0, 0.3]]];
const CONGRUENT = [[[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 1, 0.5]]];

/** To the other A is worth a z and B 1/2: at others z the private rates are 1 and 1, the social ones 1 + z and 1. */
const nonseparable = {
  polynomials: polynomialValues({
    ...names,
    terms: [[[[1, 1, 0, 0]], [[1, 0, 1, 0]]], [[[1, 1, 0, 1]], [[0.5, 0, 0, 0]]]].map((rows) => rows.map((row) =>
      row.map(([coefficient, ...powers]) => ({ coefficient: coefficient!, powers })))),
  }),
  formulas: formulaValues({ ...names, formulas: [['a', 'b'], ['a * z', '0.5']] }),
};

describe('ex post', () => {
  it('says of linear values written otherwise what it says of linear ones', async () => {
    for (const [coefficients, least, form] of [[NOT_CONGRUENT, 0.1, 'formulas'], [CONGRUENT, 0, 'polynomials']] as const) {
      const { linear, [form]: problem } = thrice(coefficients);
      const known = await study(linear, { stage: 'ex-post' });
      expect(known.of('leastEpsilon')).toMatchObject({ lower: expect.closeTo(least, 12), upper: expect.closeTo(least, 12) });
      const { of, status } = await study(problem, { stage: 'ex-post' });
      const { lower, upper, confidence, guarantee, point } = of('leastEpsilon');
      expect([lower <= least, upper >= least - 1e-15, upper - lower < 1e-5]).toEqual([true, true, true]);
      expect([confidence, guarantee, point.stage, status]).toEqual([1, 'continuum', 'ex-post', known.status]);
      // The grid under the worst profile of those looked at: no less than some profile's optimum, no more than the continuum.
      expect(of('leastEpsilonGrid').lower).toBeLessThanOrEqual(least);
      expect(of('leastEpsilonGrid').upper).toBeCloseTo(upper, 12);
    }
  });

  it('finds the profile at which the two slopes are furthest apart, and transfers that know the others reach it', async () => {
    // Under z the slopes leave z/2(2 + z), 1/6 at most; λ = 2/3 leaves |1 - 2/3| / 2 at z = 0 and |1 - 4/3| / 2 at z = 1.
    const { of, status, curves } = await study(nonseparable.polynomials, { stage: 'ex-post' }, true);
    const { lower, upper, witness } = of('leastEpsilon');
    expect([lower > 0.163, lower <= 1 / 6, upper >= 1 / 6 - 1e-12, upper < 0.1667]).toEqual([true, true, true, true]);
    expect(lieOf(witness)!.walk!.points).toHaveLength(4);
    expect(status).toBe('no');
    expect(curves.every(({ point }) => point.stage === 'ex-post' && String(point.under).startsWith('z = '))).toBe(true);
    const chosen = curves.filter(({ quantity }) => quantity === 'choiceProbability').flatMap(({ estimate }) => estimate);
    expect(chosen.every((x) => x === 0 || x === 1) && chosen.includes(1) && chosen.includes(0)).toBe(true);
    // Private values are implementable under every profile; where slopes have no bound, what lies gain is a lower end alone.
    const free = await study(formulaValues({ ...names, formulas: [['a^2', 'exp(b)'], ['z', '0.5 * z^3']] }), { stage: 'ex-post' });
    expect([free.of('leastEpsilon').upper, free.status]).toEqual([0, 'yes']);
    const steep = await study(formulaValues({ ...names, formulas: [['sqrt(a)', 'b'], ['a - sqrt(a)', '0.5 * z']] }), { stage: 'ex-post' });
    expect(steep.of('leastEpsilon')).toMatchObject({ guarantee: 'point', basis: expect.stringMatching(/^at least/) });
    expect(steep.of('leastEpsilon').lower).toBeGreaterThan(0.1);
  });
});

describe('others on a grid', () => {
  it('says of linear values written otherwise what it says of linear ones, ties going to the first-listed', async () => {
    const loop = [[0.25, 0.25], [1, 0.25], [1, 1], [0.25, 1]];
    const { linear, ...others } = thrice(TIED);
    const asked = { opponents: 'grid', loop, cells: 4, notion: 'ic' } as const;
    const known = await study(linear, asked);
    for (const problem of Object.values(others)) {
      const { of, status, given } = await study(problem, asked);
      expect(status).toBe(known.status);
      expect(given!.estimate).toBeCloseTo(known.given!.estimate!, 12);
      expect(given!.upper - given!.lower).toBeLessThan(1e-9);
      // The worst rectangle and cell are sought by draws, and may be others.
      for (const quantity of ['fieldMonotonicity', 'leastEpsilonGrid'] as const) {
        const row = of(quantity);
        expect(row.lower).toBeLessThanOrEqual(known.of(quantity).upper + 1e-12);
        expect(row.upper).toBeGreaterThanOrEqual(known.of(quantity).lower - 1e-12);
        expect([row.upper - row.lower < 1e-9, row.confidence, row.profiles]).toEqual([true, 1, 0]);
      }
      const { lower, upper, basis } = of('leastEpsilon');
      expect(lower).toBeGreaterThanOrEqual(known.of('leastEpsilonGrid').lower - 1e-9);
      expect(upper).toBeCloseTo(known.of('leastEpsilon').upper, 4);
      expect(basis).toContain("every profile of the others' grid counted");
    }
  });

  it('adds up every profile of theirs with its chance, values separable or not', async () => {
    const cells = 4;
    const points = Array.from({ length: 16 }, (_, t) => [(t % 4 + 0.5) / 4, (Math.floor(t / 4) + 0.5) / 4]);
    // A where a(1 + z) >= b + 1/2.
    const chance = ([a, b]: readonly number[]): number =>
      [0.125, 0.375, 0.625, 0.875].filter((z) => a! * (1 + z) >= b! + 0.5 - 1e-12).length / cells;
    const oracle = leastEpsilon({
      points, relevant: [true, true], classes: 2, values: Float64Array.from(points.flat()),
      chances: Float64Array.from(points.flatMap((point) => [chance(point), 1 - chance(point)])),
    }, 'lic').epsilon;
    const { of, curves } = await study(nonseparable.formulas, { opponents: 'grid', cells }, true);
    expect(of('leastEpsilonGrid').lower).toBeCloseTo(oracle, 9);
    expect(of('leastEpsilonGrid').upper).toBeCloseTo(oracle, 9);
    const [first] = curves.filter(({ quantity, point }) => quantity === 'choiceProbability' && point.alternative === 'A');
    expect(first!.estimate).toEqual(first!.types.map((a) => chance([a, 0.125])));
  });

  it('refuses what has too many profiles, or none that matter', () => {
    const refused = (more: Partial<ProblemQuestion>) => () =>
      fieldKind.validate({ kind: 'field', question: 'field', problem: nonseparable.formulas, agent: 'one', cells: 4, ...more });
    expect(refused({ opponents: 'grid', stage: 'ex-post' })).toThrow(/^opponents: can be grid only with --stage interim/);
    expect(refused({ stage: 'ex-post', notion: 'ic' })).toThrow(/^stage: can be ex-post only with notion lic/);
    const many = formulaValues({
      agents: ['one', 'two'], alternatives: ['A', 'B'], formulas: [['a', 'b'], ['c + d + e + f', '1']],
      signals: ['a', 'b', 'c', 'd', 'e', 'f'].map((name, d) => ({ owner: Number(d > 1), name, law: uniform })),
    });
    expect(() => fieldKind.validate({
      kind: 'field', question: 'field', problem: many, agent: 'one', cells: 16, opponents: 'grid',
    })).toThrow(/^cells: makes 65536 profiles of the others' 4 signals, 33554432 choices in all, more than 16777216/);
  });
});
