/** From a manifest and its tensors to a graph whose shapes fit. */
import type { Node } from '../../../kernels/network/graph.ts';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { InputError } from '../../errors.ts';
import { dotted, readAs } from '../../input/check.ts';
import { quote } from '../../input/quote.ts';
import { shown as shownValue } from '../../input/scalar.ts';
import { didYouMean } from '../../input/suggest.ts';
import { manifestSchema, NODE_SCHEMAS, type Manifest, type ManifestNode } from './manifest.ts';
import type { Tensor, Tensors } from './tensors.ts';

interface Shaped {
  readonly index: number;
  readonly shape: readonly number[];
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
const shown = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** Distance of neighbours along every axis of a row-major array. */
function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; stride *= shape[axis--]!) strides[axis] = stride;
  return strides;
}

/** For every entry of `shape` the sum of its indices times `strides`, from `start` on. */
function placesOf(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const places = new Int32Array(sizeOf(shape));
  const own = stridesOf(shape);
  for (let i = 0; i < places.length; i++) {
    let [rest, at] = [i, start];
    for (let axis = 0; axis < shape.length; axis++) {
      at += Math.floor(rest / own[axis]!) * strides[axis]!;
      rest %= own[axis]!;
    }
    places[i] = at;
  }
  return places;
}

/** Throws InputError; fields are those of the manifest. */
export function compileManifest(
  content: unknown, tensorsOf: (manifest: Manifest) => Tensors,
): { readonly mechanism: NetworkMechanism; readonly manifest: Manifest } {
  const manifest = readAs(manifestSchema, content, dotted, 'key');
  const { bidders, objects } = manifest;
  const tensors = tensorsOf(manifest);
  const graph: Node[] = [{ op: 'bids', size: bidders * objects }];
  const known = new Map<string, Shaped>([['bids', { index: 0, shape: [bidders, objects] }]]);

  const find = (name: string, field: string): Shaped => {
    const found = known.get(name);
    if (found) return found;
    throw new InputError(field, `no node before it is called ${quote(name)}${didYouMean(name, known.keys())}`);
  };
  const weightNamed = (name: string, field: string): Tensor => {
    const found = tensors.get(name);
    if (found) return found;
    const names = [...tensors.keys()];
    throw new InputError(field, names.length === 0
      ? `asks for tensor ${quote(name)}, and there is no file of weights`
      : `no tensor is called ${quote(name)}${didYouMean(name, names) || `; there are ${names.slice(0, 12).join(', ')}`}`);
  };

  manifest.nodes.forEach((raw, n) => {
    const place = `nodes[${n}]`;
    const op = (raw as { readonly op?: unknown } | null)?.op;
    if (typeof op !== 'string' || !Object.hasOwn(NODE_SCHEMAS, op)) {
      const text = op === undefined ? 'is missing' : `is unknown: ${shownValue(op)}${didYouMean(String(op), Object.keys(NODE_SCHEMAS))}`;
      throw new InputError(`${place}.op`, `${text}; known: ${Object.keys(NODE_SCHEMAS).join(', ')}`);
    }
    const schema = NODE_SCHEMAS[op as keyof typeof NODE_SCHEMAS];
    const node: ManifestNode = readAs<ManifestNode>(schema, raw, (path) => dotted([...['nodes', n], ...path]), 'key');
    if (known.has(node.name)) throw new InputError(`${place}.name`, `${quote(node.name)} is the name of an earlier node`);
    const made = makeNode(node, place, { find, weightNamed });
    known.set(node.name, { index: graph.length, shape: made.shape });
    graph.push(made.node);
  });

  const output = (name: string | undefined, field: string, shape: readonly number[]): number => {
    if (name === undefined) throw new InputError(field,
      `is missing: name the node that holds ${field === 'payments' ? 'payments' : 'amounts'}`);
    const found = find(name, field);
    const scalar = shape.length === 1 && found.shape.length === 2 && sizeOf(found.shape) === shape[0];
    if (shown(found.shape) === shown(shape) || scalar) return found.index;
    throw new InputError(field, `must have shape ${shown(shape)}, node ${quote(name)} has ${shown(found.shape)}`);
  };
  return { manifest, mechanism: { graph, bidders, objects, result: resultOf(manifest, find, output) } };
}

/** The mechanism of a manifest, its tensors given by their names. Throws InputError. */
export const compileNetwork = (manifest: unknown, tensors: Tensors = new Map()): NetworkMechanism =>
  compileManifest(manifest, () => tensors).mechanism;

type Output = (name: string | undefined, field: string, shape: readonly number[]) => number;

