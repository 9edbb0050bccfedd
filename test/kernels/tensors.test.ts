/** Operations by our own types: each is there in the package, and takes and gives what its type says. */
import { describe, expect, it } from 'vitest';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tfjs } from '../../kernels/tensors.ts';
import { asOperations, openJavaScriptBackend } from '../../src/engine/tfjs-adapter.ts';

const { tf: loaded } = await openJavaScriptBackend();
const tf = asOperations(loaded);

const x = tf.tensor2d([[0.5, -1.25, 2], [3, 0.25, -0.75]]);
const positive = tf.tensor2d([[0.5, 1.25, 2], [3, 0.25, 0.75]]);
const row = tf.tensor1d([1, 2, 4]);
const yes = tf.greater<Tensor2D>(x, 0);
const erf = 0.5204998778130465;

/** What each gives, at its first entries. */
const CALLS: { readonly [K in keyof Tfjs]: readonly [Tensor | (() => Tensor), ...number[]] } = {
  scalar: [tf.scalar(2.5), 2.5],
  tensor: [tf.tensor<Tensor2D>([[1, 2], [3, 4]]), 1, 2, 3, 4],
  tensor1d: [row, 1, 2, 4],
  tensor2d: [x, 0.5, -1.25, 2],
  tensor3d: [tf.tensor3d([[[1, 2]], [[3, 4]]]), 1, 2, 3, 4],
  zeros: [tf.zeros<Tensor1D>([2]), 0, 0],
  ones: [tf.ones<Tensor2D>([1, 2]), 1, 1],
  fill: [tf.fill<Tensor1D>([2], 7), 7, 7],
  eye: [tf.eye(2), 1, 0, 0, 1],
  range: [tf.range(1, 4), 1, 2, 3],
  linspace: [tf.linspace(0, 1, 3), 0, 0.5, 1],
  oneHot: [tf.oneHot<Tensor2D>(tf.tensor1d([1], 'int32'), 3), 0, 1, 0],
  zerosLike: [tf.zerosLike(x), 0, 0],
  onesLike: [tf.onesLike(x), 1, 1],
  add: [tf.add<Tensor2D>(x, row), 1.5, 0.75, 6],
  sub: [tf.sub<Tensor2D>(x, row), -0.5, -3.25, -2],
  mul: [tf.mul<Tensor2D>(x, row), 0.5, -2.5, 8],
  div: [tf.div<Tensor2D>(x, row), 0.5, -0.625, 0.5],
  divNoNan: [tf.divNoNan<Tensor2D>(x, [[1, 0, 4]]), 0.5, 0, 0.5],
  floorDiv: [tf.floorDiv<Tensor1D>(tf.tensor1d([7], 'int32'), tf.tensor1d([2], 'int32')), 3],
  mod: [tf.mod<Tensor1D>([5.5], 2), 1.5],
  pow: [tf.pow<Tensor1D>(row, 2), 1, 4, 16],
  maximum: [tf.maximum<Tensor2D>(x, 0), 0.5, 0, 2],
  minimum: [tf.minimum<Tensor2D>(x, 0), 0, -1.25, 0],
  squaredDifference: [tf.squaredDifference<Tensor1D>(row, 1), 0, 1, 9],
  equal: [tf.equal<Tensor1D>(row, 2), 0, 1, 0],
  notEqual: [tf.notEqual<Tensor1D>(row, 2), 1, 0, 1],
  less: [tf.less<Tensor1D>(row, 2), 1, 0, 0],
  lessEqual: [tf.lessEqual<Tensor1D>(row, 2), 1, 1, 0],
  greater: [yes, 1, 0, 1, 1, 1, 0],
  greaterEqual: [tf.greaterEqual<Tensor1D>(row, 2), 0, 1, 1],
  logicalAnd: [tf.logicalAnd<Tensor2D>(yes, tf.less(x, 1)), 1, 0, 0, 0, 1, 0],
  logicalOr: [tf.logicalOr<Tensor2D>(yes, tf.less(x, -1)), 1, 1, 1],
  logicalXor: [tf.logicalXor<Tensor2D>(yes, yes), 0, 0, 0],
  logicalNot: [tf.logicalNot(yes), 0, 1, 0],
  addN: [tf.addN<Tensor1D>([row, row, row]), 3, 6, 12],
  abs: [tf.abs(x), 0.5, 1.25, 2],
  ceil: [tf.ceil(x), 1, -1, 2],
  cos: [tf.cos(x), Math.cos(0.5)],
  elu: [tf.elu(x), 0.5, Math.expm1(-1.25)],
  erf: [tf.erf(x), erf],
  exp: [tf.exp(x), Math.exp(0.5)],
  expm1: [tf.expm1(x), Math.expm1(0.5)],
  floor: [tf.floor(x), 0, -2, 2],
  log: [tf.log(positive), Math.log(0.5)],
  log1p: [tf.log1p(positive), Math.log1p(0.5)],
  logSigmoid: [tf.logSigmoid(x), -Math.log1p(Math.exp(-0.5))],
  neg: [tf.neg(x), -0.5, 1.25],
  reciprocal: [tf.reciprocal(x), 2, -0.8],
  relu: [tf.relu(x), 0.5, 0, 2],
  round: [tf.round(x), 0, -1, 2],
  rsqrt: [tf.rsqrt(row), 1, Math.SQRT1_2, 0.5],
  sigmoid: [tf.sigmoid(x), 1 / (1 + Math.exp(-0.5))],
  sign: [tf.sign(x), 1, -1, 1],
  sin: [tf.sin(x), Math.sin(0.5)],
  softplus: [tf.softplus(x), Math.log1p(Math.exp(0.5))],
  sqrt: [tf.sqrt(row), 1, Math.SQRT2, 2],
  square: [tf.square(x), 0.25, 1.5625, 4],
  tanh: [tf.tanh(x), Math.tanh(0.5)],
  clipByValue: [tf.clipByValue(x, -1, 1), 0.5, -1, 1],
  leakyRelu: [tf.leakyRelu(x, 0.1), 0.5, -0.125, 2],
  step: [tf.step(x), 1, 0, 1],
  where: [tf.where(yes, x, tf.zerosLike(x)), 0.5, 0, 2],
  cast: [tf.cast<Tensor2D>(yes, 'float32'), 1, 0, 1],
  all: [tf.all<Tensor1D>(yes, 1), 0, 0],
  any: [tf.any<Tensor1D>(yes, 1), 1, 1],
  logSumExp: [tf.logSumExp<Tensor1D>([0, 0]), Math.LN2],
  max: [tf.max<Tensor1D>(x, 1), 2, 3],
  mean: [tf.mean<Tensor1D>(row), 7 / 3],
  min: [tf.min<Tensor2D>(x, 1, true), -1.25, -0.75],
  prod: [tf.prod<Tensor1D>(row), 8],
  sum: [tf.sum<Tensor1D>(x, [1]), 1.25, 2.5],
  argMax: [tf.argMax<Tensor1D>(x, 1), 2, 0],
  argMin: [tf.argMin<Tensor1D>(x, 1), 1, 2],
  cumprod: [tf.cumprod<Tensor1D>(row), 1, 2, 8],
  cumsum: [tf.cumsum<Tensor1D>(row, 0, true), 0, 1, 3],
  softmax: [tf.softmax(tf.tensor1d([0, 0])), 0.5, 0.5],
  logSoftmax: [tf.logSoftmax(tf.tensor1d([0, 0])), -Math.LN2],
  topk: [tf.topk<Tensor2D>(x, 2).values, 2, 0.5, 3, 0.25],
  bincount: [tf.bincount(tf.tensor1d([0, 2, 2], 'int32'), tf.tensor1d([]), 3), 1, 0, 2],
  dot: [tf.dot(row, row), 21],
  matMul: [tf.matMul<Tensor2D>(x, x, false, true), 5.8125, -0.3125],
  outerProduct: [tf.outerProduct(row, row), 1, 2, 4, 2],
  broadcastTo: [tf.broadcastTo<Tensor2D>(row, [2, 3]), 1, 2, 4, 1],
  clone: [tf.clone(x), 0.5],
  concat: [tf.concat([row, row]), 1, 2, 4, 1],
  concat1d: [tf.concat1d([row, row]), 1, 2, 4, 1],
  concat2d: [tf.concat2d([x, x], 1), 0.5, -1.25, 2, 0.5],
  expandDims: [tf.expandDims<Tensor2D>(row, 0), 1, 2, 4],
  gather: [tf.gather(row, tf.tensor1d([2, 0], 'int32')), 4, 1],
  gatherND: [tf.gatherND(x, tf.tensor2d([[1, 0]], [1, 2], 'int32')), 3],
  pad: [tf.pad(row, [[1, 0]], 9), 9, 1, 2, 4],
  reshape: [tf.reshape<Tensor3D>(x, [3, 1, 2]), 0.5, -1.25, 2],
  reverse: [tf.reverse(row, 0), 4, 2, 1],
  slice: [tf.slice(x, [1, 0], [1, 2]), 3, 0.25],
  split: [tf.split<Tensor1D>(row, [1, 2])[1]!, 2, 4],
  squeeze: [tf.squeeze<Tensor1D>(tf.tensor2d([[1, 2]]), [0]), 1, 2],
  stack: [tf.stack<Tensor2D>([row, row], 1), 1, 1, 2, 2],
  tile: [tf.tile(row, [2]), 1, 2, 4, 1],
  transpose: [tf.transpose(x, [1, 0]), 0.5, 3, -1.25],
  unstack: [tf.unstack(x)[1]!, 3, 0.25],
  tidy: [tf.tidy(() => tf.add<Tensor1D>(tf.mul(row, 2), 1)), 3, 5, 9],
  keep: [() => tf.tidy(() => tf.keep(tf.tensor1d([6]))), 6],
  dispose: [() => {
    const [gone, kept] = [tf.tensor1d([1]), tf.tensor1d([2])];
    tf.dispose(gone);
    expect(() => gone.dataSync()).toThrow();
    return kept;
  }, 2],
  memory: [() => tf.scalar(tf.memory().numTensors > 0 ? 1 : 0), 1],
};

describe('operations', () => {
  for (const [name, [given, ...expected]] of Object.entries(CALLS)) {
    it(name, () => {
      const result = typeof given === 'function' ? given() : given;
      expect(result.rank).toBe(result.shape.length);
      const values = Array.from(result.dataSync()).slice(0, expected.length);
      expected.forEach((value, i) => expect(values[i], `${name}[${i}]`).toBeCloseTo(value, 5));
    });
  }
});
