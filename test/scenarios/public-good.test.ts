import { describe, expect, it } from 'vitest';
import { CLARKE, CONTRIBUTIONS, EXPECTED_EXTERNALITY, goodOf } from '../../scenarios/public-good/environment.ts';
import { charges, goodWelfare, outcomeOf, sumsOf, type Good } from '../../scenarios/public-good/reference.ts';
import { publicGoodScenario as scenario } from '../../scenarios/public-good/scenario.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { defaultValues, judged, referenceOf, row, rowsOnReferences, simulate } from './support/rows.ts';
import { againstReferences, statuses as claimed, study } from './support/study.ts';

const good = (agents: number, costPerHead: number, law = 'uniform(0,1)'): Good => ({ agents, costPerHead, law: parseDistribution(law) });

/** Pr(sum of n uniforms <= x), by the recurrence of cardinal splines. */
const irwinHall = (n: number, x: number): number =>
  (n === 0 ? (x >= 0 ? 1 : 0) : (x * irwinHall(n - 1, x) + (n - x) * irwinHall(n - 1, x - 1)) / n);

describe('exact values', () => {
  it.each([[2, 1], [3, 1.5], [5, 2.2], [8, 5]])('H_%d(%d) of uniform laws: the integral of the Irwin-Hall tail', (n, y) => {
    let tail = 0;
    const steps = 500;
    for (let i = 0; i < steps; i++) tail += ((1 - irwinHall(n, y + ((n - y) * (i + 0.5)) / steps)) * (n - y)) / steps;
    expect(sumsOf(parseDistribution('uniform(0,1)'), n).excess(n, y)).toBeCloseTo(tail, 5);
  });

  it('in fractions: uniform, cost at the mean, N = 2: welfare 1/6, Clarke taxes 1/12; N = 3: 13/64, 3/32', () => {
    expect(goodWelfare(good(2, 0.5))).toBeCloseTo(1 / 6, 6);
    expect(outcomeOf(good(2, 0.5), charges(good(2, 0.5)).clarke).revenue).toBeCloseTo(1 / 12, 6);
    expect(goodWelfare(good(3, 0.5))).toBeCloseTo(13 / 64, 6);
    expect(outcomeOf(good(3, 0.5), charges(good(3, 0.5)).clarke).revenue).toBeCloseTo(3 / 32, 6);
  });

  it.each(
    [[3, 0.5, 'uniform(0,1)'], [2, 0.3, 'beta(2,3)'], [4, 1.2, 'uniform(0.5,2)'], [3, 0.7, 'truncated-exponential(1,0.2,3)']] as const
  )('%d agents, %d a head, %s: agree with simulation of the mechanisms themselves', (agents, costPerHead, law) => {
    const market = good(agents, costPerHead, law);
    const cost = agents * costPerHead;
    const low = market.law.support[0];
    const means = simulate(20_000, agents, (u) => {
      const v = u.map((p) => market.law.quantile(p));
      const total = v.reduce((a, b) => a + b, 0);
      const built = total >= cost ? 1 : 0;
      const net = v.map((x) => x - costPerHead);
      const othersOf = (i: number): number => total - cost - net[i]!;
      const taxes = v.map((_, i) => Math.max(0, othersOf(i)) - built * othersOf(i));
      const contributed = v.map((x) => built * Math.max(low, cost - (total - x)));
      const lowestBuilt = low + total - v[0]! >= cost ? 1 : 0;
      const lowestClarke = lowestBuilt * (low + total - v[0]! - cost) - Math.max(0, othersOf(0));
      return [
        built * (total - cost), taxes.reduce((a, b) => a + b, 0), contributed.reduce((a, b) => a + b, 0) - built * cost,
        built * net[0]! - taxes[0]!, built * v[0]! - contributed[0]!, lowestClarke,
      ];
    });
    const { clarke, contributions } = charges(market);
    const exact = [
      goodWelfare(market), outcomeOf(market, clarke).revenue, outcomeOf(market, contributions).revenue, outcomeOf(market, clarke).average,
      outcomeOf(market, contributions).average, outcomeOf(market, clarke).lowest,
    ];
    exact.forEach((value, q) => expect(Math.abs(value - means[q]!), `quantity ${q}`).toBeLessThan(0.004));
    expect(outcomeOf(market, contributions).lowest).toBeCloseTo(0, 12);
  });

  it('expected externality: balanced, and the average agent gets her share of welfare', () => {
    const market = good(4, 0.45, 'beta(2,3)');
    const { revenue, average } = outcomeOf(market, charges(market).expectedExternality);
    expect(revenue).toBeCloseTo(0, 12);
    expect(average).toBeCloseTo(goodWelfare(market) / 4, 12);
  });

  it('contributions fall short wherever building is uncertain, and taxes per head fall', () => {
    for (
      const [agents, cost, law] of [
        [2, 0.05, 'uniform(0,1)'], [5, 0.9, 'uniform(0,1)'], [8, 0.4, 'beta(2,3)'], [3, 0.6, 'uniform(0.5,2)'],
      ] as const
    ) {
      const market = good(agents, cost, law);
      expect(outcomeOf(market, charges(market).contributions).revenue).toBeLessThan(-1e-6);
      expect(outcomeOf(market, charges(market).clarke).revenue).toBeGreaterThan(0);
    }
    const taxes = [2, 4, 8, 16].map((agents) => outcomeOf(good(agents, 0.5), charges(good(agents, 0.5)).clarke).revenue / agents);
    expect(taxes).toEqual(taxes.toSorted((a, b) => b - a));
  });
});

