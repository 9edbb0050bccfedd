/** Ends of regrets against a dense grid of reports and against mechanisms whose regret is known. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { regret } from '../../kernels/regret/cpu.ts';
import { plainOutcome } from '../../kernels/regret/reference.ts';
import { cutBelow } from '../../kernels/regret/cut-below.ts';
import { createHeap } from '../../kernels/regret/heap.ts';
import type { RegretParameters } from '../../kernels/regret/spec.ts';
import { worstRegretOf } from '../../kernels/worst-regret/worst.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { readNetwork } from '../../src/mechanism/network/read-network.ts';
import { numbersFrom, regretParameters } from './regret-cases.ts';
import { itFirst } from '../support/evidence.ts';

const key = { k0: 7, k1: 9 };

function sumsOf(parameters: RegretParameters): ReturnType<typeof regret.emptyStatistics> {
  regret.validate(parameters);
  const sums = regret.emptyStatistics(parameters);
  regret.prepareCpu(parameters)(key, parameters.first, parameters.types.length / parameters.low.length, sums);
  return sums;
}

/** One object, one bidder: she gets it with chance r and pays `price(r)`; regret of type t by hand. */
const posted = (nodes: readonly unknown[]) =>
  compileNetwork({ format: 'misreport.network/1', bidders: 1, objects: 1, nodes, amounts: 'bids', payments: 'p' });

describe('a bidder who buys the chance that she reports', () => {
  const types = Float64Array.of(0, 0.1, 0.25, 0.5, 0.9, 1);
  const parameters = (mechanism: RegretParameters['mechanism'], boxes: number): RegretParameters => ({
    mechanism, low: Float64Array.of(0), high: Float64Array.of(1), first: 0, types, agents: [0],
    effort: { starts: 2, steps: 3, boxes, gap: 1e-9 }, unit: 2 ** -36, unitDemand: false,
  });
  const flat = [{ name: 'p2', op: 'sum', of: 'bids', axis: 1 }];

  it('pays r^2 / 2: truth is best, and the proof says so', () => {
    const mechanism = posted([...flat, { name: 's', op: 'multiply', of: ['p2', 'p2'] }, { name: 'p', op: 'scale', of: 's', factor: 0.5 }]);
    const { lower, upper } = sumsOf(parameters(mechanism, 400));
    for (let p = 0; p < types.length; p++) expect([lower![p], upper![p]! * 2 ** -36 < 2e-9]).toEqual([0, true]);
  });

  it('pays r^2: half the type is best, regret t^2 / 4', () => {
    const mechanism = posted([...flat, { name: 'p', op: 'multiply', of: ['p2', 'p2'] }]);
    const { lower, upper, finished, report } = sumsOf(parameters(mechanism, 2000));
    types.forEach((t, p) => {
      expect(lower![p]! * 2 ** -36).toBeLessThanOrEqual(t * t / 4 + 1e-12);
      expect(upper![p]! * 2 ** -36).toBeGreaterThanOrEqual(t * t / 4 - 1e-12);
      expect((upper![p]! - lower![p]!) * 2 ** -36).toBeLessThan(2e-9);
      expect(finished![p]).toBe(1);
      expect(report![p]! * 2 ** -36).toBeCloseTo(t / 2, 4);
    });
    expect(worstRegretOf(mechanism, 0)(Float64Array.of(0), Float64Array.of(1), 20_000, 0.25, 1e-3).upper).toBeLessThan(0.2511);
    expect(worstRegretOf(mechanism, 0)(Float64Array.of(0), Float64Array.of(1), 1, 0.25, 1e-3).upper).toBeGreaterThanOrEqual(0.25);
  });

  it('keeps a proven bound where boxes run out', () => {
    const mechanism = posted([...flat, { name: 'p', op: 'multiply', of: ['p2', 'p2'] }]);
    const { lower, upper, boxes } = sumsOf(parameters(mechanism, 3));
    types.forEach((t, p) => {
      expect(upper![p]! * 2 ** -36).toBeGreaterThanOrEqual(t * t / 4 - 1e-12);
      expect(lower![p]!).toBeLessThanOrEqual(upper![p]!);
      expect(boxes![p]!).toBeLessThanOrEqual(3);
    });
  });
});

it.each([1, 2, 3])('ends hold for a grid of reports, network %s', (seed) => {
  const parameters = regretParameters({ seed, bidders: 2, objects: 2, first: 0, count: 4, boxes: 200 });
  const { mechanism, types, low, high, unit } = parameters;
  const sums = sumsOf(parameters);
  const worth = (row: readonly number[], t: readonly number[], i: number): number => {
    const { amounts, payments } = plainOutcome(mechanism, row);
    return t.reduce((sum, value, j) => sum + value * amounts[2 * i + j]!, -payments[i]!);
  };
  for (let p = 0; p < 4; p++) {
    for (const i of [0, 1]) {
      const row = [...types.subarray(4 * p, 4 * p + 4)];
      const own = row.slice(2 * i, 2 * i + 2);
      const truth = worth(row, own, i);
      let best = 0;
      for (let a = 0; a <= 24; a++) {
        for (let b = 0; b <= 24; b++) {
          const bids = row.with(2 * i, low[2 * i]! + (a / 24) * (high[2 * i]! - low[2 * i]!))
            .with(2 * i + 1, low[2 * i + 1]! + (b / 24) * (high[2 * i + 1]! - low[2 * i + 1]!));
          best = Math.max(best, worth(bids, own, i) - truth);
        }
      }
      const [least, most] = [sums.lower![i * 4 + p]! * unit, sums.upper![i * 4 + p]! * unit];
      expect(best).toBeLessThanOrEqual(most + 1e-9);
      expect(least).toBeLessThanOrEqual(most);
      expect(best - least).toBeLessThan(0.01);
      const found = [0, 1].map((j) => sums.report![(2 * i + j) * 4 + p]! * unit);
      expect(worth(row.with(2 * i, found[0]!).with(2 * i + 1, found[1]!), own, i) - truth).toBeCloseTo(least, 6);
    }
  }
});

