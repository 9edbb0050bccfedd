import { describe, expect, it } from 'vitest';
import { incongruences } from '../../scenarios/multi-object/congruence.ts';
import { problemOf, VCG } from '../../scenarios/multi-object/environment.ts';
import { separateEpsilonIc, separateEpsilonLic, separateExAnteUtility, separateWelfare } from '../../scenarios/multi-object/reference.ts';
import { isSeparate, multiObjectScenario as scenario } from '../../scenarios/multi-object/scenario.ts';
import { checkCongruence } from '../../src/environment/congruence.ts';
import { linearValues } from '../../src/environment/linear-values.ts';
import { defaultValues, judged, row, rowsOnReferences, simulate } from './support/rows.ts';
import { againstReferences, statuses as claimed, study } from './support/study.ts';

const at = (changes: Readonly<Record<string, number | string>> = {}) => defaultValues(scenario, changes);
const SEPARATE = { values: 'additive', crowding: 0, informed: 'own-bundle' };

describe('objects that separate', () => {
  it.each([[2, 3, 0.2], [3, 2, 0.5], [2, 2, 0]])('%d objects, %d bidders, externality %d: generalised VCG by enumeration', (objects,
    bidders, externality) => {
    const values = at({ ...SEPARATE, objects, bidders, externality });
    expect(isSeparate(values)).toBe(true);
    const problem = problemOf(values);
    if (problem.valuations.kind !== 'linear') throw new Error('expected linear values');
    const { valuations } = problem;
    const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
    const welfare = (v: readonly (readonly number[])[], k: number, without = -1): number =>
      sum(v.map((own, i) => (i === without ? 0 : own[k]!)));
    const best = (v: readonly (readonly number[])[]): number =>
      problem.alternatives.reduce((top, _, k) => (welfare(v, k) > welfare(v, top) ? k : top), 0);
    // Lies along the diagonal and on the first object alone, of the type that gains most.
    const n = bidders - 1;
    const target = n / (n + externality);
    const all = (x: number): number[] => new Array<number>(objects).fill(x);
    const reports = [all(1), all(target), all(0.9), all(0.5), [0.9, ...all(1).slice(1)]];
    const means = simulate(3000, objects * bidders, (u) => {
      const others = u.slice(objects);
      const truth = linearValues(valuations, [...all(1), ...others]);
      const payoffs = reports.map((report) => {
        const reported = linearValues(valuations, [...report, ...others]);
        const choice = best(reported);
        const most = Math.max(...problem.alternatives.map((_, k) => welfare(reported, k, 0)));
        return truth[0]![choice]! + welfare(reported, choice, 0) - most;
      });
      const drawn = linearValues(valuations, u);
      const choice = best(drawn);
      const others0 = problem.alternatives.map((_, k) => welfare(drawn, k, 0));
      return [...payoffs, welfare(drawn, choice), drawn[0]![choice]! + others0[choice]! - Math.max(...others0)];
    });
    const auction = { objects, bidders, weight: externality };
    const gains = reports.map((_, r) => means[r]! - means[0]!);
    expect(Math.abs(gains[1]! - separateEpsilonIc(auction))).toBeLessThan(0.01);
    for (const gain of gains) expect(gain).toBeLessThan(separateEpsilonIc(auction) + 0.01);
    expect(gains[4]! / 0.1).toBeLessThan(separateEpsilonLic(auction) + 0.02);
    expect(Math.abs(means[5]! - separateWelfare(auction))).toBeLessThan(0.02);
    expect(Math.abs(means[6]! - separateExAnteUtility(auction))).toBeLessThan(0.02);
  });

  it('small lies at the top gain the weight, and no lie does better', () => {
    const [n, w] = [2, 0.3];
    const u = (t: number, s: number): number => (s - w * t) * t ** n - ((1 - w) * n * t ** (n + 1)) / (n + 1);
    let [ratio, gain] = [0, 0];
    for (const s of Array.from({ length: 101 }, (_, i) => i / 100)) for (const t of Array.from({ length: 401 }, (_, i) => i / 400)) {
      gain = Math.max(gain, u(t, s) - u(s, s));
      if (Math.abs(s - t) > 1e-9) ratio = Math.max(ratio, (u(t, s) - u(s, s)) / Math.abs(s - t));
    }
    const auction = { objects: 1, bidders: n + 1, weight: w };
    expect(gain).toBeCloseTo(separateEpsilonIc(auction), 4);
    expect(ratio).toBeLessThan(separateEpsilonLic(auction));
    expect((u(1 - 1e-6, 1) - u(1, 1)) / 1e-6).toBeCloseTo(separateEpsilonLic(auction), 4);
  });
});

