/** Interim gains over a list of reports: means and bounds by hand, and a list's shape. */
import { describe, expect, it } from 'vitest';
import { drawProfiles } from '../../src/experiments/network/profiles.ts';
import { evenRanges } from '../../src/experiments/network/gain-ranges.ts';
import { drawReportGains, gainSize, reportList, type ReportSums } from '../../src/experiments/network/report-gains.ts';
import {
  bestPair, expectedHalf, largestReportGain, leastReportUtility, type ReportStage, reportsToKeep, stageAlphas,
} from '../../src/notions/report-gains.ts';
import { empiricalBernsteinAt } from '../../src/statistics/empirical-bernstein.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { drawOn } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

describe('reportList', () => {
  it('is a grid with corners, and spreads where a grid is too large', () => {
    expect([...reportList(Float64Array.of(0), Float64Array.of(32))]).toEqual(Array.from({ length: 33 }, (_, k) => k));
    const two = reportList(Float64Array.of(0, 10), Float64Array.of(1, 20));
    expect(two.length).toBe(2 * 64);
    expect([two[0], two[1], two.at(-2), two.at(-1)]).toEqual([0, 10, 1, 20]);
    const many = reportList(new Float64Array(10), new Float64Array(10).fill(2));
    expect(many.length).toBe(320);
    expect(many.every((x) => x >= 0 && x <= 2)).toBe(true);
    expect(new Set(many).size).toBeGreaterThan(300);
  });
});

/** Chance r of the object at price r^2 / 2 + half of the other's bid: truth is best; at price r^2, half the type, with gain t^2 / 4. */
const priced = (factor: number) => compileNetwork({
  format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'bids', payments: 'p', nodes: [
    { name: 'b', op: 'sum', of: 'bids', axis: 1 }, { name: 'square', op: 'multiply', of: ['b', 'b'] },
    { name: 'fee', op: 'scale', of: 'square', factor },
    { name: 'one', op: 'slice', of: 'b', axis: 0, from: 0, to: 1 }, { name: 'two', op: 'slice', of: 'b', axis: 0, from: 1, to: 2 },
    { name: 'turned', op: 'concatenate', of: ['two', 'one'], axis: 0 }, { name: 'half', op: 'scale', of: 'turned', factor: 0.5 },
    { name: 'p', op: 'add', of: ['fee', 'half'] },
  ],
});

/** One stage, of everything. */
const alone = (sums: ReportSums): ReportStage[] => [{ sums, places: Array.from(sums.payments, (_, k) => k) }];

const law = parseDistribution('uniform(0,1)');

async function sumsOf(factor: number, profiles = 2048, single = false): Promise<{ readonly sums: ReportSums; readonly size: number }> {
  const mechanism = priced(factor);
  const [low, high] = [new Float64Array(2), Float64Array.of(1, 1)];
  const reports = reportList(low.slice(0, 1), high.slice(0, 1));
  const size = gainSize(mechanism, low, high, 0);
  const asked = {
    by: { kernel: 'regret' as const, mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } }, laws: [[law], [law]], low, high,
    unit: 2 ** -36, unitDemand: false, agents: [], profiles, single,
  };
  return { size, sums: await drawReportGains(asked, 0, reports, size, drawOn(inProcessDevice()), { k0: 1, k1: 2 }) };
}

/** [types, reports]: mean gains. */
const meanGains = ({ reports, amounts, payments, profiles }: ReportSums): number[][] => Array.from(reports, (type, t) =>
  Array.from(reports, (_, r) => (type * (amounts[r]! - amounts[t]!) - payments[r]! + payments[t]!) / profiles));

describe('sums in single precision', () => {
  it('are off those of doubles by what they say, and not by less than doubles may be', async () => {
    const [{ sums: doubles }, { sums: singles }] = [await sumsOf(1, 256), await sumsOf(1, 256, true)];
    const other = meanGains(singles);
    const most = Math.max(...meanGains(doubles).flatMap((row, t) => row.map((gain, r) => Math.abs(gain - other[t]![r]!))));
    expect(most).toBeLessThan(singles.off + doubles.off);
    expect(most).toBeGreaterThan(10 * doubles.off);
    expect(singles.off).toBeLessThan(2e-6);
    expect(singles.moved - doubles.moved).toBeCloseTo(singles.off - doubles.off, 12);
  });

  it('are set against what sampling may be expected to leave open: of gains that are the same everywhere, by their range', async () => {
    const { sums, size } = await sumsOf(1, 256);
    const half = expectedHalf(alone(sums), 1024, evenRanges(33, [-size, size]), 0.01);
    expect(half / empiricalBernsteinAt(1024, 0.005)(0, 2 * size)).toBeCloseTo(1, 2);
  });
});

