/** Fields of values that are polynomials (JM01 Remark 1). */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Term } from '../../src/environment/polynomial.ts';
import { polynomialValues, type PolynomialProblem } from '../../src/environment/polynomial-values.ts';
import { facing, ownPolynomials, polynomialGains, polynomialRange } from '../../src/experiments/field/own-polynomials.ts';
import { gradientsOf, walkGains, type LinearProblem, type Walk } from '../../src/experiments/field/walk-sums.ts';
import { ownSpace } from '../../src/experiments/own-signal.ts';
import { fieldKind } from '../../src/kinds/field/kind.ts';
import { measured } from '../../src/kinds/field/nonlinear-search.ts';
import { polynomialForm } from '../../src/kinds/field/polynomial-form.ts';
import type { ProblemQuestion } from '../../src/kinds/field/study-point.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { leastEpsilon } from '../../src/notions/least-epsilon.ts';
import { structuralBound } from '../../src/notions/least-epsilon/structural.ts';
import { openRun } from '../../src/run/run.ts';
import { atOnce } from '../../src/run/turns.ts';
import { privateSocialLociScenario } from '../../scenarios/private-social-loci/scenario.ts';
import { defaultsOf } from '../../scenarios/support/parameters.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');
const term = (coefficient: number, ...powers: number[]): Term => ({ coefficient, powers });

async function study(problem: PolynomialProblem, more: Partial<ProblemQuestion> = {}, { profiles = 1024, pictures = false } = {}) {
  const point: SweepPoint<Parameters<typeof fieldKind.plan>[0]['problem']> = {
    values: {}, size: 1, primaryAgent: 'one', kind: fieldKind, pictures, references: () => [],
    problem: { kind: 'field', question: 'field', problem, agent: problem.agents[0]!, cells: 4, ...more },
  };
  fieldKind.validate(point.problem);
  const run = openRun(inProcessDevice(), 'nonlinear');
  const planned = await fieldKind.plan(point, { command: 'run', profiles, maxProfiles: profiles, confidence: 0.99, sampler: 'auto' }, run);
  const { estimates, verdicts, curves } = await planned.study(run);
  const of = (quantity: string) => estimates.find((row) => row.quantity === quantity)!;
  return { curves, status: verdicts[0]!.status, all: estimates, of };
}

/** Agent one sees a and b, agent two z. */
const withOther = (terms: readonly (readonly (readonly Term[])[])[]): PolynomialProblem => polynomialValues({
  agents: ['one', 'two'], alternatives: ['A', 'B'], terms,
  signals: [[0, 'a'], [0, 'b'], [1, 'z']].map(([owner, name]) => ({ owner: Number(owner), name: String(name), law: uniform })),
});

const square: Walk = { kind: 'path', points: [[0.75, 0.5], [1, 0.5], [1, 0.75], [0.75, 0.75]] };
const lies: Walk = { kind: 'lies', points: [[0.1, 0.7], [0.8, 0.2], [0.4, 0.9]] };

