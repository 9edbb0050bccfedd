/** Forms of the own bids against values: whatever the others bid, first and second differences are within slopes and errors. */
import { describe, expect, it } from 'vitest';
import { cellEnclosureOf } from '../../kernels/cell-errors/enclosures.ts';
import type { NetworkMechanism } from '../../kernels/network/mechanism.ts';
import { ownFormsOf } from '../../kernels/network/own-forms.ts';
import { plainValues } from '../../kernels/network/reference.ts';
import { slopeMechanism } from '../../kernels/network/slopes.ts';
import { tapeOf } from '../../kernels/network/tape.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { numbersFrom, randomNetwork, randomTensor } from './regret-cases.ts';

/** Every operation; `gentle`: those of which slopes bend nowhere. */
function everyOperation(seed: number, gentle = false): NetworkMechanism {
  const next = numbersFrom(seed);
  const tensors = new Map([['w', randomTensor(next, [8, 4], 2)], ['b', randomTensor(next, [8])], ['c', randomTensor(next, [6, 8])]]);
  const slice = (name: string, of: string, from: number, to: number) => ({ name, op: 'slice', of, axis: 0, from, to });
  return compileNetwork({
    format: 'misreport.network/1', bidders: 2, objects: 2, amounts: 'amounts', payments: 'payments', nodes: [
      { name: 'flat', op: 'reshape', of: 'bids', shape: [4] }, { name: 'd', op: 'dense', of: 'flat', weight: 'w', bias: 'b' },
      slice('d1', 'd', 0, 2), slice('d2', 'd', 2, 4), slice('d3', 'd', 4, 6), slice('d4', 'd', 6, 8),
      { name: 'h1', op: 'tanh', of: 'd1' }, { name: 'h2', op: 'sigmoid', of: 'd2' }, { name: 'h3', op: 'softplus', of: 'd3' },
      gentle ? { name: 'h4', op: 'tanh', of: 'd4' } : { name: 'h4', op: 'leaky-relu', of: 'd4', slope: 0.2 },
      { name: 'h', op: 'concatenate', of: ['h1', 'h2', 'h3', 'h4'], axis: 0 }, { name: 'e', op: 'dense', of: 'h', weight: 'c' },
      { name: 'table', op: 'reshape', of: 'e', shape: [3, 2] }, { name: 'all', op: gentle ? 'softmax' : 'sparsemax', of: 'table', axis: 0 },
      { name: 'soft', op: 'softmax', of: 'table', axis: 0 }, { name: 'mixed', op: 'subtract', of: ['all', 'soft'] },
      slice('amounts', 'all', 0, 2), slice('rest', 'mixed', 1, 3),
      { name: 'more', op: gentle ? 'add' : 'maximum', of: ['amounts', 'bids'] },
      { name: 'less', op: gentle ? 'subtract' : 'minimum', of: ['rest', 'bids'] }, { name: 'worth', op: 'multiply', of: ['more', 'less'] },
      { name: 'sum', op: 'sum', of: 'worth', axis: 1 }, { name: 'top', op: gentle ? 'sum' : 'max', of: 'table', axis: 0 },
      { name: 'low', op: gentle ? 'sum' : 'min', of: 'table', axis: 0 }, { name: 'half', op: 'scale', of: 'top', factor: -0.5, shift: 1 },
      { name: 'apart', op: 'subtract', of: ['half', 'low'] }, { name: 'payments', op: 'add', of: ['apart', 'sum'] },
    ],
  }, tensors);
}

