/** Scenario double-auction-ambiguity: whole studies, and claims that can fail. */
import { describe, expect, it } from 'vitest';
import { doubleAuctionAmbiguityClaims } from '../../scenarios/double-auction-ambiguity/claims.ts';
import { doubleAuctionAmbiguityScenario as scenario } from '../../scenarios/double-auction-ambiguity/scenario.ts';
import type { Estimate, Fit, ResultDocument } from '../../src/results/document.ts';
import { defineScenario, type ParameterValues } from '../../src/study/scenario.ts';
import { InputError } from '../../src/errors.ts';
import type { StudyConfiguration } from '../../src/study/configuration.ts';
import { runStudy } from '../../src/study/study.ts';
import { doubleAuction, type DoubleAuction } from '../../src/environment/double-auction.ts';
import { lieOf } from '../../src/results/witness.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { further } from '../support/evidence.ts';

const values = (sellers: number, buyers = sellers, change: ParameterValues = {}): ParameterValues =>
  ({ sellers, buyers, kappa: 0, cost: 'uniform(0,1)', value: 'uniform(0,1)', metrics: 'both', delta: 0.1, ...change });
const configuration = (change: Partial<StudyConfiguration>): StudyConfiguration => ({
  command:
    'run', scenario, points: [values(2)], profiles: 60_000, maxProfiles: 2 ** 24, confidence: 0.99, seed: 'ambiguity', sampler: 'auto',
    ...change,
});
const run = (change: Partial<StudyConfiguration>): Promise<ResultDocument> => runStudy(configuration(change), inProcessDevice(), {});
const find = (
  { estimates }: Pick<ResultDocument, 'estimates'>,
  agent: string,
  quantity: string,
  extra: Estimate['point'] = {},
): Estimate[] =>
  estimates.filter((row) =>
    row.agent === agent && row.quantity === quantity && Object.entries(extra).every(([key, value]) => row.point[key] === value));

describe('a market of two a side', () => {
  const document = run({});

  it('every certified row holds its exact value, and every claim that applies passes', async () => {
    const { estimates, claims } = await document;
    const judged = estimates.filter(({ reference }) => reference !== undefined);
    expect(judged.filter(({ quantity }) => ['deltaStar', 'sufficientDelta'].includes(quantity))).toHaveLength(6);
    for (const { lower, upper, reference } of judged) {
      expect(lower <= reference!.value + 1e-12 && reference!.value - 1e-12 <= upper).toBe(true);
    }
    expect(claims.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'theorem-5.3 pass', 'theorem-5.3-at-delta pass', 'theorem-5.3-efficient pass', 'theorem-5.3-rational pass', 'theorem-5.3-budget pass',
      'theorem-5.3-vanishes not-applicable', 'total-variation-tight pass', 'prokhorov-faster not-applicable', 'theorem-4.2 pass',
    ]);
  });

  it('gains under the sets asked about fall with ambiguity, from the epsilon-IC constant to nothing', async () => {
    const gain = async (beliefs: string): Promise<Estimate> => find(await document, 'seller', 'ambiguousGain', { beliefs })[0]!;
    const [bayesian, variation, prokhorov, all] = await Promise.all(['bayesian', 'totalVariation(0.1)', 'prokhorov(0.1)', 'all'].map(gain));
    const ic = find(await document, 'seller', 'epsilonIc')[0]!;
    expect([bayesian!.estimate, bayesian!.lower, bayesian!.upper]).toEqual([ic.estimate, ic.lower, ic.upper]);
    expect(variation!.upper).toBeLessThan(bayesian!.lower);
    expect(prokhorov!.upper).toBeLessThan(variation!.lower);
    expect(prokhorov!.lower).toBeGreaterThan(0);
    expect(all).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
    expect(find(await document, 'buyer', 'ambiguousGain').every(({ upper }) => upper === 0)).toBe(true);
  });

  it('what delta* guarantees is at least the actual epsilon, and under total variation no more', async () => {
    const [prokhorov, variation] = ['prokhorov', 'totalVariation'].map(async (metric) =>
      find(await document, 'seller', 'guaranteedEpsilon', { metric })[0]!);
    expect((await prokhorov!).upper).toBeGreaterThan(4 / 9);
    expect((await variation!).lower).toBeLessThan(4 / 9);
    expect((await variation!).upper).toBeGreaterThan(4 / 9);
    expect((await variation!).upper).toBeLessThan(0.48);
  });

  it('says in words what is enough, and shows the belief that makes it so', async () => {
    const { verdicts, beliefs } = await document;
    const needed = find(await document, 'seller', 'deltaStar', { metric: 'prokhorov' })[0]!;
    expect(
      verdicts.find(({ agent, point }) => agent === 'seller' && point.metric === 'prokhorov')!.text
    ).toContain(`delta = ${Number(needed.upper.toPrecision(4))}`);
    const [worst] = beliefs!;
    expect(beliefs).toHaveLength(1);
    expect(worst).toMatchObject({
      agent: 'seller', metric: 'prokhorov', delta: needed.upper, witness: needed.witness, axes: ['L', 'U'], ranges: [[0, 1], [0, 1]],
    });
    expect(worst!.prior).toBeGreaterThan(0);
    expect(worst!.worst).toBeLessThan(0);
    const report = lieOf(needed.witness)!.report as number;
    const share = (kind: string): number => worst!.draws.filter((draw) => draw.kind === kind).length / worst!.draws.length;
    expect(Math.abs(share('sent') - worst!.sent)).toBeLessThan(0.01);
    expect(Math.abs(share('moves') - worst!.moved)).toBeLessThan(0.1);
    for (const { from: [l, u], to, kind } of worst!.draws) {
      expect(l!).toBeLessThanOrEqual(u!);
      if (kind === 'stays') expect(to).toEqual([l, u]);
      if (kind === 'sent') expect(to).toEqual([0, 0]);
      if (kind === 'moves') {
        expect(u! >= report && to[1]! < report && u! - to[1]! <= needed.upper + 1e-12 && l! - to[0]! <= needed.upper + 1e-12).toBe(true);
      }
    }
    // Together: where the report still trades under this belief, is as likely as what it is held against.
    const still = worst!.draws.filter(({ to }) => to[1]! >= report).length / worst!.draws.length;
    expect(still).toBeLessThan(1 - worst!.moved - worst!.sent);
  });
});

