/** Networks for the check of certificates: every operation of manifests, and small auctions of one object. */
import { compileNetwork } from '../../../src/mechanism/network/compile.ts';
import type { Network } from '../../../src/mechanism/network/read-network.ts';
import type { Tensor } from '../../../src/mechanism/network/tensors.ts';
import type { NetworkOfFile } from '../../../src/notions/verify/network/manifest.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** Numbers of some size that look like none in particular. */
export const odd = (count: number, size: number, seed = 1): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => size * Math.sin(12.9898 * (k + 1) * seed + seed));

export const tensor = (shape: readonly number[], size: number, seed: number): Tensor =>
  ({ shape, values: odd(shape.reduce((product, side) => product * side, 1), size, seed) });

export function networkOf(name: string, manifest: Manifest, tensors: ReadonlyMap<string, Tensor> = new Map()): Network {
  return { name, mechanism: compileNetwork(manifest, tensors), hash: 'a'.repeat(64), files: { manifest, tensors } };
}

export const inFile = ({ name, files: { manifest, tensors } }: Network): NetworkOfFile => ({
  name, manifest: manifest as NetworkOfFile['manifest'],
  tensors: Object.fromEntries([...tensors].map(([key, { shape, values }]) =>
    [key, { shape: [...shape], data: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64') }])),
});

/** Two bidders, three objects; amounts and payments mean nothing. */
export const EVERY_OPERATION = networkOf('every', {
  format: 'misreport.network/1', weights: 'none.npz', bidders: 2, objects: 3,
  nodes: [
    { name: 'rows', op: 'dense', of: 'bids', weight: 'w1', bias: 'b1' },
    { name: 'tanh', op: 'tanh', of: 'rows' },
    { name: 'turned', op: 'transpose', of: 'tanh', axes: [1, 0] },
    { name: 'more', op: 'dense', of: 'turned', weight: 'w2', layout: 'inputs-outputs' },
    { name: 'leaky', op: 'leaky-relu', of: 'more', slope: 0.25 },
    { name: 'relu', op: 'relu', of: 'leaky' },
    { name: 'scaled', op: 'scale', of: 'leaky', factor: -1.5, shift: 0.25 },
    { name: 'soft', op: 'softmax', of: 'scaled', axis: 0 },
    { name: 'sparse', op: 'sparsemax', of: 'scaled', axis: 1 },
    { name: 'sum', op: 'add', of: ['soft', 'sparse'] },
    { name: 'low', op: 'min', of: 'sum', axis: 0 },
    { name: 'high', op: 'max', of: 'sum', axis: 1 },
    { name: 'flat', op: 'reshape', of: 'high', shape: [4, 1] },
    { name: 'both', op: 'minimum', of: ['flat', 'relu'] },
    { name: 'fixed', op: 'constant', shape: [3], values: [0.5, -0.25, 0.125] },
    { name: 'wide', op: 'maximum', of: ['both', 'fixed'] },
    { name: 'held', op: 'tensor', tensor: 'w3' },
    { name: 'less', op: 'subtract', of: ['wide', 'held'] },
    { name: 'product', op: 'multiply', of: ['less', 'low'] },
    { name: 'plus', op: 'softplus', of: 'product' },
    { name: 'joined', op: 'concatenate', of: ['plus', 'sparse'], axis: 0 },
    { name: 'part', op: 'slice', of: 'joined', axis: 0, from: 3, to: 5 },
    { name: 'amounts', op: 'sigmoid', of: 'part' },
    { name: 'payments', op: 'sum', of: 'amounts', axis: 1 },
  ],
  amounts: 'amounts', payments: 'payments',
}, new Map([
  ['w1', tensor([4, 3], 1.2, 1)], ['b1', tensor([4], 0.3, 2)], ['w2', tensor([2, 3], 1.5, 3)], ['w3', tensor([4, 3], 0.7, 4)],
]));

/** Two bidders and one object: shares by a softmax of hidden units, part of her worth paid. */
export const SMALL_AUCTION = networkOf('small auction', {
  format: 'misreport.network/1', weights: 'none.npz', bidders: 2, objects: 1,
  nodes: [
    { name: 'flat', op: 'reshape', of: 'bids', shape: [2] },
    { name: 'd1', op: 'dense', of: 'flat', weight: 'w1', bias: 'b1' },
    { name: 'h1', op: 'tanh', of: 'd1' },
    { name: 'd2', op: 'dense', of: 'h1', weight: 'w2' },
    { name: 'all', op: 'softmax', of: 'd2', axis: 0 },
    { name: 'kept', op: 'slice', of: 'all', axis: 0, from: 0, to: 2 },
    { name: 'amounts', op: 'reshape', of: 'kept', shape: [2, 1] },
    { name: 'worth', op: 'multiply', of: ['amounts', 'bids'] },
    { name: 'bid', op: 'sum', of: 'worth', axis: 1 },
    { name: 'payments', op: 'scale', of: 'bid', factor: 0.6 },
  ],
  amounts: 'amounts', payments: 'payments',
}, new Map([['w1', tensor([3, 2], 2, 1)], ['b1', tensor([3], 0.5, 2)], ['w2', tensor([3, 3], 2, 3)]]));

/** Each buys the object at the other's bid, or at her own where `own`, or nothing. */
export const menuNetwork = (own: boolean): Network => networkOf('menus', {
  format: 'misreport.network/1', bidders: 2, objects: 1,
  nodes: [
    { name: 'first', op: 'slice', of: 'bids', axis: 0, from: 0, to: 1 },
    { name: 'second', op: 'slice', of: 'bids', axis: 0, from: 1, to: 2 },
    { name: 'price-1', op: 'reshape', of: own ? 'first' : 'second', shape: [1] },
    { name: 'price-2', op: 'reshape', of: 'first', shape: [1] },
    { name: 'nothing', op: 'constant', shape: [1], values: [0] },
    { name: 'prices-1', op: 'concatenate', of: ['nothing', 'price-1'], axis: 0 },
    { name: 'prices-2', op: 'concatenate', of: ['nothing', 'price-2'], axis: 0 },
    { name: 'offers', op: 'constant', shape: [2, 1], values: [0, 1] },
  ],
  menus: [{ amounts: 'offers', prices: 'prices-1' }, { amounts: 'offers', prices: 'prices-2' }],
});
