import { describe, expect, it } from 'vitest';
import { environment, exampleOf, LEAST, PRINTED, reportsOf } from '../../scenarios/epsilon-ic-is-not-enough/environment.ts';
import { kinkedTable, kinkOf } from '../../scenarios/epsilon-ic-is-not-enough/example.ts';
import { exactLeast, exactPrinted, leastDelta, neededDelta, printedDelta } from '../../scenarios/epsilon-ic-is-not-enough/reference.ts';
import { epsilonIcIsNotEnoughScenario as scenario } from '../../scenarios/epsilon-ic-is-not-enough/scenario.ts';
import type { BeliefSet, Metric } from '../../src/beliefs/belief-set.ts';
import { dilate, erode } from '../../src/beliefs/erode.ts';
import { bestExpectation, meanOf, worstExpectation } from '../../src/beliefs/worst-case.ts';
import { ruleOf } from '../../src/mechanism/mechanism.ts';
import type { Fit } from '../../src/results/document.ts';
import { defaultValues, judged, row } from './support/rows.ts';
import { againstReferences, statuses as claimed, study } from './support/study.ts';
import { further } from '../support/evidence.ts';

const at = (changes: Readonly<Record<string, number | string>> = {}) => defaultValues(scenario, changes);
const METRICS: readonly Metric[] = ['prokhorov', 'totalVariation', 'contamination'];

/** Points of the opponent's signal, equally likely, the ends among them; their mass is off the uniform law by less than 1/POINTS. */
const POINTS = 321;
const SPACE = Array.from({ length: POINTS }, (_, n) => [n / (POINTS - 1)]);

/** [reports][POINTS] whether bidder 1 wins: the scenario's own rule on every pair of signals. */
function wins(values: Parameters<typeof environment>[0], reports: readonly number[]): number[][] {
  const { rule } = environment(values).mechanisms[0]!;
  const choose = ruleOf(rule).choose!;
  return reports.map((report) => SPACE.map(([y]) => 1 - choose(rule, [[report, 0], [0, y!]])));
}

const interpolated = (table: readonly number[], x: number): number => {
  const cell = Math.min(table.length - 2, Math.floor(x * (table.length - 1)));
  return table[cell]! + (table[cell + 1]! - table[cell]!) * (x * (table.length - 1) - cell);
};

