/** Ends of gains of pairs of a grid, against gains at drawn bids of the others. */
import { describe, expect, it } from 'vitest';
import { plainOutcome } from '../../kernels/regret/reference.ts';
import { cellCaps, cellsBetween } from '../../src/experiments/network/cell-errors.ts';
import { evenRanges, gainRanges } from '../../src/experiments/network/gain-ranges.ts';
import { reportList } from '../../src/experiments/network/report-gains.ts';
import { atOnce } from '../../src/run/turns.ts';
import { numbersFrom, randomNetwork } from '../kernels/regret-cases.ts';

describe.each([[1, 1, 9], [2, 2, 4], [3, 2, 5]])('network %s of %s objects', (seed, objects, points) => {
  const mechanism = randomNetwork(seed, 2, objects);
  const [low, high] = [new Float64Array(2 * objects), new Float64Array(2 * objects).fill(1)];
  const [from, to] = [low.slice(0, objects), high.slice(0, objects)];
  const reports = objects === 1 ? Float64Array.from({ length: points }, (_, k) => k / (points - 1)) : reportList(from, to, [], points);
  const count = reports.length / objects;
  const cells = cellsBetween(reports, objects)!;
  const rangesFor = (boxes: number) =>
    gainRanges(cells, reports, atOnce(cellCaps(mechanism, cells, reports, 1, low, high, boxes)), [-9, 9]);
  const ranges = rangesFor(16);

  it('hold what every pair gains, whatever the other bids', () => {
    const next = numbersFrom(seed);
    for (let trial = 0; trial < 24; trial++) {
      const others = Array.from({ length: objects }, () => (trial < 4 ? trial % 2 : next()));
      const got = Array.from({ length: count }, (_, r) => {
        const { amounts, payments } = plainOutcome(mechanism, [...others, ...reports.subarray(r * objects, (r + 1) * objects)]);
        return { amounts: amounts.slice(objects), payment: payments[1]! };
      });
      for (let t = 0; t < count; t++) {
        const worth = (r: number): number =>
          got[r]!.amounts.reduce((sum, amount, j) => sum + reports[t * objects + j]! * amount, -got[r]!.payment);
        for (let r = 0; r < count; r++) {
          const [gain, at] = [worth(r) - worth(t), t * count + r];
          if (gain < ranges.low[at]! - 1e-12 || gain > ranges.high[at]! + 1e-12) throw new Error(`${t} as ${r}: ${gain}`);
        }
      }
    }
    expect(Math.max(...ranges.high)).toBeLessThan(9);
  });

  it('are narrow for short lies, tighter with more boxes, and 0 for the truth', () => {
    const coarse = rangesFor(1);
    const width = ({ low: a, high: b }: typeof ranges, at: number): number => b[at]! - a[at]!;
    // Neighbours along the first axis, and opposite corners.
    expect(width(ranges, 1)).toBeLessThan(width(ranges, count - 1));
    expect(ranges.low.every((end, k) => end >= coarse.low[k]! - 1e-12 && ranges.high[k]! <= coarse.high[k]! + 1e-12)).toBe(true);
    for (let t = 0; t < count; t++) expect([ranges.low[t * (count + 1)], ranges.high[t * (count + 1)]]).toEqual([0, 0]);
  });
});

it('are the same for every pair of a list that is no grid', () => {
  const { low, high } = evenRanges(2, [-1, 3]);
  expect([[...low], [...high]]).toEqual([[0, -1, -1, 0], [0, 3, 3, 0]]);
});
