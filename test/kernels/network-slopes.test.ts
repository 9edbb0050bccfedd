/** Graphs of slopes against differences of values, and enclosures of them against slopes inside. */
import { describe, expect, it } from 'vitest';
import { evaluatorOf, type NetworkMechanism } from '../../kernels/network/mechanism.ts';
import { outcomesOf } from '../../kernels/network/outcomes.ts';
import { LANES } from '../../kernels/network/batch.ts';
import { plainValues } from '../../kernels/network/reference.ts';
import { slopeMechanism } from '../../kernels/network/slopes.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { numbersFrom, randomNetwork, randomTensor } from './regret-cases.ts';

/** Every operation that has slopes, in a row. */
function everyOperation(seed: number): NetworkMechanism {
  const next = numbersFrom(seed);
  const tensors = new Map([['w', randomTensor(next, [8, 4], 2)], ['b', randomTensor(next, [8])], ['c', randomTensor(next, [6, 8])]]);
  const slice = (name: string, of: string, from: number, to: number) => ({ name, op: 'slice', of, axis: 0, from, to });
  return compileNetwork({
    format: 'misreport.network/1', bidders: 2, objects: 2, amounts: 'amounts', payments: 'payments', nodes: [
      { name: 'flat', op: 'reshape', of: 'bids', shape: [4] }, { name: 'd', op: 'dense', of: 'flat', weight: 'w', bias: 'b' },
      slice('d1', 'd', 0, 2), slice('d2', 'd', 2, 4), slice('d3', 'd', 4, 6), slice('d4', 'd', 6, 8),
      { name: 'h1', op: 'tanh', of: 'd1' }, { name: 'h2', op: 'sigmoid', of: 'd2' }, { name: 'h3', op: 'softplus', of: 'd3' },
      { name: 'h4', op: 'leaky-relu', of: 'd4', slope: 0.2 },
      { name: 'h', op: 'concatenate', of: ['h1', 'h2', 'h3', 'h4'], axis: 0 }, { name: 'e', op: 'dense', of: 'h', weight: 'c' },
      { name: 'table', op: 'reshape', of: 'e', shape: [3, 2] }, { name: 'all', op: 'softmax', of: 'table', axis: 0 },
      slice('amounts', 'all', 0, 2), { name: 'more', op: 'maximum', of: ['amounts', 'bids'] },
      { name: 'less', op: 'minimum', of: ['amounts', 'bids'] }, { name: 'worth', op: 'multiply', of: ['more', 'less'] },
      { name: 'sum', op: 'sum', of: 'worth', axis: 1 }, { name: 'top', op: 'max', of: 'table', axis: 0 },
      { name: 'low', op: 'min', of: 'table', axis: 0 }, { name: 'half', op: 'scale', of: 'top', factor: 0.5, shift: 1 },
      { name: 'apart', op: 'subtract', of: ['half', 'low'] }, { name: 'payments', op: 'add', of: ['apart', 'sum'] },
    ],
  }, tensors);
}

/** Shares of a sparsemax among `length` entries, of which one or several are positive, and what they pay. */
function sparse(seed: number, length = 4, size = 3): NetworkMechanism {
  const next = numbersFrom(seed);
  const tensors = new Map([['w', randomTensor(next, [2 * length, 4], size)], ['b', randomTensor(next, [2 * length], size / 3)]]);
  const slice = (name: string, of: string, from: number, to: number) => ({ name, op: 'slice', of, axis: 0, from, to });
  return compileNetwork({
    format: 'misreport.network/1', bidders: 2, objects: 2, amounts: 'amounts', payments: 'payments', nodes: [
      { name: 'flat', op: 'reshape', of: 'bids', shape: [4] }, { name: 'd', op: 'dense', of: 'flat', weight: 'w', bias: 'b' },
      { name: 'table', op: 'reshape', of: 'd', shape: [length, 2] }, { name: 'all', op: 'sparsemax', of: 'table', axis: 0 },
      slice('amounts', 'all', 0, 2), { name: 'worth', op: 'multiply', of: ['amounts', 'amounts'] },
      { name: 'payments', op: 'sum', of: 'worth', axis: 1 },
    ],
  }, tensors);
}

const outcomeAt = (mechanism: NetworkMechanism, bids: readonly number[]): number[] => {
  const into = { amounts: new Float64Array(4), payments: new Float64Array(2) };
  evaluatorOf(mechanism, 0).outcome(bids, into);
  return [...into.amounts, ...into.payments];
};

