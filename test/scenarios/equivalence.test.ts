import { describe, expect, it } from 'vitest';
import { FULL_INSURANCE, modelOf, RIPPLE, tablesOf } from '../../scenarios/equivalence/environment.ts';
import { exactAmbiguity } from '../../scenarios/equivalence/reference.ts';
import { equivalenceScenario as scenario } from '../../scenarios/equivalence/scenario.ts';
import type { Metric } from '../../src/beliefs/belief-set.ts';
import type { Estimate, Fit } from '../../src/results/document.ts';
import { largestGain, type Brute } from './support/brute-ambiguity.ts';
import { defaultValues, judged, referenceOf, row, simulate } from './support/rows.ts';
import { statuses as claimed, study } from './support/study.ts';
import { itFirst } from '../support/evidence.ts';

const METRICS: readonly Metric[] = ['prokhorov', 'totalVariation', 'contamination'];
const at = (changes = {}) => defaultValues(scenario, changes);
const tabled = (table: readonly number[], [low, high]: readonly [number, number]) => (type: number): number => {
  const place = ((type - low) / (high - low)) * (table.length - 1);
  const cell = Math.min(table.length - 2, Math.floor(place));
  return table[cell]! + (table[cell + 1]! - table[cell]!) * (place - cell);
};

describe('exact values', () => {
  it.each([
    [{ epsilon: 0.1 }, 0], [{ epsilon: 0.2, bidders: 3 }, 0], [{ epsilon: 0.15, law: 'beta(2,2,1,3)' }, 0], [
      { environment: 'bilateral-trade', epsilon: 0.1 }, 0,
    ],
  ] as const)('the ripple, %j: lies gain below delta* and not above it, by every metric', (changes, studied) => {
    const model = modelOf(at(changes));
    const agent = model.studied[studied]!;
    const brute: Brute = {
      ...agent.service.law, weight: () => 1, utility: tabled(tablesOf(model, RIPPLE)[agent.index]!, model.law.support),
    };
    const { deltaStar, epsilonLic } = exactAmbiguity(model, agent, RIPPLE, METRICS);
    // By Theorem 4.2, which is tight by total variation, both of the table: half a step of it apart from the ripple's own.
    expect(epsilonLic).toBeCloseTo(deltaStar.totalVariation!, 9);
    expect(deltaStar.totalVariation).toBeCloseTo(Number(changes.epsilon), 3);
    for (const metric of METRICS) {
      expect(largestGain(brute, metric, deltaStar[metric]! * 1.02)).toBeLessThan(0);
      expect(largestGain(brute, metric, deltaStar[metric]! * 0.6)).toBeGreaterThan(1.5e-3);
    }
  });

  it.each([
    [{ bidders: 2 }, 'bidder 1', 1, 1 / 2], [{ bidders: 3 }, 'bidder 1', 1, (3 - Math.sqrt(5)) / 2],
    // Of the table that is insured: its first and last slopes are those of mu' half a step of 1/8192 inside.
    [{ environment: 'bilateral-trade', k: 0.3 }, 'buyer', 0.3 + 0.35 / 8192, 0.15 + 0.175 / 8192],
    [{ environment: 'bilateral-trade', k: 0.3 }, 'seller', 0.7 + 0.15 / 8192, 0.35 + 0.075 / 8192],
  ])('truthful offers, %j, %s: total variation needs %d, Prokhorov %d', (changes, name, totalVariation, prokhorov) => {
        const model = modelOf(at(changes));
    const exact = exactAmbiguity(model, model.studied.find((agent) => agent.name === name)!, FULL_INSURANCE, METRICS);
    expect(exact.epsilonLic).toBeCloseTo(totalVariation, 9);
    expect(exact.deltaStar.totalVariation).toBeCloseTo(totalVariation, 9);
    expect(exact.deltaStar.prokhorov).toBeCloseTo(prokhorov, 8);
    expect(exact.guaranteedEpsilon.totalVariation).toBeGreaterThan(totalVariation - 1e-9);
    expect(exact.guaranteedEpsilon.prokhorov).toBeGreaterThan(totalVariation - 1e-6);
  });

  it('the double auction pays each trader what the table of its full insurance says', () => {
    const model = modelOf(at({ environment: 'bilateral-trade', k: 0.3 }));
    const tables = tablesOf(model, FULL_INSURANCE);
    const utility = (buyer: boolean, type: number) => simulate(20_000, 1, ([u]) => {
      const [cost, value] = buyer ? [u!, type] : [type, u!];
      const price = 0.3 * value + 0.7 * cost;
      return [buyer ? (value > cost ? value - price : 0) : value > cost ? price : cost];
    })[0]!;
    for (const type of [0.2, 0.5, 0.9]) {
      expect(tabled(tables[0]!, [0, 1])(type)).toBeCloseTo(utility(false, type), 3);
      expect(tabled(tables[1]!, [0, 1])(type)).toBeCloseTo(utility(true, type), 3);
    }
  });

  it('revenue with the ripple: VCG revenue less what the ripple gives away', () => {
    const [bidder] = [tablesOf(modelOf(at()), RIPPLE)[0]!];
    const [given] = simulate(4000, 1, ([u]) => [tabled(bidder, [0, 1])(u!)]);
    expect(referenceOf(scenario, at(), RIPPLE, 'market', 'revenue')).toBeCloseTo(2 / 3 - 2 * given!, 3);
    // Both full insurance and the double auction hand all gains from trade to the two of them.
    expect(referenceOf(scenario, at({ environment: 'bilateral-trade' }), FULL_INSURANCE, 'market', 'revenue')).toBe(0);
  });
});

