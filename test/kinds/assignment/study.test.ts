/** Unit-demand studies against brute force on the same draws, and against exact values. */
import { describe, expect, it } from 'vitest';
import { threefry2x32, profileBlockKey } from '../../../kernels/threefry/threefry.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { assignmentMarket } from '../../../src/environment/assignment-market.ts';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import type { Device } from '../../../src/engine/device.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import type { Estimate, ResultDocument } from '../../../src/results/document.ts';
import { defineScenario, type ParameterValues, type Scenario, type StudyPoint } from '../../../src/study/scenario.ts';
import { bidderName, type AssignmentStudy } from '../../../src/kinds/assignment/study-point.ts';
import { lieOf } from '../../../src/results/witness.ts';
import type { StudyConfiguration, StudyHooks } from '../../../src/study/configuration.ts';
import { prepareStudy, runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { further } from '../../support/evidence.ts';

const uniform = parseDistribution('uniform(0,1)');
type Law = Distribution | ((bidder: number, object: number) => Distribution);

const studyOf = (bidders: number, objects: number, law: Law = uniform): AssignmentStudy => ({
  kind: 'assignment', market: assignmentMarket({ bidders, objects, law }), mechanisms: [
    { name: 'VCG', payments: 'vcg' }, { name: 'bids', payments: 'pay-as-bid' },
  ],
});

const scenarioOf = (environment: (values: ParameterValues) => StudyPoint): Scenario => defineScenario({
  name: 'mine', title: 'title', description: 'description', source: 'source', parameters: { n: {
    kind: 'count', description: 'bidders', default: 3, minimum: 1, maximum: 99,
  } },
  marketSize: (values) => Number(values.n), sizeName: { symbol: 'n', description: 'bidders' }, rateDefaults: { n: [2, 3] }, environment,
  primaryAgent: (values) => {
    const study = environment(values);
    return study.kind === 'assignment' ? bidderName(study.agents?.[0] ?? 0) : 'seller';
  },
});

const configurationOf = (scenario: Scenario, more: Partial<StudyConfiguration> = {}): StudyConfiguration =>
  ({
    command: 'run', scenario, points: [{ n: 3 }], profiles: 2000, maxProfiles: 2 ** 32, confidence: 0.999, seed: 'tests', sampler: 'auto',
    ...more
  });

const run = (
  point: StudyPoint,
  more: Partial<StudyConfiguration> = {},
  device: Device = inProcessDevice(),
  hooks: StudyHooks = {},
): Promise<ResultDocument> =>
  runStudy(configurationOf(scenarioOf(() => point), more), device, hooks);

function rowOf(
  { estimates }: ResultDocument,
  mechanism: string,
  quantity: string,
  agent = quantity === 'welfare' || quantity.includes('evenue') ? 'market' : 'bidder 1',
): Estimate {
  const found = estimates.filter((row) => row.quantity === quantity && row.point.mechanism === mechanism && row.agent === agent);
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** What the first bidder gets for a report: an object rather than none, the first of those that serve equally well. */
function objectFor(report: readonly number[], others: readonly (readonly number[])[]): number {
  const totals = report.map((worth, j) => worth + best(others, 0, 1 << j).welfare);
  const most = Math.max(...totals, best(others).welfare);
  return totals.findIndex((total) => total >= most - 1e-9);
}

/** Best assignment by trying all: welfare and the object of each row. The first found stands. */
function best(rows: readonly (readonly number[])[], i = 0, taken = 0): { welfare: number; objectOf: number[] } {
  if (i === rows.length) return { welfare: 0, objectOf: [] };
  let rest = best(rows, i + 1, taken);
  let [top, object] = [rest.welfare, -1];
  for (const [j, worth] of rows[i]!.entries()) {
    if ((taken >> j) & 1) continue;
    const others = best(rows, i + 1, taken | (1 << j));
    if (worth + others.welfare > top) [top, object, rest] = [worth + others.welfare, j, others];
  }
  return { welfare: top, objectOf: [object, ...rest.objectOf] };
}

function draws(laws: readonly Distribution[], objects: number, profile: number): number[][] {
  const key = profileBlockKey(streamKey('tests', 'assignment/certify'), 0);
  const worth = laws.map((law, d) => law.quantile((threefry2x32(key, [profile, d >>> 1])[d & 1]! + 0.5) / 2 ** 32));
  return Array.from({ length: laws.length / objects }, (_, i) => worth.slice(i * objects, (i + 1) * objects));
}

describe('against brute force on the same draws', () => {
  it.each(
    [
      ['4 x 3, one law', 4, 3, uniform],
      ['3 x 4, laws by object', 3, 4, (_: number, j: number) => parseDistribution(j % 2 ? 'beta(2,3)' : 'uniform(0,2)')],
    ] as const
  )('%s', async (_title, bidders, objects, law) => {
    const study = studyOf(bidders, objects, law as Law);
    const document = await run(study, { profiles: 600 });
    const lie = lieOf(rowOf(document, 'bids', 'epsilonIc').witness)!;
    const [type, report] = [lie.type as number[], lie.report as number[]];
    const sums = { gain: 0, welfare: 0, revenue: 0, utility: 0 };
    for (let profile = 0; profile < 600; profile++) {
      const rows = draws(study.market.laws, objects, profile);
      const truth = best(rows);
      sums.welfare += truth.welfare;
      rows.forEach((row, i) => {
        const own = truth.objectOf[i]! < 0 ? 0 : row[truth.objectOf[i]!]!;
        const paid = best(rows.filter((_r, k) => k !== i)).welfare - (truth.welfare - own);
        sums.revenue += paid;
        if (i === 0) sums.utility += own - paid;
      });
      const has = objectFor(report, rows.slice(1));
      sums.gain += has < 0 ? 0 : type[has]! - report[has]!;
    }
    // Worth is drawn to a place of 2^-16 of a cell; a choice flips where that decides.
    expect(rowOf(document, 'bids', 'epsilonIc').estimate).toBeCloseTo(sums.gain / 600, 3);
    expect(rowOf(document, 'VCG', 'welfare').estimate).toBeCloseTo(sums.welfare / 600, 3);
    expect(rowOf(document, 'VCG', 'revenue').estimate).toBeCloseTo(sums.revenue / 600, 3);
    expect(rowOf(document, 'bids', 'revenue').estimate).toBeCloseTo(sums.welfare / 600, 3);
    expect(rowOf(document, 'VCG', 'exAnteUtility').estimate).toBeCloseTo(sums.utility / 600, 3);
    expect(sums.gain).toBeGreaterThan(60);
  });

  it('no other report on a grid gains more than the certified bound', async () => {
    const document = await run(studyOf(3, 2), { profiles: 20_000 });
    const { upper, estimate } = rowOf(document, 'bids', 'epsilonIc');
    const study = studyOf(3, 2);
    const profiles = Array.from({ length: 1500 }, (_, profile) => draws(study.market.laws, 2, 30_000 + profile).slice(1));
    // What others have where she has none of the two objects, the first or the second.
    const worths = profiles.map((others) => [best(others), best(others, 0, 1), best(others, 0, 2)].map(({ welfare }) => welfare));
    let most = 0;
    for (let a = 0; a <= 1; a += 0.1) {
      for (let b = 0; b <= 1; b += 0.1) {
        const total = worths.reduce((sum, [none, first, second]) => {
          const totals = [a + first!, b + second!];
          const has = totals.findIndex((welfare) => welfare >= Math.max(...totals, none!) - 1e-9);
          return sum + (has < 0 ? 0 : 1 - [a, b][has]!);
        }, 0);
        most = Math.max(most, total / profiles.length);
      }
    }
    // Standard error of a mean of 1500 numbers in [0, 1]: at most 0.013.
    expect(most).toBeLessThan(upper + 0.04);
    expect(most).toBeGreaterThan(estimate - 0.06);
  });
});

describe('what is known exactly', () => {
  const covers = (row: Estimate, value: number): void => {
    expect(row.lower).toBeLessThanOrEqual(value + 1e-5);
    expect(row.upper).toBeGreaterThanOrEqual(value - 1e-5);
    expect(row.upper - row.lower).toBeLessThan(0.1);
  };

  it('one object: second price, and truthful first price', async () => {
    const document = await run(studyOf(4, 1), { profiles: 40_000 });
    covers(rowOf(document, 'VCG', 'revenue'), 3 / 5);
    covers(rowOf(document, 'VCG', 'welfare'), 4 / 5);
    covers(rowOf(document, 'VCG', 'exAnteUtility'), 1 / 20);
    covers(rowOf(document, 'bids', 'exPostGainProbability'), 1 / 4);
    covers(rowOf(document, 'bids', 'epsilonIc'), (3 / 4) ** 3 / 4);
    expect(lieOf(rowOf(document, 'bids', 'epsilonIc').witness)!.report).toBeCloseTo(3 / 4, 1);
  });

  it('one bidder pays nothing and takes the best; an object left over costs nothing', async () => {
    const alone = await run(studyOf(1, 3, parseDistribution('uniform(1,2)')), { profiles: 40_000 });
    covers(rowOf(alone, 'VCG', 'exAnteUtility'), 1.75);
    covers(rowOf(alone, 'VCG', 'interimIr'), 1);
    covers(rowOf(alone, 'bids', 'epsilonIc'), 1);
    covers(rowOf(alone, 'VCG', 'highestCompetitiveRevenue'), 0.25);
    expect(rowOf(alone, 'VCG', 'revenue')).toMatchObject({ estimate: 0, lower: 0 });
    const roomy = await run(studyOf(3, 5), { profiles: 20_000 });
    covers(rowOf(roomy, 'bids', 'epsilonIc'), 1);
    covers(rowOf(roomy, 'bids', 'exPostGainProbability'), 1);
    expect(rowOf(roomy, 'VCG', 'interimIr')).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
  });

  it('VCG: exactly nothing to gain, and the lowest competitive prices in every profile', async () => {
    const document = await run(studyOf(5, 4, parseDistribution('beta(0.5,0.5)')));
    expect(rowOf(document, 'VCG', 'epsilonIc')).toMatchObject({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
    expect(rowOf(document, 'VCG', 'exPostGainProbability')).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
    expect(document.estimates.find(({ quantity }) => quantity === 'priceViolationProbability')).toMatchObject({ estimate: 0, lower: 0 });
    expect(document.estimates.find(({ quantity }) => quantity === 'priceViolationProbability')!.upper).toBeLessThan(0.005);
  });

  it.each(
    ['uniform(5,5.01)', 'piecewise-linear(0,0.999,1,1.001)', 'beta(50,2)', 'truncated-exponential(200,0,1)']
  )('numbers are numbers under %s', async (law) => {
    const document = await run(studyOf(4, 3, parseDistribution(law)), { profiles: 300 });
    expect(document.complete).toBe(true);
    for (const { lower, estimate, upper } of document.estimates) {
      expect([lower, estimate, upper].every(Number.isFinite)).toBe(true);
      expect(lower <= estimate && estimate <= upper).toBe(true);
    }
  });
});

describe('the study', () => {
  const unlike = (i: number): Distribution => parseDistribution(i === 2 ? 'uniform(0,2)' : 'uniform(0,1)');

  it('studies one of every set of like bidders, or those asked for, on one sample of markets', async () => {
    const document = await run(studyOf(4, 2, unlike));
    expect([...new Set(document.estimates.map(({ agent }) => agent))]).toEqual(['bidder 1', 'bidder 3', 'market']);
    expect(rowOf(document, 'bids', 'epsilonIc', 'bidder 3').lower).toBeGreaterThan(rowOf(document, 'bids', 'epsilonIc').upper);
    const asked = await run({ ...studyOf(4, 2, unlike), agents: [3] });
    expect(rowOf(asked, 'VCG', 'welfare')).toEqual(rowOf(document, 'VCG', 'welfare'));
  });

  it('gives the same bits on one worker, on two, and in this process', further('devices'), async () => {
    const results: unknown[] = [(await run(studyOf(6, 5))).estimates];
    for (const workers of [1, 2]) {
      const device = await openCpuDevice(workers, { alone: 0 });
      results.push((await run(studyOf(6, 5), {}, device)).estimates);
      await device.close();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect((await run(studyOf(6, 5), { seed: 'other' })).estimates).not.toEqual(results[0]);
  });

  it('plans for a precision', async () => {
    const { profiles: _, ...plain } = configurationOf(scenarioOf(() => studyOf(3, 2)));
    const document = await runStudy({ ...plain, precision: 0.05, confidence: 0.99 }, inProcessDevice(), {});
    const { lower, upper, estimate, profiles } = rowOf(document, 'bids', 'epsilonIc');
    expect((upper - lower) / 2).toBeLessThan(0.05 * estimate);
    expect(profiles).toBeGreaterThan(1000);
    expect((await runStudy({ ...plain, precision: 0.05, maxProfiles: 700 }, inProcessDevice(), {})).estimates[0]!.profiles).toBe(700);
  });

  it('stops when told, before and between bidders, and says so', async () => {
    const stopped = await run(studyOf(4, 2), {}, inProcessDevice(), { signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ complete: false, estimates: [], claims: [] });
    expect(stopped.notes[0]).toMatch(/^interrupted/);
    const controller = new AbortController();
    const between = await run(studyOf(4, 2, unlike), {}, inProcessDevice(), { signal: controller.signal, onLog: () => controller.abort() });
    expect(between.complete).toBe(false);
    expect(new Set(between.estimates.map(({ agent }) => agent))).toEqual(new Set(['bidder 1', 'market']));
  });

  it('reports progress that rises to the end', async () => {
    const shares: number[] = [];
    await run(studyOf(4, 2, unlike), {}, inProcessDevice(), { onProgress: (_, share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(4);
    expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
  });

  it('fits a rate and refuses a mixture of kinds', async () => {
    const sizes = scenarioOf(({ n }) => studyOf(Number(n), 2));
    const points = [4, 8, 16].map((n) => ({ n }));
    const document = await runStudy(configurationOf(sizes, { command: 'rate', points }), inProcessDevice(), {});
    expect(document.fits).toHaveLength(1);
    expect(document.fits[0]).toMatchObject({ quantity: 'epsilonIc', agent: 'bidder 1', markets: [4, 8, 16], point: { mechanism: 'bids' } });
    expect(document.fits[0]!.exponent).toBeLessThan(-0.5);
    const market = { kind: 'double-auction', sellers: 2, buyers: 2, kappa: 0, cost: uniform, value: uniform } as const;
    const mixed = scenarioOf(({ n }) => (n === 4 ? studyOf(4, 2) : market));
    await expect(
      runStudy(configurationOf(mixed, { points }), inProcessDevice(), {})
    ).rejects.toThrow(/^environment: of scenario .mine. must be of one kind/);
  });

  it('refuses more profiles than it can add exactly, and more laws than it keeps', async () => {
    await expect(run(studyOf(4, 4), { profiles: 2 ** 40 })).rejects.toThrow(/^profiles: must be at most 536870912 for 4 bidders/);
    const many = studyOf(20, 20, (i, j) => parseDistribution(`uniform(0,${1 + i + j / 20})`));
    await expect(run(many)).rejects.toThrow(/^environment\.law: gives 400 different laws/);
  });

  it('is hashed by laws, sizes and mechanisms', () => {
    const of = (point: StudyPoint): string => JSON.stringify(prepareStudy(configurationOf(scenarioOf(() => point))).data.markets);
    const texts = [
      studyOf(4, 2), studyOf(4, 3), studyOf(4, 2, unlike), { ...studyOf(4, 2), agents: [1] },
      { ...studyOf(4, 2), mechanisms: [{ name: 'VCG', payments: 'vcg' as const }] },
    ].map(of);
    expect(new Set(texts).size).toBe(texts.length);
    expect(of(studyOf(4, 2))).toBe(texts[0]);
    expect(of(studyOf(500, 500)).length).toBeLessThan(400);
  });
});
