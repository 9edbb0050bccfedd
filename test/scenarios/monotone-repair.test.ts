import { describe, expect, it } from 'vitest';
import { BASE, environment, marketOf, REPAIRED } from '../../scenarios/monotone-repair/environment.ts';
import { exactRepair, winningChance } from '../../scenarios/monotone-repair/reference.ts';
import { monotoneRepairScenario as scenario } from '../../scenarios/monotone-repair/scenario.ts';
import { defaultValues, judged, row, rowsOnReferences, simulate } from './support/rows.ts';
import { againstReferences, statuses as claimed, study } from './support/study.ts';
import { further, itFirst } from '../support/evidence.ts';

const at = (changes: Readonly<Record<string, number | string>> = {}) => defaultValues(scenario, changes);

describe.each([
  [{ fee: 0.1 }], [{ fee: 0.3, slope: 3 }], [{
    fee: 0.2, bidders: 3, signal: 'piecewise-linear(0,0.3,0.5,1)',
  }], [{ fee: 0.3, slope: 5, signal: 'uniform(0.5,1)' }], [{ fee: 0.4, slope: 10 }],
])('%j', (changes) => {
  const market = marketOf(at(changes));
  const { fee, law, slopes, bidders } = market;
  const [low, high] = law.support;
  const STEPS = 100;
  const types = Array.from({ length: STEPS + 1 }, (_, t) => low + ((high - low) * t) / STEPS);

  it.each([0, 1])('bidder index %d: simulated utilities, repaired as Appendix A.4 says, have the exact constants', (i) => {
    const m = slopes[i]!;
    const sums = simulate(3000, bidders - 1, (u) => {
      const others = u.map((level, x) => law.quantile(level) * slopes[x < i ? x : x + 1]!);
      const best = Math.max(...others);
      return types.flatMap((s) => [Number(m * s > best), Math.max(0, m * s - best) - fee * s]);
    });
    const q = types.map((_, t) => sums[2 * t]!);
    const mu = types.map((_, t) => sums[2 * t + 1]!);
    const plus = types.map((_, t) => q[t]! >= fee / Math.min(...slopes));
    const floor = Math.min(...mu.filter((_, t) => plus[t]));
    const repaired = mu.map((value, t) => (plus[t] ? value : Number.isFinite(floor) ? floor : 0));
    const constants = (utility: readonly number[]) => {
      let [lic, ic, fall] = [0, 0, 0];
      types.forEach((s, a) => types.forEach((t, b) => {
        if (a === b) return;
        const gain = utility[b]! + m * q[b]! * (s - t) - utility[a]!;
        [lic, ic] = [Math.max(lic, gain / Math.abs(s - t)), Math.max(ic, gain)];
        if (a > b) fall = Math.max(fall, (utility[b]! - utility[a]!) / (s - t));
      }));
      return { lic, ic, fall };
    };
    const exact = exactRepair(market, i);
    const [before, after] = [constants(mu), constants(repaired)];
    // Neighbouring types differ in their chance of winning by up to this.
    const coarse = Math.max(...q.slice(1).map((chance, t) => m * (chance - q[t]!))) + 0.02;
    expect(Math.abs(before.lic - exact.base.epsilonLic)).toBeLessThan(coarse);
    expect(Math.abs(after.lic - exact.repaired.epsilonLic)).toBeLessThan(coarse);
    expect(before.ic).toBeCloseTo(exact.base.epsilonIc, 2);
    expect(after.ic).toBeCloseTo(exact.repaired.epsilonIc, 1.5);
    expect(Math.abs(before.fall - exact.base.monotonicityViolation)).toBeLessThan(coarse);
    expect(after.fall).toBeLessThan(0.02);
    expect(after.lic).toBeLessThan(exact.delta + coarse);
    types.forEach((s, t) => expect(Math.abs(q[t]! - winningChance(market, i, s))).toBeLessThan(0.02));
  });
});