describe('nonlinear fields', () => {
  it('of values that are linear after all are those of the linear case, profile by profile', () => {
    const [own, other] = [[[1, 0.25, 0], [0, 0.5, 1]], [[0.5, 0, 1], [0.25, 0.5, -1]]];
    const unit = [0, 1, 2].map((d) => [0, 1, 2].map((e) => Number(d === e)));
    const problem = withOther([own, other].map((rows) => rows.map((row) => row.map((c, d) => term(c, ...unit[d]!)))));
    const linear = {
      ...problem, valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [own, other] },
    } as unknown as LinearProblem;
    const polynomials = ownPolynomials(problem, 0);
    const [gains, faced] = [polynomialGains([square, lies], polynomials), facing(polynomials)];
    const expected = walkGains([square, lies], gradientsOf(linear, 0));
    for (const z of [0, 0.3, 0.61, 0.99]) {
      const base = Float64Array.of(z, 0);
      gains(faced([0, 0, z])).forEach((gain, w) => expect(gain).toBeCloseTo(expected(base)[w]!, 12));
    }
    const { epsilon } = atOnce(polynomialForm(problem, ownSpace(problem, 0)).bound());
    expect(epsilon).toBeCloseTo(structuralBound(gradientsOf(linear, 0)).epsilon, 4);
  });

  it('of private values circulate on no profile, and the efficient rule is implementable', async () => {
    const problem = withOther([[[term(1, 2, 0, 0), term(0.5, 3, 1, 0)], [term(1, 0, 3, 0)]], [[term(1, 0, 0, 1)], [term(0.5, 0, 0, 2)]]]);
    const polynomials = ownPolynomials(problem, 0);
    const [gains, faced] = [polynomialGains([square], polynomials), facing(polynomials)];
    for (let i = 0; i < 40; i++) expect(Math.abs(gains(faced([0, 0, i / 40]))[0]!)).toBeLessThan(1e-15);
    const { of, status } = await study(problem);
    expect(of('leastEpsilon')).toMatchObject({ estimate: 0, lower: 0, upper: 0, confidence: 1, guarantee: 'continuum' });
    expect(of('congruenceGap')).toMatchObject({ lower: 0, upper: 0 });
    expect(of('crossDerivativeGap')).toMatchObject({ lower: 0, upper: 0, confidence: 1 });
    expect([of('leastEpsilonGrid').upper, status]).toEqual([0, 'yes']);
  });

  it('average rates over the set of ties where values are not separable', async () => {
    // W_A - W_B = a(1 + z) - b - 1/2: at (a, b) the two tie at z = (b + 1/2)/a - 1, with density 1/a, where the bracket is z.
    const problem = withOther([[[term(1, 1, 0, 0)], [term(1, 0, 1, 0)]], [[term(1, 1, 0, 1)], [term(0.5, 0, 0, 0)]]]);
    const { of, all } = await study(problem, { loop: square.points, cells: 4 }, { profiles: 16_384 });
    const mean = 1.125 * (1 / 0.75 - 1) / 0.25 - Math.log(4 / 3) / 0.25;
    const given = all.find(({ quantity, point }) => quantity === 'circulation' && point.path === 'as given')!;
    expect(given.lower).toBeLessThan(mean / 16);
    expect(given.upper).toBeGreaterThan(mean / 16);
    expect(given.upper - given.lower).toBeLessThan(0.5 * mean / 16);
    const gap = of('congruenceGap');
    expect([gap.lower > 0.97, gap.lower <= 1, gap.upper >= 1, gap.upper < 1.05]).toEqual([true, true, true, true]);
    const least = of('leastEpsilon');
    expect(least.lower).toBeGreaterThan(0.01);
    expect(least.upper).toBeGreaterThanOrEqual(least.lower);
    // A is chosen where z exceeds (b + 1/2)/a - 1.
    const points = Array.from({ length: 16 }, (_, t) => [(t % 4 + 0.5) / 4, (Math.floor(t / 4) + 0.5) / 4]);
    const optimum = leastEpsilon({
      points, relevant: [true, true], classes: 2, values: Float64Array.from(points.flat()),
      chances: Float64Array.from(points.flatMap(([a, b]) => {
        const first = 1 - Math.min(1, Math.max(0, (b! + 0.5) / a! - 1));
        return [first, 1 - first];
      })),
    }, 'lic').epsilon;
    expect(of('leastEpsilonGrid').lower).toBeLessThanOrEqual(optimum);
    expect(of('leastEpsilonGrid').upper).toBeGreaterThanOrEqual(optimum);
    // Circulations of few draws contain it as often as they say.
    const space = ownSpace(problem, 0);
    const subject = { problem, space, name: 'one', points, halfWidths: [0.125, 0.125], form: polynomialForm(problem, space) };
    let missed = 0;
    for (let seed = 0; seed < 40; seed++) {
      const drawn = await measured(subject, [square], openRun(inProcessDevice(), `seed-${seed}`), 'few', 128);
      const { lower, upper } = drawn.intervals(0.2)[0]!;
      missed += Number(lower > mean / 16 || upper < mean / 16);
    }
    expect(missed / 40).toBeLessThan(0.4);
  });

  it('Example 4.4 with squares: gap, circulation and the two slopes along the locus', async () => {
    const values = { ...defaultsOf(privateSocialLociScenario.parameters), curvature: 1 };
    const problem = (privateSocialLociScenario.environment(values) as ProblemQuestion).problem as PolynomialProblem;
    const { of, all, status, curves } = await study(
      problem, { loop: [[0.5, 0.75, 0.5], [0.75, 0.75, 0.5], [0.75, 1, 0.5], [0.5, 1, 0.5]], cells: 3 }, { pictures: true },
    );
    // Society is indifferent between A and B where b = a + a^2, from 0 to the golden section; the bracket is 2a there.
    const end = (Math.sqrt(5) - 1) / 2;
    expect(of('congruenceGap').lower).toBeGreaterThan(0.95 * 2 * end);
    expect(of('congruenceGap').lower).toBeLessThanOrEqual(2 * end);
    expect(of('congruenceGap').upper).toBeGreaterThanOrEqual(2 * end);
    expect(of('congruenceGap').upper).toBeLessThan(1.05 * 2 * end);
    const given = all.find(({ quantity, point }) => quantity === 'circulation' && point.path === 'as given')!;
    expect(given.estimate).toBeCloseTo(0.25 - (end - 0.5), 9);
    const { lower, upper } = of('leastEpsilon');
    // The steepest stretch of the locus is its end, and what she gains beyond society falls by 1/4 within the square.
    expect(lower).toBeGreaterThan(0.9 * end / (2 + 2 * end));
    expect(lower).toBeLessThan(end / (2 + 2 * end) + 1e-9);
    // A straight H leaves 0.25; bent, what the two slopes allow is all but reached.
    expect(upper).toBeGreaterThan(end / (2 + 2 * end));
    expect(upper).toBeLessThan(0.205);
    expect(status).toBe('no');
    expect(curves.filter(({ quantity }) => quantity === 'fieldComponent')).toHaveLength(27);
    expect(curves.every(({ lower: low, upper: high }) => low.every((x, t) => high[t]! - x < 1e-9))).toBe(true);
  });

  it('may be gradients with rates that agree everywhere and yet not be implementable: ties that are apart', async () => {
    // A where s^2 > 1/4; own gain s^2 - s^3/2 rises and falls with it, but is 3/16 at one tie and 5/16 at the other.
    const problem = polynomialValues({
      agents: ['one', 'two'], alternatives: ['A', 'B'], signals: [{ owner: 0, name: 's', law: parseDistribution('uniform(-1,1)', 'law') }],
      terms: [[[term(1, 2), term(-0.5, 3)], []], [[term(0.5, 3)], [term(0.25, 0)]]],
    });
    const { of, status } = await study(problem, { cells: 64 });
    expect([of('congruenceGap').upper, status]).toEqual([0, 'yes']);
    expect(of('leastEpsilon').lower).toBeGreaterThan(0.0624);
    expect(of('leastEpsilon').lower).toBeLessThan(0.0625 + 1e-9);
  });

  it('do not change with names, with what is added to all alternatives alike, and scale with units', () => {
    const terms = [[[term(1, 1, 0, 1), term(0.5, 2, 0, 0)], [term(1, 0, 2, 0)]], [[term(0.5, 1, 1, 0)], [term(1, 0, 0, 1)]]];
    const more = term(0.7, 3, 1, 0);
    const gainsOf = (made: PolynomialProblem, agent: number): number[] =>
      [0.1, 0.45, 0.8].flatMap((z) => polynomialGains([square, lies], ownPolynomials(made, agent))(
        facing(ownPolynomials(made, agent))([0, 0, z])));
    const boundOf = (made: PolynomialProblem): number => atOnce(polynomialForm(made, ownSpace(made, 0)).bound()).epsilon;
    const problem = withOther(terms);
    const expected = gainsOf(problem, 0);
    const swapped = withOther(terms.map((rows) => rows.toReversed()));
    const added = withOther([terms[0]!.map((row) => [...row, more]), terms[1]!]);
    const scaled = withOther(terms.map((rows) => rows.map((row) =>
      row.map(({ coefficient, powers }) => term(4 * coefficient, ...powers)))));
    gainsOf(swapped, 0).forEach((gain, j) => expect(gain).toBeCloseTo(expected[j]!, 12));
    gainsOf(added, 0).forEach((gain, j) => expect(gain).toBeCloseTo(expected[j]!, 12));
    gainsOf(scaled, 0).forEach((gain, j) => expect(gain).toBeCloseTo(4 * expected[j]!, 12));
    const { valuations, ...rest } = problem;
    const renamed = polynomialValues({
      ...rest, signals: rest.signals.map((signal) => ({ ...signal, owner: 1 - signal.owner })), terms: valuations.terms.toReversed(),
    });
    gainsOf(renamed, 1).forEach((gain, j) => expect(gain).toBeCloseTo(expected[j]!, 12));
    expect(boundOf(scaled)).toBeCloseTo(4 * boundOf(problem), 9);
  });

  it('bound what one profile may gain, and refuse what is derived for linear values alone', () => {
    const problem = withOther([[[term(1, 1, 0, 1)], [term(1, 0, 2, 0)]], [[], [term(1, 0, 0, 1)]]]);
    const polynomials = ownPolynomials(problem, 0);
    const [gains, faced] = [polynomialGains([square, lies], polynomials), facing(polynomials)];
    const ranges = [square, lies].map((walk) => polynomialRange(walk, polynomials, [[0, 1], [0, 1], [0, 1]]));
    for (let i = 0; i <= 20; i++) {
      gains(faced([0, 0, i / 20])).forEach((gain, w) => {
        expect(gain).toBeGreaterThanOrEqual(ranges[w]![0]);
        expect(gain).toBeLessThanOrEqual(ranges[w]![1]);
      });
    }
    const refused = (more: Partial<ProblemQuestion>) => () =>
      fieldKind.validate({ kind: 'field', question: 'field', problem, agent: 'one', ...more });
    expect(refused({})).not.toThrow();
    expect(refused({ bounded: true })).toThrow('bounded: must be left out where values are polynomials');
    expect(refused({ individuallyRational: 'interim', budget: 'ex-ante' })).toThrow(/budget: must be left out/);
  });
});
