import { describe, expect, it } from 'vitest';
import { OTHERS, type ListPlace } from '../../../src/experiments/field/list-leads.ts';
import { epsilonOf, latticeOf } from '../../../src/notions/least-epsilon/lattice-utilities.ts';
import { remainderOfThree, restOfThree, threeLists, type LeadBand } from '../../../src/notions/least-epsilon/three-lists.ts';
import { latticePotentials, stridesOf } from '../../../src/programs/lattice-potentials.ts';
import { atOnce } from '../../../src/run/turns.ts';

/** Numbers in [0, 1), the same at every call. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

const dot = (row: readonly number[], s: readonly number[]): number => row.reduce((sum, x, c) => sum + x * s[c]!, 0);
const largest = (row: readonly number[]): number => row.indexOf(Math.max(...row));

/** Others of whom this many profiles are equally likely. */
function others(seed: number, count: number): number[][] {
  const next = numbers(seed);
  return Array.from({ length: count }, () => [1.4 * next(), next(), 0.6 * next()]);
}

const chancesOf = (worths: readonly (readonly number[])[]): LeadBand => {
  const share = (list: ListPlace, leads: readonly [number, number], isMet: (x: number) => boolean): number =>
    worths.filter((row) => OTHERS[list].every((l, j) => isMet(row[list]! - row[l]! + leads[j]!))).length / worths.length;
  return { lower: (list, leads) => share(list, leads, (x) => x > 0), upper: (list, leads) => share(list, leads, (x) => x >= 0) };
};

const CASES = [
  ['a signal for each list, worth more or less to others', [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1.5, 0, 0], [0, 1, 0], [0, 0, 0.5]]],
  ['two signals', [[1, 0], [0, 0.7], [0, 0]], [[0.6, 0], [0, 1.3], [0, 0]]],
  ['signals that move all, each by one factor', [[1, 0.4], [0.5, 1], [0, 0]], [[1.6, 0.2], [0.8, 0.5], [0, 0]]],
  ['a signal that moves no choice', [[1, 0, 0.3], [0, 1, 0], [0, 0, 0.5]], [[1.5, 0, 1], [0, 0.8, 1], [0, 0, 1]]],
] as const;

