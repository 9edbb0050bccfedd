/** From pairs of a grid to all types and reports: gains known by hand whose best report is none of the grid. */
import { describe, expect, it } from 'vitest';
import { cellCaps, cellsBetween, dividedCells, drawCellErrors } from '../../src/experiments/network/cell-errors.ts';
import { gainRanges } from '../../src/experiments/network/gain-ranges.ts';
import { drawReportGains, gainSize, reportList } from '../../src/experiments/network/report-gains.ts';
import { cellsToDraw, gainBetweenReports, meanErrors } from '../../src/notions/gains-between-reports.ts';
import { gainsAbove } from '../../src/notions/report-gains.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { drawOn } from '../../src/run/run.ts';
import { atOnce } from '../../src/run/turns.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

/** Of each of `objects` the chance of her bid, at the price c r^2 and half of the other's: gain t^2 (1 / (4 c) - 1 + c), at t / (2 c). */
const priced = (objects: number, factor: number) => compileNetwork({
  format: 'misreport.network/1', bidders: 2, objects, amounts: 'bids', payments: 'p', nodes: [
    { name: 'squares', op: 'multiply', of: ['bids', 'bids'] }, { name: 'square', op: 'sum', of: 'squares', axis: 1 },
    { name: 'fee', op: 'scale', of: 'square', factor }, { name: 'b', op: 'sum', of: 'bids', axis: 1 },
    { name: 'one', op: 'slice', of: 'b', axis: 0, from: 0, to: 1 }, { name: 'two', op: 'slice', of: 'b', axis: 0, from: 1, to: 2 },
    { name: 'turned', op: 'concatenate', of: ['two', 'one'], axis: 0 }, { name: 'half', op: 'scale', of: 'turned', factor: 0.5 },
    { name: 'p', op: 'add', of: ['fee', 'half'] },
  ],
});

const [law, unit] = [parseDistribution('uniform(0,1)'), 2 ** -36];

async function endsOf(objects: number, factor: number, points?: number) {
  const mechanism = priced(objects, factor);
  const size = 2 * objects;
  const [low, high] = [new Float64Array(size), new Float64Array(size).fill(1)];
  const laws = [0, 1].map(() => Array.from({ length: objects }, () => law));
  const reports = reportList(low.slice(0, objects), high.slice(0, objects), [], points);
  const asked = {
    by: { kernel: 'regret' as const, mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } }, laws, low, high, unit,
    unitDemand: false, agents: [], profiles: 256,
  };
  const range = gainSize(mechanism, low, high, 0);
  const run = drawOn(inProcessDevice());
  const sums = await drawReportGains(asked, 0, reports, range, run, { k0: 1, k1: 2 });
  const stages = [{ sums, places: Array.from(sums.payments, (_, k) => k) }];
  const cells = cellsBetween(reports, objects)!;
  const steps = atOnce(cellCaps(mechanism, cells, reports, 0, low, high, 4));
  const { caps } = steps;
  const above = gainsAbove(stages, gainRanges(cells, reports, steps, [-range, range]), [0.005]);
  const chosen = [0, 1, cells.corners.length - 1];
  const drawn = await drawCellErrors(asked, mechanism, cells, chosen, caps, 0, 256, run, { k0: 3, k1: 4 });
  return {
    cells, above, caps, drawn,
    bound: gainBetweenReports(cells, above, caps, range), tighter: gainBetweenReports(cells, above, meanErrors(caps, drawn, 0.001), range),
  };
}

describe('gainBetweenReports', () => {
  it.each([[1, 0.7, undefined], [2, 0.7, 5], [1, 2, undefined]])('holds off the grid: %s objects at c = %s', async (objects, c, points) => {
    const { above, bound, tighter, caps, cells, drawn } = await endsOf(objects, c, points);
    const truth = objects * (1 / (4 * c) - 1 + c);
    expect(bound).toBeGreaterThanOrEqual(truth);
    // Payments alone curve, in the same way at every profile: caps are what is drawn, but for rounding.
    expect(tighter).toBeLessThanOrEqual(bound);
    expect(tighter).toBeGreaterThan(bound - 1e-3);
    const width = cells.high[0]! - cells.low[0]!;
    expect(bound - Math.max(...above)).toBeLessThan(objects * width ** 2 * (2 * c + 0.5));
    expect(meanErrors(caps, drawn, 0.001).every((error, k) => error <= caps[k]!)).toBe(true);
  });

  it('is what the corners say where everything is straight, and never above what no profile exceeds', async () => {
    const { cells, above, caps } = await endsOf(1, 0.7);
    const none = new Float64Array(caps.length);
    expect(gainBetweenReports(cells, above, none, 9)).toBeCloseTo(Math.max(...above), 12);
    expect(gainBetweenReports(cells, above, caps, 0.01)).toBe(0.01);
    expect(cellsToDraw(cells, above, none, 5)).toEqual([]);
    // A pair at the edge of the list.
    const edge = new Float64Array(above.length);
    edge[5 * Math.sqrt(above.length)] = 1;
    expect(gainBetweenReports(cells, edge, none, 9)).toBe(1);
  });

  it.each([0.7, 0.72])('passes the gain by a report between two, where pairs are known exactly, at c = %s', async (c) => {
    const { cells, caps } = await endsOf(1, c);
    const exact = Float64Array.from({ length: 33 * 33 }, (_, k) => {
      const [t, r] = [Math.floor(k / 33) / 32, (k % 33) / 32];
      return t * r - c * r * r - (1 - c) * t * t;
    });
    const truth = 1 / (4 * c) - 1 + c;
    expect(Math.max(...exact)).toBeLessThan(truth);
    expect(gainBetweenReports(cells, exact, caps, 9)).toBeGreaterThanOrEqual(truth);
    expect(gainBetweenReports(cells, exact, caps, 9)).toBeLessThan(truth + 3 * c / 32 ** 2);
  });

  it('draws the cells of the pairs with the largest bounds, as many as there is room for', async () => {
    const { cells, above, caps } = await endsOf(1, 0.7);
    const chosen = cellsToDraw(cells, above, caps.map((cap) => 100 * cap), 12);
    expect(chosen.length).toBeLessThanOrEqual(12);
    expect(chosen.length).toBeGreaterThan(10);
    // The highest types gain most, by reports near t / 1.4.
    expect(chosen).toContain(31);
    expect(cellsToDraw(cells, above, caps, 0)).toEqual([]);
    // Where what is left out leaves the bound wide all the same, none.
    expect(cellsToDraw(cells, above, caps.map((cap) => 100 * cap), 12, 1.01)).toEqual([]);
  });
});

