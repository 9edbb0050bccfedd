/** Interim gains over a list of reports: means and bounds by hand, and a list's shape. */
import { describe, expect, it } from 'vitest';
import { drawReportGains, gainSize, reportList, type ReportSums } from '../../src/experiments/network/report-gains.ts';
import { bestPair, largestReportGain, leastReportUtility } from '../../src/notions/report-gains.ts';
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

const law = parseDistribution('uniform(0,1)');

async function sumsOf(factor: number, profiles = 2048): Promise<{ readonly sums: ReportSums; readonly size: number }> {
  const mechanism = priced(factor);
  const [low, high] = [new Float64Array(2), Float64Array.of(1, 1)];
  const reports = reportList(low.slice(0, 1), high.slice(0, 1));
  const size = gainSize(mechanism, low, high, 0);
  const asked = {
    by: { kernel: 'regret' as const, mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } }, laws: [[law], [law]], low, high,
    unit: 2 ** -36, unitDemand: false, agents: [], profiles,
  };
  return { size, sums: await drawReportGains(asked, 0, reports, size, drawOn(inProcessDevice()), { k0: 1, k1: 2 }) };
}

describe('largestReportGain', () => {
  it('knows what the square costs: 1/4 at the type 1, whose report is 1/2', async () => {
    const { sums, size } = await sumsOf(1);
    const witness = bestPair(sums, 'ic');
    expect([sums.reports[witness.type], sums.reports[witness.report]]).toEqual([1, 0.5]);
    const { estimate, lower, upper } = largestReportGain(sums, 'ic', witness, [-size, size], 0.01);
    expect(estimate).toBeCloseTo(0.25, 9);
    expect(lower).toBeLessThanOrEqual(0.25);
    expect(upper).toBeGreaterThanOrEqual(0.25);
    expect(upper - lower).toBeLessThan(0.25);
    const lic = bestPair(sums, 'lic');
    // Gain (t - r) (r + r - t) .. by the size t - r: most for the shortest lie of the highest type.
    expect([sums.reports[lic.type], sums.reports[lic.report]]).toEqual([1, 31 / 32]);
    expect(largestReportGain(sums, 'lic', lic, [-size, size], 0.01).estimate).toBeCloseTo(31 / 32, 6);
  });

  it('has no gain where truth is best, and never falls below zero', async () => {
    const { sums, size } = await sumsOf(0.5);
    const witness = bestPair(sums, 'ic');
    const { estimate, lower, upper } = largestReportGain(sums, 'ic', witness, [-size, size], 0.01);
    expect([estimate, lower]).toEqual([0, 0]);
    expect(upper).toBeGreaterThan(0);
    expect(largestReportGain(sums, 'ic', witness, [-size, 0.001], 0.01).upper).toBeLessThanOrEqual(0.001);
  });

  it('finds the least utility: type 0 pays half of the other bid', async () => {
    const { sums } = await sumsOf(0.5);
    const { lower, estimate, upper } = leastReportUtility(sums, [-0.5, 1], 0.01);
    expect(estimate).toBeCloseTo(-0.25, 1);
    expect(lower < -0.25 && upper > -0.25).toBe(true);
  });
});
