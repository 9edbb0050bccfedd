/** Ranges of outcomes over all types: they hold what profiles show, and traced weights make them narrow. */
import { describe, expect, it } from 'vitest';
import { constructionOf } from '../../src/experiments/network/by-construction.ts';
import { outcomeRanges } from '../../src/experiments/network/ranges.ts';
import type { OutcomeRanges, Range } from '../../src/experiments/network/function-ranges.ts';
import type { Node } from '../../kernels/network/graph.ts';
import type { NetworkMechanism } from '../../kernels/network/mechanism.ts';
import { eachOutcomeOf } from '../../kernels/network/outcomes.ts';
import { excessOf } from '../../kernels/regret/excess.ts';
import { readNetwork } from '../../src/mechanism/network/read-network.ts';
import { numbersFrom, randomNetwork } from '../kernels/regret-cases.ts';

function rangesOf(mechanism: NetworkMechanism, low: Float64Array, high: Float64Array, boxes: number): OutcomeRanges {
  const steps = outcomeRanges(mechanism, low, high, false, boxes);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function expectInside(mechanism: NetworkMechanism, low: Float64Array, high: Float64Array, boxes: number): OutcomeRanges {
  const { bidders, objects } = mechanism;
  const { welfare, revenue, utility, excess } = rangesOf(mechanism, low, high, boxes);
  const next = numbersFrom(77);
  const outside: number[] = [];
  const rows = Array.from({ length: 200 }, () => low.map((end, c) => end + next() * (high[c]! - end)));
  const inside = (value: number, [least, most]: Range): boolean => value >= least - 1e-9 && value <= most + 1e-9;
  eachOutcomeOf(mechanism)(rows.length, (n, bids) => bids.set(rows[n]!), (n, { amounts, payments }) => {
    const values = Array.from(payments, (_, i) =>
      amounts.subarray(i * objects, (i + 1) * objects).reduce((sum, amount, j) => sum + amount * rows[n]![i * objects + j]!, 0));
    const all = values.every((value, i) => inside(value - payments[i]!, utility[i]!))
      && inside(values.reduce((a, b) => a + b, 0), welfare) && inside(payments.reduce((a, b) => a + b, 0), revenue)
      && excessOf(amounts, bidders, objects, false) <= excess + 1e-9;
    if (!all) outside.push(n);
  });
  expect(outside).toEqual([]);
  return { welfare, revenue, utility, excess };
}

it.each([[1, false], [2, false], [4, true]] as const)('hold all profiles: random network %i, a menu: %s', (seed, menu) => {
  const { bidders, objects, ...network } = randomNetwork(seed, 2, 1 + (seed % 2), menu);
  const size = bidders * objects;
  for (const boxes of [1, 40]) {
    expectInside({ bidders, objects, ...network }, new Float64Array(size).fill(0.25), new Float64Array(size).fill(1), boxes);
  }
});

const { mechanism: trained } = readNetwork(new URL('../../scenarios/learned-auction/networks/global.json', import.meta.url).pathname);
const [low, high] = [new Float64Array(4), new Float64Array(4).fill(1)];
type Outcome = Extract<NetworkMechanism['result'], { readonly kind: 'outcome' }>;
const { amounts, payments } = trained.result as Outcome;

/** With more nodes, of which the last two are amounts and payments, unless others are named. */
const withNodes = (nodes: readonly Node[], result: Partial<Outcome> = {}): NetworkMechanism => {
  const graph = [...trained.graph, ...nodes];
  return { ...trained, graph, result: { kind: 'outcome', amounts: graph.length - 2, payments: graph.length - 1, ...result } };
};
const scaled = (of: number, size: number, factor: number, shift: number): Node => ({ op: 'scale', of, size, factor, shift });
const everyEntry = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i);

it('of a trained network hold all profiles, and lie nearer than affine forms alone leave them', () => {
  // Scaled by one, amounts and payments are no longer shares by the look of the graph.
  const { utility, welfare, revenue } = expectInside(withNodes([scaled(amounts, 4, 1, 0), scaled(payments, 2, 1, 0)]), low, high, 128);
  // Affine forms alone leave -1.67, 3.30 and 3.44.
  expect(utility[0]![0]).toBeGreaterThan(-1.2);
  expect(welfare[1]).toBeLessThan(2.9);
  expect(revenue[1]).toBeLessThan(2.9);
});