function resultOf({ menus, amounts, payments, bidders, objects }: Manifest, find: Finder['find'],
  output: Output): NetworkMechanism['result'] {
  if (!menus) return { kind: 'outcome', amounts: output(amounts, 'amounts', [bidders, objects]),
    payments: output(payments, 'payments', [bidders]) };
  if (amounts !== undefined || payments !== undefined) throw new InputError('menus', 'cannot stand beside amounts and payments');
  if (menus.length !== bidders) throw new InputError('menus', `needs an entry for each of the ${bidders} bidders, got ${menus.length}`);
  return {
    kind: 'menu',
    offers: menus.map((menu, i) => {
      const count = sizeOf(find(menu.prices, `menus[${i}].prices`).shape);
      return {
        amounts: output(menu.amounts, `menus[${i}].amounts`, [count, objects]), prices: output(menu.prices, `menus[${i}].prices`, [count]),
      };
    }),
  };
}

interface Finder {
  find(name: string, field: string): Shaped;
  weightNamed(name: string, field: string): Tensor;
}

interface Made {
  readonly node: Node;
  readonly shape: readonly number[];
}

function makeNode(node: ManifestNode, place: string, { find, weightNamed }: Finder): Made {
  const axisOf = (x: Shaped, axis: number): { readonly outer: number; readonly length: number; readonly inner: number } => {
    if (axis >= x.shape.length) throw new InputError(`${place}.axis`, `must be below ${x.shape.length}, the number of axes, got ${axis}`);
    return { outer: sizeOf(x.shape.slice(0, axis)), length: x.shape[axis]!, inner: sizeOf(x.shape.slice(axis + 1)) };
  };
  const gather = (x: Shaped, shape: readonly number[], index: Int32Array): Made =>
    ({ shape, node: { op: 'gather', of: [x.index], source: new Int32Array(index.length), index, size: index.length } });
  switch (node.op) {
    case 'tensor': {
      const { shape, values } = weightNamed(node.tensor, `${place}.tensor`);
      return { shape, node: { op: 'constant', values, size: values.length } };
    }
    case 'constant': {
      const size = sizeOf(node.shape);
      if (node.values.length !== size) throw new InputError(`${place}.values`,
        `needs ${size} numbers for shape ${shown(node.shape)}, got ${node.values.length}`);
      return { shape: node.shape, node: { op: 'constant', values: Float64Array.from(node.values), size } };
    }
    case 'dense': return makeDense(node, place, find(node.of, `${place}.of`), weightNamed);
    case 'concatenate': return makeConcatenate(node.of.map((name) => find(name, `${place}.of`)), node.axis, place);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'minimum':
    case 'maximum': return makePair(node.op, find(node.of[0], `${place}.of`), find(node.of[1], `${place}.of`), place);
    default:
  }
  const x = find(node.of, `${place}.of`);
  const size = sizeOf(x.shape);
  switch (node.op) {
    case 'tanh':
    case 'sigmoid':
    case 'softplus': return { shape: x.shape, node: { op: 'map', by: node.op, of: x.index, leak: 0, size } };
    case 'relu': return { shape: x.shape, node: { op: 'map', by: 'leaky', of: x.index, leak: 0, size } };
    case 'leaky-relu': return { shape: x.shape, node: { op: 'map', by: 'leaky', of: x.index, leak: node.slope, size } };
    case 'scale': return { shape: x.shape, node: { op: 'scale', of: x.index, factor: node.factor ?? 1, shift: node.shift ?? 0, size } };
    case 'softmax':
    case 'sparsemax': return { shape: x.shape, node: { op: node.op, of: x.index, ...axisOf(x, node.axis), size } };
    case 'sum':
    case 'max':
    case 'min': {
      const line = axisOf(x, node.axis);
      const by = node.op === 'sum' ? 'sum' : node.op === 'max' ? 'maximum' : 'minimum';
      return { shape: x.shape.toSpliced(node.axis, 1), node: { op: 'reduce', by, of: x.index, ...line, size: line.outer * line.inner } };
    }
    case 'reshape':
      if (sizeOf(node.shape) !== size) throw new InputError(`${place}.shape`,
        `${shown(node.shape)} does not hold the ${size} entries of ${shown(x.shape)}`);
      return gather(x, node.shape, Int32Array.from({ length: size }, (_, i) => i));
    case 'transpose': {
      if (node.axes.toSorted().join() !== x.shape.map((_, axis) => axis).join()) {
        throw new InputError(`${place}.axes`, `must name each of the ${x.shape.length} axes once, got ${shown(node.axes)}`);
      }
      const strides = stridesOf(x.shape);
      const shape = node.axes.map((axis) => x.shape[axis]!);
      return gather(x, shape, placesOf(shape, node.axes.map((axis) => strides[axis]!)));
    }
    case 'slice': {
      const { length } = axisOf(x, node.axis);
      if (!(node.from < node.to && node.to <= length)) {
        throw new InputError(`${place}.to`, `must be above from and at most ${length}, got from ${node.from} to ${node.to}`);
      }
      const strides = stridesOf(x.shape);
      const shape = x.shape.with(node.axis, node.to - node.from);
      return gather(x, shape, placesOf(shape, strides, node.from * strides[node.axis]!));
    }
  }
}