describe.each(
  [[{ epsilon: 0.125 }], [{ epsilon: 0.5, escape: 0.1 }], [{ epsilon: 0.1, escape: 0.3 }], [{ epsilon: 0.75 }]]
)('%j', (changes) => {
  const values = at(changes);
  const example = exampleOf(values);
  const reports = reportsOf(example, 0).map(([x]) => x!);
  const special = reports.indexOf(Math.fround(1 - example.epsilon));
  const utilityOf = (mechanism: string, agent = 0): ((x: number) => number) => {
    const { transfers } = environment(values).mechanisms.find(({ name }) => name === mechanism)!;
    if (transfers.kind !== 'insured-table') throw new Error('a table');
    return (x) => interpolated(transfers.utility[agent]!, x);
  };
  const pairs = reports.flatMap((report, t) => reports.filter((type) => type !== report).map((type) => ({ t, report, type })));
  const payoff = (won: readonly number[], report: number, type: number) => won.map((w) => w * (type - report));
  const worst = (won: readonly number[], report: number, type: number, beliefs: BeliefSet): number => {
    const h = payoff(won, report, type);
    return worstExpectation(
      beliefs,
      { values: h, least: Math.min(...h), ...(beliefs.kind === 'prokhorov' ? { eroded: erode(SPACE, h, beliefs.delta).values } : {}) },
    );
  };

  it('the report 1 - epsilon, and no other, stands out in the rule', () => {
    const won = wins(values, reports);
    reports.forEach((_, t) => expect(Math.abs(meanOf(won[t]!) - (t === special ? 1 - example.escape : 0.5))).toBeLessThan(2 / POINTS));
    if (example.escape === 0) expect(Math.min(...won[special]!)).toBe(1);
  });

  it.each(
    [[PRINTED, exactPrinted(example)], [LEAST, exactLeast(example)]] as const
  )('%s: gains under the prior, by hand', (name, exact) => {
    const mu = utilityOf(name);
    const chance = (t: number): number => (t === special ? 1 - example.escape : 0.5);
    let [ic, lic, steep] = [0, 0, 0];
    const kinked = reports.map((report, t) => ({ t, report, type: kinkOf(example) })).filter(({ report, type }) => report !== type);
    for (const { t, report, type } of [...pairs, ...kinked]) {
      const gain = mu(report) - mu(type) + chance(t) * (type - report);
      [ic, lic] = [Math.max(ic, gain), Math.max(lic, gain / Math.abs(type - report))];
      if (type < report) steep = Math.max(steep, (mu(report) - mu(type)) / (report - type) - chance(t));
    }
    expect(ic).toBeCloseTo(exact.epsilonIc, 6);
    expect(lic).toBeCloseTo(exact.epsilonLic, 5);
    expect(steep).toBeCloseTo(exact.epsilonBounded, 5);
    if (name === PRINTED) expect(ic).toBeLessThanOrEqual(example.epsilon);
  });

  it('bidder 2 gains by no lie', () => {
    const mu = utilityOf(PRINTED, 1);
    const own = reportsOf(example, 1).map(([x]) => x!);
    for (const report of own) {
      for (const type of own) expect(mu(report) + (report >= 0.5 ? type - report : 0) - mu(type)).toBeLessThanOrEqual(1e-9);
    }
  });

  it.each(METRICS)('%s: the rule is implementable from the delta needed on, by (4)', (metric) => {
    const won = wins(values, reports);
    const needed = neededDelta(example, metric);
    const above = won[reports.length - 1]!;
    const short = (delta: number): number => {
      const most = bestExpectation({ kind: metric, delta }, { values: above, greatest: 1, dilated: dilate(SPACE, above, delta).values });
      const least = worstExpectation(
        { kind: metric, delta },
        { values: won[special]!, least: Math.min(...won[special]!), eroded: erode(SPACE, won[special]!, delta).values },
      );
      return least - most;
    };
    expect(short(needed - 0.02)).toBeGreaterThan(0.004);
    expect(short(Math.min(1, needed + 0.02))).toBeLessThan(0.002);
  });

  it.each(METRICS)('%s: delta* by worst expectations of every lie', (metric) => {
    const won = wins(values, reports);
    // The prior of the points instead of the uniform law: gains are E_F h, so utilities alone stand for the prior.
    const largest = (name: string, delta: number): number => {
      const mu = utilityOf(name);
      return Math.max(
        ...pairs.map(({ t, report, type }) =>
          (mu(report) - mu(type) + worst(won[t]!, report, type, { kind: metric, delta })) / Math.abs(type - report))
      );
    };
    for (const [name, delta] of [[PRINTED, printedDelta(example, metric)], [LEAST, leastDelta(example, metric)]] as const) {
      if (delta === undefined) {
        expect(largest(name, 1)).toBeCloseTo(0.5, 6);
        continue;
      }
      expect(largest(name, delta - 0.02)).toBeGreaterThan(0.005);
      expect(largest(name, Math.min(1, delta + 0.02))).toBeLessThan(0.002);
    }
  });
});

it('tables have their kink at 1 - epsilon, or at the step before', () => {
  for (const epsilon of [0.5, 0.125, 0.1, 1 / 3, 0.999]) {
    const kink = kinkOf({ epsilon });
    expect(kink).toBeLessThanOrEqual(Math.fround(1 - epsilon));
    expect(kink).toBeGreaterThan(1 - epsilon - 1 / 1024);
    const table = kinkedTable(kink, 0.25, 0.75);
    for (const x of [0, kink / 2, kink, (1 + kink) / 2, 1]) {
      expect(interpolated(table, x)).toBeCloseTo(0.25 * Math.min(x, kink) + 0.75 * Math.max(0, x - kink), 9);
    }
  }
});

it.each([['epsilon', 0], ['epsilon', 1], ['escape', 0.5], ['metrics', 'hausdorff'], ['delta', 2]])('%s = %s is named', (name, value) => {
  expect(() => scenario.environment(at({ [name]: value }))).toThrow(new RegExp(`^${name}: `));
});

