/**
 * What each operator of ONNX is in a manifest (https://onnx.ai/onnx/operators/). Shapes have the batch, of one, in front. Operators that a
 * manifest has no exact word for are not here: a division, say, would be a function of its own to bound.
 */
import { InputError } from '../../../errors.ts';
import { concat, flatten, gather, reshape, slice, split, squeeze, transpose, unsqueeze } from './layout-operators.ts';
import type { OnnxNode } from './model.ts';
import { axisOf, input, nameOf, numbers, read, reshaped, sizeOf, whole, type Operator, type Value, type Writer } from './operator.ts';

const unary = (op: string, more: (node: OnnxNode) => object = () => ({})): Operator => (node, given, write, place) => {
  const x = input(given, 0, place);
  return [write.node(nameOf(node), { op, of: read(x, nameOf(node), write), ...more(node) }, x.shape)];
};

const same: Operator = (_node, given, _write, place) => [input(given, 0, place)];

/** FLOAT and DOUBLE hold every number that is computed here. */
const cast: Operator = (node, given, _write, place) => {
  const to = whole(node, 'to', 1);
  if (to !== 1 && to !== 11) throw new InputError(place, `is read to FLOAT (1) and DOUBLE (11) alone, got ${to}`);
  return [input(given, 0, place)];
};

const dropout: Operator = (node, given, _write, place) => {
  if ((numbers(node, 'training_mode', given, 2, place) ?? [0])[0] !== 0) throw new InputError(place, 'is in training mode: export for use');
  return [input(given, 0, place)];
};

function together(a: readonly number[], b: readonly number[], place: string): number[] {
  const rank = Math.max(a.length, b.length);
  const side = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [side(a, axis), side(b, axis)];
    if (left !== right && left !== 1 && right !== 1) {
      throw new InputError(place, `has inputs of shapes [${a.join(', ')}] and [${b.join(', ')}], which do not fit`);
    }
    return Math.max(left, right);
  });
}

/** Of two inputs; `minimum` and `maximum` of as many as there are. */
const pair = (op: string): Operator => (node, given, write, place) => {
  const values = given.map((_, at) => input(given, at, place));
  if (values.length === 0) throw new InputError(place, 'needs an input');
  return [values.slice(1).reduce((left, right) => {
    const of = [left, right].map((value) => read(value, nameOf(node), write));
    return write.node(nameOf(node), { op, of }, together(left.shape, right.shape, place));
  }, values[0]!)];
};

/** Along one axis, or several one after another. */
const reduce = (op: 'sum' | 'max' | 'min'): Operator => (node, given, write, place) => {
  let x = input(given, 0, place);
  const rank = x.shape.length;
  const axes = (numbers(node, 'axes', given, 1, place) ?? x.shape.map((_, axis) => axis)).map((axis) => axisOf(axis, rank, place));
  const keeps = whole(node, 'keepdims', 1) !== 0;
  const shape = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  for (const axis of axes.toSorted((a, b) => b - a)) {
    x = write.node(nameOf(node), { op, of: read(x, nameOf(node), write), axis }, x.shape.toSpliced(axis, 1));
  }
  return keeps ? reshaped(node, x, shape, write, place) : [x];
};

const gemm: Operator = (node, given, write, place) => {
  const [x, weight] = [input(given, 0, place), input(given, 1, place)];
  if (whole(node, 'transA', 0) !== 0 || whole(node, 'alpha', 1) !== 1 || whole(node, 'beta', 1) !== 1) {
    throw new InputError(place, 'is read with transA 0, alpha 1 and beta 1 alone');
  }
  return [dense(node, x, weight, given[2], whole(node, 'transB', 0) !== 0, write, place)];
};

function dense(
  node: OnnxNode, x: Value, weight: Value, bias: Value | undefined, outputsFirst: boolean, write: Writer, place: string,
): Value {
  const name = nameOf(node);
  if (weight.tensor === undefined || weight.shape.length !== 2) {
    throw new InputError(place, 'must multiply by a matrix of the file: products of two computed arrays are not read');
  }
  const outputs = weight.shape[outputsFirst ? 0 : 1]!;
  const shape = [...x.shape.slice(0, -1), outputs];
  const plain = bias?.tensor !== undefined && sizeOf(bias.shape) === outputs && bias.shape.at(-1) === outputs;
  const made = write.node(name, {
    op: 'dense', of: read(x, name, write), weight: write.tensor(`${name}.weight`, weight.tensor),
    ...(plain ? { bias: write.tensor(`${name}.bias`, bias.tensor) } : {}), layout: outputsFirst ? 'outputs-inputs' : 'inputs-outputs',
  }, shape);
  if (bias === undefined || plain) return made;
  return write.node(name, { op: 'add', of: [made.name, read(bias, name, write)] }, together(shape, bias.shape, place));
}

const softmax: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const rank = x.shape.length;
  const axis = axisOf(whole(node, 'axis', write.opset < 13 ? 1 : -1), rank, place);
  if (write.opset < 13 && axis !== rank - 1) {
    throw new InputError(place, `of opset ${write.opset} takes all axes from ${axis} on together: export for opset 13 or later`);
  }
  return [write.node(nameOf(node), { op: 'softmax', of: read(x, nameOf(node), write), axis }, x.shape)];
};

const clip: Operator = (node, given, write, place) => {
  let x = input(given, 0, place);
  for (const [attribute, at, op] of [['min', 1, 'maximum'], ['max', 2, 'minimum']] as const) {
    const [end] = numbers(node, attribute, given, at, place) ?? [];
    if (end === undefined) continue;
    const bound: Value = { name: nameOf(node), shape: [], tensor: { shape: [], values: Float64Array.of(end) } };
    x = write.node(nameOf(node), { op, of: [read(x, nameOf(node), write), read(bound, nameOf(node), write)] }, x.shape);
  }
  return [x];
};

const constant: Operator = (node, _given, _write, place) => {
  const { tensor, numbers: listed } = node.attributes.get('value') ?? {
    ...(node.attributes.get('value_float') ?? node.attributes.get('value_int')
      ?? node.attributes.get('value_floats') ?? node.attributes.get('value_ints') ?? { numbers: [] }),
    tensor: undefined,
  };
  const single = node.attributes.has('value_float') || node.attributes.has('value_int');
  const found = tensor ?? { shape: single ? [] : [listed.length], values: Float64Array.from(listed) };
  if (found.values.length === 0) throw new InputError(place, 'holds no numbers');
  return [{ name: nameOf(node), shape: found.shape, tensor: found }];
};

/** By name. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  Gemm: gemm,
  MatMul: (node, given, write, place) => [dense(node, input(given, 0, place), input(given, 1, place), undefined, false, write, place)],
  Add: pair('add'), Sub: pair('subtract'), Mul: pair('multiply'), Min: pair('minimum'), Max: pair('maximum'), Sum: pair('add'),
  Relu: unary('relu'), Tanh: unary('tanh'), Sigmoid: unary('sigmoid'), Softplus: unary('softplus'),
  LeakyRelu: unary('leaky-relu', (node) => ({ slope: whole(node, 'alpha', Math.fround(0.01)) })),
  Neg: unary('scale', () => ({ factor: -1 })),
  Softmax: softmax,
  ReduceSum: reduce('sum'), ReduceMax: reduce('max'), ReduceMin: reduce('min'),
  Clip: clip, Concat: concat, Split: split, Slice: slice, Gather: gather,
  Reshape: reshape, Flatten: flatten, Squeeze: squeeze, Unsqueeze: unsqueeze, Transpose: transpose,
  Identity: same, Dropout: dropout, Cast: cast, Constant: constant,
};