itFirst(1, 'seeds', [4, 5, 6, 7])('no profile has more than the bound of all profiles, network %s', (seed) => {
  const [bidders, objects] = [1 + (seed % 2), 1 + (seed % 3 === 0 ? 1 : 0)];
  const { mechanism, low, high } = regretParameters({ seed, bidders, objects, first: 0, count: 1 });
  const next = numbersFrom(seed);
  const worth = (row: readonly number[], t: readonly number[]): number => {
    const { amounts, payments } = plainOutcome(mechanism, row);
    return t.reduce((sum, value, j) => sum + value * amounts[j]!, -payments[0]!);
  };
  let most = 0;
  for (let n = 0; n < 4000; n++) {
    // Half of the places are corners.
    const place = (c: number): number => low[c]! + (high[c]! - low[c]!) * (n % 2 === 0 ? next() : Math.round(next()));
    const row = Array.from(low, (_, c) => place(c));
    const t = row.slice(0, objects);
    most = Math.max(most, worth(row.with(0, place(0)), t) - worth(row, t), worth(t.map((_, c) => place(c)).concat(row.slice(objects)), t)
      - worth(row, t));
  }
  const bounds = [1, 40, 4000].map((boxes) => worstRegretOf(mechanism, 0)(low, high, boxes, most / 2, 1e-4).upper);
  for (const bound of bounds) expect(bound).toBeGreaterThanOrEqual(most);
  expect(bounds[2]! - most).toBeLessThan(0.1 * bounds[0]!);
});

it('the bound of all profiles of a learned auction is below two thirds of the range of payoffs after 800 boxes', () => {
  const { mechanism } = readNetwork(fileURLToPath(new URL('../../scenarios/learned-auction/networks/global.json', import.meta.url)));
  const ends = [new Float64Array(4), new Float64Array(4).fill(1)] as const;
  // Affine forms alone give 3.49; payoffs lie within 4 of each other.
  expect(worstRegretOf(mechanism, 0)(...ends, 800, 0.02, 1e-4).upper).toBeLessThan(2.1);
});

describe('cutting a box', () => {
  it('keeps every point that passes the level', () => {
    const next = numbersFrom(9);
    for (let n = 0; n < 200; n++) {
      const slopes = [4 * next() - 2, n % 5 === 0 ? 0 : 4 * next() - 2];
      const [low, high] = [Float64Array.of(next(), -next()), Float64Array.of(1 + next(), next())];
      const value = (x: readonly number[]): number => slopes.reduce((sum, slope, a) => sum + slope * (x[a]! - (low[a]! + high[a]!) / 2), 0);
      const most = slopes.reduce((sum, slope, a) => sum + Math.abs(slope) * (high[a]! - low[a]!) / 2, 0);
      const level = most * (2 * next() - 1);
      const [from, to] = [low.slice(), high.slice()];
      const cut = cutBelow(level, most, slopes, from, to);
      expect(cut).toBe(from.some((end, a) => end > low[a]!) || to.some((end, a) => end < high[a]!));
      for (let k = 0; k < 20; k++) {
        const point = [0, 1].map((a) => low[a]! + next() * (high[a]! - low[a]!));
        if (value(point) > level) expect(point.every((x, a) => x >= from[a]! && x <= to[a]!)).toBe(true);
      }
    }
    expect(cutBelow(2, 1, [1], Float64Array.of(0), Float64Array.of(1))).toBe(false);
  });
});

describe('validateRegret', () => {
  const parameters = regretParameters({ seed: 1, bidders: 2, objects: 2, first: 0, count: 2 });
  it.each([
    ['types', { types: Float64Array.of(9, 0, 0, 0) }], ['types', { types: new Float64Array(3) }], ['low', { low: new Float64Array(3) }],
    ['agents', { agents: [2] }], ['unit', { unit: 0 }], ['gap', { effort: { ...parameters.effort, gap: NaN } }],
    ['boxes', { effort: { ...parameters.effort, boxes: 0 } }], ['first', { first: -1 }],
      ['starts', { effort: { ...parameters.effort, starts: 1 } }],
  ] as const)('names %s', (field, wrong) => {
    expect(() => regret.validate({ ...parameters, ...wrong })).toThrow(new RegExp(`^${field}|${field}`));
  });
});

it('a heap gives boxes back by their bounds, of equal ones the oldest first', () => {
  const heap = createHeap();
  const next = numbersFrom(3);
  heap.clear(2);
  const pushed = Array.from({ length: 500 }, (_, n) => ({ bound: Math.floor(next() * 20), n }));
  for (const { bound, n } of pushed) heap.push(bound, n % 3, [n], [n + 1]);
  const [low, high] = [new Float64Array(1), new Float64Array(1)];
  for (const { bound, n } of pushed.toSorted((a, b) => b.bound - a.bound || a.n - b.n)) {
    expect(heap.top()).toBe(bound);
    expect([heap.pop(low, high), low[0], high[0]]).toEqual([n % 3, n, n + 1]);
  }
  expect(heap.size).toBe(0);
});