describe('slopeMechanism', () => {
  it.each([
    ['every operation', everyOperation, 1], ['every operation', everyOperation, 2], ['sparsemax', sparse, 1], ['sparsemax', sparse, 3],
  ])('is what differences come to, and its batches and twin have its bits (%s, %s)', (_, made, seed) => {
    const mechanism = made(seed);
    const next = numbersFrom(seed + 50);
    for (const object of [0, 1]) {
      const slopes = slopeMechanism(mechanism, 1, object)!;
      const bids = Array.from({ length: 4 }, next);
      const moved = (by: number): number[] => outcomeAt(mechanism, bids.with(2 + object, bids[2 + object]! + by));
      const [above, below, slope] = [moved(1e-6), moved(-1e-6), outcomeAt(slopes, bids)];
      slope.forEach((value, i) => expect(value).toBeCloseTo((above[i]! - below[i]!) / 2e-6, 7));
      const batch = outcomesOf(slopes);
      bids.forEach((bid, c) => batch.bids.fill(bid, c * LANES, (c + 1) * LANES));
      batch.run();
      expect(batch.amounts[3 * LANES + 5]).toBe(slope[3]);
      const { result } = slopes;
      expect(result.kind === 'outcome' && plainValues(slopes.graph, bids)[result.payments]![1]).toBe(slope[5]);
    }
  });

  it('of a sparsemax is that of every support there is', () => {
    const supports = new Set<number>();
    for (let seed = 0; seed < 12; seed++) {
      const mechanism = sparse(seed, 5, [3, 1, 0.3][seed % 3]);
      const { graph } = mechanism;
      const bids = Array.from({ length: 4 }, numbersFrom(seed + 90));
      const moved = (by: number): number[] => outcomeAt(mechanism, bids.with(0, bids[0]! + by));
      const [above, below] = [moved(1e-6), moved(-1e-6)];
      outcomeAt(slopeMechanism(mechanism, 0, 0)!, bids).forEach((value, i) =>
        expect(value).toBeCloseTo((above[i]! - below[i]!) / 2e-6, 7));
      const shares = plainValues(graph, bids)[graph.findIndex(({ op }) => op === 'sparsemax')]!;
      for (const object of [0, 1]) supports.add(shares.filter((share, i) => i % 2 === object && share > 0).length);
    }
    expect([...supports].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([['every operation', everyOperation(4)], ['sparsemax', sparse(4)]])(
    'lies within its enclosures, and what a value changes by along a line is within theirs: %s', (_, mechanism) => {
      const next = numbersFrom(9);
      const slopes = slopeMechanism(mechanism, 0, 0)!;
      const { tape } = evaluatorOf(slopes, 4);
      const { amounts, payments } = slopes.result as Extract<NetworkMechanism['result'], { readonly kind: 'outcome' }>;
      for (const width of [0.6, 0.1, 0.01]) {
        const low = Array.from({ length: 4 }, () => next() * (1 - width));
        low.forEach((end, c) => tape.setBid(c, c, end, end + width));
        tape.enclose();
        const ends = [...[0, 1, 2, 3].map((i) => [amounts, i] as const), ...[0, 1].map((i) => [payments, i] as const)]
          .map(([node, i]) => [tape.cells[node]!.low[i]!, tape.cells[node]!.high[i]!] as const);
        let outside = 0;
        for (let n = 0; n < 20; n++) {
          const bids = low.map((end) => end + width * next());
          const [from, to] = [bids.with(0, low[0]!), bids.with(0, low[0]! + width)].map((at) => outcomeAt(mechanism, at));
          outcomeAt(slopes, bids).forEach((value, i) => {
            const [[least, most], secant] = [ends[i]!, (to![i]! - from![i]!) / width];
            if (!(value >= least && value <= most && secant >= least - 1e-9 && secant <= most + 1e-9)) outside++;
          });
        }
        expect(outside).toBe(0);
      }
    },
  );

  it('has none of menus, and zeros where bids move nothing', () => {
    expect(slopeMechanism(randomNetwork(1, 2, 2, true), 0, 0)).toBeUndefined();
    const posted = compileNetwork({
      format: 'misreport.network/1', bidders: 2, objects: 2, amounts: 'a', payments: 'p', nodes: [
        { name: 'a', op: 'constant', shape: [2, 2], values: [0.1, 0.2, 0.3, 0.4] },
        { name: 'p', op: 'constant', shape: [2], values: [1, 2] },
      ],
    });
    expect(outcomeAt(slopeMechanism(posted, 0, 1)!, [1, 2, 3, 4])).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
