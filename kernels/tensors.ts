/**
 * The tensors and operations of `@tensorflow/tfjs-core` that kernels and users' functions are written in, as types of our own.
 * The package is optional, and its declarations are in error where libraries are checked: they name browsers' types, and a
 * WebGPU that TypeScript's own contradicts. What comes at run time is the package itself, so every operation of it works; those
 * that stand here are the ones that type-check (test/kernels/tensors.test.ts calls each).
 */

export type DataType = 'float32' | 'int32' | 'bool' | 'complex64' | 'string';
type NumericType = 'float32' | 'int32' | 'bool';

/** Numbers on whichever device the backend computes on; freed at the end of the `tf.tidy` it was made in. */
export interface Tensor {
  readonly id: number;
  readonly shape: number[];
  readonly rank: number;
  readonly size: number;
  readonly dtype: DataType;
  /** Reads it from the device, and waits for that. */
  dataSync(): Float32Array | Int32Array | Uint8Array;
  data(): Promise<Float32Array | Int32Array | Uint8Array>;
  dispose(): void;
}
export type Scalar = Tensor;
export interface Tensor1D extends Tensor {
  readonly shape: [number];
  arraySync(): number[];
  array(): Promise<number[]>;
}
export interface Tensor2D extends Tensor {
  readonly shape: [number, number];
  arraySync(): number[][];
  array(): Promise<number[][]>;
}
export interface Tensor3D extends Tensor {
  readonly shape: [number, number, number];
  arraySync(): number[][][];
  array(): Promise<number[][][]>;
}

type Numbers = Float32Array | Int32Array | Uint8Array;
interface Rows<T> {
  readonly [index: number]: T | Rows<T>;
  readonly length: number;
}
type Nested = Numbers | number | boolean | Rows<number> | Rows<boolean>;
/** A tensor, or numbers that become one. */
export type TensorLike = Tensor | Nested;

type Unary = <T extends Tensor>(x: T | Nested) => T;
type Binary = <T extends Tensor>(a: TensorLike, b: TensorLike) => T;
type Reduction = <T extends Tensor>(x: TensorLike, axis?: number | readonly number[], keepDims?: boolean) => T;
type Arg = <T extends Tensor>(x: TensorLike, axis?: number) => T;
type Filled = <T extends Tensor>(shape: readonly number[], dtype?: NumericType) => T;

