/**
 * Kernel `worst-regret` against a reference that shares nothing with it but the graph's definitions: regret in plain doubles at every
 * profile and report of a grid, and of all networks of the contract suite. Its ends are at least that, and near it where boxes are many.
 */
import { expect, it } from 'vitest';
import type { NetworkMechanism } from '../../kernels/network/mechanism.ts';
import { plainOutcome } from '../../kernels/regret/reference.ts';
import { worstRegrets } from '../../kernels/worst-regret/cpu.ts';
import type { WorstRegretParameters } from '../../kernels/worst-regret/spec.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import { runKernel } from '../kernels/run.ts';
import { worstRegretCases } from './mechanism-cases.ts';

/** Largest regret of every bidder over all profiles and reports whose bids are on a grid of the box. */
function gridRegrets({ bidders, objects, ...rest }: NetworkMechanism, low: Float64Array, high: Float64Array, points: number): number[] {
  const size = bidders * objects;
  const bidsAt = (index: number): number[] => Array.from({ length: size }, (_, c) => {
    const share = (Math.floor(index / points ** c) % points) / (points - 1);
    return low[c]! + share * (high[c]! - low[c]!);
  });
  const outcomes = Array.from({ length: points ** size }, (_, index) => plainOutcome({ bidders, objects, ...rest }, bidsAt(index)));
  const worth = (type: readonly number[], i: number, index: number): number => {
    const { amounts, payments } = outcomes[index]!;
    let sum = -payments[i]!;
    for (let j = 0; j < objects; j++) sum += type[i * objects + j]! * amounts[i * objects + j]!;
    return sum;
  };
  return Array.from({ length: bidders }, (_, i) => {
    let most = 0;
    const [step, reports] = [points ** (i * objects), points ** objects];
    for (let index = 0; index < outcomes.length; index++) {
      const type = bidsAt(index);
      const truth = worth(type, i, index);
      const others = index - (Math.floor(index / step) % reports) * step;
      for (let report = 0; report < reports; report++) most = Math.max(most, worth(type, i, others + report * step) - truth);
    }
    return most;
  });
}

/** Of every bidder, the largest end of the parts. */
function endsOf(parameters: WorstRegretParameters, first: number): number[] {
  const { agents, parts = 1, unit } = parameters;
  const { upper } = runKernel(worstRegrets, 'prepareCpu', parameters, first, agents.length * parts);
  return agents.map((_, a) => Math.max(...upper!.subarray(a * parts, (a + 1) * parts)) * unit);
}

it.each(worstRegretCases)('$title: no profile and report of a grid has more', ({ parameters, first }) => {
  // However few the boxes.
  const given = { ...parameters as WorstRegretParameters, boxes: 9 };
  const { mechanism, low, high, agents } = given;
  const points = Math.max(2, Math.floor(82 ** (1 / low.length)));
  const found = gridRegrets(mechanism, low, high, points);
  endsOf(given, first).forEach((end, a) => { expect(end).toBeGreaterThanOrEqual(found[agents[a]!]! - 1e-12); });
});

/** Of one object: chance and price bend with both bids, the price the more for the second bidder. */
const bent = compileNetwork({
  format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'q', payments: 'p', nodes: [
    { name: 'h', op: 'tanh', of: 'bids' }, { name: 'all', op: 'softmax', of: 'h', axis: 0 },
    { name: 'q', op: 'scale', of: 'all', factor: 0.8 }, { name: 'square', op: 'multiply', of: ['q', 'bids'] },
    { name: 'due', op: 'sum', of: 'square', axis: 1 }, { name: 'more', op: 'constant', shape: [2], values: [0.5, 0.9] },
    { name: 'p', op: 'multiply', of: ['due', 'more'] },
  ],
});

it('with many boxes it is what the grid finds, but for the gap and the mesh', () => {
  const [low, high] = [new Float64Array(2), Float64Array.of(1, 2)];
  const found = gridRegrets(bent, low, high, 17);
  const given = { mechanism: bent, low, high, first: 0, agents: [0, 1], floors: found, gap: 1e-3, boxes: 4000, unit: 2 ** -36 };
  endsOf(given, 0).forEach((end, i) => {
    expect(end).toBeGreaterThanOrEqual(found[i]!);
    expect(end).toBeLessThan(found[i]! + 1e-3 + 4e-3);
  });
  expect(found[1]!).toBeGreaterThan(found[0]!);
  // In parts it is that within 2%, by as many boxes; a part has the same bits whoever did the others.
  const dealt = { ...given, gap: 1e-9, boxes: 1000, parts: 4 };
  endsOf(dealt, 0).forEach((end, i) => {
    expect(end).toBeGreaterThanOrEqual(found[i]!);
    expect(end).toBeLessThan(endsOf({ ...dealt, parts: 1 }, 0)[i]! * 1.02);
  });
  const all = runKernel(worstRegrets, 'prepareCpu', dealt, 0, 8);
  expect(runKernel(worstRegrets, 'prepareCpu', dealt, 6, 1).upper![6]).toBe(all.upper![6]);
  expect(all.boxes!.subarray(0, 4).reduce((sum, own) => sum + own, 0)).toBeLessThanOrEqual(1000);
  expect(new Set(all.upper!.subarray(0, 4)).size).toBeGreaterThan(1);
  // Side by side and one alone, from whatever index.
  expect(endsOf({ ...given, agents: [1], floors: [found[1]!], first: 2 ** 32 + 7 }, 2 ** 32 + 7)[0]).toBe(endsOf(given, 0)[1]);
});
