/** Graphs at many bids at once: the bits of one at a time; functions within what is said of them. */
import { describe, expect, it } from 'vitest';
import { batchOf, LANES } from '../../kernels/network/batch.ts';
import { power, sigmoid, tanh } from '../../kernels/network/functions.ts';
import { outputsOf } from '../../kernels/network/mechanism.ts';
import { tapeOf } from '../../kernels/network/tape.ts';
import type { Outputs } from '../../kernels/network/wanted.ts';
import type { Graph } from '../../kernels/network/graph.ts';
import { numbersFrom, randomNetwork } from './regret-cases.ts';

/** At the entries that are looked at, default all. */
function expectSameBits(graph: Graph, numberOf: () => number, outputs?: Outputs): void {
  const [tape, batch] = [tapeOf(graph, 0), batchOf(graph, undefined, outputs)];
  const bids = Float64Array.from({ length: graph[0]!.size * LANES }, numberOf);
  batch.values[0]!.set(bids);
  batch.run();
  for (let lane = 0; lane < LANES; lane++) {
    tape.cells[0]!.value.forEach((_, c, all) => { all[c] = bids[c * LANES + lane]!; });
    tape.forward();
    for (const { node, entries } of outputs ?? []) {
      expect(entries.map((i) => batch.values[node]![i * LANES + lane])).toEqual(entries.map((i) => tape.cells[node]!.value[i]));
    }
    if (outputs) continue;
    for (const [n, { value }] of tape.cells.entries()) {
      expect(Array.from(value, (_, i) => batch.values[n]![i * LANES + lane]), `node ${n}, lane ${lane}`).toEqual([...value]);
    }
  }
}

describe('graphs in lanes', () => {
  it.each([1, 2, 3, 4, 5])('have the bits of a tape: random network %i', (seed) => {
    const { graph } = randomNetwork(seed, 1 + (seed % 3), 1 + (seed % 4), seed === 4);
    const next = numbersFrom(seed + 20);
    expectSameBits(graph, next);
    expectSameBits(graph, () => 2000 * next() - 1000);
    expectSameBits(graph, () => 0);
  });

  it('have the bits of a tape where few entries are looked at, and products of the same rows are taken together', () => {
    const network = randomNetwork(3, 3, 2);
    expectSameBits(network.graph, numbersFrom(5), outputsOf(network, 1));
    const next = numbersFrom(6);
    const product = (outputs: number) => ({
      op: 'dense', of: 0, rows: 2, inputs: 3, outputs, size: 2 * outputs, weights: Float64Array.from({ length: 3 * outputs }, next),
      bias: Float64Array.from({ length: outputs }, next),
    } as const);
    const graph: Graph = [{ op: 'bids', size: 6 }, product(5), { op: 'map', by: 'tanh', of: 1, size: 10, leak: 0 }, product(2), product(1)];
    expectSameBits(graph, next);
    expectSameBits(graph, next, [{ node: 2, entries: [0, 1, 9] }, { node: 4, entries: [1] }]);
  });

  it('have the bits of a tape where rows of a product are not whole blocks of outputs', () => {
    const next = numbersFrom(9);
    const weights = Float64Array.from({ length: 3 * 5 }, () => next() - 0.5);
    expectSameBits([
      { op: 'bids', size: 6 },
      { op: 'dense', of: 0, size: 10, rows: 2, inputs: 3, outputs: 5, weights, bias: new Float64Array(5).fill(0.1) },
      { op: 'map', by: 'tanh', of: 1, size: 10, leak: 0 },
    ], next);
  });
});

/** e^x times 2^200, rounded, by Taylor's series of x / 2^16 in whole numbers. */
function exactPower(x: number): bigint {
  const one = 1n << 300n;
  const step = ((BigInt(Math.round(x * 2 ** 40)) << 260n) / (1n << 16n));
  let [sum, term] = [one, one];
  for (let n = 1n; n < 40n; n++) {
    term = (term * step) / one / n;
    sum += term;
  }
  for (let n = 0; n < 16; n++) sum = (sum * sum) / one;
  return sum;
}

/** Of a double and a quotient of whole numbers, relative to the latter. */
function relativeError(value: number, [above, below]: readonly [bigint, bigint]): number {
  const scaled = BigInt(Math.round(value * 2 ** 60)) * below;
  const exact = above << 60n;
  return Math.abs(Number(((scaled - exact) << 80n) / exact)) / 2 ** 80;
}

describe('functions', () => {
  const one = 1n << 300n;
  const points = Array.from({ length: 200 }, (_, k) => Math.round((0.001 + (k / 199) ** 3 * 5) * 2 ** 39) / 2 ** 39);

  it('are within 2^-50 of their exact values', () => {
    for (const x of points) {
      const e = exactPower(-x);
      expect(relativeError(power(-x), [e, one]), `power ${-x}`).toBeLessThan(2 ** -50);
      const twice = exactPower(-2 * x);
      expect(relativeError(tanh(x), [one - twice, one + twice]), `tanh ${x}`).toBeLessThan(2 ** -50);
      expect(relativeError(sigmoid(x), [one, one + e]), `sigmoid ${x}`).toBeLessThan(2 ** -50);
      expect(relativeError(sigmoid(-x), [e, one + e]), `sigmoid ${-x}`).toBeLessThan(2 ** -50);
    }
  });

  it('powers above 1 are as exact, up to the largest of curves in parts', () => {
    for (const x of points) expect(relativeError(power(x), [exactPower(x), one]), `power ${x}`).toBeLessThan(2 ** -50);
    expect(power(350) / Math.exp(350)).toBeCloseTo(1, 14);
    expect(power(700) / Math.exp(700)).toBeCloseTo(1, 14);
  });

  it('agree with the library far from zero, near it and at it, and are odd', () => {
    for (const x of [0, 1e-320, 1e-300, 1e-20, 1e-8, 1e-3, 5, 15, 19, 21.9, 22, 30, 1e6, 1e300, Infinity]) {
      expect(Math.abs(tanh(x) - Math.tanh(x)), `tanh ${x}`).toBeLessThanOrEqual(Math.tanh(x) * 2 ** -50);
      expect(tanh(-x)).toBe(0 - tanh(x));
      expect(Math.abs(sigmoid(-x) - 1 / (1 + Math.exp(x))), `sigmoid ${-x}`).toBeLessThanOrEqual(1e-300 + sigmoid(-x) * 2 ** -50);
      expect(Math.abs(power(-x) - Math.exp(-x)), `power ${-x}`).toBeLessThanOrEqual(1e-300 + power(-x) * 2 ** -50);
    }
    expect([tanh(NaN), power(NaN), sigmoid(NaN)]).toEqual([NaN, NaN, NaN]);
  });
});