describe('parts of cells', () => {
  /** Gains of all pairs of a list of one object at the price c r^2, without what the other's bid adds to every payment. */
  const exact = (list: Float64Array, c: number): Float64Array => Float64Array.from({ length: list.length ** 2 }, (_, k) => {
    const [t, r] = [list[Math.floor(k / list.length)]!, list[k % list.length]!];
    return t * r - c * r * r - (1 - c) * t * t;
  });

  it('bound what lies in cells that are cut four times as closely, and leave the rest to the cells', () => {
    const c = 0.7;
    const [mechanism, low, high] = [priced(1, c), new Float64Array(2), new Float64Array(2).fill(1)];
    const reports = Float64Array.from({ length: 6 }, (_, k) => k / 5);
    const capsOf = (cells: NonNullable<ReturnType<typeof cellsBetween>>, list: Float64Array): Float64Array =>
      atOnce(cellCaps(mechanism, cells, list, 0, low, high, 4)).caps;
    const cells = cellsBetween(reports, 1)!;
    const [above, caps] = [exact(reports, c), capsOf(cells, reports)];
    const whole = gainBetweenReports(cells, above, caps, 9);
    const divided = cellsToDraw(cells, above, caps, 3);
    const parts = dividedCells(cells, divided, 2);
    const ofParts = gainBetweenReports(parts.cells, exact(parts.reports, c), capsOf(parts.cells, parts.reports), 9);
    const rest = gainBetweenReports(cells, above, caps, 9, divided);
    const truth = 1 / (4 * c) - 1 + c;
    expect(divided).toContain(4);
    expect(Math.max(ofParts, rest)).toBeGreaterThanOrEqual(truth);
    expect(ofParts - truth).toBeLessThan(0.5 * (whole - truth));
    expect(rest).toBeLessThan(whole);
    // Pairs with one end in a cell that is cut are not among its parts.
    expect(gainBetweenReports(cells, above, caps, 9, [4])).toBeCloseTo(whole, 9);
  });

  it('are cut evenly, corners shared and each once, ends as they were', () => {
    const cells = cellsBetween(Float64Array.of(0, 0, 1, 0, 3, 0, 0, 5, 1, 5, 3, 5), 2)!;
    const { cells: parts, reports } = dividedCells(cells, [0, 1], 2);
    expect(reports.length).toBe(2 * 15);
    expect([...parts.low.subarray(0, 4), ...parts.high.subarray(0, 4)]).toEqual([0, 0, 0.5, 0, 0.5, 2.5, 1, 2.5]);
    parts.corners.forEach((corners, part) => {
      expect([...reports.subarray(2 * corners[0]!, 2 * corners[0]! + 2)]).toEqual([...parts.low.subarray(2 * part, 2 * part + 2)]);
      expect([...reports.subarray(2 * corners[3]!, 2 * corners[3]! + 2)]).toEqual([...parts.high.subarray(2 * part, 2 * part + 2)]);
    });
  });
});

describe('cellsBetween', () => {
  it('finds the cells of a grid in whatever order, and none of other lists', () => {
    const cells = cellsBetween(Float64Array.of(1, 0, 0, 0, 1, 5, 0, 5, 2, 5, 2, 0), 2)!;
    expect([...cells.low]).toEqual([0, 0, 1, 0]);
    expect([...cells.high]).toEqual([1, 5, 2, 5]);
    expect(cells.corners[0]).toEqual([1, 0, 3, 2]);
    expect(cellsBetween(Float64Array.of(0, 0, 1, 1), 2)).toBeUndefined();
    expect(cellsBetween(Float64Array.of(0.5, 0.5), 1)).toBeUndefined();
  });
});

it('of errors that were never seen Chernoff bounds the mean, all of them at once', () => {
  const [sums, units] = [new Float64Array(8), new Float64Array(4).fill(2 ** -30)];
  const nothing = { cells: [0, 1], sums, squares: sums, units, profiles: 100 };
  const errors = meanErrors(new Float64Array(8).fill(1), nothing, 0.01);
  const expected = 1 - (0.01 / 16) ** (1 / 100);
  errors.forEach((error) => { expect(error).toBeCloseTo(expected, 6); });
});