describe('parameters', () => {
  it.each(
    [
      ['epsilon', 0], ['epsilon', 0.4], ['bidders', 1], ['environment', 'election'], ['delta', 0], ['delta', 1.5], ['metrics', 'none'],
      ['law', 'uniform(-1,1)'],
    ]
  )('%s = %s is named', (name, value) => {
    expect(() => scenario.environment(at({ [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });

  it('the question asks under the delta of Theorem 4.2 too, once', () => {
    const point = scenario.environment(at({ epsilon: 0.05, delta: 0.05, metrics: 'prokhorov' }));
    expect(point.kind === 'social-choice' && point.ambiguity).toMatchObject({
      metrics: ['prokhorov'], at: [{ kind: 'bayesian' }, { kind: 'prokhorov', delta: 0.05 }, { kind: 'all' }], of: [RIPPLE, FULL_INSURANCE],
    });
  });
});

/** A row about ambiguity. */
const about = (
  values: ReturnType<typeof at>,
  mechanism: string,
  quantity: string,
  by: Record<string, string>,
  lower: number,
  upper = lower,
): Estimate => {
  const plain = row(values, mechanism, 'bidder 1', quantity, lower, upper);
  return { ...plain, point: { ...plain.point, ...by } as Estimate['point'] };
};

function rowsAround(values: ReturnType<typeof at>): Estimate[] {
  const known = scenario.references!(values).map(({ quantity, agent, mechanism, metric, reference }) => {
    const plain = row(values, mechanism!, agent, quantity, reference!.value * 0.99, reference!.value * 1.01);
    return metric ? { ...plain, point: { ...plain.point, metric } } : plain;
  });
  return [...known,
    ...[RIPPLE, FULL_INSURANCE].map((mechanism) => about(values, mechanism, 'ambiguousGain', { beliefs: 'bayesian' }, 0.001, 0.01)),
    ...['prokhorov', 'totalVariation'].map((metric) =>
      about(values, RIPPLE, 'ambiguousGain', { beliefs: `${metric}(${values.epsilon})` }, -0.01, 0.00005)),
  ];
}

describe('claims', () => {
  const points = [0.2, 0.1].map((epsilon) => at({ epsilon }));
  const rows = points.flatMap(rowsAround);
  const statuses = (estimates: readonly Estimate[], over = points) =>
    Object.fromEntries(Object.entries(judged(scenario, over, estimates)).map(([id, { status }]) => [id, status]));
  const replaced = (
    mechanism: string,
    quantity: string,
    lower: number,
    upper: number,
    by: Record<string, string> = {},
  ) => statuses(rows.map((r) =>
    (r.point.mechanism === mechanism && r.quantity === quantity && r.point.epsilon === 0.1 && Object.entries(by).every(([name, value]) =>
      r.point[name] === value) ? { ...r, lower, upper } : r)));

  it('hold on the exact values', () => {
    expect(statuses(rows)).toEqual({
      'theorem-4.2': 'pass', 'theorem-4.2-no-gain': 'pass', 'bayesian-gain': 'pass', 'theorem-4.1': 'pass', 'total-variation-tight': 'pass',
      'exact-delta': 'pass', vanishes: 'pass', rate: 'not-applicable', 'section-4.6': 'pass',
    });
    expect(statuses(rows, [points[0]!]).vanishes).toBe('not-applicable');
  });

  it.each([
    ['theorem-4.2', RIPPLE, 'deltaStar', 0.2, 0.3, {}, 'fail'],
    ['theorem-4.2', RIPPLE, 'deltaStar', 0.05, 0.3, {}, 'undecided'],
    ['theorem-4.2-no-gain', RIPPLE, 'ambiguousGain', 0.02, 0.03, { beliefs: 'prokhorov(0.1)' }, 'fail'],
    ['theorem-4.2-no-gain', RIPPLE, 'ambiguousGain', -0.02, 0.03, { beliefs: 'totalVariation(0.1)' }, 'undecided'],
    ['bayesian-gain', FULL_INSURANCE, 'ambiguousGain', -0.2, 0, { beliefs: 'bayesian' }, 'fail'],
    ['theorem-4.1', RIPPLE, 'guaranteedEpsilon', 0.05, 0.06, { metric: 'prokhorov' }, 'fail'],
    ['theorem-4.1', RIPPLE, 'epsilonLic', 0.05, 0.2, {}, 'undecided'],
    ['total-variation-tight', FULL_INSURANCE, 'deltaStar', 0.5, 0.7, { metric: 'totalVariation' }, 'fail'],
    ['exact-delta', FULL_INSURANCE, 'deltaStar', 0.3, 0.4, { metric: 'prokhorov' }, 'fail'],
    ['exact-delta', FULL_INSURANCE, 'deltaStar', 0.6, 0.7, { metric: 'prokhorov' }, 'fail'],
    ['vanishes', RIPPLE, 'deltaStar', 0.3, 0.4, { metric: 'prokhorov' }, 'fail'],
    ['vanishes', RIPPLE, 'deltaStar', 0.01, 0.4, { metric: 'prokhorov' }, 'undecided'],
    ['section-4.6', FULL_INSURANCE, 'revenue', 0.5, 0.6, {}, 'fail'],
  ])('%s where %s has %s in [%d, %d] %j: %s', (id, mechanism, quantity, lower, upper, by, status) => {
    expect(replaced(mechanism, quantity, lower, upper, by)[id]).toBe(status);
  });

  it('contamination, which holds few beliefs, is beyond the theorems', () => {
    const values = at({ metrics: 'contamination' });
    expect(statuses(rowsAround(values), [values])).toMatchObject({
      'theorem-4.2': 'not-applicable', 'theorem-4.2-no-gain': 'not-applicable', 'total-variation-tight': 'not-applicable',
      'exact-delta': 'pass',
    });
    // Types who seldom win make the ambiguity needed grow as epsilon falls.
    const sweep = [0.2, 0.1].map((epsilon) => at({ epsilon, metrics: 'contamination' }));
    expect(statuses(sweep.flatMap(rowsAround), sweep)).toMatchObject({ vanishes: 'not-applicable', rate: 'not-applicable' });
  });

  it('the rate: one where it is known, above zero otherwise', () => {
    const fit = (exponentLower: number, exponentUpper: number, metric: string, bidders: number): Fit => ({
      quantity: 'deltaStar', agent: 'bidder 1', point: {
        ...at({ bidders }), mechanism: RIPPLE, metric,
      }, model: 'c*M^b', confidence: 0.99, markets: [0.2, 0.1],
      exponent: 1, exponentLower, exponentUpper, coefficient: 1, coefficientLower: 1, coefficientUpper: 1,
    });
    const status = (one: Fit) =>
      scenario.claims!({
        verdicts: [], command: 'rate', estimates: rows, fits: [one], points, confidence: 0.99,
      }).find(({ id }) => id === 'rate')!.status;
    expect(
      [status(fit(0.95, 1.05, 'prokhorov', 2)), status(fit(0.5, 0.7, 'prokhorov', 2)), status(fit(0.5, 0.7, 'totalVariation', 3))]
    ).toEqual(['pass', 'fail', 'fail']);
    expect(
      [status(fit(0.5, 0.7, 'prokhorov', 3)), status(fit(-0.5, 0.7, 'prokhorov', 3)), status(fit(-0.5, -0.1, 'prokhorov', 3))]
    ).toEqual(['pass', 'undecided', 'fail']);
  });
});

describe('a small study', () => {
  itFirst(1, 'sizes',
    // Of so few profiles the epsilon-LIC constant is too wide to be told from delta*.
    [[{}, 'pass'], [{ bidders: 3, epsilon: 0.2, metrics: 'prokhorov' }, 'not-applicable']]
  )('%j: delta* is the distance that it should be, both theorems hold', async (changes, tight) => {
    const result = await study(scenario, changes, 2 ** 12);
    expect(claimed(result)).toMatchObject({
      'theorem-4.2': 'pass', 'bayesian-gain': 'pass', 'total-variation-tight': tight, 'exact-delta': 'pass', 'section-4.6': 'pass',
    });
    expect(Object.values(claimed(result))).not.toContain('fail');
    expect(result.beliefs!.length).toBeGreaterThan(0);
  });
});
