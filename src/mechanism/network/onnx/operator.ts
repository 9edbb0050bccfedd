/** What an operator of ONNX is given and gives when it becomes nodes of a manifest. Shapes have the batch, of one, in front. */
import { InputError } from '../../../errors.ts';
import { quote } from '../../../input/quote.ts';
import type { Tensor } from '../tensors.ts';
import type { OnnxNode } from './model.ts';

/** What a node reads: a node of the manifest, or a tensor of the file. */
export interface Value {
  readonly name: string;
  readonly shape: readonly number[];
  readonly tensor?: Tensor;
}

export interface Writer {
  readonly opset: number;
  node(wanted: string, fields: Readonly<Record<string, unknown>>, shape: readonly number[]): Value;
  /** The name under which a tensor is kept. */
  tensor(wanted: string, tensor: Tensor): string;
}

type Given = readonly (Value | undefined)[];
export type Operator = (node: OnnxNode, given: Given, write: Writer, place: string) => readonly Value[];

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

export const nameOf = ({ name, op, outputs }: OnnxNode, at = 0): string => outputs[at] || name || op;

export function input(given: Given, at: number, place: string): Value {
  const value = given[at];
  if (value === undefined) throw new InputError(place, `needs an input at place ${at}`);
  return value;
}

/** Numbers that must stand in the file: of an attribute, or since some version of an input. */
export function numbers(node: OnnxNode, attribute: string, given: Given, at: number, place: string): readonly number[] | undefined {
  const written = node.attributes.get(attribute);
  if (written !== undefined) return written.numbers;
  const value = given[at];
  if (value === undefined) return undefined;
  if (value.tensor === undefined) {
    throw new InputError(place, `takes its ${attribute} from what is computed (${quote(value.name)}): export with shapes that are fixed`);
  }
  return [...value.tensor.values];
}

export const whole = (node: OnnxNode, attribute: string, otherwise: number): number =>
  node.attributes.get(attribute)?.numbers[0] ?? otherwise;

/** One of so many, counted from the end where it is negative. Throws InputError with `wrong`. */
function counted(index: number, length: number, place: string, wrong: string): number {
  const from = index < 0 ? index + length : index;
  if (!(Number.isInteger(from) && from >= 0 && from < length)) throw new InputError(place, wrong);
  return from;
}

export const axisOf = (axis: number, rank: number, place: string): number =>
  counted(axis, Math.max(1, rank), place, `axis ${axis} is none of the ${rank} axes`);

export const indexOf = (index: number, length: number, place: string): number =>
  counted(index, length, place, `index ${index} is none of the ${length} along its axis`);

/** The name of a node that holds the value, which a tensor gets where it is read. */
export const read = (value: Value, wanted: string, write: Writer): string =>
  (value.tensor === undefined
    ? value.name
    : write.node(wanted, { op: 'tensor', tensor: write.tensor(wanted, value.tensor) }, value.shape).name);

export const reshaped = (
  node: OnnxNode, value: Value, shape: readonly number[], write: Writer, place: string,
): readonly Value[] => {
  if (sizeOf(shape) !== sizeOf(value.shape)) {
    throw new InputError(place, `makes [${shape.join(', ')}] of [${value.shape.join(', ')}], which has another number of entries`);
  }
  // A tensor stays one, so that it may be a weight.
  if (value.tensor !== undefined) return [{ name: value.name, shape, tensor: { shape, values: value.tensor.values } }];
  return [write.node(nameOf(node), { op: 'reshape', of: value.name, shape }, shape)];
};
