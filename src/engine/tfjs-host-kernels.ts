/**
 * Kernels of the loops of tfjs-host-loops.ts, registered by tfjs-adapter.ts in place of those of TFJS's JavaScript backend. float32 only;
 * anything else goes to the kernel that was there.
 */
import type { KernelConfig, Tensor as TfjsTensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tfjs as Operations } from '../../kernels/tensors.ts';
import {
  arithmetic, type BlockOf, comparisons, type Fold, foldLoop, folds, type Numbers, productLoop, sizeOf, stretchedLoop, stridedCopy,
  stridesOf,
} from './tfjs-host-loops.ts';

type Tfjs = typeof import('@tensorflow/tfjs-core');

interface HostBackend {
  readonly data: { get(id: object): { readonly values: Numbers } };
  makeTensorInfo(shape: readonly number[], dtype: string, values: Numbers): TensorInfo;
}

/** Registers the loops for a JavaScript backend's name. Idempotent. */
export function registerHostKernels(tf: Tfjs, backendName: string): void {
  if (registered.has(backendName)) return;
  registered.add(backendName);
  const loop = (kernelName: string, run: Loop): void => replace(tf, backendName, kernelName, run);
  for (const [name, block] of Object.entries(arithmetic)) loop(name, (backend, inputs) => binary(tf, backend, inputs, block, 'float32'));
  for (const [name, block] of Object.entries(comparisons)) loop(name, (backend, inputs) => binary(tf, backend, inputs, block, 'bool'));
  for (const [name, fold] of Object.entries(folds)) {
    loop(name, (backend, inputs, attributes) => reduced(tf, backend, inputs['x']!, attributes, fold));
  }
  loop('BatchMatMul', product);
  loop('Slice', (backend, inputs, attributes) => sliced(tf, backend, inputs['x']!, attributes));
  loop('SplitV', (backend, inputs, attributes) => split(tf, backend, inputs['x']!, attributes));
  loop('Unpack', (backend, inputs, attributes) => unpacked(tf, backend, inputs['value']!, attributes));
  loop('Transpose', (backend, inputs, attributes) => transposed(backend, inputs['x']!, attributes));
  loop('Tile', (backend, inputs, attributes) => tiled(backend, inputs['x']!, attributes));
  loop('GatherV2', (backend, inputs, attributes) => gathered(tf, backend, inputs, attributes));
  const kernelFunc: KernelConfig['kernelFunc'] = ({ backend, inputs }) => oneAtLargest(backend as HostBackend, inputs['x'] as TensorInfo);
  tf.registerKernel({ kernelName: ONE_AT_LARGEST, backendName, kernelFunc });
}

const ONE_AT_LARGEST = 'OneAtLargest';

/**
 * [rows, K] one at the largest of each row, ties to the lowest, zeros where there is NaN, in one pass; undefined on backends that have no
 * such kernel.
 */
export function oneAtLargestOnHost(operations: Operations, objective: Tensor2D): Tensor2D | undefined {
  const tf = operations as object as Tfjs;
  if (objective.dtype !== 'float32' || !tf.getKernel(ONE_AT_LARGEST, tf.getBackend())) return undefined;
  return tf.engine().runKernel<never>(ONE_AT_LARGEST, { x: objective as object as TfjsTensor });
}

const registered = new Set<string>();

type Inputs = Readonly<Record<string, TensorInfo>>;
type Attributes = Readonly<Record<string, unknown>>;