describe('congruence', () => {
  it('is condition (4.8) where each alternative has a signal of its own', () => {
    for (const crowding of [0, 0.5]) {
      const problem = problemOf(at({ bidders: 2, crowding, externality: 0.3 }));
      // Bidder 1's bundles are the alternatives, all but the empty one.
      expect(checkCongruence(problem).detail).not.toContain('does not apply');
      expect(incongruences(problem, 0)!.length > 0).toBe(!checkCongruence(problem).holds);
    }
  });

  it.each([
    ['model 1', { externality: 0, crowding: 0 }, true],
    ['model 2, crowding', { externality: 0, crowding: 0.5 }, true],
    ['model 2, damage', { externality: 0, crowding: 0, damage: 0.3, values: 'synergies' }, true],
    ["model 3, rivals' bundles, no crowding: society weighs all her signals alike", { crowding: 0 }, true],
    ["model 3, rivals' bundles and crowding", {}, false],
    ['model 3, her own bundle: what she knows of it matters when others get it', { crowding: 0, informed: 'own-bundle' }, false],
    ['model 3, one signal an object, additive', SEPARATE, true],
    ['model 3, synergies', { ...SEPARATE, values: 'synergies' }, false],
  ])('%s', (_, changes, holds) => {
    expect(incongruences(problemOf(at(changes)), 0)!.length === 0).toBe(holds);
  });

  it('needs linear values', () => expect(incongruences(problemOf(at({ values: 'unit-demand' })), 0)).toBeUndefined());
});

describe('parameters', () => {
  it.each(
    [
      ['objects', 1], ['objects', 5], ['bidders', 5], ['values', 'spectrum'], ['crowding', 2], ['externality', -0.1],
      ['informed', 'nobody'], ['seller', 'maybe'], ['signal', 'uniform(-1,1)'],
    ]
  )('%s = %s is named', (name, value) => {
    expect(() => scenario.environment(at({ [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });

  it('every combination of choices builds', () => {
    for (
      const values of ['additive', 'synergies', 'unit-demand', 'bundles']
    ) for (const informed of ['rival-bundles', 'own-bundle']) for (const seller of ['sells-all', 'may-keep']) {
      expect(problemOf(at({ values, informed, seller })).alternatives).toHaveLength(seller === 'may-keep' ? 16 : 9);
    }
  });
});

describe('claims', () => {
  const private0 = at({ externality: 0 });
  const statuses = (values: ReturnType<typeof at>, rows: ReturnType<typeof row>[]) =>
    Object.fromEntries(Object.entries(judged(scenario, [values], rows)).map(([id, { status }]) => [id, status]));
  const rows = (values: ReturnType<typeof at>, lower: number, upper: number) =>
    [
      ...['epsilonIc', 'epsilonLic'].map((quantity) => row(values, VCG.name, 'bidder 1', quantity, lower, upper)),
      row(values, VCG.name, 'market', 'welfareShare', 0.999, 1),
    ];

  it('private values: exact, or contradicted', () => {
    const expected = {
      'private-values': 'pass', 'condition-4.8': 'pass', 'theorem-4.3': 'not-applicable', 'generalised-vcg': 'not-applicable',
      efficient: 'pass',
    };
    expect(statuses(private0, rows(private0, 0, 0))).toEqual(expected);
    expect(statuses(private0, rowsOnReferences(scenario, private0, 1e-6))).toEqual(expected);
    expect(statuses(private0, rows(private0, 0.01, 0.02))['private-values']).toBe('fail');
    expect(statuses(private0, rows(private0, 0, 0.02))['private-values']).toBe('undecided');
  });

  it('interdependent values: a gain is claimed, more so where the rates disagree', () => {
    const values = at();
    expect(statuses(values, rows(values, 0.01, 0.02))).toEqual({
      'private-values': 'not-applicable', 'condition-4.8': 'pass', 'theorem-4.3': 'pass', 'generalised-vcg': 'pass', efficient: 'pass',
    });
    expect(statuses(values, rows(values, -0.01, 0))).toMatchObject({ 'theorem-4.3': 'fail', 'generalised-vcg': 'fail' });
    expect(statuses(values, rows(values, -0.01, 0.01))).toMatchObject({ 'theorem-4.3': 'undecided', 'generalised-vcg': 'undecided' });
    const congruent = at(SEPARATE);
    expect(statuses(congruent, rows(congruent, 0.01, 0.02))).toMatchObject({
      'condition-4.8': 'not-applicable', 'theorem-4.3': 'not-applicable', 'generalised-vcg': 'pass',
    });
    const general = at({ values: 'unit-demand' });
    expect(statuses(general, rows(general, 0.01, 0.02))).toMatchObject({
      'condition-4.8': 'not-applicable', 'theorem-4.3': 'not-applicable', 'generalised-vcg': 'pass',
    });
  });

  it('fails where the assignment loses welfare', () => {
    const values = at();
    expect(statuses(values, [row(values, VCG.name, 'market', 'welfareShare', 0.9, 0.95)]).efficient).toBe('fail');
  });
});

describe('small studies', () => {
  it.each([
    ['model 2, private', { externality: 0 }, { 'private-values': 'pass', 'condition-4.8': 'pass', efficient: 'pass' }, 3],
    [
      'model 3, congruence violated', {}, { 'condition-4.8': 'pass', 'theorem-4.3': 'pass', 'generalised-vcg': 'pass', efficient: 'pass' },
      0,
    ],
    ['objects that separate', { ...SEPARATE, externality: 0.4, bidders: 2 }, { 'generalised-vcg': 'pass', efficient: 'pass' }, 5],
  ])('%s: exact values within the intervals, and the claims hold', async (_, changes, expected, least) => {
    const result = await study(scenario, changes, 32_768);
    const { missed, compared } = againstReferences(result);
    expect(missed).toEqual([]);
    expect(compared).toBeGreaterThan(least);
    expect(claimed(result)).toMatchObject(expected);
    expect(Object.values(claimed(result))).not.toContain('fail');
  });
});
