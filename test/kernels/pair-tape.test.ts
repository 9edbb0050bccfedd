/** Two boxes side by side have the bits of a tape each, enclosures and traced weights alike. */
import { expect, it } from 'vitest';
import type { Rest } from '../../kernels/network/cells.ts';
import type { Graph } from '../../kernels/network/graph.ts';
import { pairTapeOf } from '../../kernels/network/pair-tape.ts';
import { tapeOf } from '../../kernels/network/tape.ts';
import { numbersFrom, randomNetwork } from './regret-cases.ts';

/** Zeros of either sign are one number, and so is NaN. */
function isSame(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  let same = one.length === other.length;
  for (let n = 0; n < one.length; n++) same &&= one[n] === other[n] || (Number.isNaN(one[n]) && Number.isNaN(other[n]));
  return same;
}

function sameBits(graph: Graph, seed: number, boxes: number, scale = 1): void {
  const size = graph[0]!.size;
  const next = numbersFrom(seed + 50);
  const pair = pairTapeOf(graph, size, graph.map((_, n) => n));
  const twin = tapeOf(graph, size);
  const apart: string[] = [];
  for (let n = 0; n < boxes; n++) {
    // Of every width from nothing to all, and one beside another that is a point.
    const ends = pair.lanes.map((_, lane) => {
      const width = n % 3 === lane ? 0 : 10 ** (-9 * next());
      const low = Float64Array.from({ length: size }, () => scale * next() * (1 - width));
      return { low, high: low.map((end) => end + (next() < 0.2 ? 0 : scale * width)) };
    });
    ends.forEach(({ low, high }, lane) => low.forEach((end, c) => { pair.lanes[lane]!.setBid(c, c, end, high[c]!); }));
    pair.enclose();
    pair.clear();
    const weights = graph.map((node) => Float64Array.from({ length: node.size }, () => (next() < 0.3 ? next() - 0.5 : 0)));
    for (const { cells } of pair.lanes) cells.forEach(({ weight }, k) => { weight.set(weights[k]!); });
    const rests: [Rest, Rest] = [{ high: 0.25, size: 1 }, { high: -0.5, size: 2 }];
    const before = rests.map((rest) => ({ ...rest }));
    pair.pull(rests);
    ends.forEach(({ low, high }, lane) => {
      low.forEach((end, c) => { twin.setBid(c, c, end, high[c]!); });
      twin.enclose();
      twin.clear();
      twin.cells.forEach(({ weight }, k) => { weight.set(weights[k]!); });
      const rest = before[lane]!;
      twin.pull(rest);
      const { cells } = pair.lanes[lane]!;
      twin.cells.forEach((cell, k) => {
        const named = (name: string): string => `${name} of node ${k}, a ${graph[k]!.op}`;
        for (const name of ['centre', 'error', 'reach', 'low', 'high'] as const) {
          if (!isSame(cells[k]![name], cell[name])) apart.push(named(name));
        }
        cell.slope.forEach((slope, a) => { if (!isSame(cells[k]!.slope[a]!, slope)) apart.push(named(`slope ${a}`)); });
      });
      if (!isSame(cells[0]!.weight, twin.cells[0]!.weight)) apart.push('weight');
      if (rests[lane]!.high !== rest.high || rests[lane]!.size !== rest.size) apart.push('rest');
    });
  }
  expect(apart).toEqual([]);
}

it.each([1, 2, 3, 4])('random network %s', (seed) => {
  sameBits(randomNetwork(seed, 1 + (seed % 3), 1 + (seed % 2)).graph, seed, 6);
});

it('curves, shares and lines of one entry far from zero', () => {
  const size = 6;
  const line = { outer: 2, length: 3, inner: 1, size };
  sameBits([
    { op: 'bids', size }, { op: 'scale', of: 0, factor: 2, shift: -1000, size },
    ...(['tanh', 'sigmoid', 'softplus', 'leaky', 'step'] as const).map((by) => ({ op: 'map', by, of: 1, leak: 0.25, size } as const)),
    { op: 'softmax', of: 1, ...line }, { op: 'sparsemax', of: 1, ...line }, { op: 'softmax', of: 1, outer: 6, length: 1, inner: 1, size },
    { op: 'pair', by: 'multiply', of: [1, 7], left: Int32Array.of(0, 3), right: Int32Array.of(1, 4), size: 2 },
  ], 9, 12, 1000);
});