describe('other markets', () => {
  it('both sides gain where both reports weigh; unequal sides, another law', further('scenarios'), async () => {
    const document = await run({ points: [values(3, 2, { kappa: 0.4, cost: 'beta(2,3)', value: 'beta(2,3)' })], profiles: 80_000 });
    for (const agent of ['seller', 'buyer']) {
      for (const metric of ['prokhorov', 'totalVariation']) {
        const { lower, upper, reference } = find(document, agent, 'deltaStar', { metric })[0]!;
        expect(lower > 0 && lower <= reference!.value && reference!.value <= upper).toBe(true);
      }
    }
    expect(document.claims.filter(({ status }) => status === 'fail')).toEqual([]);
  });

  it('contamination does not vanish: near the common end the lower of two neighbours leaves first', async () => {
    const document = await run({ points: [values(6, 6, { metrics: 'contamination', delta: 0.9 })], profiles: 30_000 });
    expect(find(document, 'seller', 'deltaStar')).toHaveLength(1);
    expect(find(document, 'seller', 'deltaStar', { metric: 'contamination' })[0]).toMatchObject({ estimate: 1, lower: 1, upper: 1 });
    expect(find(document, 'seller', 'guaranteedEpsilon', { metric: 'contamination' })[0]!.estimate).toBeCloseTo(1, 2);
    expect(document.beliefs).toBeUndefined();
    expect(document.claims.filter(({ status }) => status === 'fail' || status === 'undecided')).toEqual([]);
  });

  it('a finite set of priors, a delta outside (0, 1] and an unknown metric are refused before any draw', async () => {
    const asking = (ambiguity: DoubleAuction['ambiguity']) => defineScenario({ ...scenario, environment: (given) => {
      const { kind: _, ...market } = scenario.environment(given) as DoubleAuction;
      return doubleAuction({ ...market, ...(ambiguity ? { ambiguity } : {}) });
    } });
    const law = (scenario.environment(values(2)) as DoubleAuction).cost;
    const device = inProcessDevice();
    const refused = (ambiguity: DoubleAuction['ambiguity']): Promise<unknown> =>
      runStudy(configuration({ scenario: asking(ambiguity) }), device, {});
    await expect(
      refused({ metrics: ['prokhorov'], at: [{ kind: 'priors', priors: [{ name: 'one', laws: [law] }] }] })
    ).rejects.toThrow(/^environment\.ambiguity\.at\[0\]: finite sets of priors/);
    await expect(refused({ metrics: ['prokhorov'], at: [{ kind: 'prokhorov', delta: 1.5 }] })).rejects.toThrow(InputError);
    await expect(refused({ metrics: ['hellinger' as 'prokhorov'] })).rejects.toThrow(
      /^environment\.ambiguity\.metrics\[0\]: unknown metric 'hellinger'/
    );
    expect(device.jobs).toEqual([]);
    expect(() => scenario.environment(values(2, 2, { delta: 0 }))).toThrow(/^delta: /);
  });
});

