/** ε-LIC over all types and reports, of networks whose constants are known by hand. */
import { describe, expect, it } from 'vitest';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { eachOutcomeOf } from '../../../kernels/network/outcomes.ts';
import { slopeMechanism } from '../../../kernels/network/slopes.ts';
import { drawInterim, interimGain, interimNotes, interimRows } from '../../../src/kinds/certify/interim-rows.ts';
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import type { Tensor } from '../../../src/mechanism/network/tensors.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { streamKey } from '../../../src/engine/streams.ts';
import { drawOn, type Run } from '../../../src/run/run.ts';
import { numbersFrom, randomTensor } from '../../kernels/regret-cases.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { replications, SEEDS } from '../../support/replications.ts';

const law = parseDistribution('uniform(0,1)');

const networkOf = (nodes: readonly Record<string, unknown>[], tensors?: ReadonlyMap<string, Tensor>): NetworkMechanism =>
  compileNetwork({ format: 'misreport.network/1', bidders: 2, objects: 1, amounts: 'q', payments: 'p', nodes }, tensors);

/** Bidder 1 of two with one object; `nodes` give amounts q and payments p. */
const localGain = (nodes: readonly Record<string, unknown>[], own = law) => localGainOf(networkOf(nodes), own);

async function localGainOf(mechanism: NetworkMechanism, own = law, { seed = 'slopes', profiles = 4096, confidence = 0.99 } = {}) {
  const run = { ...drawOn(inProcessDevice()), stream: (name: string) => streamKey(seed, name) } as unknown as Run;
  const sample = (await drawInterim({
    by: { kernel: 'regret', mechanism, effort: { starts: 2, steps: 1, boxes: 1, gap: 1 } }, laws: [[own], [law]],
    low: new Float64Array(2), high: new Float64Array(2).fill(1), unit: 2 ** -36, unitDemand: false, agents: [], profiles,
    most: [9, 9], utility: [[-9, 9], [-9, 9]], confidence,
  }, 0, run))!;
  const rows = interimRows({ sample, utility: [-9, 9], truthful: false, point: {}, confidence });
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

/** A price of 1/2 + r - other, cut off at 0 and 1, a share of a sparsemax: slope -1 where it is not cut off, surely at 1/2. */
const shared = [
  flat, { name: 'q', op: 'constant', shape: [2, 1], values: [0.5, 0.5] }, { name: 'twice', op: 'scale', of: 'r', factor: 2 },
  { name: 'p', op: 'sparsemax', of: 'twice', axis: 0 },
];

describe('ε-LIC over all types and reports', () => {
  it.each([
    ['amounts and payment that curve', squared(0.7), 0.4, 1.1], ['a price far too high', squared(2), 3, 1.02],
    ['a bend at a report', bent(0.5), 0.3, 1.000001], ['a bend between reports', bent(0.51), 0.3, 1.000001],
    ['bends at random', raced, 1, 1.05], ['bends of a sparsemax', shared, 1, 1.05],
  ])('%s', async (_, nodes, truth, factor) => {
    const { sample, row, notes } = await localGain(nodes);
    expect(row).toMatchObject({ guarantee: 'continuum' });
    const fifth = interimGain(sample, 'lic', { truthful: false, confidence: 0.99 }, 1 / 5);
    expect(fifth.guarantee).toBe('continuum');
    expect(fifth.upper).toBeGreaterThanOrEqual(sample.locally!(1 / 5));
    expect(fifth.upper).toBeGreaterThanOrEqual(row.upper);
    expect(row.lower).toBeLessThanOrEqual(truth);
    expect(row.upper).toBeGreaterThanOrEqual(truth * (1 - 1e-9));
    expect(row.upper).toBeLessThan(truth * factor);
    expect(notes.filter((note) => note.includes('ε-LIC'))).toEqual([]);
  });

  it('is bounded by more at a fifth of the error probability, as at that probability from the start', async () => {
    const { sample } = await localGain(raced);
    const { sample: sure } = await localGainOf(networkOf(raced), law, { confidence: 0.998 });
    const [whole, fifth] = [1, 1 / 5].map((share) => sample.everywhere!(share)) as [number, number];
    expect(fifth).toBeGreaterThan(whole * 1.001);
    expect(Math.abs(fifth - sure.everywhere!(1))).toBeLessThan(0.1 * (fifth - whole));
    expect(interimGain(sample, 'ic', { truthful: false, confidence: 0.99 }, 1 / 5).upper).toBeGreaterThanOrEqual(fifth);
  });

  it('is next to nothing where truth is best: 0 of what bids do not move, a cell wide of what they move', async () => {
    const posted = await localGain([
      flat, other, { name: 'q', op: 'constant', shape: [2, 1], values: [0.3, 0.5] }, { name: 'first', op: 'scale', of: 'other', factor: 2 },
      both('p', 'first'),
    ]);
    expect(posted.row).toMatchObject({ guarantee: 'continuum', lower: 0 });
    expect(posted.sample.locally!(1)).toBeLessThan(1e-9);
    const { sample, notes } = await localGain(squared(0.5));
    expect(sample.locally!(1)).toBeLessThan(1.3 / 64);
    expect(notes.some((note) => note.includes('gain by the size of the lie is expected above'))).toBe(true);
  });

  it('is about the list where types are points, and where cells are too steep for anything', async () => {
    const points = await localGain(squared(0.7), parseDistribution('discrete(0:0.5,1:0.5)'));
    expect([points.sample.locally, points.row.guarantee]).toEqual([undefined, 'grid']);
    const steep = await localGain([
      flat, { name: 'fast', op: 'scale', of: 'r', factor: 3000 }, { name: 'wave', op: 'tanh', of: 'fast' },
      { name: 'q', op: 'constant', shape: [2, 1], values: [0.5, 0.5] }, { name: 'p', op: 'scale', of: 'wave', factor: 1 },
    ]);
    expect(steep.row.guarantee).toBe('grid');
  });

  it('covers the truth at its confidence', SEEDS, async () => {
    const next = numbersFrom(3);
    const tensors = new Map([
      ['w', randomTensor(next, [4, 2])], ['b', randomTensor(next, [4])], ['v', randomTensor(next, [2, 4], 2)],
      ['u', randomTensor(next, [2, 4])],
    ]);
    const mechanism = networkOf([
      flat, { name: 'd', op: 'dense', of: 'r', weight: 'w', bias: 'b' }, { name: 'h', op: 'tanh', of: 'd' },
      { name: 'logits', op: 'dense', of: 'h', weight: 'v' }, { name: 'shares', op: 'sigmoid', of: 'logits' },
      { name: 'q', op: 'reshape', of: 'shares', shape: [2, 1] }, { name: 'level', op: 'dense', of: 'h', weight: 'u' },
      { name: 'part', op: 'sigmoid', of: 'level' }, { name: 'worth', op: 'multiply', of: ['q', 'bids'] },
      { name: 'bid', op: 'sum', of: 'worth', axis: 1 }, { name: 'p', op: 'multiply', of: ['part', 'bid'] },
    ], tensors);
    const truth = localConstant(mechanism);
    const seeds = replications(60);
    let [missed, everywhere] = [0, 0];
    for (let n = 0; n < seeds; n++) {
      const { row } = await localGainOf(mechanism, law, { seed: `coverage ${n}`, profiles: 512, confidence: 0.8 });
      if (row.guarantee === 'continuum') everywhere++;
      if (row.lower > truth || row.upper < truth * (1 - 1e-4)) missed++;
      expect(row.upper).toBeLessThan(2 * truth);
    }
    expect(everywhere).toBe(seeds);
    // 1 - confidence and three standard errors.
    expect(missed).toBeLessThanOrEqual(0.2 * seeds + 3 * Math.sqrt(0.16 * seeds));
  });
});

/** By quadrature over the other's bids: bidder 1's largest gain by the size of the lie, on a fine grid and in the limit of short lies. */
function localConstant(mechanism: NetworkMechanism): number {
  const [reports, bids] = [129, 128];
  const meansOf = (one: NetworkMechanism): [Float64Array, Float64Array] => {
    const [amounts, payments] = [new Float64Array(reports), new Float64Array(reports)];
    eachOutcomeOf(one)(reports * bids, (n, into) => {
      [into[0], into[1]] = [Math.floor(n / bids) / (reports - 1), ((n % bids) + 0.5) / bids];
    }, (n, outcome) => {
      amounts[Math.floor(n / bids)]! += outcome.amounts[0]! / bids;
      payments[Math.floor(n / bids)]! += outcome.payments[0]! / bids;
    });
    return [amounts, payments];
  };
  const [[amounts, payments], [steps, dues]] = [meansOf(mechanism), meansOf(slopeMechanism(mechanism, 0, 0)!)];
  let most = 0;
  for (let t = 0; t < reports; t++) {
    const type = t / (reports - 1);
    most = Math.max(most, Math.abs(type * steps[t]! - dues[t]!));
    for (let r = 0; r < reports; r++) {
      if (r === t) continue;
      const gain = type * (amounts[r]! - amounts[t]!) - (payments[r]! - payments[t]!);
      most = Math.max(most, (gain * (reports - 1)) / Math.abs(r - t));
    }
  }
  return most;
}
