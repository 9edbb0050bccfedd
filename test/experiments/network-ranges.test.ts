/** Ranges of outcomes over all types: they hold what profiles show, and traced weights make them narrow. */
import { expect, it } from 'vitest';
import { outcomeRanges } from '../../src/experiments/network/ranges.ts';
import type { OutcomeRanges, Range } from '../../src/experiments/network/function-ranges.ts';
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
  const rows = Array.from({ length: 200 }, () => low.map((end, c) => end + next() * (high[c]! - end)));
  const inside = (value: number, [least, most]: Range): boolean => value >= least - 1e-9 && value <= most + 1e-9;
  eachOutcomeOf(mechanism)(rows.length, (n, bids) => bids.set(rows[n]!), (n, { amounts, payments }) => {
    const values = Array.from(payments, (_, i) =>
      amounts.subarray(i * objects, (i + 1) * objects).reduce((sum, amount, j) => sum + amount * rows[n]![i * objects + j]!, 0));
    values.forEach((value, i) => expect(inside(value - payments[i]!, utility[i]!)).toBe(true));
    expect(inside(values.reduce((a, b) => a + b, 0), welfare)).toBe(true);
    expect(inside(payments.reduce((a, b) => a + b, 0), revenue)).toBe(true);
    expect(excessOf(amounts, bidders, objects, false)).toBeLessThanOrEqual(excess + 1e-9);
  });
  return { welfare, revenue, utility, excess };
}

it.each([[1, false], [2, false], [4, true]] as const)('hold all profiles: random network %i, a menu: %s', (seed, menu) => {
  const { bidders, objects, ...network } = randomNetwork(seed, 2, 1 + (seed % 2), menu);
  const size = bidders * objects;
  for (const boxes of [1, 40]) {
    expectInside({ bidders, objects, ...network }, new Float64Array(size).fill(0.25), new Float64Array(size).fill(1), boxes);
  }
});

it('of a trained network hold all profiles, and lie nearer than affine forms alone leave them', () => {
  const { mechanism } = readNetwork(new URL('../../scenarios/learned-auction/networks/global.json', import.meta.url).pathname);
  const [low, high] = [new Float64Array(4), new Float64Array(4).fill(1)];
  const { utility, welfare, revenue } = expectInside(mechanism, low, high, 128);
  // Affine forms alone leave -1.67, 3.30 and 3.44.
  expect(utility[0]![0]).toBeGreaterThan(-1.2);
  expect(welfare[1]).toBeLessThan(2.9);
  expect(revenue[1]).toBeLessThan(2.9);
});