describe.each([
  ['every operation', everyOperation(1)], ['every operation', everyOperation(2)], ['smooth ones', everyOperation(3, true)],
  ['slopes', slopeMechanism(everyOperation(4), 1, 0)!], ['random', randomNetwork(5, 2, 2)],
])('%s', (_, { graph }) => {
  it.each([[0.3, 0.4], [0.05, 0.3], [0.05, 0]])('differences of own bids %s apart, of others anywhere within %s', (own, others) => {
    const next = numbersFrom(Math.round(1000 * own + 10 * others));
    const tape = tapeOf(graph, 4);
    const { forms, enclose } = ownFormsOf(graph, 2, 2);
    let [outside, nearest] = [0, 0];
    for (let trial = 0; trial < 6; trial++) {
      const low = Array.from({ length: 4 }, (__, c) => next() * (1 - (c < 2 ? others : own)));
      const high = low.map((end, c) => end + (c < 2 ? others : own));
      low.forEach((end, c) => { tape.setBid(c, c, end, high[c]!); });
      tape.enclose();
      enclose(tape.cells, [own / 2, own / 2]);
      for (let n = 0; n < 6; n++) {
        const other = low.slice(0, 2).map((end) => end + others * next());
        const xi = [0, 1].map(() => own * (next() - 0.5));
        const [up, middle, down] = [1, 0, -1].map((sign) =>
          plainValues(graph, [...other, ...xi.map((x, k) => (low[2 + k]! + high[2 + k]!) / 2 + sign * x)]));
        graph.forEach((node, at) => {
          const { low: least, high: most, error } = forms[at]!;
          for (let i = 0; i < node.size; i++) {
            const [a, b, c] = [up!, middle!, down!].map((values) => values[at]![i]!) as [number, number, number];
            const first = (a - c) / 2;
            const ends = [0, 1].map((side) => xi.reduce((sum, x, k) => sum + x * ((side === 1) === (x > 0) ? most : least)[k]![i]!, 0));
            const second = Math.abs(a + c - 2 * b) / 2;
            if (second > error[i]! + 1e-12 || first < ends[0]! - error[i]! - 1e-12 || first > ends[1]! + error[i]! + 1e-12) outside++;
            if (error[i]! > 1e-9) nearest = Math.max(nearest, second / error[i]!);
          }
        });
      }
    }
    expect(outside).toBe(0);
    // They are not far more than what there is.
    expect(nearest).toBeGreaterThan(0.2);
  });
});

it('errors fall with the square of the own cell, however far the others move', () => {
  const mechanism = everyOperation(6, true);
  const enclosure = cellEnclosureOf(mechanism, 1, true);
  enclosure.others([0, 0, 0, 0], [0.5, 0.5, 0, 0]);
  const errorsAt = (width: number): number[] =>
    [...enclosure.over([0.4, 0.4], [0.4 + width, 0.4 + width], [0, 0])[0]].slice(0, 3);
  const [wide, narrow] = [1 / 8, 1 / 64].map(errorsAt) as [number[], number[]];
  narrow.forEach((error, k) => { expect(error).toBeLessThan(wide[k]! / 40); });
});

/** A share tanh(own + other), for nothing: a step along an edge is what slopes of tanh say, and what is left beside them. */
it('steps along an edge are known whatever the others add', () => {
  const mechanism = compileNetwork({
    format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'q', payments: 'p', nodes: [
      { name: 'flat', op: 'reshape', of: 'bids', shape: [2] }, { name: 'own', op: 'slice', of: 'flat', axis: 0, from: 0, to: 1 },
      { name: 'other', op: 'slice', of: 'flat', axis: 0, from: 1, to: 2 }, { name: 'both', op: 'add', of: ['own', 'other'] },
      { name: 'h', op: 'tanh', of: 'both' }, { name: 'pair', op: 'concatenate', of: ['h', 'h'], axis: 0 },
      { name: 'q', op: 'reshape', of: 'pair', shape: [2, 1] }, { name: 'p', op: 'constant', shape: [2], values: [0, 0] },
    ],
  });
  const enclosure = cellEnclosureOf(mechanism, 0, true);
  enclosure.others([0, 0], [0, 1]);
  enclosure.over([0], [0.01], [0, 0]);
  const [low, high] = [Float64Array.of(Infinity), Float64Array.of(-Infinity)];
  enclosure.steps(0, [1], low, high, 0);
  const [least, most] = [1, 0].map((x) => Math.tanh(x + 0.01) - Math.tanh(x));
  expect(low[0]!).toBeLessThanOrEqual(least!);
  expect(low[0]!).toBeGreaterThan(0.95 * least!);
  expect(high[0]!).toBeGreaterThanOrEqual(most!);
  expect(high[0]!).toBeLessThan(1.05 * most!);
});