describe('claims', () => {
  const of = (values: ReturnType<typeof at>, half: number) =>
    scenario.references!(values).flatMap(({ quantity, agent, mechanism, metric, reference }) => {
    const found = row(values, mechanism!, agent, quantity, reference!.value - half, reference!.value + half);
    return [metric === undefined ? found : { ...found, point: { ...found.point, metric } }];
  });
  const statuses = (rows: ReturnType<typeof of>, points: readonly ReturnType<typeof at>[]) =>
    Object.fromEntries(Object.entries(judged(scenario, points, rows)).map(([id, { status }]) => [id, status]));
  const points = [at({ epsilon: 0.25 }), at({ epsilon: 0.0625 })];
  const exact = points.flatMap((values) => of(values, 1e-4));
  const rich = at({ epsilon: 0.25, escape: 0.1 });

  it('hold on the exact values', () => {
    expect(statuses(exact, points)).toEqual({
      'a1-epsilon-ic': 'pass', 'a1-needed': 'pass', 'a1-flat': 'pass', 'a1-epsilon-lic': 'pass', 'a1-no-delta': 'pass',
      'rich-delta': 'not-applicable', attained: 'pass', 'a1-rates': 'not-applicable', 'bidder-2': 'pass',
    });
    expect(statuses(of(rich, 1e-4), [rich])).toMatchObject({
      'a1-needed': 'pass', 'a1-flat': 'not-applicable', 'a1-no-delta': 'not-applicable', 'rich-delta': 'pass', attained: 'pass',
    });
  });

  it.each([
    ['a1-epsilon-ic', PRINTED, 'epsilonIc', 0.3, 0.4, 'fail'],
    ['a1-epsilon-ic', PRINTED, 'epsilonIc', 0, 0.4, 'undecided'],
    ['a1-needed', PRINTED, 'implementabilityDelta', 0.1, 0.2, 'fail'],
    ['a1-needed', PRINTED, 'implementabilityDelta', 0.1, 0.6, 'undecided'],
    ['a1-flat', PRINTED, 'implementabilityDelta', 0.1, 0.2, 'fail'],
    ['a1-flat', PRINTED, 'implementabilityDelta', 0.1, 0.6, 'undecided'],
    ['a1-epsilon-lic', PRINTED, 'epsilonLic', 0.1, 0.2, 'fail'],
    ['a1-no-delta', PRINTED, 'waldGain', -0.1, 0, 'fail'],
    ['a1-no-delta', PRINTED, 'waldGain', -0.1, 0.1, 'undecided'],
    ['attained', LEAST, 'deltaStar', 0.6, 0.7, 'fail'],
    ['bidder-2', PRINTED, 'epsilonIc', 0.001, 0.002, 'fail'],
    ['bidder-2', PRINTED, 'epsilonIc', -0.1, 0.1, 'undecided'],
  ])('%s where %s has %s in [%d, %d]: %s', (id, mechanism, quantity, lower, upper, status) => {
    const changed = exact.map((r) =>
      (r.point.mechanism === mechanism && r.quantity === quantity && r.point.epsilon === 0.0625 ? { ...r, lower, upper } : r));
    expect(statuses(changed, points)[id]).toBe(status);
  });

  it.each<[readonly [number, number], readonly [number, number], string]>([
    [[0.9, 1.1], [-0.01, 0.01], 'pass'], [[-0.2, -0.1], [-0.01, 0.01], 'fail'], [[0.9, 1.1], [0.3, 0.4], 'fail'], [
      [0.9, 1.1], [-0.2, 0.1], 'undecided',
    ],
  ])('exponents %j of the gain and %j of delta*: %s', (gain, delta, status) => {
    const fit = (quantity: string, mechanism: string, [exponentLower, exponentUpper]: readonly [number, number]): Fit => ({
      quantity, agent: 'bidder 1', point: { mechanism, metric: 'prokhorov' }, model: 'c*M^b', confidence: 0.97, markets: [0.1, 0.2],
      exponent: exponentLower, exponentLower, exponentUpper, coefficient: 1, coefficientLower: 1, coefficientUpper: 1,
    });
    const claims = scenario.claims!({
      verdicts: [], command: 'rate', estimates: [], points: [], confidence: 0.99,
      fits: [fit('epsilonIc', PRINTED, gain), fit('deltaStar', LEAST, delta)],
    });
    expect(claims.find(({ id }) => id === 'a1-rates')!.status).toBe(status);
  });

  it('a delta* as printed contradicts what is claimed; so does a wrong one of a rich rule', () => {
    const some = { ...row(points[0]!, PRINTED, 'bidder 1', 'deltaStar', 0.2, 0.3) };
    expect(statuses([...exact, { ...some, point: { ...some.point, metric: 'prokhorov' } }], points)['a1-no-delta']).toBe('fail');
    const wrong = of(rich, 1e-4).map((r) =>
      (r.quantity === 'deltaStar' && r.point.mechanism === PRINTED ? { ...r, lower: 0.5, upper: 0.6 } : r));
    expect(statuses(wrong, [rich])['rich-delta']).toBe('fail');
  });
});

it('a small study has the exact values in its intervals', further('scenarios'), async () => {
  const result = await study(scenario, { epsilon: 0.2 }, 1024);
  const { missed, compared } = againstReferences(result);
  expect(missed).toEqual([]);
  expect(compared).toBeGreaterThan(15);
  expect(claimed(result)).toMatchObject({
    'a1-epsilon-ic': 'pass', 'a1-needed': 'pass', 'a1-no-delta': 'pass', 'a1-epsilon-lic': 'pass', attained: 'pass',
  });
});