function makeDense(node: ManifestNode & { readonly op: 'dense' }, place: string, x: Shaped, weightNamed: Finder['weightNamed']): Made {
  const weight = weightNamed(node.weight, `${place}.weight`);
  if (weight.shape.length !== 2) throw new InputError(`${place}.weight`,
    `must have two axes, tensor ${quote(node.weight)} has shape ${shown(weight.shape)}`);
  const turned = node.layout === 'inputs-outputs';
  const [outputs, inputs] = turned ? [weight.shape[1]!, weight.shape[0]!] : [weight.shape[0]!, weight.shape[1]!];
  if (x.shape.at(-1) !== inputs) {
    throw new InputError(`${place}.weight`,
      `takes ${inputs} inputs (layout ${node.layout ?? 'outputs-inputs'}), node ${quote(node.of)} has shape ${shown(x.shape)}`);
  }
  const weights = turned ? Float64Array.from(placesOf([outputs, inputs], [1, outputs]), (at) => weight.values[at]!) : weight.values;
  const bias = node.bias === undefined ? new Float64Array(outputs) : weightNamed(node.bias, `${place}.bias`).values;
  if (bias.length !== outputs) throw new InputError(`${place}.bias`, `must have ${outputs} numbers, got ${bias.length}`);
  const rows = sizeOf(x.shape.slice(0, -1));
  return {
    shape: [...x.shape.slice(0, -1), outputs],
    node: { op: 'dense', of: x.index, rows, inputs, outputs, weights, bias, size: rows * outputs },
  };
}

function makeConcatenate(parts: readonly Shaped[], axis: number, place: string): Made {
  const [{ shape: first }] = parts as [Shaped];
  const fits = parts.every(({ shape }) => shape.length === first.length && shape.every((side, n) => n === axis || side === first[n]));
  if (!(axis < first.length && fits)) {
    throw new InputError(`${place}.of`,
      `must have shapes that differ along axis ${axis} alone, got ${parts.map(({ shape }) => shown(shape)).join(' and ')}`);
  }
  const inner = sizeOf(first.slice(axis + 1));
  const outer = sizeOf(first.slice(0, axis));
  const [source, index]: [number[], number[]] = [[], []];
  for (let o = 0; o < outer; o++) {
    for (const [part, { shape }] of parts.entries()) {
      const block = shape[axis]! * inner;
      for (let n = 0; n < block; n++) {
        source.push(part);
        index.push(o * block + n);
      }
    }
  }
  const shape = first.with(axis, parts.reduce((sum, part) => sum + part.shape[axis]!, 0));
  return {
    shape,
    node: { op: 'gather', of: parts.map((part) => part.index), source: Int32Array.from(source), index: Int32Array.from(index),
      size: source.length },
  };
}

/** Sides that are one are repeated, from the last axis on, as numpy does. */
function makePair(by: 'add' | 'subtract' | 'multiply' | 'minimum' | 'maximum', a: Shaped, b: Shaped, place: string): Made {
  const rank = Math.max(a.shape.length, b.shape.length);
  const padded = ({ shape }: Shaped): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [left, right] = [padded(a), padded(b)];
  const shape = left.map((side, axis) => Math.max(side, right[axis]!));
  if (!shape.every((side, axis) => [left, right].every((one) => one[axis] === side || one[axis] === 1))) {
    throw new InputError(`${place}.of`, `has shapes ${shown(a.shape)} and ${shown(b.shape)}, which do not fit`);
  }
  const repeated = (own: readonly number[]): Int32Array =>
    placesOf(shape, stridesOf(own).map((stride, axis) => (own[axis] === 1 ? 0 : stride)));
  return { shape, node: { op: 'pair', by, of: [a.index, b.index], left: repeated(left), right: repeated(right), size: sizeOf(shape) } };
}