describe('largestReportGain', () => {
  it('knows what the square costs: 1/4 at the type 1, whose report is 1/2', async () => {
    const { sums, size } = await sumsOf(1);
    const witness = bestPair(sums, 'ic');
    expect([sums.reports[witness.type], sums.reports[witness.report]]).toEqual([1, 0.5]);
    const { estimate, lower, upper } = largestReportGain(alone(sums), 'ic', witness, evenRanges(33, [-size, size]), 0.01);
    expect(estimate).toBeCloseTo(0.25, 9);
    expect(lower).toBeLessThanOrEqual(0.25);
    expect(upper).toBeGreaterThanOrEqual(0.25);
    expect(upper - lower).toBeLessThan(0.25);
    const lic = bestPair(sums, 'lic');
    // Gain (t - r) (r + r - t) .. by the size t - r: most for the shortest lie of the highest type.
    expect([sums.reports[lic.type], sums.reports[lic.report]]).toEqual([1, 31 / 32]);
    expect(largestReportGain(alone(sums), 'lic', lic, evenRanges(33, [-size, size]), 0.01).estimate).toBeCloseTo(31 / 32, 6);
  });

  it('has no gain where truth is best, and never falls below zero', async () => {
    const { sums, size } = await sumsOf(0.5);
    const witness = bestPair(sums, 'ic');
    const { estimate, lower, upper } = largestReportGain(alone(sums), 'ic', witness, evenRanges(33, [-size, size]), 0.01);
    expect([estimate, lower]).toEqual([0, 0]);
    expect(upper).toBeGreaterThan(0);
    expect(largestReportGain(alone(sums), 'ic', witness, evenRanges(33, [-size, 0.001]), 0.01).upper).toBeLessThanOrEqual(0.001);
  });

  it('finds the least utility: type 0 pays half of the other bid', async () => {
    const { sums } = await sumsOf(0.5);
    const { lower, estimate, upper } = leastReportUtility(alone(sums), [-0.5, 1], 0.01);
    expect(estimate).toBeCloseTo(-0.25, 1);
    expect(lower < -0.25 && upper > -0.25).toBe(true);
  });
});

