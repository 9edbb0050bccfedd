import { describe, expect, it } from 'vitest';
import { PAY_AS_BID, VCG } from '../../scenarios/unit-demand/environment.ts';
import { unitDemandScenario as scenario } from '../../scenarios/unit-demand/scenario.ts';
import { runStudy } from '../../src/study/study.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { defaultValues, judged, referenceOf, row, rowsOnReferences } from './support/rows.ts';
import { againstReferences, statuses, study } from './support/study.ts';
import { itFirst } from '../support/evidence.ts';

describe('references', () => {
  const reference = (changes: Record<string, number | string>, mechanism: string, agent: string, quantity: string): number =>
    referenceOf(scenario, defaultValues(scenario, changes), mechanism, agent, quantity);

  it('one object: order statistics', () => {
    for (const n of [2, 5, 200]) {
      expect(reference({ bidders: n, objects: 1 }, VCG, 'market', 'revenue')).toBeCloseTo((n - 1) / (n + 1), 10);
      expect(reference({ bidders: n, objects: 1 }, VCG, 'bidder 1', 'exAnteUtility')).toBeCloseTo(1 / (n * (n + 1)), 10);
      expect(reference({ bidders: n, objects: 1 }, PAY_AS_BID, 'market', 'revenue')).toBeCloseTo(n / (n + 1), 10);
      expect(reference({ bidders: n, objects: 1 }, PAY_AS_BID, 'bidder 1', 'epsilonIc')).toBeCloseTo((1 - 1 / n) ** (n - 1) / n, 10);
    }
  });

  it('one bidder: the best of M', () => {
    expect(reference({ bidders: 1, objects: 4 }, VCG, 'bidder 1', 'exAnteUtility')).toBeCloseTo(4 / 5, 10);
    expect(reference({ bidders: 1, objects: 4 }, VCG, 'market', 'highestCompetitiveRevenue')).toBeCloseTo(1 / 5, 10);
    expect(reference({ bidders: 1, objects: 1 }, VCG, 'market', 'highestCompetitiveRevenue')).toBeCloseTo(1 / 2, 10);
  });

  it('an object is left over', () => {
    expect(reference({ bidders: 4, objects: 4, value: 'uniform(1,3)' }, PAY_AS_BID, 'bidder 1', 'epsilonIc')).toBe(2);
    expect(reference({ bidders: 4, objects: 4, value: 'uniform(1,3)' }, VCG, 'bidder 1', 'interimIr')).toBe(1);
    expect(reference({ bidders: 5, objects: 4, value: 'uniform(1,3)' }, VCG, 'bidder 1', 'interimIr')).toBe(0);
    expect(() => reference({ bidders: 5, objects: 4 }, PAY_AS_BID, 'bidder 1', 'epsilonIc')).toThrow();
  });
});

describe('parameters', () => {
  it.each(
    [['bidders', 0], ['bidders', 513], ['objects', 2.5], ['value', 'uniform(-1,0)'], ['value', 'what']]
  )('%s = %s is named', (name, value) => {
    expect(() => scenario.environment(defaultValues(scenario, { [name]: value }))).toThrow(new RegExp(`^${name}: `));
  });
});

