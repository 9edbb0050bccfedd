/** Random networks of every operation, for the contract suite and for tests of enclosures. */
import type { NetworkMechanism } from '../../kernels/network/mechanism.ts';
import type { RegretParameters } from '../../kernels/regret/spec.ts';
import { compileNetwork } from '../../src/mechanism/network/compile.ts';
import type { Tensor } from '../../src/mechanism/network/tensors.ts';

export interface RegretShape {
  readonly seed: number;
  readonly bidders: number;
  readonly objects: number;
  readonly first: number;
  readonly count: number;
  readonly menu?: boolean;
  readonly unitDemand?: boolean;
  readonly boxes?: number;
  readonly steps?: number;
  readonly agents?: readonly number[];
  readonly low?: number;
  readonly high?: number;
}

/** Numbers in [0, 1), the same for the same seed. */
export function numbersFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function randomTensor(next: () => number, shape: readonly number[], size = 1): Tensor {
  const entries = shape.reduce((product, side) => product * side, 1);
  return { shape, values: Float64Array.from({ length: entries }, () => size * (next() + next() + next() - 1.5)) };
}

/** A network with every operation of the manifest on the way to amounts and payments, or to offers that depend on the own bids too. */
export function randomNetwork(seed: number, bidders: number, objects: number, menu = false, shift = 0): NetworkMechanism {
  const next = numbersFrom(seed);
  const [inputs, hidden] = [bidders * objects, 7];
  const tensors = new Map([
    ['w1', randomTensor(next, [hidden, inputs])], ['b1', randomTensor(next, [hidden])],
    ['w2', randomTensor(next, [hidden, (bidders + 1) * objects])], ['w3', randomTensor(next, [bidders, hidden])],
  ]);
  const nodes = [
    { name: 'moved', op: 'scale', of: 'bids', shift: -shift },
    { name: 'flat', op: 'reshape', of: 'moved', shape: [inputs] },
    { name: 'd1', op: 'dense', of: 'flat', weight: 'w1', bias: 'b1' },
    { name: 'left', op: 'slice', of: 'd1', axis: 0, from: 0, to: 3 },
    { name: 'right', op: 'slice', of: 'd1', axis: 0, from: 3, to: hidden },
    { name: 'bent', op: 'leaky-relu', of: 'left', slope: 0.1 },
    { name: 'soft', op: 'softplus', of: 'right' },
    { name: 'h', op: 'concatenate', of: ['bent', 'soft'], axis: 0 },
    { name: 'd2', op: 'dense', of: 'h', weight: 'w2', layout: 'inputs-outputs' },
    { name: 'table', op: 'reshape', of: 'd2', shape: [bidders + 1, objects] },
    { name: 'sparse', op: 'sparsemax', of: 'table', axis: 0 },
    { name: 'smooth', op: 'softmax', of: 'table', axis: 0 },
    { name: 'mixed', op: 'add', of: ['sparse', 'smooth'] },
    { name: 'half', op: 'scale', of: 'mixed', factor: 0.5 },
    { name: 'amounts', op: 'slice', of: 'half', axis: 0, from: 0, to: bidders },
    { name: 'won', op: 'multiply', of: ['amounts', 'bids'] },
    { name: 'turned', op: 'transpose', of: 'won', axes: [1, 0] },
    { name: 'total', op: 'sum', of: 'turned', axis: 0 },
    { name: 'th', op: 'tanh', of: 'h' },
    { name: 'd3', op: 'dense', of: 'th', weight: 'w3' },
    { name: 'part', op: 'sigmoid', of: 'd3' },
    { name: 'due', op: 'multiply', of: ['part', 'total'] },
    { name: 'highest', op: 'max', of: 'won', axis: 0 },
    { name: 'lowest', op: 'min', of: 'highest', axis: 0 },
    { name: 'cap', op: 'maximum', of: ['due', 'lowest'] },
    { name: 'payments', op: 'minimum', of: ['cap', 'total'] },
    { name: 'zero', op: 'constant', shape: [1, objects], values: new Array<number>(objects).fill(0) },
    { name: 'one', op: 'slice', of: 'amounts', axis: 0, from: 0, to: 1 },
    { name: 'list', op: 'concatenate', of: ['zero', 'one'], axis: 0 },
    { name: 'free', op: 'constant', shape: [1], values: [0] },
    { name: 'fee', op: 'slice', of: 'payments', axis: 0, from: 0, to: 1 },
    { name: 'prices', op: 'concatenate', of: ['free', 'fee'], axis: 0 },
  ];
  const result = menu
    ? { menus: Array.from({ length: bidders }, () => ({ amounts: 'list', prices: 'prices' })) }
    : { amounts: 'amounts', payments: 'payments' };
  return compileNetwork({ format: 'misreport.network/1', bidders, objects, nodes, ...result }, tensors);
}

export function regretParameters(shape: RegretShape): RegretParameters {
  const { seed, bidders, objects, first, count, menu = false, unitDemand = false, boxes = 40, steps = 5, low = 0, high = 1 } = shape;
  const next = numbersFrom(seed + 100);
  const size = bidders * objects;
  return {
    mechanism: randomNetwork(seed, bidders, objects, menu, low), low: new Float64Array(size).fill(low),
    high: Float64Array.from({ length: size }, (_, c) => high + (c % 3) / 4), first,
    types: Float64Array.from({ length: count * size }, () => low + next() * (high - low)),
    agents: shape.agents ?? Array.from({ length: bidders }, (_, i) => i), effort: { starts: 3, steps, boxes, gap: 1e-3 }, unit: 2 ** -30,
    unitDemand,
  };
}

