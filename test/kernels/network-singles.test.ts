/** Networks in single precision: the bits of plain rounding after every operation, and within the ends that are proved of it. */
import { describe, expect, it } from 'vitest';
import { batchIn, SINGLE } from '../../kernels/network/batch.ts';
import { tanh } from '../../kernels/network/functions.ts';
import type { Graph } from '../../kernels/network/graph.ts';
import type { NetworkMechanism } from '../../kernels/network/mechanism.ts';
import { plainValues } from '../../kernels/network/reference.ts';
import { POWER_ERROR, singlePower, singleTanh, SINGLES, TANH_ERROR } from '../../kernels/network/singles.ts';
import { createWorkbench } from '../../kernels/simd/workbench.ts';
import { singleErrors, singleGainError } from '../../src/experiments/network/single-errors.ts';
import { numbersFrom, randomNetwork } from './regret-cases.ts';

/** Of all arguments, one in so many; with 1 all were gone through. */
const EVERY = Number(process.env.MISREPORT_SINGLES_EVERY ?? 4999);

const layered = (by: 'tanh' | 'leaky', widths: readonly number[], size: number): Graph => {
  const next = numbersFrom(7);
  const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => size * (next() - 0.5));
  return [
    { op: 'bids', size: widths[0]! },
    ...widths.slice(1).flatMap((outputs, layer): Graph => [
      { op: 'dense', of: 2 * layer, size: outputs, rows: 1, inputs: widths[layer]!, outputs, weights: numbers(widths[layer]! * outputs),
        bias: numbers(outputs) },
      { op: 'map', by, of: 2 * layer + 1, size: outputs, leak: 0.25 },
    ]),
  ];
};

/** Values of every node, [lanes][entries], by the loops. */
function computed(graph: Graph, bids: readonly (readonly number[])[]): number[][][] {
  const { values, run } = batchIn(SINGLE, graph);
  values[0]!.set(graph[0]!.size === 0 ? [] : Array.from({ length: graph[0]!.size * SINGLE.lanes }, (_, k) =>
    bids[(k % SINGLE.lanes) % bids.length]![Math.floor(k / SINGLE.lanes)]!));
  run();
  return bids.map((_, lane) => values.map((all) =>
    Array.from({ length: all.length / SINGLE.lanes }, (__, i) => all[i * SINGLE.lanes + lane]!)));
}

const rows = (count: number, size: number, numberOf: () => number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: size }, numberOf));