/** `undefined` where the inputs are none of its own: the kernel that it stands before takes them. */
type Loop = (backend: HostBackend, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[] | undefined;

function replace(tf: Tfjs, backendName: string, kernelName: string, loop: Loop): void {
  const before = tf.getKernel(kernelName, backendName);
  if (!before) return;
  tf.unregisterKernel(kernelName, backendName);
  const config: KernelConfig = {
    ...before,
    kernelFunc: (given) =>
      loop(given.backend as HostBackend, given.inputs as unknown as Inputs, (given.attrs ?? {}) as Attributes) ?? before.kernelFunc(given),
  };
  tf.registerKernel(config);
}

function binary(
  tf: Tfjs,
  backend: HostBackend,
  { a, b }: Inputs,
  block: BlockOf,
  dtype: 'float32' | 'bool',
): TensorInfo | undefined {
  if (a!.dtype !== 'float32' || b!.dtype !== 'float32') return undefined;
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
  const out = dtype === 'bool' ? new Uint8Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
  if (out.length > 0) stretchedLoop(block, valuesOf(backend, a!), a!.shape, valuesOf(backend, b!), b!.shape, shape, out);
  return backend.makeTensorInfo(shape, dtype, out);
}

const valuesOf = (backend: HostBackend, { dataId }: TensorInfo): Numbers => backend.data.get(dataId).values;

/** Folds neighbouring axes; undefined where they are apart. */
function reduced(
  tf: Tfjs,
  backend: HostBackend,
  x: TensorInfo,
  { axis, reductionIndices, keepDims }: Attributes,
  fold: Fold,
): TensorInfo | undefined {
  if (x.dtype !== 'float32' || sizeOf(x.shape) === 0) return undefined;
  // TFJS calls them by another name for Max.
  const axes = tf.util.parseAxisParam((axis ?? reductionIndices) as number | number[], x.shape).sort((p, q) => p - q);
  if (axes.length === 0 || axes.some((a, i) => i > 0 && a !== axes[i - 1]! + 1)) return undefined;
  const [from, to] = [axes[0]!, axes.at(-1)! + 1];
  const [outer, folded, inner] = [
    x.shape.slice(0, from), x.shape.slice(from, to), x.shape.slice(to),
  ].map(sizeOf) as [number, number, number];
  const out = new Float32Array(outer * inner);
  foldLoop(fold, valuesOf(backend, x), outer, folded, inner, out);
  const shape = x.shape.flatMap((length, a) => (axes.includes(a) ? (keepDims ? [1] : []) : [length]));
  return backend.makeTensorInfo(shape, 'float32', out);
}

function sliced(tf: Tfjs, backend: HostBackend, x: TensorInfo, { begin, size }: Attributes): TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined;
  const [start, shape] = tf.slice_util.parseSliceParams(x as never, begin as number[], size as number[]) as [number[], number[]];
  tf.slice_util.assertParamsValid(x as never, start, shape);
  return piece(backend, x, start, shape);
}

/** What lies from `start` on, of that shape. */
function piece(backend: HostBackend, x: TensorInfo, start: readonly number[], shape: readonly number[], named = shape): TensorInfo {
  const strides = stridesOf(x.shape);
  const out = new Float32Array(sizeOf(shape));
  if (out.length > 0) stridedCopy(valuesOf(backend, x), start.reduce((sum, at, axis) => sum + at * strides[axis]!, 0), strides, shape, out);
  return backend.makeTensorInfo(named, 'float32', out);
}

/** Pieces that follow each other along one axis. */
function split(tf: Tfjs, backend: HostBackend, x: TensorInfo, { axis, numOrSizeSplits }: Attributes): TensorInfo[] | undefined {
  if (x.dtype !== 'float32') return undefined;
  const along = tf.util.parseAxisParam(axis as number, x.shape)[0]!;
  const start = x.shape.map(() => 0);
  return tf.backend_util.prepareSplitSize(x as TfjsTensor, numOrSizeSplits as number | number[], along).map((length) => {
    const one = piece(backend, x, start, x.shape.map((whole, a) => (a === along ? length : whole)));
    start[along]! += length;
    return one;
  });
}

/** One tensor a place of an axis, which they are without. */
function unpacked(tf: Tfjs, backend: HostBackend, x: TensorInfo, { axis }: Attributes): TensorInfo[] | undefined {
  if (x.dtype !== 'float32') return undefined;
  const along = tf.util.parseAxisParam(axis as number, x.shape)[0]!;
  const shape = x.shape.map((whole, a) => (a === along ? 1 : whole));
  return Array.from({ length: x.shape[along]! }, (_, place) =>
    piece(backend, x, x.shape.map((_whole, a) => (a === along ? place : 0)), shape, shape.toSpliced(along, 1)));
}

