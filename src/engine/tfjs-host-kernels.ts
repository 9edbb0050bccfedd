/**
 * Faster loops for ops of TFJS's JavaScript backend, registered in place of its own by tfjs-adapter.ts. TFJS computes the
 * place of every element of a broadcast, a slice or a transposition anew, some 300 ns an element; here strides are walked.
 * float32 only, with the same rounding; anything else goes to the kernel that was there.
 */
import type { KernelConfig, Tensor as TfjsTensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tfjs as Operations } from '../../kernels/tensors.ts';

type Numbers = Float32Array | Uint8Array;

type Tfjs = typeof import('@tensorflow/tfjs-core');

interface HostBackend {
  readonly data: { get(id: object): { readonly values: Numbers } };
  makeTensorInfo(shape: readonly number[], dtype: string, values: Numbers): TensorInfo;
}

/** Where the operands of a block of results lie: from `pa` and `pb` on, in steps of `da` and `db` along a row and `ea` and `eb` between. */
interface Walk {
  pa: number;
  pb: number;
  readonly da: number;
  readonly db: number;
  readonly ea: number;
  readonly eb: number;
}
/** A block of `rows` rows of `length` results, from `to` on. */
type BlockOf = (out: Numbers, to: number, rows: number, length: number, a: Numbers, b: Numbers, walk: Walk) => void;

// Loops of its own for each: one that is handed its operation takes five times as long. Blocks, since rows are as short as alternatives
// are few.
const arithmetic: Readonly<Record<string, BlockOf>> = {
  Add: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! + b[y]!;
    }
  },
  Sub: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! - b[y]!;
    }
  },
  Multiply: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! * b[y]!;
    }
  },
  RealDiv: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! / b[y]!;
    }
  },
};
const comparisons: Readonly<Record<string, BlockOf>> = {
  Equal: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = (a[x]!) === b[y]! ? 1 : 0;
    }
  },
  Greater: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! > b[y]! ? 1 : 0;
    }
  },
  GreaterEqual: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! >= b[y]! ? 1 : 0;
    }
  },
  Less: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! < b[y]! ? 1 : 0;
    }
  },
  LessEqual: (out, to, rows, length, a, b, { pa, pb, da, db, ea, eb }) => {
    for (let r = 0; r < rows; r++, pa += ea, pb += eb) {
      for (let end = to + length, x = pa, y = pb; to < end; to++, x += da, y += db) out[to] = a[x]! <= b[y]! ? 1 : 0;
    }
  },
};

/** Of `folded` elements from `at` on, in steps of `inner`; in double precision. */
type Fold = (from: Numbers, at: number, folded: number, inner: number) => number;
const folds: Readonly<Record<string, Fold>> = {
  Sum: (from, at, folded, inner) => {
    let total = 0;
    for (let f = 0; f < folded; f++, at += inner) total += from[at]!;
    return total;
  },
  // NaN stays.
  Max: (from, at, folded, inner) => {
    let most = -Infinity;
    for (let f = 0; f < folded; f++, at += inner) {
      const x = from[at]!;
      if (x > most || Number.isNaN(x)) most = x;
    }
    return most;
  },
  Min: (from, at, folded, inner) => {
    let least = Infinity;
    for (let f = 0; f < folded; f++, at += inner) {
      const x = from[at]!;
      if (x < least || Number.isNaN(x)) least = x;
    }
    return least;
  },
};

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Strides of a tensor stretched to `shape`: zero along axes that it has not, or of length one. */
function stretchedStrides(of: readonly number[], shape: readonly number[]): number[] {
  const own = stridesOf(of);
  const shift = shape.length - of.length;
  return shape.map((_, axis) => (axis < shift || of[axis - shift] === 1 ? 0 : own[axis - shift]!));
}

/** Joins neighbouring axes that every one of the strides walks in one go, so that inner loops are long. */
export function joinAxes(shape: readonly number[], ...strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const joined: number[] = [];
  const walks = strides.map((): number[] => []);
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const last = joined.length - 1;
    if (last >= 0 && strides.every((stride, w) => walks[w]![last] === stride[axis]! * length)) {
      joined[last]! *= length;
      walks.forEach((walk, w) => (walk[last] = strides[w]![axis]!));
    } else {
      joined.push(length);
      walks.forEach((walk, w) => walk.push(strides[w]![axis]!));
    }
  });
  return joined.length === 0 ? { shape: [1], strides: strides.map(() => [0]) } : { shape: joined, strides: walks };
}