describe('networks in single precision', () => {
  const cases: [string, NetworkMechanism['graph']][] = [
    ...[1, 2, 3].map((seed): [string, Graph] => [`random network ${seed}`, randomNetwork(seed, 1 + (seed % 3), 1 + (seed % 4)).graph]),
    ['products of 17, 32 and 33 numbers, tanh', layered('tanh', [17, 32, 33, 3], 2)],
    ['products of 15, 16 and 1 numbers, leaky', layered('leaky', [15, 16, 1, 5], 2)],
  ];
  it.each(cases)('have the bits of rounding after every operation: %s', (_, graph) => {
    const next = numbersFrom(3);
    const { size } = graph[0]!;
    const bids = [...rows(5, size, next), ...rows(3, size, () => 200 * next() - 100), ...rows(1, size, () => 0)];
    for (const [lane, values] of computed(graph, bids).entries()) {
      const twin = plainValues(graph, bids[lane]!, undefined, true);
      for (const [n, own] of values.entries()) expect(own, `node ${n}, lane ${lane}`).toEqual(twin[n]);
    }
  });

  it.each(cases)('are within the ends that are proved, of the exact function: %s', (_, graph) => {
    const size = graph[0]!.size;
    const mechanism = { graph, bidders: 1, objects: size, result: { kind: 'outcome', amounts: 0, payments: 0 } } as const;
    const [low, high] = [new Array<number>(size).fill(-0.5), new Array<number>(size).fill(1.5)];
    const ends = singleErrors(mechanism, low, high);
    const next = numbersFrom(11);
    const bids = rows(24, size, () => 2 * next() - 0.5);
    const share = Array.from(ends, () => 0);
    for (const [lane, values] of computed(graph, bids).entries()) {
      const exact = plainValues(graph, bids[lane]!);
      for (const [n, own] of values.entries()) {
        own.forEach((x, i) => { share[n] = Math.max(share[n]!, Math.abs(x - exact[n]![i]!) / (ends[n]![i]! + 2 ** -45)); });
      }
    }
    expect(Math.max(...share)).toBeLessThanOrEqual(1);
    // Ends are not idle: bids and the first sums come near to theirs, later ones within a factor of 50.
    expect(share[0]).toBeGreaterThan(0.4);
    expect(share.some((one, n) => n > 0 && one > 0.02)).toBe(true);
  });

  it('are within them where every sum is rounded the same way, and where what a function is off goes through a product', () => {
    const offAt = (graph: Graph, bids: readonly number[]): { readonly off: number; readonly end: number } => {
      const mechanism = { graph, bidders: 1, objects: bids.length, result: { kind: 'outcome', amounts: 0, payments: 0 } } as const;
      const [own, exact] = [computed(graph, [bids])[0]!.at(-1)![0]!, plainValues(graph, bids).at(-1)![0]!];
      return { off: Math.abs(own - exact), end: singleErrors(mechanism, bids, bids).at(-1)![0]! };
    };
    const dense = (of: number, inputs: number): Graph[number] =>
      ({ op: 'dense', of, size: 1, rows: 1, inputs, outputs: 1, weights: new Float64Array(inputs).fill(1), bias: new Float64Array(1) });
    const sum = offAt([{ op: 'bids', size: 16 }, dense(0, 16)], [1, ...new Array<number>(15).fill(2 ** -24)]);
    expect(sum.off).toBe(15 * 2 ** -24);
    expect(sum.end).toBeGreaterThanOrEqual(sum.off);
    const curve: Graph = [{ op: 'bids', size: 1 }, { op: 'map', by: 'tanh', of: 0, size: 1, leak: 0 }, dense(1, 1)];
    const offOf = (x: number): number => Math.abs(singleTanh(x) - tanh(x));
    const list = Array.from({ length: 5000 }, (_, k) => Math.fround(1 + k / 1000));
    const worst = offAt(curve, [list.reduce((a, b) => (offOf(b) > offOf(a) ? b : a))]);
    expect(worst.off).toBeGreaterThan(3 * 2 ** -24);
    expect(worst.end).toBeGreaterThanOrEqual(worst.off);
  });

  it('have no end where slopes jump, of menus, and beyond the range of single precision', () => {
    const step: Graph = [{ op: 'bids', size: 1 }, { op: 'map', by: 'step', of: 0, size: 1, leak: 0 }];
    const result = { kind: 'outcome', amounts: 0, payments: 1 } as const;
    const of = (graph: Graph): NetworkMechanism => ({ graph, bidders: 1, objects: 1, result });
    expect(singleGainError(of(step), [0], [1], 0, false)).toBe(Infinity);
    expect(singleGainError(randomNetwork(4, 1, 1, true), [0], [1], 0, false)).toBe(Infinity);
    expect(singleGainError(of([step[0]!, { op: 'scale', of: 0, size: 1, factor: 1e35, shift: 0 }]), [0], [1], 0, false)).toBe(Infinity);
  });
});

describe('functions in single precision', () => {
  /** Takes arguments from one number to another, one in EVERY. */
  const values = new Float32Array(1);
  const wordOf = (x: number): number => {
    values[0] = x;
    return new Int32Array(values.buffer)[0]!;
  };
  const each = (least: number, most: number, take: (list: Float32Array) => void): void => {
    for (let from = wordOf(least); from < wordOf(most);) {
      const chunk = new Int32Array(2 ** 15);
      let count = 0;
      for (; count < chunk.length && from < wordOf(most); count++, from += EVERY) chunk[count] = from;
      take(new Float32Array(chunk.buffer, 0, count));
    }
  };

  it('tanh is within its error at every argument, and has the bits of its twin', () => {
    const bench = createWorkbench();
    const [from, to] = [bench.reserve(2 ** 17), bench.reserve(2 ** 17)];
    const loop = (bench.loops as Record<string, (...all: number[]) => void>).tanh32!;
    let most = 0;
    each(2 ** -12, 10, (list) => {
      const [x, y] = [bench.singles(from, list.length), bench.singles(to, list.length)];
      x.set(list);
      loop(from, from + 4 * list.length, to);
      for (let k = 0; k < x.length; k++) most = Math.max(most, Math.abs(y[k]! - tanh(x[k]!)));
      expect(y[7]).toBe(singleTanh(x[7]!));
    });
    expect(most).toBeGreaterThan(TANH_ERROR / 4);
    expect(most).toBeLessThan(6.6 * 2 ** -24);
    // Nearer to 0 the quotient is 1 to within 2^-20 of itself, and further off nothing changes.
    expect(Math.abs(singleTanh(2 ** -13) - tanh(2 ** -13))).toBeLessThan(2 ** -33);
    expect([singleTanh(1e30), singleTanh(-1e30)]).toEqual([singleTanh(SINGLES.tanhMost), -singleTanh(SINGLES.tanhMost)]);
  });

  it('powers are within theirs, relative to their own', () => {
    let most = 0;
    each(2 ** -20, 87, (list) => {
      for (const x of list) most = Math.max(most, Math.abs(singlePower(-x) / Math.exp(-x) - 1));
    });
    expect(most).toBeLessThan(POWER_ERROR);
    expect([singlePower(0), singlePower(-88)]).toEqual([1, 0]);
  });
});