describe('a sweep', () => {
  it('delta* by Prokhorov vanishes faster than epsilon, with exponents that hold those of the exact values', async () => {
    const document = await run({ command: 'rate', points: [2, 16].map((M) => values(M)), profiles: 80_000 });
    const fit = (quantity: string, metric?: string): Fit =>
      document.fits.find((candidate) =>
        candidate.quantity === quantity && candidate.agent === 'seller' && candidate.point.metric === metric)!;
    for (const metric of ['prokhorov', 'totalVariation']) {
      const { exponentLower, exponentUpper, referenceExponent } = fit('deltaStar', metric);
      expect(exponentLower <= referenceExponent! && referenceExponent! <= exponentUpper).toBe(true);
    }
    expect(fit('deltaStar', 'totalVariation').exponent).toBe(fit('epsilonLic').exponent);
    const status = (id: string): string => document.claims.find((claim) => claim.id === id)!.status;
    expect([status('prokhorov-faster'), status('theorem-5.3-vanishes'), status('theorem-5.3')]).toEqual(['pass', 'pass', 'pass']);
    expect(document.fits.filter(({ agent }) => agent === 'buyer')).toEqual([]);
  });

  it('a precision is reached by delta* too', further('scenarios'), async () => {
    const { profiles: _, ...rest } = configuration({});
    const document = await runStudy({ ...rest, precision: 0.06 }, inProcessDevice(), {});
    for (const metric of ['prokhorov', 'totalVariation']) {
      const { estimate, lower, upper } = find(document, 'seller', 'deltaStar', { metric })[0]!;
      expect((upper - lower) / 2).toBeLessThanOrEqual(0.06 * estimate);
    }
    expect(document.notes).toEqual([]);
  });
});