/** What a tensor function is given as `tf`. */
export interface Tfjs {
  // Made of numbers.
  scalar(value: number | boolean, dtype?: NumericType): Scalar;
  tensor<T extends Tensor>(values: Nested, shape?: readonly number[], dtype?: NumericType): T;
  tensor1d(values: Numbers | readonly number[] | readonly boolean[], dtype?: NumericType): Tensor1D;
  tensor2d(values: Numbers | Rows<number>, shape?: readonly [number, number], dtype?: NumericType): Tensor2D;
  tensor3d(values: Numbers | Rows<number>, shape?: readonly [number, number, number], dtype?: NumericType): Tensor3D;
  zeros: Filled;
  ones: Filled;
  fill<T extends Tensor>(shape: readonly number[], value: number, dtype?: NumericType): T;
  eye(rows: number, columns?: number): Tensor2D;
  range(start: number, stop: number, step?: number, dtype?: 'float32' | 'int32'): Tensor1D;
  linspace(start: number, stop: number, count: number): Tensor1D;
  oneHot<T extends Tensor>(indices: TensorLike, depth: number, onValue?: number, offValue?: number, dtype?: NumericType): T;
  zerosLike: Unary;
  onesLike: Unary;
  // Entry by entry.
  add: Binary;
  sub: Binary;
  mul: Binary;
  div: Binary;
  divNoNan: Binary;
  floorDiv: Binary;
  mod: Binary;
  pow: Binary;
  maximum: Binary;
  minimum: Binary;
  squaredDifference: Binary;
  equal: Binary;
  notEqual: Binary;
  less: Binary;
  lessEqual: Binary;
  greater: Binary;
  greaterEqual: Binary;
  logicalAnd: Binary;
  logicalOr: Binary;
  logicalXor: Binary;
  logicalNot: Unary;
  addN<T extends Tensor>(tensors: readonly TensorLike[]): T;
  abs: Unary;
  ceil: Unary;
  cos: Unary;
  elu: Unary;
  erf: Unary;
  exp: Unary;
  expm1: Unary;
  floor: Unary;
  log: Unary;
  log1p: Unary;
  logSigmoid: Unary;
  neg: Unary;
  reciprocal: Unary;
  relu: Unary;
  round: Unary;
  rsqrt: Unary;
  sigmoid: Unary;
  sign: Unary;
  sin: Unary;
  softplus: Unary;
  sqrt: Unary;
  square: Unary;
  tanh: Unary;
  clipByValue<T extends Tensor>(x: T | Nested, low: number, high: number): T;
  leakyRelu<T extends Tensor>(x: T | Nested, alpha?: number): T;
  step<T extends Tensor>(x: T | Nested, alpha?: number): T;
  where<T extends Tensor>(condition: TensorLike, a: T | Nested, b: T | Nested): T;
  cast<T extends Tensor>(x: T | Nested, dtype: NumericType): T;
  // Along axes.
  all: Reduction;
  any: Reduction;
  logSumExp: Reduction;
  max: Reduction;
  mean: Reduction;
  min: Reduction;
  prod: Reduction;
  sum: Reduction;
  argMax: Arg;
  argMin: Arg;
  cumprod<T extends Tensor>(x: TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean): T;
  cumsum<T extends Tensor>(x: TensorLike, axis?: number, exclusive?: boolean, reverse?: boolean): T;
  softmax<T extends Tensor>(x: T | Nested, axis?: number): T;
  logSoftmax<T extends Tensor>(x: T | Nested, axis?: number): T;
  topk<T extends Tensor>(x: TensorLike, k?: number, sorted?: boolean): { readonly values: T; readonly indices: T };
  bincount<T extends Tensor1D>(x: T | Nested, weights: T | Nested, size: number): T;
  // Products.
  dot(a: TensorLike, b: TensorLike): Tensor;
  matMul<T extends Tensor>(a: TensorLike, b: TensorLike, transposeA?: boolean, transposeB?: boolean): T;
  outerProduct(a: TensorLike, b: TensorLike): Tensor2D;
  // Shapes.
  broadcastTo<T extends Tensor>(x: TensorLike, shape: readonly number[]): T;
  clone: Unary;
  concat<T extends Tensor>(tensors: readonly (T | Nested)[], axis?: number): T;
  concat1d(tensors: readonly TensorLike[]): Tensor1D;
  concat2d(tensors: readonly TensorLike[], axis: number): Tensor2D;
  expandDims<T extends Tensor>(x: TensorLike, axis?: number): T;
  gather<T extends Tensor>(x: T | Nested, indices: TensorLike, axis?: number, batchDims?: number): T;
  gatherND(x: TensorLike, indices: TensorLike): Tensor;
  pad<T extends Tensor>(x: T | Nested, paddings: readonly (readonly [number, number])[], value?: number): T;
  reshape<T extends Tensor>(x: TensorLike, shape: readonly number[]): T;
  reverse<T extends Tensor>(x: T | Nested, axis?: number | readonly number[]): T;
  slice<T extends Tensor>(x: T | Nested, begin: number | readonly number[], size?: number | readonly number[]): T;
  split<T extends Tensor>(x: TensorLike, sizes: number | readonly number[], axis?: number): T[];
  squeeze<T extends Tensor>(x: TensorLike, axis?: readonly number[]): T;
  stack<T extends Tensor>(tensors: readonly Tensor[], axis?: number): T;
  tile<T extends Tensor>(x: T | Nested, repetitions: readonly number[]): T;
  transpose<T extends Tensor>(x: T | Nested, permutation?: readonly number[]): T;
  unstack(x: TensorLike, axis?: number): Tensor[];
  // Memory.
  tidy<T>(work: () => T): T;
  keep<T extends Tensor>(x: T): T;
  dispose(x: unknown): void;
  memory(): { readonly numTensors: number; readonly numBytes: number };
}