function transposed(backend: HostBackend, x: TensorInfo, { perm }: Attributes): TensorInfo | undefined {
  if (x.dtype !== 'float32') return undefined;
  const order = perm as number[];
  const strides = stridesOf(x.shape);
  const shape = order.map((axis) => x.shape[axis]!);
  const out = new Float32Array(sizeOf(shape));
  if (out.length > 0) stridedCopy(valuesOf(backend, x), 0, order.map((axis) => strides[axis]!), shape, out);
  return backend.makeTensorInfo(shape, 'float32', out);
}

function tiled(backend: HostBackend, x: TensorInfo, { reps }: Attributes): TensorInfo | undefined {
  const times = reps as number[];
  if (x.dtype !== 'float32' || times.length !== x.shape.length) return undefined;
  const strides = stridesOf(x.shape);
  const shape = x.shape.map((length, axis) => length * times[axis]!);
  const out = new Float32Array(sizeOf(shape));
  const apart = x.shape.flatMap((length, axis) => [times[axis]!, length]);
  if (out.length > 0) stridedCopy(valuesOf(backend, x), 0, strides.flatMap((stride) => [0, stride]), apart, out);
  return backend.makeTensorInfo(shape, 'float32', out);
}

/** Along one axis, at a list of places. */
function gathered(tf: Tfjs, backend: HostBackend, { x, indices }: Inputs, { axis, batchDims }: Attributes): TensorInfo | undefined {
  if (x!.dtype !== 'float32' || indices!.dtype !== 'int32' || indices!.shape.length !== 1 || batchDims !== 0) return undefined;
  const at = tf.util.parseAxisParam(axis as number, x!.shape)[0]!;
  const places = valuesOf(backend, indices!);
  const [outer, length, inner] = [sizeOf(x!.shape.slice(0, at)), x!.shape[at]!, sizeOf(x!.shape.slice(at + 1))];
  // What TFJS says of a place that is not there is left to it.
  if (!places.every((place) => place >= 0 && place < length)) return undefined;
  const from = valuesOf(backend, x!);
  const out = new Float32Array(outer * places.length * inner);
  for (let o = 0, to = 0; o < outer; o++) {
    for (const place of places) {
      for (let start = (o * length + place) * inner, i = start; i < start + inner; i++) out[to++] = from[i]!;
    }
  }
  return backend.makeTensorInfo([...x!.shape.slice(0, at), places.length, ...x!.shape.slice(at + 1)], 'float32', out);
}

function oneAtLargest(backend: HostBackend, x: TensorInfo): TensorInfo {
  const [rows, alternatives] = x.shape as [number, number];
  const from = valuesOf(backend, x);
  const out = new Float32Array(from.length);
  for (let r = 0, at = 0; r < rows; r++, at += alternatives) {
    let first = at;
    let comparable = true;
    for (let i = at; i < at + alternatives; i++) {
      const here = from[i]!;
      if (here > from[first]!) first = i;
      else if (Number.isNaN(here)) comparable = false;
    }
    if (comparable) out[first] = 1;
  }
  return backend.makeTensorInfo([rows, alternatives], 'float32', out);
}

/** Of batches of one shape, or of plain matrices. */
function product(backend: HostBackend, { a, b }: Inputs, { transposeA, transposeB }: Attributes): TensorInfo | undefined {
  if (a!.dtype !== 'float32' || b!.dtype !== 'float32' || a!.shape.length !== b!.shape.length) return undefined;
  const rank = a!.shape.length;
  const batch = a!.shape.slice(0, -2);
  if (batch.some((length, axis) => length !== b!.shape[axis])) return undefined;
  const [rowsA, columnsA, rowsB, columnsB] = [a!.shape[rank - 2]!, a!.shape[rank - 1]!, b!.shape[rank - 2]!, b!.shape[rank - 1]!];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const walks = [transposeA ? 1 : columnsA, transposeA ? columnsA : 1, transposeB ? columnsB : 1, transposeB ? 1 : columnsB] as const;
  const [x, y] = [valuesOf(backend, a!), valuesOf(backend, b!)];
  const out = new Float32Array(sizeOf(batch) * m * n);
  for (let g = 0; g < sizeOf(batch); g++) productLoop(x, y, g * rowsA * columnsA, g * rowsB * columnsB, [m, n, k], walks, out, g * m * n);
  return backend.makeTensorInfo([...batch, m, n], 'float32', out);
}