describe('laws of points', () => {
  const points = parseDistribution('discrete(0:0.25,0.5:0.25,2:0.5)');
  const even = parseDistribution('uniform(0,2)');

  it('make lists of these points alone, each once', () => {
    const [low, high] = [new Float64Array(2), Float64Array.of(2, 2)];
    expect([...reportList(low.slice(1), high.slice(1), [points])]).toEqual([0, 0.5, 2]);
    const mixed = reportList(low, high, [points, even]);
    expect(mixed.length).toBe(2 * 3 * 8);
    expect([...mixed.subarray(0, 8)]).toEqual([0, 0, 0.5, 0, 2, 0, 0, 2 / 7]);
    const many = parseDistribution(`discrete(${Array.from({ length: 100 }, (_, k) => `${k}:0.01`).join()})`);
    const thinned = reportList(Float64Array.of(0, 0), Float64Array.of(99, 99), [many, many]);
    expect([thinned.length, thinned.at(-1), thinned.every(Number.isInteger)]).toEqual([128, 99, true]);
    const wide = reportList(new Float64Array(8), new Float64Array(8).fill(2), new Array<typeof points>(8).fill(points));
    const rows = Array.from({ length: wide.length / 8 }, (_, k) => wide.subarray(8 * k, 8 * k + 8).join());
    expect([wide.every((x) => [0, 0.5, 2].includes(x)), new Set(rows).size]).toEqual([true, rows.length]);
  });

  it('have regret and interim gains of their points: half a square at price of a square', async () => {
    const mechanism = priced(1);
    const [low, high] = [new Float64Array(2), Float64Array.of(2, 2)];
    const effort = { starts: 2, steps: 8, boxes: 64, gap: 1e-4 };
    const asked = {
      by: { kernel: 'regret' as const, mechanism, effort }, laws: [[points], [points]], low, high, unit: 2 ** -36, unitDemand: false,
      agents: [0], profiles: 64,
    };
    const run = drawOn(inProcessDevice());
    const { types, lower, upper } = await drawProfiles(asked, run, { k0: 3, k1: 4 }, () => undefined);
    const own = Array.from({ length: 64 }, (_, p) => types[2 * p]!);
    expect(new Set(own)).toEqual(new Set([0, 0.5, 2]));
    own.forEach((t, p) => {
      expect(lower[0]![p]!).toBeLessThanOrEqual(t ** 2 / 4 + 1e-9);
      expect(upper[0]![p]!).toBeGreaterThanOrEqual(t ** 2 / 4 - 1e-9);
    });
    const reports = reportList(low.slice(1), high.slice(1), [points]);
    const sums = await drawReportGains({ ...asked, profiles: 4096 }, 0, reports, 8, run, { k0: 1, k1: 2 });
    // Type 2 reports 1/2: 2 * 1/2 - 1/4 instead of 0.
    const witness = bestPair(sums, 'ic');
    expect(witness).toEqual({ type: 2, report: 1 });
    expect(largestReportGain(alone(sums), 'ic', witness, evenRanges(3, [-8, 8]), 0.01).estimate).toBeCloseTo(0.75, 9);
    // Half of the other's mean 1.125 is paid: five standard errors.
    expect(Math.abs(leastReportUtility(alone(sums), [-1, 4], 0.01).estimate + 0.5625)).toBeLessThan(5 * 0.45 / 64);
  });
});

