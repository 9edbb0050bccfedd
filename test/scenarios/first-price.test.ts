import { describe, expect, it } from 'vitest';
import { ALL_PAY, FIRST_PRICE, mechanismsOf, SECOND_PRICE, TRUTHFUL } from '../../scenarios/first-price/environment.ts';
import { allPayEquilibrium, firstPriceEquilibrium } from '../../scenarios/first-price/equilibrium.ts';
import { firstPriceScenario as scenario } from '../../scenarios/first-price/scenario.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { defaultValues, judged, referenceOf, row, rowsOnReferences } from './support/rows.ts';
import { againstReferences, statuses as claimed, study } from './support/study.ts';

const uniform = parseDistribution('uniform(0,1)');

/** int_a^v F^(n-1) by the midpoint rule. */
function midpoint(f: (x: number) => number, from: number, to: number, steps = 20_000): number {
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += f(from + ((to - from) * (i + 0.5)) / steps);
  return (sum * (to - from)) / steps;
}

describe('equilibrium bids', () => {
  it.each([2, 3, 10])('%d uniform bidders: (n-1)/n v and (n-1)/n v^n', (n) => {
    for (const v of [0, 1e-6, 0.1, 0.37, 0.5, 0.999, 1]) {
      expect(firstPriceEquilibrium(uniform, n).bid(v)).toBeCloseTo(((n - 1) / n) * v, 12);
      expect(allPayEquilibrium(uniform, n).bid(v)).toBeCloseTo(((n - 1) / n) * v ** n, 6);
    }
  });

  it.each(
    [
      ['beta(2,3)', 2], ['beta(5,1)', 10], ['beta(0.5,0.5)', 3], ['uniform(1,3)', 4], ['truncated-exponential(2,0,5)', 5],
      ['piecewise-linear(0,0.1,0.9,1)', 3],
    ] as const
  )('%s, %d bidders: agree with the formula', (text, n) => {
    const law = parseDistribution(text);
    const [low, high] = law.support;
    for (const level of [0.2, 0.5, 0.8, 0.97, 1]) {
      const v = law.quantile(level);
      const shaded = v - midpoint((x) => law.cdf(x) ** (n - 1), low, v) / law.cdf(v) ** (n - 1);
      expect(Math.abs(firstPriceEquilibrium(law, n).bid(v) - shaded)).toBeLessThan(2e-5 * (high - low));
      expect(Math.abs(allPayEquilibrium(law, n).bid(v) - law.cdf(v) ** (n - 1) * shaded)).toBeLessThan(2e-5 * (high - low));
    }
  });

  it.each(
    [['beta(2,3)', 2], ['beta(8,1)', 10], ['uniform(1,3)', 4]] as const
  )('%s, %d bidders: nondecreasing, inverses undo them, and neither leaves its range', (text, n) => {
    const law = parseDistribution(text);
    const [low, high] = law.support;
    for (const { bid, inverse, range } of [firstPriceEquilibrium(law, n), allPayEquilibrium(law, n)]) {
      let last = -Infinity;
      const faults: number[] = [];
      for (let i = 0; i <= 999; i++) {
        const v = low + ((high - low) * i) / 999;
        const b = bid(v);
        const back = inverse(b);
        if (!(b >= last && b <= v + 1e-12 && Math.abs(bid(back) - b) < 5e-13 && back >= v - 1e-9)) faults.push(v);
        last = b;
      }
      expect(faults).toEqual([]);
      expect([bid(low), bid(high)]).toEqual([range[0], range[1]]);
      expect([inverse(range[0] - 1), inverse(range[1] + 1)]).toEqual([low, high]);
    }
  });

  it.each(
    [['uniform(0,1)', 2], ['beta(2,3)', 4], ['piecewise-linear(0,0.1,0.9,1)', 3]] as const
  )('%s, %d bidders: no bid on a grid does better', (text, n) => {
    const law = parseDistribution(text);
    const [low, high] = law.support;
    const win = (t: number): number => law.cdf(t) ** (n - 1);
    const [first, all] = [firstPriceEquilibrium(law, n), allPayEquilibrium(law, n)];
    for (const s of [0.1, 0.4, 0.8, 1].map((p) => law.quantile(p))) {
      for (let i = 0; i <= 200; i++) {
        const t = low + ((high - low) * i) / 200;
        expect(win(t) * (s - first.bid(t))).toBeLessThanOrEqual(win(s) * (s - first.bid(s)) + 1e-6);
        expect(win(t) * s - all.bid(t)).toBeLessThanOrEqual(win(s) * s - all.bid(s) + 1e-6);
      }
    }
  });
});

describe('references', () => {
  it('uniform: truthful bids lose ((n-1)/n)^(n-1)/n; every equilibrium earns (n-1)/(n+1)', () => {
    for (const n of [2, 5, 10]) {
      const values = defaultValues(scenario, { bidders: n });
      expect(referenceOf(scenario, values, TRUTHFUL, 'bidder 1', 'epsilonIc')).toBeCloseTo(((n - 1) / n) ** (n - 1) / n, 12);
      for (const mechanism of [FIRST_PRICE, ALL_PAY, SECOND_PRICE]) {
        expect(referenceOf(scenario, values, mechanism, 'market', 'revenue')).toBeCloseTo((n - 1) / (n + 1), 12);
      }
      expect(referenceOf(scenario, values, TRUTHFUL, 'market', 'revenue')).toBeCloseTo(n / (n + 1), 12);
    }
  });

  it('the revenue at equilibrium is the mean of the bids by their own law', () => {
    const law = parseDistribution('beta(2,3)');
    const [first, all] = [firstPriceEquilibrium(law, 4), allPayEquilibrium(law, 4)];
    const levels = 4000;
    const mean = (f: (v: number) => number, power: number): number => midpoint((p) => f(law.quantile(p ** (1 / power))), 0, 1, levels);
    const exact = referenceOf(scenario, defaultValues(scenario, { bidders: 4, value: 'beta(2,3)' }), FIRST_PRICE, 'market', 'revenue');
    expect(mean(first.bid, 4)).toBeCloseTo(exact, 5);
    expect(4 * mean(all.bid, 1)).toBeCloseTo(exact, 5);
  });
});