describe('uniform signals, two bidders, slope 2', () => {
  const market = marketOf(at({ fee: 0.1, slope: 2 }));
  it('bidder 1 is cut at 2 epsilon, bidder 2 at epsilon / 2; bidder 2 attains delta', () => {
    const [one, two] = [exactRepair(market, 0), exactRepair(market, 1)];
    expect([one.cut, two.cut]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.05, 12)]);
    expect([one.repaired.epsilonLic, two.repaired.epsilonLic]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.2, 12)]);
    expect([one.delta, two.delta]).toEqual([0.2, 0.2]);
  });

  it("bidder 1's largest gain: int_t^(t + d) [epsilon - (z - t) / 2] at d = 2 epsilon", () => {
    expect(exactRepair(market, 0).base.epsilonIc).toBeCloseTo(0.01, 6);
  });
});

describe('the mechanisms', () => {
  it('insured VCG utilities less the fee, and the repair with the fee as threshold', () => {
    const { mechanisms, problem } = environment(at({ fee: 0.25, bidders: 3, signal: 'uniform(0.5,1)' }));
    const [base, repaired] = mechanisms;
    if (base?.transfers.kind !== 'insured-table') throw new Error('expected a table');
    expect([base.name, repaired]).toEqual(
      [BASE, { name: REPAIRED, rule: { kind: 'efficient' }, transfers: { kind: 'monotone-repair', base: base.transfers, epsilon: 0.25 } }]
    );
    expect(problem.valuations).toMatchObject(
      { coefficients: [[[1, 0, 0], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 2, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, 0, 1]]] }
    );
    const { utility } = base.transfers;
    const slopes = [1, 2, 1];
    const types = [0, 256, 640, 1024];
    const means = simulate(4000, 3, (u) => slopes.flatMap((slope, i) => {
      const best = Math.max(...slopes.map((other, j) => (j === i ? 0 : other * (0.5 + u[j]! / 2))));
      return types.map((step) => 0.5 + step / 2048).map((s) => Math.max(0, slope * s - best) - 0.25 * s);
    }));
    slopes.forEach((_, i) =>
      types.forEach((step, t) => expect(Math.abs(utility[i]![step]! - means[i * types.length + t]!)).toBeLessThan(3e-3)));
    expect(utility[2]).toBe(utility[0]);
  });

  it.each([['fee', 0], ['slope', 0.5], ['bidders', 1], ['signal', 'uniform(-1,1)']])('%s = %s is named', (name, value) => {
    expect(() => scenario.environment(at({ [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });
});

describe('claims', () => {
  const points = [at({ fee: 0.1 })];
  const exact = [
    ...rowsOnReferences(scenario, points[0]!, 1e-4),
    ...['bidder 1', 'bidder 2'].map((agent) => row(points[0]!, BASE, agent, 'monotonicityViolation', 0.05, 0.1))
  ];
  const statuses = (rows: typeof exact, where = points) =>
    Object.fromEntries(Object.entries(judged(scenario, where, rows)).map(([id, { status }]) => [id, status]));

  it('hold on the exact values', () => {
    expect(statuses(exact)).toEqual({
      before:
        'pass', 'before-lic': 'pass', 'proposition-4.1-monotone': 'pass', 'proposition-4.1-lic': 'pass', 'delta-needed': 'pass',
        'proposition-4.1-bounded': 'pass', efficient: 'pass',
    });
  });

  it('nothing falls where the lowest type wins often enough', () => {
    const values = at({ fee: 0.05, signal: 'uniform(0.5,1)' });
    expect(exactRepair(marketOf(values), 1).cut).toBe(0.5);
    expect(statuses([row(values, BASE, 'bidder 2', 'monotonicityViolation', -0.1, 0)], [values]).before).toBe('not-applicable');
  });

  it('a fall within the first step of the grid is not asked for', () => {
    const values = at({ fee: 0.001, slope: 10 });
    expect(statuses([row(values, BASE, 'bidder 2', 'monotonicityViolation', -2.4, -0.75)], [values]).before).toBe('not-applicable');
  });

  it('refers to a flat utility only where the grid has two types below the cut', () => {
    const known = (changes: Record<string, number | string>) =>
      scenario.references!(at(changes)).some(({ quantity, agent }) => quantity === 'monotonicityViolation' && agent === 'bidder 2');
    expect([{}, { fee: 0.001, slope: 10 }, { fee: 0.4, slope: 3, signal: 'uniform(2,3)' }].map(known)).toEqual([true, false, false]);
  });

  it.each([
    ['before', BASE, 'monotonicityViolation', -0.1, 0, 'fail'],
    ['before-lic', BASE, 'epsilonLic', 0.2, 0.3, 'fail'],
    ['proposition-4.1-monotone', REPAIRED, 'monotonicityViolation', 0.05, 0.1, 'fail'],
    ['proposition-4.1-monotone', REPAIRED, 'monotonicityViolation', 0, 0.1, 'undecided'],
    ['proposition-4.1-lic', REPAIRED, 'epsilonLic', 0.25, 0.3, 'fail'],
    ['proposition-4.1-lic', REPAIRED, 'epsilonLic', 0.05, 0.3, 'undecided'],
    ['delta-needed', REPAIRED, 'epsilonLic', 0.01, 0.1, 'fail'],
    ['delta-needed', REPAIRED, 'epsilonLic', 0.05, 0.3, 'undecided'],
    ['proposition-4.1-bounded', REPAIRED, 'epsilonBounded', 0.25, 0.3, 'fail'],
    ['proposition-4.1-bounded', BASE, 'epsilonBounded', 0.25, 0.3, 'not-applicable'],
    ['proposition-4.1-bounded', BASE, 'epsilonBounded', 0.1, 0.3, 'undecided'],
    ['efficient', REPAIRED, 'welfareShare', 0.5, 0.6, 'fail'],
  ])('%s where %s has %s in [%d, %d]: %s', (id, mechanism, quantity, lower, upper, status) => {
    expect(
      statuses(exact.map((r) => (r.point.mechanism === mechanism && r.quantity === quantity ? { ...r, lower, upper } : r)))[id]
    ).toBe(status);
  });
});

describe('a small study', () => {
  it('has the exact values in its intervals, and no claim fails', further('scenarios'), async () => {
    const result = await study(scenario, {}, 32_768);
    const { missed, compared } = againstReferences(result);
    expect(missed).toEqual([]);
    expect(compared).toBeGreaterThan(14);
    expect(claimed(result)).toMatchObject({ before: 'pass', 'delta-needed': 'pass', efficient: 'pass' });
    expect(Object.values(claimed(result))).not.toContain('fail');
  });
});

it('the worst lie of a repaired utility lies where it begins to rise, between points of the grid', async () => {
  const document = await study(scenario, at({ fee: 0.15, slope: 3, signal: 'beta(2,2)' }), 8192);
  const constant = document.estimates.find(({ quantity, agent, point }) =>
    quantity === 'epsilonLic' && agent === 'bidder 2' && point.mechanism === REPAIRED)!;
  expect(constant).toMatchObject({ guarantee: 'continuum' });
  expect(constant.lower).toBeGreaterThan(0.35);
  expect(constant.lower).toBeLessThanOrEqual(0.45);
  expect(constant.upper).toBeGreaterThanOrEqual(0.45);
});

describe('wherever signals lie, and in any unit', () => {
  itFirst(2, 'laws', [
    ['uniform(1000,1001)', 1], ['uniform(1000000,1000001)', 1], ['beta(2,2,1000000,1000001)', 1], ['uniform(1000000000,1000000001)', 1],
    ['uniform(0,1e-9)', 1], ['uniform(0,1e9)', 1], ['uniform(1000000,1000001)', 2],
    ['uniform(1000000000,1000000001)', 3],
  ])('%s, slope %d: no interval leaves out its reference', async (signal, slope) => {
    const document = await study(scenario, at({ signal, slope }), 2048);
    expect(againstReferences(document).missed).toEqual([]);
    if (slope > 1 && signal.includes(',100')) return;
    for (const agent of ['bidder 1', 'bidder 2']) {
      const [base, repaired] = document.estimates.filter((one) => one.quantity === 'epsilonLic' && one.agent === agent);
      expect(base!.upper - base!.lower).toBeLessThan(0.2 * slope);
      expect(repaired!.upper - repaired!.lower).toBeLessThan(0.2 * slope);
    }
  });
});