describe('stages', () => {
  /** Chances and payments of seven reports k / 6, each profile 0 or 1 with these means; sums as the kernel has them, without rounding. */
  const reports = Float64Array.from({ length: 7 }, (_, k) => k / 6);
  const chance = [0, 0.1, 0.2, 0.5, 0.6, 0.9, 0.95];
  const fee = [0, 0.1, 0.1, 0.2, 0.5, 0.3, 0.6];
  const gainOf = (t: number, r: number): number => (t / 6) * (chance[r]! - chance[t]!) - (fee[r]! - fee[t]!);
  const whole = [...chance.keys()];
  const pairs = whole.flatMap((t) => whole.filter((r) => r !== t).map((r) => [t, r] as const));
  const truth = {
    ic: Math.max(0, ...pairs.map(([t, r]) => gainOf(t, r))),
    lic: Math.max(0, ...pairs.map(([t, r]) => (6 * gainOf(t, r)) / Math.abs(t - r))),
    ir: Math.min(...whole.map((t) => (t / 6) * chance[t]! - fee[t]!)),
  };
  let state = 12345;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  /** Each profile `times` times over. */
  const drawn = (places: readonly number[], profiles: number, times = 1): ReportStage => {
    const count = places.length;
    const sums = { amounts: new Float64Array(count), payments: new Float64Array(count), squares: new Float64Array(count * count) };
    const [won, paid] = [new Float64Array(count), new Float64Array(count)];
    for (let p = 0; p < profiles; p++) {
      const [luck, other] = [uniform(), uniform()];
      places.forEach((k, n) => {
        won[n] = luck < chance[k]! ? 1 : 0;
        paid[n] = other < fee[k]! ? 1 : 0;
        sums.amounts[n]! += won[n]!;
        sums.payments[n]! += paid[n]!;
      });
      places.forEach((k, t) => whole.slice(0, count).forEach((r) => {
        sums.squares[t * count + r]! += (reports[k]! * (won[r]! - won[t]!) - (paid[r]! - paid[t]!)) ** 2;
      }));
    }
    for (const list of Object.values(sums)) list.forEach((value, k) => { list[k] = times * value; });
    const own = Float64Array.from(places, (k) => reports[k]!);
    return { places, sums: { ...sums, profiles: times * profiles, objects: 1, reports: own, moments: own, moved: 0, off: 0 } };
  };
  const gains = evenRanges(7, [-2, 2]);
  const utilities = [-1, 1] as const;

  it('cover the truth at their confidence, whatever the first stage drops', () => {
    const alpha = 0.2;
    const missed = { ic: 0, lic: 0, ir: 0 };
    for (let n = 0; n < 40; n++) {
      const first = drawn(whole, 60);
      const places = reportsToKeep([first], 240, gains, utilities, alpha);
      const stages = [first, drawn(places, 240)];
      for (const notion of ['ic', 'lic'] as const) {
        const { type, report } = bestPair(first.sums, notion);
        const witness = { type: places.indexOf(type), report: places.indexOf(report) };
        const { lower, upper } = largestReportGain(stages, notion, witness, gains, alpha);
        if (lower > truth[notion] || upper < truth[notion]) missed[notion]++;
      }
      const { lower, upper } = leastReportUtility(stages, utilities, alpha);
      if (lower > truth.ir || upper < truth.ir) missed.ir++;
    }
    // alpha and three standard errors.
    for (const count of Object.values(missed)) expect(count).toBeLessThanOrEqual(40 * alpha + 3 * Math.sqrt(40 * alpha * (1 - alpha)));
  });

  it('that drop the best pair have upper ends above it all the same', () => {
    const stages = [drawn(whole, 400), drawn([0, 1], 400, 10)];
    const { lower, upper } = largestReportGain(stages, 'ic', { type: 1, report: 0 }, gains, 0.01);
    expect(upper).toBeGreaterThan(truth.ic);
    expect(lower).toBeLessThanOrEqual(gainOf(1, 0) + 0.1);
    expect(largestReportGain(stages, 'lic', { type: 1, report: 0 }, gains, 0.01).upper).toBeGreaterThan(truth.lic);
    const { lower: least } = leastReportUtility(stages, utilities, 0.01);
    expect(least).toBeLessThan(truth.ir);
  });

  it('spend nine tenths on the last one, over its own pairs', () => {
    const [first, last] = [drawn(whole, 400, 10), drawn([4, 5, 6], 400, 160)];
    const sums = last.sums;
    const ends = pairs.filter(([t, r]) => last.places.includes(t) && last.places.includes(r)).map(([t, r]) => {
      const [a, b] = [last.places.indexOf(t), last.places.indexOf(r)];
      const mean = (reports[t]! * (sums.amounts[b]! - sums.amounts[a]!) - sums.payments[b]! + sums.payments[a]!) / 64_000;
      const variance = (sums.squares[a * 3 + b]! - 64_000 * mean ** 2) / 63_999;
      const log = Math.log(2 / (0.45 * 0.01 / 6));
      return mean + Math.sqrt((2 * variance * log) / 64_000) + (7 * 4 * log) / (3 * 63_999);
    });
    const { upper } = largestReportGain([first, last], 'ic', { type: 0, report: 1 }, gains, 0.01);
    expect(upper).toBeCloseTo(Math.max(...ends), 9);
  });

  it('share the error among them whether or not there is a further one, which what was drawn decides', () => {
    const [two, three] = [stageAlphas(2, 0.04), stageAlphas(3, 0.04)];
    expect([two[0], two.at(-1)]).toEqual([three[0], three.at(-1)]);
    expect(three.reduce((a, b) => a + b)).toBeCloseTo(0.04, 15);
    expect(stageAlphas(1, 0.04)).toEqual([0.04]);
  });

  it('keep what may be largest or least, and little else', () => {
    const places = reportsToKeep([drawn(whole, 400, 100)], 2 ** 20, gains, utilities, 0.01);
    const most = (value: (pair: readonly [number, number]) => number): readonly [number, number] =>
      pairs.reduce((best, pair) => (value(pair) > value(best) ? pair : best));
    const wanted = [most(([t, r]) => gainOf(t, r)), most(([t, r]) => gainOf(t, r) / Math.abs(t - r))].flat();
    expect(places).toEqual(expect.arrayContaining(wanted));
    expect(places.length).toBeLessThan(whole.length);
    // Nothing is told apart by two profiles.
    expect(reportsToKeep([drawn(whole, 2)], 2 ** 20, gains, utilities, 0.01)).toEqual(whole);
  });
});