/** Calls `block(out, a, b)` with the places at which each block of the last two axes begins. */
function forBlocks(
  shape: readonly number[],
  a: readonly number[],
  b: readonly number[],
  block: (out: number, a: number, b: number) => void,
): void {
  const outer = shape.length - 2;
  const at = new Int32Array(outer);
  const blocks = sizeOf(shape.slice(0, outer));
  const size = shape[outer]! * shape[outer + 1]!;
  for (let r = 0, pa = 0, pb = 0; r < blocks; r++) {
    block(r * size, pa, pb);
    for (let axis = outer - 1; axis >= 0; axis--) {
      pa += a[axis]!;
      pb += b[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      pa -= a[axis]! * shape[axis]!;
      pb -= b[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
}

/** Joined axes of `shape`, two at least: an axis of length one before a lone one. */
function blocksOf(shape: readonly number[], ...strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const joined = joinAxes(shape, ...strides);
  return joined.shape.length > 1 ? joined : { shape: [1, ...joined.shape], strides: joined.strides.map((walk) => [0, ...walk]) };
}

/** Both operands stretched to `shape`. */
function stretchedLoop(
  block: BlockOf,
  a: Numbers,
  aShape: readonly number[],
  b: Numbers,
  bShape: readonly number[],
  shape: readonly number[],
  out: Numbers,
): void {
  const joined = blocksOf(shape, stretchedStrides(aShape, shape), stretchedStrides(bShape, shape));
  const [sa, sb] = joined.strides as [number[], number[]];
  const [rows, length] = joined.shape.slice(-2) as [number, number];
  const walk: Walk = { pa: 0, pb: 0, da: sa.at(-1)!, db: sb.at(-1)!, ea: sa.at(-2)!, eb: sb.at(-2)! };
  forBlocks(joined.shape, sa, sb, (to, pa, pb) => {
    [walk.pa, walk.pb] = [pa, pb];
    block(out, to, rows, length, a, b, walk);
  });
}

/** Copies the elements at `start` + strides, in the order of `shape`. */
export function stridedCopy(from: Numbers, start: number, strides: readonly number[], shape: readonly number[], out: Numbers): void {
  const joined = blocksOf(shape, strides);
  const walk = joined.strides[0]!;
  const [rows, length] = joined.shape.slice(-2) as [number, number];
  const [between, step] = walk.slice(-2) as [number, number];
  forBlocks(joined.shape, walk, walk, (to, at) => {
    for (let r = 0, row = start + at; r < rows; r++, row += between) {
      for (let i = 0, x = row; i < length; i++, x += step) out[to++] = from[x]!;
    }
  });
}

/** [outer, folded, inner] -> [outer, inner]. */
function foldLoop(fold: Fold, from: Numbers, outer: number, folded: number, inner: number, out: Float32Array): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) out[o * inner + i] = fold(from, o * folded * inner + i, folded, inner);
  }
}

/** Rows of a times columns of b, [m, n] from `walks` [row of a, along a, column of b, along b]; in double precision, then rounded. */
export function productLoop(
  a: Numbers,
  b: Numbers,
  startA: number,
  startB: number,
  [m, n, k]: readonly [number, number, number],
  [rowA, alongA, columnB, alongB]: readonly [number, number, number, number],
  out: Float32Array,
  startOut: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0, pa = startA + i * rowA, pb = startB + j * columnB; l < k; l++, pa += alongA, pb += alongB) sum += a[pa]! * b[pb]!;
      out[startOut + i * n + j] = sum;
    }
  }
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
  loop('Transpose', (backend, inputs, attributes) => transposed(backend, inputs['x']!, attributes));
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
type Loop = (backend: HostBackend, inputs: Inputs, attributes: Attributes) => TensorInfo | undefined;

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
  const strides = stridesOf(x.shape);
  const out = new Float32Array(sizeOf(shape));
  if (out.length > 0) stridedCopy(valuesOf(backend, x), start.reduce((sum, at, axis) => sum + at * strides[axis]!, 0), strides, shape, out);
  return backend.makeTensorInfo(shape, 'float32', out);
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