describe('three lists of alternatives', () => {
  it('are told from gradients, alike alternatives together, where one factor turns social rates into own', () => {
    const field = threeLists({ own: [[1, 0], [0, 1], [1, 0], [0, 0]], social: [[2, 0], [0, 1], [2, 0], [0, 0]] });
    expect(field).toEqual({ lists: [[0, 2], [1], [3]], own: [[1, 0], [0, 1], [0, 0]], social: [[2, 0], [0, 1], [0, 0]] });
    // Two lists; the contrary to others; no one factor; a signal that is worth nothing to her; four lists.
    for (const [own, social] of [
      [[[1], [1], [0]], [[2], [2], [0]]], [[[1, 0], [0, 1], [0, 0]], [[-2, 0], [0, 1], [0, 0]]], [[[1], [2], [0]], [[1], [3], [0]]],
      [[[1, 0], [0, 0], [0, 0]], [[1, 0], [0, 1], [0, 0]]], [[[1], [2], [3], [0]], [[1], [2], [3], [0]]],
    ] as const) expect(threeLists({ own, social })).toBeUndefined();
    expect(threeLists({ own: [[0.1], [0.2], [0]], social: [[0.3], [0.1 * 6], [0]] })).toBeDefined();
  });

  it.each(CASES)('leave no lie more, near or far: %s', (_, own: readonly (readonly number[])[], social: readonly (readonly number[])[]) => {
    const worths = others(5, 40);
    const band = chancesOf(worths);
    const field = threeLists({ own, social })!;
    const rest = restOfThree(field);
    const types = { supports: own[0]!.map(() => [0, 1] as const), cells: own[0]!.map(() => (own[0]!.length === 3 ? 5 : 10)) };
    const remainder = remainderOfThree(field, rest, band);
    const { epsilon: least, potentials } = atOnce(latticePotentials(latticeOf(remainder, types)));
    const epsilon = atOnce(epsilonOf(remainder, types, potentials));
    expect(epsilon).toBeGreaterThan(least - 1e-12);
    const cells = rest.open.map((c) => types.cells[c]!);
    const strides = stridesOf(cells.map((n) => n + 1));
    const utility = (s: readonly number[]): number => {
      const places = rest.open.map((c, a) => Math.min(cells[a]! - 1, Math.floor(s[c]! * cells[a]!)));
      let between = 0;
      for (let corner = 0; corner < 2 ** cells.length; corner++) {
        let [weight, node] = [1, 0];
        cells.forEach((n, a) => {
          const share = s[rest.open[a]!]! * n - places[a]!;
          weight *= (corner >> a) & 1 ? share : 1 - share;
          node += (places[a]! + ((corner >> a) & 1)) * strides[a]!;
        });
        between += weight * potentials[node]!;
      }
      const best = worths.reduce((sum, row) => sum + Math.max(...row.map((x, k) => x + dot(social[k]!, s))), 0) / worths.length;
      return rest.lambda * best + between;
    };
    const chosen = (t: readonly number[]): number[] => worths.map((row) => largest(row.map((x, k) => x + dot(social[k]!, t))));
    const next = numbers(11);
    let most = 0;
    for (let n = 0; n < 600; n++) {
      const t = own[0]!.map(() => next());
      const s = t.map((x) => (n % 2 === 0 ? next() : Math.min(1, Math.max(0, x + (next() - 0.5) / 10))));
      const step = s.map((x, c) => x - t[c]!);
      const gain = chosen(t).reduce((sum, k) => sum + dot(own[k]!, step), 0) / worths.length + utility(t) - utility(s);
      const length = step.reduce((sum, x) => sum + Math.abs(x), 0);
      expect(gain).toBeLessThanOrEqual(epsilon * length + 1e-12);
      most = Math.max(most, gain / length);
    }
    // No idle bound: some lie gains a good part of it.
    expect(most).toBeGreaterThan(0.2 * epsilon);
  });

  it('leave what a linear program over all edges says: 0.0557 for JM01\'s signals at 1.5, 1 and 0.5', () => {
    // Others' signals are uniform on 24 points each: shares by products over them.
    const points = Array.from({ length: 24 }, (_, j) => (j + 0.5) / 24);
    const rates = [1.5, 1, 0.5];
    const share = (k: ListPlace, leads: readonly [number, number]): number => points.reduce<number>((sum, u) => sum
      + OTHERS[k].reduce<number>((chance, l, j) => chance * Math.min(1, Math.max(0, (rates[k]! * u + leads[j]!) / rates[l]!)), 1), 0) / 24;
    const band = { lower: share, upper: share };
    const field = threeLists({ own: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], social: [[1.5, 0, 0], [0, 1, 0], [0, 0, 0.5]] })!;
    const rest = restOfThree(field);
    expect(rest.lambda).toBeCloseTo(1, 9);
    const types = { supports: [[0, 1], [0, 1], [0, 1]] as const, cells: [8, 8, 8] };
    const remainder = remainderOfThree(field, rest, band);
    const lattice = latticeOf(remainder, types);
    const middles = lattice.low.map((row, a) => row.map((low, node) => (low + lattice.high[a]![node]!) / 2));
    expect(atOnce(latticePotentials({ ...lattice, low: middles, high: middles })).epsilon).toBeCloseTo(0.0558, 3);
    const { potentials } = atOnce(latticePotentials(lattice));
    const epsilon = atOnce(epsilonOf(remainder, types, potentials));
    expect(epsilon).toBeGreaterThan(0.0557);
    expect(epsilon).toBeLessThan(0.13);
  });
});