describe('what holds by construction', () => {
  it('of RegretNet: shares of objects, and of what bids say they are worth', () => {
    const known = constructionOf(trained, low, high);
    expect([known.areShares([0, 2]), known.areShares([1, 3]), known.areShares([0, 1]), known.areShares([0, 0])])
      .toEqual([true, true, false, false]);
    expect([known.paysShare(0), known.paysShare(1), known.isNonnegative(3)]).toEqual([true, true, true]);
    const { utility, welfare, revenue, excess } = expectInside(trained, low, high, 16);
    expect([excess, utility[0]![0], utility[1]![0], welfare[1] <= 2, revenue[1] <= 2]).toEqual([0, 0, 0, true, true]);
    // Where a value may be below 0, so may be what she gets.
    const below = constructionOf(trained, low.map((end, c) => (c === 0 ? -0.1 : end)), high);
    expect([below.paysShare(0), below.paysShare(1), below.areShares([0, 2])]).toEqual([false, true, true]);
  });

  it('of the lesser of two shares, as unit demand has it', () => {
    const scores = trained.graph.findIndex(({ op }) => op === 'softmax') - 1;
    const [rows, smaller] = [trained.graph.length, trained.graph.length + 2];
    const gathered = { op: 'gather', of: [rows], source: new Int32Array(4), index: everyEntry(4), size: 4 } as const;
    const known = constructionOf(withNodes([
      { op: 'softmax', of: scores, outer: 3, length: 2, inner: 1, size: 6 }, gathered,
      { op: 'pair', by: 'minimum', of: [rows + 1, amounts], left: everyEntry(4), right: everyEntry(4), size: 4 },
    ], { amounts: smaller, payments }), low, high);
    expect([[0, 2], [1, 3], [0, 1], [2, 3], [0, 3]].map((line) => known.areShares(line))).toEqual([true, true, true, true, false]);
    // What she pays is a share of more than she gets.
    expect(known.paysShare(0)).toBe(false);
  });

  it.each<[string, Node]>([
    ['twice a share', scaled(payments, 2, 2, 0)],
    ['another bidder\'s', { op: 'gather', of: [payments], source: new Int32Array(2), index: Int32Array.of(1, 0), size: 2 }],
    ['what she bids', { op: 'gather', of: [0], source: new Int32Array(2), index: Int32Array.of(0, 2), size: 2 }],
    ['a share and a share', { op: 'pair', by: 'add', of: [payments, payments], left: everyEntry(2), right: everyEntry(2), size: 2 }],
    ['less than a share', { op: 'pair', by: 'subtract', of: [payments, payments], left: everyEntry(2), right: everyEntry(2), size: 2 }],
  ])('a payment of %s is no share', (_, node) => {
    const known = constructionOf(withNodes([node], { amounts }), low, high);
    expect([known.paysShare(0), known.paysShare(1)]).toEqual([false, false]);
  });

  it('is found where nodes read one another many times over', () => {
    const doubling = Array.from({ length: 60 }, (_, k): Node => {
      const of = k === 0 ? payments : trained.graph.length + k - 1;
      return { op: 'pair', by: k % 2 === 0 ? 'multiply' : 'add', of: [of, of], left: everyEntry(2), right: everyEntry(2), size: 2 };
    });
    expect(constructionOf(withNodes(doubling, { amounts }), low, high).paysShare(0)).toBe(false);
    const shares = Array.from({ length: 60 }, (_, k): Node => {
      const of = k === 0 ? amounts : trained.graph.length + k - 1;
      return { op: 'pair', by: 'multiply', of: [of, of], left: everyEntry(4), right: everyEntry(4), size: 4 };
    });
    expect(constructionOf(withNodes(shares, { amounts: trained.graph.length + 59, payments }), low, high).areShares([0, 2])).toBe(true);
  });

  it('of a menu nothing', () => {
    const { bidders, objects, ...network } = randomNetwork(4, 2, 1, true);
    const known = constructionOf({ bidders, objects, ...network }, low.subarray(0, 2), high.subarray(0, 2));
    expect([known.areShares([0]), known.isNonnegative(0), known.paysShare(0)]).toEqual([false, false, false]);
  });
});