describe('parameters', () => {
  it.each([['agents', 1], ['cost', -0.1], ['value', 'uniform(-1,1)'], ['agents', 33]])('%s = %s is named', (name, value) => {
    expect(() => goodOf(defaultValues(scenario, { [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });
});

describe('claims', () => {
  const values = defaultValues(scenario);
  const known = rowsOnReferences(scenario, values, 1e-4).map((r) => (r.quantity.startsWith('epsilon') ? { ...r, lower: 0, upper: 0 } : r));
  const exact = [
    ...known,
    row(values, CLARKE.name, 'agent 1', 'exPostGainProbability', 0, 0),
    row(values, CLARKE.name, 'market', 'deficitProbability', 0, 0),
    row(values, EXPECTED_EXTERNALITY.name, 'market', 'imbalanceProbability', 0, 0),
  ];
  const statuses = (rows: typeof exact, points = [values]) =>
    Object.fromEntries(Object.entries(judged(scenario, points, rows)).map(([id, { status }]) => [id, status]));
  const changed = (mechanism: string, agent: string, quantity: string, lower: number, upper: number) =>
    [
      ...exact.filter((r) => !(r.point.mechanism === mechanism && r.quantity === quantity && r.agent === agent)),
      row(values, mechanism, agent, quantity, lower, upper),
    ];

  it('hold on the exact values; taxes per head need a sweep', () => {
    expect(statuses(exact)).toEqual({
      'clarke-dominant': 'pass', 'clarke-no-deficit': 'pass', participation: 'pass', 'contributions-deficit': 'pass',
      'expected-externality': 'pass', 'taxes-per-head': 'not-applicable',
    });
  });

  it('say nothing of participation where the good is built always or never', () => {
    const never = defaultValues(scenario, { cost: 2 });
    expect(statuses(rowsOnReferences(scenario, never, 0), [never])).toMatchObject({
      participation: 'not-applicable', 'contributions-deficit': 'not-applicable',
    });
  });

  it.each([
    ['clarke-dominant', CLARKE.name, 'agent 1', 'epsilonIc', 0.01, 0.02],
    ['clarke-no-deficit', CLARKE.name, 'market', 'deficitProbability', 0.01, 0.02],
    ['clarke-no-deficit', CLARKE.name, 'market', 'revenue', 0.2, 0.3],
    ['participation', EXPECTED_EXTERNALITY.name, 'agent 1', 'interimIr', 0, 0.1],
    ['contributions-deficit', CONTRIBUTIONS.name, 'market', 'revenue', 0, 0.1],
    ['contributions-deficit', CONTRIBUTIONS.name, 'agent 1', 'interimIr', -0.2, -0.1],
    ['expected-externality', EXPECTED_EXTERNALITY.name, 'market', 'imbalanceProbability', 0.5, 0.6],
    ['expected-externality', EXPECTED_EXTERNALITY.name, 'agent 1', 'epsilonIc', 0.1, 0.2],
  ])('%s fails where %s, %s has %s in [%d, %d]', (id, mechanism, agent, quantity, lower, upper) => {
    expect(statuses(changed(mechanism, agent, quantity, lower, upper))[id]).toBe('fail');
  });

  it('taxes per head along a sweep: pass, fail, undecided', () => {
    const points = [2, 8].map((agents) => defaultValues(scenario, { agents }));
    const taxes = (n: number): number => referenceOf(scenario, points[n]!, CLARKE.name, 'market', 'revenue');
    const status = (first: number, last: number, half: number) =>
      statuses(
        [
          row(points[0]!, CLARKE.name, 'market', 'revenue', first - half, first + half),
          row(points[1]!, CLARKE.name, 'market', 'revenue', last - half, last + half),
        ],
        points,
      )['taxes-per-head'];
    expect(status(taxes(0), taxes(1), 0.001)).toBe('pass');
    expect(status(taxes(0), taxes(1), 1)).toBe('undecided');
    expect(status(taxes(0), 1, 0.001)).toBe('fail');
  });
});

describe('a small study', () => {
  it('has the exact values in its intervals, and no claim fails', async () => {
    const result = await study(scenario, { cost: 0.4, value: 'beta(2,3)' }, 1024);
    const { missed, compared } = againstReferences(result);
    expect(missed).toEqual([]);
    expect(compared).toBeGreaterThan(20);
    expect(claimed(result)).toMatchObject({ 'clarke-dominant': 'pass', 'contributions-deficit': 'undecided' });
    expect(Object.values(claimed(result))).not.toContain('fail');
  });
});
