/** What the data's sampling error does to a double auction: over all laws near the sample, and by the bootstrap. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exactEpsilonIcOfLaws, exactEpsilonLicOfTwoLaws } from '../../../scenarios/double-auction/reference.ts';
import { scenarios } from '../../../scenarios/registry.ts';
import { resampleText } from '../../../src/distributions/empirical.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem, type DoubleAuction } from '../../../src/environment/double-auction.ts';
import { atLaws, overLaws } from '../../../src/kinds/double-auction/data-error.ts';
import type { LawRow } from '../../../src/kinds/kind.ts';
import { openRun } from '../../../src/run/run.ts';
import { dkwHalfWidth } from '../../../src/statistics/dkw.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import { checkConfiguration } from '../../../src/study/check-configuration.ts';
import { prepareStudy, runSpread, runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { nearbyLaw, uniforms } from '../../support/nearby-law.ts';
import { buyerOfAtoms, gainsOfAtoms, sellerOfAtoms, type Atoms } from '../../oracles/market-of-atoms.ts';

const folder = mkdtempSync(join(tmpdir(), 'misreport-data-error-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
function csv(columns: Readonly<Record<string, readonly number[]>>): string {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.map((_, i) => names.map((name) => columns[name]![i]).join(','));
  const path = join(folder, `data-${written++}.csv`);
  writeFileSync(path, `${names.join(',')}\n${rows.join('\n')}\n`);
  return path;
}
const market = (sellers: number, buyers: number, kappa: number, cost: string, value: string): DoubleAuction =>
  doubleAuction({ sellers, buyers, kappa, cost: parseDistribution(cost), value: parseDistribution(value) });
const find = (rows: readonly LawRow[], agent: string, quantity: string): LawRow =>
  rows.find((row) => row.agent === agent && row.quantity === quantity)!;

describe('over all laws near the sample', () => {
  it.each([
    ['two samples', 3, 2, 0.3, false],
    ['one sample behind both laws', 2, 3, 0, true],
    ['a sample of costs, values known', 2, 4, 0.6, 'known'],
  ] as const)('%s: no law within the distance is left out', (_, sellers, buyers, kappa, how) => {
    const random = uniforms(sellers * 10 + buyers);
    const draw = (): number[] => Array.from({ length: 24 }, () => Math.round(1000 * random()) / 1000 + 1e-7 * random());
    const [costs, values] = [draw(), draw()];
    const file = csv({ cost: costs, value: values });
    const fixed: Atoms = { at: [0.2, 0.5, 0.9], mass: [0.3, 0.4, 0.3] };
    const valueText = how === true ? `empirical(${file},cost)` : how === 'known' ? 'discrete(0.2:0.3,0.5:0.4,0.9:0.3)'
      : `empirical(${file},value)`;
    const distance = 0.15;
    const rows = overLaws(market(sellers, buyers, kappa, `empirical(${file},cost)`, valueText), () => distance);
    let nearest = Infinity;
    for (let trial = 0; trial < 30; trial++) {
      const cost = nearbyLaw(costs, trial === 0 ? 0 : distance, random);
      const value = how === true ? cost : how === 'known' ? fixed : nearbyLaw(values, trial === 0 ? 0 : distance, random);
      for (const [agent, answers] of [
        ['seller', sellerOfAtoms(sellers, buyers, kappa, cost, value)], ['buyer', buyerOfAtoms(sellers, buyers, kappa, cost, value)],
      ] as const) {
        for (const [quantity, exact] of Object.entries(answers)) {
          const { lower, upper } = find(rows, agent, quantity);
          expect(lower, `${agent} ${quantity} in trial ${trial}`).toBeLessThanOrEqual(exact + 1e-12);
          expect(upper, `${agent} ${quantity} in trial ${trial}`).toBeGreaterThanOrEqual(exact - 1e-12);
          if (quantity === 'epsilonLic') nearest = Math.min(nearest, upper - exact);
        }
      }
      const surplus = find(rows, 'market', 'expectedSurplus');
      const gains = gainsOfAtoms(sellers, buyers, cost, value);
      expect(gains).toBeGreaterThanOrEqual(surplus.lower - 1e-12);
      expect(gains).toBeLessThanOrEqual(surplus.upper + 1e-12);
    }
    // The band is no wider than it must be by much: some law comes near its upper end.
    expect(nearest).toBeLessThan(0.03);
  });

  it('at distance 0 it is the sample itself', () => {
    const numbers = [0.1, 0.3, 0.35, 0.6, 0.8];
    const file = csv({ x: numbers });
    const text = `empirical(${file},x)`;
    const uniform: Atoms = { at: numbers, mass: numbers.map(() => 0.2) };
    const rows = overLaws(market(3, 2, 0.25, text, text), () => 0);
    const values = atLaws(market(3, 2, 0.25, text, text));
    for (const [agent, answers] of [
      ['seller', sellerOfAtoms(3, 2, 0.25, uniform, uniform)], ['buyer', buyerOfAtoms(3, 2, 0.25, uniform, uniform)],
    ] as const) {
      for (const [quantity, exact] of Object.entries(answers)) {
        const { lower, upper } = find(rows, agent, quantity);
        expect(lower).toBeCloseTo(exact, 10);
        expect(upper).toBeCloseTo(exact, 10);
        expect(find(values, agent, quantity).upper).toBeCloseTo(exact, 10);
      }
    }
    expect(find(values, 'market', 'expectedSurplus').upper).toBeCloseTo(gainsOfAtoms(3, 2, uniform, uniform), 10);
  });

  it('of one law without atoms the epsilon-LIC constant is the same whatever the law: nothing is left open', () => {
    const random = uniforms(5);
    const file = csv({ x: Array.from({ length: 40 }, random) });
    const text = `empirical(${file},x,smoothed)`;
    const { lower, upper } = find(overLaws(market(3, 3, 0, text, text), () => 0.2), 'seller', 'epsilonLic');
    // Five others, two of them below: 10 p^2 (1 - p)^3 at p = 2 / 5.
    expect([lower, upper]).toEqual([expect.closeTo(0.3456, 12), expect.closeTo(0.3456, 12)]);
    // With atoms the level may be jumped over.
    const withAtoms = find(overLaws(market(3, 3, 0, `empirical(${file},x)`, `empirical(${file},x)`), () => 0.2), 'seller', 'epsilonLic');
    expect(withAtoms.lower).toBeLessThan(0.3);
    expect(withAtoms.upper).toBeCloseTo(0.3456, 12);
  });

  it('covers the truth at the stated confidence: costs uniform, values of density 2 v', () => {
    const confidence = 0.8;
    const [sellers, buyers, kappa] = [2, 3, 0.25];
    const truth = market(sellers, buyers, kappa, 'uniform(0,1)', 'beta(2,1)');
    const exact = (['seller', 'buyer'] as const).flatMap((agent) => [
      [agent, 'epsilonLic', exactEpsilonLicOfTwoLaws(traderProblem(truth, agent))!] as const,
      [agent, 'epsilonIc', exactEpsilonIcOfLaws(traderProblem(truth, agent))!] as const,
    ]);
    let misses = 0;
    const seeds = 8;
    for (let seed = 1; seed <= seeds; seed++) {
      const random = uniforms(1000 + seed);
      const n = 40;
      const file = csv({ cost: Array.from({ length: n }, random), value: Array.from({ length: n }, () => Math.sqrt(random())) });
      const sampled = market(sellers, buyers, kappa, `empirical(${file},cost,smoothed,0:1)`, `empirical(${file},value,smoothed,0:1)`);
      const rows = overLaws(sampled, () => dkwHalfWidth(n, (1 - confidence) / 2));
      const isMissed = exact.some(([agent, quantity, value]) => {
        const { lower, upper, assumesEnds } = find(rows, agent, quantity);
        expect(assumesEnds).toBeUndefined();
        return value < lower - 1e-9 || value > upper + 1e-9;
      });
      misses += Number(isMissed);
    }
    // Binomial(8, 0.2) passes 4 with probability 0.01.
    expect(misses).toBeLessThanOrEqual(4);
  });
});

const scenario = scenarios.find(({ name }) => name === 'double-auction')!;

describe('rows of a study', () => {
  it('say the distance: that of all samples at once, each with its share of the error probability', async () => {
    const random = uniforms(77);
    const file = csv({ cost: Array.from({ length: 30 }, random), value: Array.from({ length: 30 }, random) });
    const { estimates, notes } = await runStudy({
      scenario, profiles: 1000, confidence: 0.95, dataError: 'dkw',
      points: [{ sellers: 2, buyers: 2, cost: `empirical(${file},cost,smoothed)`, value: `empirical(${file},value,smoothed,-1:2)` }],
    }, inProcessDevice(), {});
    const told = (quantity: string) => estimates.find((row) => row.quantity === quantity && row.agent !== 'buyer')!.dataError;
    // sqrt(log(2 * 2 / 0.05) / (2 * 30)).
    expect(told('epsilonLic')).toMatchObject({ kind: 'dkw', confidence: 0.95, distance: expect.closeTo(0.2702476, 6) });
    expect(told('epsilonLic')!.words).toMatch(
      /^all laws within 0\.27 of .* of 30 draws, and within 0\.27 of .* \(Dvoretzky-Kiefer-Wolfowitz\)$/,
    );
    expect(told('epsilonIc')!.words).toMatch(/; no types beyond the sample's least and greatest$/);
    expect(told('efficiency')).toBeUndefined();
    expect(notes.join()).toMatch(/data-error dkw: nothing is said of .*share of first best/);
  });

  it.each(['dkw', 'bootstrap'] as const)('are told by a plan that left nothing to others as by a single run: %s', async (dataError) => {
    const text = `empirical(${csv({ x: [0.1, 0.35, 0.35, 0.6, 0.8, 0.92] })},x)`;
    const asked = {
      scenario, profiles: 200, confidence: 0.9, dataError, points: [{ sellers: 1, buyers: 1, cost: text, value: text }],
      ...(dataError === 'bootstrap' ? { bootstrap: 19 } : {}),
    };
    const study = prepareStudy(checkConfiguration(asked));
    const merged = await runSpread(study, inProcessDevice(), {}, () => undefined);
    expect(merged!.estimates).toEqual((await runStudy(asked, inProcessDevice(), {})).estimates);
    expect(merged!.estimates.some((row) => row.dataError?.kind === dataError)).toBe(true);
    // Of a study whose draws are elsewhere there is nothing to tell yet.
    expect(await runSpread(study, inProcessDevice(), {}, () => [])).toBeUndefined();
  });

  it('are refused where types depend, or a law has no end', async () => {
    const file = csv({ x: [1, 2, 3] });
    const study = (change: object) => runStudy({
      scenario, profiles: 100, dataError: 'dkw', points: [{ cost: `empirical(${file},x,smoothed)`, value: 'normal(2,1)' }], ...change,
    }, inProcessDevice(), {});
    await expect(study({})).rejects.toThrow(/^data-error: needs laws that end, and normal\(2,1\) does not/);
    const points = [{ cost: `empirical(${file},x,smoothed)` }];
    await expect(study({ points, dependence: 'gaussian(0.5)' })).rejects.toThrow(/^data-error: is for types that are independent/);
    await expect(study({ points: [{}] })).rejects.toThrow(/^data-error: needs a law that was made of data/);
  });
});

describe('by the bootstrap', () => {
  const numbers = [0.05, 0.2, 0.2, 0.31, 0.44, 0.47, 0.58, 0.7, 0.83, 0.97, 0.99, 1.3];

  it('the interval is that of the resamples, each computed from its numbers in a line', async () => {
    const file = csv({ x: numbers });
    const text = `empirical(${file},x)`;
    const document = await runStudy({
      scenario, points: [{ sellers: 1, buyers: 1, cost: text, value: text }], profiles: 2000, confidence: 0.9, seed: 'resamples',
      dataError: 'bootstrap', bootstrap: 39,
    }, inProcessDevice(), {});
    const row = document.estimates.find(({ quantity }) => quantity === 'expectedSurplus')!;
    // E (V - C)^+ over all pairs of the numbers.
    const gains = (xs: readonly number[]): number =>
      xs.flatMap((c) => xs.map((v) => Math.max(0, v - c))).reduce((a, b) => a + b) / xs.length ** 2;
    const seen: number[] = [];
    const run = openRun(inProcessDevice(), 'resamples');
    for (let b = 0; b < 39; b++) {
      const { k0, k1 } = run.stream(`data-error/bootstrap-${b}`);
      const key = [k0, k1].map((word) => word.toString(16).padStart(8, '0')).join('');
      const again = parseDistribution(resampleText(text, key)).data!.numbers;
      expect(again.length).toBe(numbers.length);
      seen.push(gains([...again]) - gains(numbers));
    }
    seen.sort((a, b) => a - b);
    // (39 + 1) 0.1 / 2 = 2: the second from either end.
    expect(row.dataError).toEqual({
      // Round what the sample gives, in which there are no draws, and not round the row's estimate.
      kind: 'bootstrap', lower: expect.closeTo(gains(numbers) - seen[37]!, 10), upper: expect.closeTo(gains(numbers) - seen[1]!, 10),
      confidence: 0.9, replicates: 39,
      words: expect.stringMatching(/not a guarantee; sampling error of the data: what the sample gives less .* the middle 90% of 39/),
    });
    expect(new Set(seen).size).toBeGreaterThan(30);
    // The row's own interval is what it is without.
    const plain = await runStudy({
      scenario, points: [{ sellers: 1, buyers: 1, cost: text, value: text }], profiles: 2000, confidence: 0.9, seed: 'resamples',
    }, inProcessDevice(), {});
    expect(plain.estimates).toEqual(document.estimates.map(({ dataError: _dataError, ...rest }) => rest));
    expect(plain.configHash).not.toBe(document.configHash);
  });

  it('an interruption keeps the resamples that were done, where these can tell the confidence', async () => {
    const text = `empirical(${csv({ x: numbers })},x)`;
    const interrupted = (confidence: number, replicates: number): Promise<ResultDocument> => {
      const stop = new AbortController();
      return runStudy({
        scenario, points: [{ sellers: 2, buyers: 2, cost: text, value: text }], profiles: 500, confidence, dataError: 'bootstrap',
        bootstrap: replicates,
      }, inProcessDevice(), { signal: stop.signal, onProgress: (stage) => stage.startsWith('resample 25 of') && stop.abort() });
    };
    const told = await interrupted(0.9, 60);
    expect(told.complete).toBe(false);
    expect(told.notes).toContain('data-error bootstrap: 25 of 60 resamples were done');
    expect(told.estimates[0]!.dataError).toMatchObject({ kind: 'bootstrap', replicates: 25 });
    const short = await interrupted(0.95, 60);
    expect(short.notes).toContain('data-error bootstrap: 25 of 60 resamples were done, too few for 95%, which takes 39');
    expect(short.estimates.filter(({ dataError }) => dataError)).toEqual([]);
    expect(short.estimates.length).toBeGreaterThan(10);
  });

  it('in social choice problems, where a resample is studied like the sample: welfare and revenue of two bidders', async () => {
    const auction = scenarios.find(({ name }) => name === 'single-object')!;
    const text = `empirical(${csv({ x: numbers })},x)`;
    const study = (seed: string) => runStudy({
      scenario: auction, points: [{ bidders: 2, value: text, rivals: text }], profiles: 64, confidence: 0.8, seed, dataError: 'bootstrap',
      bootstrap: 9,
    }, inProcessDevice(), {});
    const { estimates, configuration } = await study('bidders');
    expect(configuration).toMatchObject({ dataError: 'bootstrap', bootstrap: 9 });
    const run = openRun(inProcessDevice(), 'bidders');
    const samples = Array.from({ length: 9 }, (_, b) => {
      const { k0, k1 } = run.stream(`data-error/bootstrap-${b}`);
      return [...parseDistribution(resampleText(text, [k0, k1].map((word) => word.toString(16).padStart(8, '0')).join(''))).data!.numbers];
    });
    for (const [quantity, of] of [['welfare', Math.max], ['revenue', Math.min]] as const) {
      const row = estimates.find((one) => one.quantity === quantity && one.point.mechanism === 'second price')!;
      const mean = (xs: readonly number[]): number => xs.flatMap((a) => xs.map((b) => of(a, b))).reduce((a, b) => a + b) / xs.length ** 2;
      const sorted = samples.map(mean).sort((a, b) => a - b);
      expect(row.estimate).toBeCloseTo(mean(numbers), 9);
      // (9 + 1) 0.2 / 2 = 1: the first and the last, of exact means as they are.
      expect(row.dataError).toMatchObject({
        lower: expect.closeTo(2 * row.estimate - sorted[8]!, 9), upper: expect.closeTo(2 * row.estimate - sorted[0]!, 9), replicates: 9,
      });
    }
    expect((await study('bidders')).estimates).toEqual(estimates);
  });
});