describe('claims on fabricated rows', () => {
  const point = values(2);
  const row = (quantity: string, agent: string, lower: number, upper: number, extra: Estimate['point'] = {}): Estimate =>
    ({
      quantity, agent, point: { ...point, ...extra }, estimate: (lower + upper) / 2, lower, upper, confidence: 0.99,
      guarantee: 'continuum', profiles: 1,
    });
  const status = (
    id: string,
    estimates: readonly Estimate[],
    fits: readonly Fit[] = [],
    points: readonly ParameterValues[] = [point],
  ): string =>
    doubleAuctionAmbiguityClaims({
      verdicts: [], command: 'run', estimates, fits, points, confidence: 0.99,
    }).find((claim) => claim.id === id)!.status;
  const needed = (lower: number, upper: number, metric = 'prokhorov'): Estimate => row('deltaStar', 'seller', lower, upper, { metric });

  it('each can fail, and each is undecided or fails without its rows', () => {
    expect(
      status('theorem-5.3', [needed(0.2, 0.3), row('ambiguousGain', 'seller', 0.01, 0.02, { beliefs: 'prokhorov at δ*' })])
    ).toBe('fail');
    const everybody = ['seller', 'buyer'].flatMap((agent) =>
      ['prokhorov', 'totalVariation'].map((metric) => row('deltaStar', agent, 0.2, 0.3, { metric })));
    const noGain = row('ambiguousGain', 'seller', 0, 0.02, { beliefs: 'prokhorov at δ*' });
    expect(status('theorem-5.3', [...everybody, noGain])).toBe('pass');
    expect(status('theorem-5.3', [...everybody.slice(1), noGain])).toBe('undecided');
    expect(status('theorem-5.3', [])).toBe('undecided');
    const at = (lower: number, upper: number): Estimate => row('ambiguousGain', 'seller', lower, upper, { beliefs: 'prokhorov(0.1)' });
    expect(status('theorem-5.3-at-delta', [needed(0.01, 0.05), at(0.01, 0.02)])).toBe('fail');
    expect(status('theorem-5.3-at-delta', [needed(0.01, 0.05), at(0, 0)])).toBe('pass');
    expect(status('theorem-5.3-at-delta', [needed(0.01, 0.05), at(0, 0.01)])).toBe('undecided');
    expect(status('theorem-5.3-at-delta', [needed(0.2, 0.3), at(0, 0)])).toBe('fail');
    expect(status('theorem-5.3-at-delta', [needed(0.2, 0.3), at(0.01, 0.02)])).toBe('pass');
    expect(status('theorem-5.3-at-delta', [needed(0.05, 0.3), at(0, 0.02)])).toBe('not-applicable');
    expect(status('theorem-5.3-efficient', [{ ...row('efficiency', 'market', 0.9, 1), estimate: 0.99 }])).toBe('fail');
    expect(status('theorem-5.3-efficient', [{ ...row('efficiency', 'market', 0.99, 1), estimate: 1 }])).toBe('pass');
    expect(status('theorem-5.3-rational', [row('exPostIr', 'buyer', -0.2, -0.1)])).toBe('fail');
    expect(status('theorem-5.3-rational', [row('exPostIr', 'buyer', -0.2, 0.1)])).toBe('undecided');
    expect(status('theorem-5.3-budget', [row('insuredBudget', 'market', -0.2, -0.1)])).toBe('fail');
    expect(status('theorem-5.3-budget', [row('insuredBudget', 'market', 0.1, 0.2)])).toBe('fail');
    expect(status('theorem-5.3-budget', [row('insuredBudget', 'market', -0.1, 0.1)])).toBe('undecided');
    expect(status('theorem-5.3-budget', [row('insuredBudget', 'market', -0.1, 0.1), row('expectedSurplus', 'market', 1, 1)])).toBe('pass');
    expect(status('theorem-5.3-efficient', [{ ...row('efficiency', 'market', 0, 1), estimate: 1 }])).toBe('undecided');
    const epsilon = row('epsilonLic', 'seller', 0.4, 0.5);
    expect(status('total-variation-tight', [needed(0.1, 0.2, 'totalVariation'), epsilon])).toBe('fail');
    expect(status('total-variation-tight', [needed(0.45, 0.55, 'totalVariation'), epsilon])).toBe('pass');
    expect(status('total-variation-tight', [needed(0.1, 0.55, 'totalVariation'), epsilon])).toBe('undecided');
    const sufficient = row('sufficientDelta', 'seller', 0.4, 0.5);
    expect(status('theorem-4.2', [needed(0.6, 0.7), sufficient])).toBe('fail');
    expect(status('theorem-4.2', [needed(0.4, 0.45), sufficient])).toBe('undecided');
    expect(status('theorem-4.2', [needed(0.1, 0.2), sufficient])).toBe('pass');
  });

  it('of a sweep: vanishing and the rates', () => {
    const large = (lower: number, upper: number): Estimate => ({ ...needed(lower, upper), point: { ...values(8), metric: 'prokhorov' } });
    const points = [values(8), point];
    expect(status('theorem-5.3-vanishes', [needed(0.1, 0.2), large(0.3, 0.4)], [], points)).toBe('fail');
    expect(status('theorem-5.3-vanishes', [needed(0.1, 0.2), large(0.15, 0.3)], [], points)).toBe('undecided');
    expect(status('theorem-5.3-vanishes', [needed(0.1, 0.2), large(0.01, 0.05)], [], points)).toBe('pass');
    const fit = (quantity: string, exponentLower: number, exponentUpper: number, metric?: string): Fit => ({
      quantity, agent: 'seller', point: {
        kappa: 0, ...(metric ? { metric } : {})
      }, model: 'c*M^b', exponent: exponentLower, exponentLower, exponentUpper, coefficient: 1, coefficientLower: 1, coefficientUpper: 1,
      confidence: 0.99, markets: [2, 8],
    });
    const epsilon = fit('epsilonLic', -0.52, -0.5);
    expect(status('prokhorov-faster', [], [fit('deltaStar', -1, -0.9, 'prokhorov'), epsilon], points)).toBe('pass');
    expect(status('prokhorov-faster', [], [fit('deltaStar', -0.6, -0.51, 'prokhorov'), epsilon], points)).toBe('undecided');
    expect(status('prokhorov-faster', [], [fit('deltaStar', -0.4, -0.3, 'prokhorov'), epsilon], points)).toBe('fail');
  });
});
