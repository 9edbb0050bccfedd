/** ε-LIC over all types and reports, of networks whose constants are known by hand. */
import { describe, expect, it } from 'vitest';
import { drawInterim, interimNotes, interimRows } from '../../../src/kinds/certify/interim-rows.ts';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { drawOn, type Run } from '../../../src/run/run.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const law = parseDistribution('uniform(0,1)');

/** Bidder 1 of two with one object; `nodes` give amounts q and payments p. */
async function localGain(nodes: readonly Record<string, unknown>[], own = law) {
  const mechanism = compileNetwork({ format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'q', payments: 'p', nodes });
  const run = { ...drawOn(inProcessDevice()), stream: (name: string) => streamKey('slopes', name) } as unknown as Run;
  const sample = (await drawInterim({
    by: { kernel: 'regret', mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } }, laws: [[own], [law]],
    low: new Float64Array(2), high: new Float64Array(2).fill(1), unit: 2 ** -36, unitDemand: false, agents: [], profiles: 4096,
    most: [9, 9], utility: [[-9, 9], [-9, 9]], confidence: 0.99,
  }, 0, run))!;
  const rows = interimRows({ sample, utility: [-9, 9], truthful: false, point: {}, confidence: 0.99 });
  return { sample, row: rows.find(({ quantity }) => quantity === 'epsilonLic')!, notes: interimNotes(sample, 9, rows) };
}

const flat = { name: 'r', op: 'reshape', of: 'bids', shape: [2] };
const other = { name: 'other', op: 'slice', of: 'r', axis: 0, from: 1, to: 2 };
const both = (name: string, of: string) => ({ name, op: 'concatenate', of: [of, of], axis: 0 });

/** The chance of her bid, at the price c r^2 and half of the other's bid: slope t - 2 c r, so |1 - 2 c| at the truth 1. */
const squared = (c: number) => [
  flat, other, { name: 'square', op: 'multiply', of: ['r', 'r'] }, { name: 'fee', op: 'scale', of: 'square', factor: c },
  { name: 'half', op: 'scale', of: 'other', factor: 0.5 }, { name: 'q', op: 'scale', of: 'bids' }, both('turned', 'half'),
  { name: 'p', op: 'add', of: ['fee', 'turned'] },
];
/** Half an object, for sure, at 0.3 max(0, r - 1/2): slope -0.3 above 1/2, a bend that cells do not straddle or do. */
const bent = (at: number) => [
  flat, { name: 'q', op: 'constant', shape: [2, 1], values: [0.5, 0.5] }, { name: 'above', op: 'scale', of: 'r', shift: -at },
  { name: 'over', op: 'relu', of: 'above' }, { name: 'p', op: 'scale', of: 'over', factor: 0.3 },
];
/** A price of max(0, r - other): slope -1 with the chance r that the other bids less, bends at random. */
const raced = [
  flat, other, { name: 'q', op: 'constant', shape: [2, 1], values: [0.5, 0.5] }, both('turned', 'other'),
  { name: 'apart', op: 'subtract', of: ['r', 'turned'] }, { name: 'p', op: 'relu', of: 'apart' },
];

describe('ε-LIC over all types and reports', () => {
  it.each([
    ['amounts and payment that curve', squared(0.7), 0.4, 1.1], ['a price far too high', squared(2), 3, 1.02],
    ['a bend at a report', bent(0.5), 0.3, 1.000001], ['a bend between reports', bent(0.51), 0.3, 1.000001],
    ['bends at random', raced, 1, 1.05],
  ])('%s', async (_, nodes, truth, factor) => {
    const { row, notes } = await localGain(nodes);
    expect(row).toMatchObject({ guarantee: 'continuum' });
    expect(row.lower).toBeLessThanOrEqual(truth);
    expect(row.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
    expect(row.upper).toBeLessThan(truth * factor);
    expect(notes.filter((note) => note.includes('ε-LIC'))).toEqual([]);
  });

  it('is next to nothing where truth is best: 0 of what bids do not move, a cell wide of what they move', async () => {
    const posted = await localGain([
      flat, other, { name: 'q', op: 'constant', shape: [2, 1], values: [0.3, 0.5] }, { name: 'first', op: 'scale', of: 'other', factor: 2 },
      both('p', 'first'),
    ]);
    expect(posted.row).toMatchObject({ guarantee: 'continuum', lower: 0 });
    expect(posted.sample.locally).toBeLessThan(1e-9);
    const { sample, notes } = await localGain(squared(0.5));
    expect(sample.locally).toBeLessThan(1.3 / 32);
    expect(notes.some((note) => note.includes('gain by the size of the lie is expected above'))).toBe(true);
  });

  it('is about the list where types are points, and where cells are too steep for anything', async () => {
    const points = await localGain(squared(0.7), parseDistribution('discrete(0:0.5,1:0.5)'));
    expect([points.sample.locally, points.row.guarantee]).toEqual([undefined, 'grid']);
    const steep = await localGain([
      flat, { name: 'fast', op: 'scale', of: 'r', factor: 300 }, { name: 'wave', op: 'tanh', of: 'fast' },
      { name: 'q', op: 'constant', shape: [2, 1], values: [0.5, 0.5] }, { name: 'p', op: 'scale', of: 'wave', factor: 1 },
    ]);
    expect([steep.sample.locally, steep.row.guarantee]).toEqual([undefined, 'grid']);
  });
});