describe('atoms', () => {
  const values = defaultValues(scenario, { value: 'discrete(1:0.2,2:0.5,4:0.3)' });

  it('leave out the equilibria in bids; truthful bids and the second price have exact references', () => {
    const played = [SECOND_PRICE, TRUTHFUL].toSorted();
    expect(mechanismsOf({ bidders: 3, law: parseDistribution(String(values.value)) }).map(({ name }) => name).toSorted()).toEqual(played);
    // One unit less at the top wins against the two lower types, 0.7^2; a bid of 2 saves 2 there.
    expect(referenceOf(scenario, values, TRUTHFUL, 'bidder 1', 'epsilonLic')).toBeCloseTo(0.49, 12);
    expect(referenceOf(scenario, values, TRUTHFUL, 'bidder 1', 'epsilonIc')).toBeCloseTo(0.98, 12);
    const claims = judged(scenario, [values], rowsOnReferences(scenario, values, 0));
    expect(claims['first-price-equilibrium']!.status).toBe('not-applicable');
    expect(claims['first-price-equilibrium']!.evidence).toMatch(/draw their bids at random/);
    expect(claims['truthful-loss']!.status).toBe('pass');
    expect(claims['revenue-equivalence']!.status).toBe('pass');
  });
});

describe('parameters', () => {
  it.each([['bidders', 1], ['bidders', 33], ['value', 'uniform(-1,0)'], ['value', 'what']])('%s = %s is named', (name, value) => {
    expect(() => scenario.environment(defaultValues(scenario, { [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });

  it('names differ, and one strategy a bidder', () => {
    const mechanisms = mechanismsOf({ bidders: 5, law: uniform });
    expect(new Set(mechanisms.map(({ name }) => name)).size).toBe(4);
    expect(mechanisms.flatMap(({ strategies }) => (strategies ? [strategies.length] : []))).toEqual([5, 5]);
  });
});

describe('claims', () => {
  const values = defaultValues(scenario);
  const exact = rowsOnReferences(scenario, values, 0);
  const statuses = (rows: typeof exact) =>
    Object.fromEntries(Object.entries(judged(scenario, [values], rows)).map(([id, { status }]) => [id, status]));
  const changed = (mechanism: string, agent: string, quantity: string, lower: number, upper: number) =>
    [
      ...exact.filter((r) => !(r.point.mechanism === mechanism && r.quantity === quantity && r.agent === agent)),
      row(values, mechanism, agent, quantity, lower, upper),
    ];

  it('hold on the exact values and are open without rows', () => {
    expect(new Set(Object.values(statuses(exact)))).toEqual(new Set(['pass']));
    expect(new Set(Object.values(statuses([])))).toEqual(new Set(['undecided']));
  });

  it.each([
    ['first-price-equilibrium', FIRST_PRICE, 'bidder 1', 'epsilonIc', 0.001, 0.0015, 'fail'],
    ['first-price-equilibrium', FIRST_PRICE, 'bidder 1', 'epsilonIc', 0, 0.0015, 'pass'],
    ['first-price-equilibrium', FIRST_PRICE, 'bidder 1', 'epsilonIc', 0, 0.01, 'undecided'],
    ['all-pay-equilibrium', ALL_PAY, 'bidder 1', 'epsilonIc', 0.01, 0.02, 'fail'],
    ['second-price-dominant', SECOND_PRICE, 'bidder 1', 'epsilonIc', 0.01, 0.02, 'fail'],
    ['truthful-loss', TRUTHFUL, 'bidder 1', 'epsilonIc', 0.2, 0.3, 'fail'],
    ['truthful-loss', TRUTHFUL, 'bidder 1', 'epsilonLic', 0.2, 0.3, 'fail'],
    ['revenue-equivalence', ALL_PAY, 'market', 'revenue', 0.55, 0.6, 'fail'],
    ['efficient', ALL_PAY, 'market', 'welfare', 0.65, 0.7, 'fail'],
  ])('%s where %s, %s has %s in [%d, %d]: %s', (id, mechanism, agent, quantity, lower, upper, status) => {
    expect(statuses(changed(mechanism, agent, quantity, lower, upper))[id]).toBe(status);
  });
});

describe('a small study', () => {
  it('has the exact values in its intervals, and no claim fails', async () => {
    const result = await study(scenario, { bidders: 2, value: 'beta(2,3)' }, 4096);
    const { missed, compared } = againstReferences(result);
    expect(missed).toEqual([]);
    expect(compared).toBeGreaterThan(30);
    expect(claimed(result)).toMatchObject({
      'second-price-dominant': 'pass', 'truthful-loss': 'pass', 'revenue-equivalence': 'pass', efficient: 'pass',
    });
    expect(Object.values(claimed(result))).not.toContain('fail');
  });
});

it('far from the origin welfare is known as near it, however wide all-pay payoffs are', async () => {
  const { estimates } = await study(scenario, { bidders: 2, value: 'uniform(1000000,1000001)' }, 256);
  const { lower, upper } = estimates.find(({ quantity, point }) => quantity === 'welfare' && point.mechanism === ALL_PAY)!;
  expect(lower - 1e6).toBeLessThan(2 / 3);
  expect(upper - 1e6).toBeGreaterThan(2 / 3);
  expect(upper - lower).toBeLessThan(0.5);
});
