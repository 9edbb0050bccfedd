/** ε-IC over all types and reports where outcomes curve so much that all cells of the list are cut. */
import { describe, expect, it } from 'vitest';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { eachOutcomeOf } from '../../../kernels/network/outcomes.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { cellsBetween } from '../../../src/experiments/network/cell-errors.ts';
import { gainRanges } from '../../../src/experiments/network/gain-ranges.ts';
import { drawReportGains, gainSize, reportList } from '../../../src/experiments/network/report-gains.ts';
import { type BoundedCells, boundedCells, gainEverywhere } from '../../../src/kinds/certify/gain-everywhere.ts';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import { drawOn, type Run } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const law = parseDistribution('uniform(0,1)');

/** An object with chance sigmoid(s (r - other)), at the other's bid times that: nearly strategy-proof, and the more curved, the steeper. */
const steep = (slope: number): NetworkMechanism => compileNetwork({
  format: 'misreport.network/1', bidders: 2, objects: 2, amounts: 'q', payments: 'p', nodes: [
    { name: 'own', op: 'slice', of: 'bids', axis: 0, from: 0, to: 1 }, { name: 'other', op: 'slice', of: 'bids', axis: 0, from: 1, to: 2 },
    { name: 'apart', op: 'subtract', of: ['own', 'other'] }, { name: 'score', op: 'scale', of: 'apart', factor: slope },
    { name: 'chance', op: 'sigmoid', of: 'score' }, { name: 'dues', op: 'multiply', of: ['chance', 'other'] },
    { name: 'due', op: 'sum', of: 'dues', axis: 1 }, { name: 'q', op: 'concatenate', of: ['chance', 'chance'], axis: 0 },
    { name: 'p', op: 'concatenate', of: ['due', 'due'], axis: 0 },
  ],
});

/** Of bidder 1: the end over all types and reports by a list of 7 points an axis, and whether all cells were cut. */
async function endOf(mechanism: NetworkMechanism, profiles: number) {
  const [low, high] = [new Float64Array(4), new Float64Array(4).fill(1)];
  const { draw } = drawOn(inProcessDevice());
  const evaluations: string[] = [];
  const run = {
    draw: (work: Parameters<typeof draw>[0]) => {
      if ('evaluation' in work) evaluations.push(work.evaluation);
      return draw(work);
    },
    stream: (name: string) => streamKey('all parts', name),
  } as unknown as Run;
  const asked = {
    by: { kernel: 'regret' as const, mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } },
    laws: [[law, law], [law, law]], low, high, unit: 2 ** -36, unitDemand: false, agents: [], profiles, most: [2, 2],
    utility: [[-2, 2], [-2, 2]] as const, confidence: 0.99,
  };
  const reports = reportList(low.slice(0, 2), high.slice(0, 2), [], 7);
  const size = gainSize(mechanism, low, high, 0);
  const sums = await drawReportGains({ ...asked, profiles: 2 ** 13 }, 0, reports, size, run, streamKey('all parts', 'list'));
  const stages = [{ sums, places: Array.from(sums.payments, (_, k) => k) }];
  const bounded = (await boundedCells(asked, 0, cellsBetween(reports, 2), reports, run)) as BoundedCells;
  const ranges = gainRanges(bounded.cells, reports, bounded.caps, [-size, size]);
  const everywhere = (await gainEverywhere(asked, 0, bounded, { stages, ranges, size }, run))!;
  return { everywhere, isInParts: evaluations.includes('certify-part-cells') };
}

/** The largest mean gain by one object of 65 types and reports, times two: the midpoint rule of 256 of the other's bids. */
function largestGain(mechanism: NetworkMechanism): number {
  const [points, others] = [65, 256];
  const at = (k: number): number => k / (points - 1);
  const [amounts, payments] = [new Float64Array(points), new Float64Array(points)];
  eachOutcomeOf(mechanism)(points * others, (n, into) => {
    into[0] = into[1] = at(Math.floor(n / others));
    into[2] = into[3] = ((n % others) + 0.5) / others;
  }, (n, outcome) => {
    amounts[Math.floor(n / others)]! += outcome.amounts[0]! / others;
    payments[Math.floor(n / others)]! += outcome.payments[0]! / others / 2;
  });
  let largest = 0;
  for (let t = 0; t < points; t++) {
    for (let r = 0; r < points; r++) largest = Math.max(largest, at(t) * (amounts[r]! - amounts[t]!) - (payments[r]! - payments[t]!));
  }
  return 2 * largest;
}

describe('ε-IC where few cells are not enough', () => {
  it('is bounded over the parts of all cells, where enough profiles are asked for', async () => {
    const mechanism = steep(9);
    const [cut, whole] = [await endOf(mechanism, 2 ** 14), await endOf(mechanism, 2 ** 13)];
    expect([cut.isInParts, whole.isInParts]).toEqual([true, false]);
    const truth = largestGain(mechanism);
    expect(cut.everywhere(1)).toBeGreaterThan(truth);
    expect(cut.everywhere(1)).toBeLessThan(0.6 * whole.everywhere(1));
    // What it is made of is drawn by this seed: half a half-width, or half an error, would show.
    expect(cut.everywhere(1)).toBeCloseTo(0.16995, 3);
    expect(cut.everywhere(0.5)).toBeGreaterThan(cut.everywhere(1));
  });

  it('is left to the cells of the list where those are near', async () => {
    expect((await endOf(steep(0), 2 ** 14)).isInParts).toBe(false);
  });
});