describe('claims', () => {
  const points = [8, 16].map((bidders) => defaultValues(scenario, { bidders }));
  const rows = (second: readonly [number, number] = [0.1, 0.12]) => points.flatMap((values, p) => [
    ...rowsOnReferences(scenario, values, 0),
    row(values, PAY_AS_BID, 'bidder 1', 'epsilonIc', ...(p === 0 ? [0.2, 0.21] as const : second)),
    row(values, VCG, 'market', 'revenue', 2, 2.1),
    row(values, VCG, 'market', 'highestCompetitiveRevenue', 2.5, 2.6),
  ]);
  const statusesOf = (estimates: ReturnType<typeof rows>, at = points) =>
    Object.fromEntries(Object.entries(judged(scenario, at, estimates)).map(([id, { status }]) => [id, status]));
  const changed = (mechanism: string, quantity: string, lower: number, upper: number) =>
    rows().map((old) =>
      (old.point.mechanism === mechanism && old.quantity === quantity ? row(points.find(({ bidders }) =>
        bidders === old.point.bidders)!, mechanism, old.agent, quantity, lower, upper) : old));

  it('hold where they should and are open without rows', () => {
    expect(new Set(Object.values(statusesOf(rows())))).toEqual(new Set(['pass']));
    expect(new Set(Object.values(statusesOf([])))).toEqual(new Set(['undecided']));
  });

  it('gains that fall are told from gains that rise and from noise, and one point from a sweep', () => {
    expect(statusesOf(rows([0.195, 0.205]))['gains-fall']).toBe('undecided');
    expect(statusesOf(rows([0.3, 0.31]))['gains-fall']).toBe('fail');
    expect(statusesOf(rows(), points.slice(0, 1))['gains-fall']).toBe('not-applicable');
  });

  it.each([
    ['vcg-dominant', VCG, 'epsilonIc', 0.01, 0.02, 'fail'],
    ['vcg-dominant', VCG, 'exPostGainProbability', 0.01, 0.02, 'fail'],
    ['vcg-dominant', VCG, 'exPostGainProbability', 0, 0.02, 'undecided'],
    ['lowest-competitive-prices', VCG, 'priceViolationProbability', 0, 0.02, 'fail'],
    ['competitive-revenue', VCG, 'highestCompetitiveRevenue', 1.5, 1.6, 'fail'],
    ['competitive-revenue', VCG, 'highestCompetitiveRevenue', 2.05, 2.6, 'undecided'],
    ['pay-as-bid-gains', PAY_AS_BID, 'epsilonIc', 0, 0.1, 'undecided'],
  ])('%s where %s has %s in [%d, %d]: %s', (id, mechanism, quantity, lower, upper, status) => {
    expect(statusesOf(changed(mechanism, quantity, lower, upper))[id]).toBe(status);
  });
});

describe('a small study', () => {
  itFirst(3, 'sizes',
    [
      [{ objects: 1, value: 'beta(2,3)' }, 8], [{ bidders: 1, objects: 3 }, 8], [{ bidders: 3, objects: 5 }, 8],
      [{ bidders: 30, objects: 12 }, 7],
    ] as const
  )('%o: exact values in their intervals', async (changes, least) => {
    const result = await study(scenario, changes, 6000);
    const { missed, compared } = againstReferences(result);
    expect(missed).toEqual([]);
    expect(compared).toBeGreaterThanOrEqual(least);
    expect(statuses(result)).toMatchObject({ 'vcg-dominant': 'pass', 'lowest-competitive-prices': 'pass', 'pay-as-bid-gains': 'pass' });
  });

  it('gains fall as bidders join, at a rate that is fitted', async () => {
    const points = [6, 12, 24].map((bidders) => defaultValues(scenario, { bidders }));
    const result = await runStudy(
      { command: 'rate', scenario, points, profiles: 10_000, maxProfiles: 10_000, confidence: 0.99, seed: 'unit-demand', sampler: 'auto' },
      inProcessDevice(),
      {},
    );
    expect(statuses(result)).toMatchObject({ 'gains-fall': 'pass', 'vcg-dominant': 'pass' });
    expect(result.fits).toHaveLength(1);
    expect(result.fits[0]!.exponentUpper).toBeLessThan(-0.5);
  });

  it('runs more than a hundred bidders', async () => {
    const result = await study(scenario, { bidders: 120, objects: 80 }, 2);
    expect(result.complete).toBe(true);
    expect(statuses(result)).toMatchObject({ 'vcg-dominant': 'pass', 'lowest-competitive-prices': 'undecided' });
    const welfare = result.estimates.find(({ quantity }) => quantity === 'welfare')!;
    expect(welfare.estimate).toBeGreaterThan(78);
    expect(welfare.estimate).toBeLessThan(80);
  });
});
