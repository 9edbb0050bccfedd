/** What an `.onnx` file holds: the parts of its messages (onnx.proto of https://github.com/onnx/onnx) that a function of the bids needs. */
import { entriesOf, readNumbers, TensorFileError, type NumberTypeName, type Tensor } from '../tensors.ts';
import { bytesOf, fieldsOf, floatsOf, textOf, wholesOf, WireError, type Field } from './wire.ts';

export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Numbers, lists of numbers, texts and tensors by their names. */
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface Attribute {
  readonly numbers: readonly number[];
  readonly text?: string;
  readonly tensor?: Tensor;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Those that no tensor of the file gives; sides that are not fixed are undefined. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | undefined)[] }[];
  readonly outputs: readonly string[];
  /** Version of the standard operators. */
  readonly opset: number;
}

/** TensorProto.DataType of the numbers that are read. */
const RAW_TYPES: Readonly<Record<number, NumberTypeName>> = { 1: 'F32', 6: 'I32', 10: 'F16', 11: 'F64', 16: 'BF16' };
const INT64 = 7;

const group = (bytes: Uint8Array): Map<number, Field[]> => {
  const found = new Map<number, Field[]>();
  for (const field of fieldsOf(bytes)) found.set(field.number, [...(found.get(field.number) ?? []), field]);
  return found;
};

function longs(bytes: Uint8Array): Float64Array {
  if (bytes.length % 8 !== 0) throw new WireError('ends within a whole number');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** Throws TensorFileError, WireError. */
function tensorOf(bytes: Uint8Array): { readonly name: string; readonly tensor: Tensor } {
  const parts = group(bytes);
  const all = (number: number): Field[] => parts.get(number) ?? [];
  const name = all(8).map(textOf).at(-1) ?? '';
  const shape = all(1).flatMap(wholesOf);
  const type = all(2).flatMap(wholesOf).at(-1) ?? 0;
  const count = entriesOf(shape, name);
  if (all(13).length > 0 || all(14).flatMap(wholesOf).includes(1)) {
    throw new TensorFileError(`keeps tensor '${name}' in another file: export with the weights inside`);
  }
  const raw = all(9).map(bytesOf).at(-1);
  let values: Float64Array;
  if (raw !== undefined && RAW_TYPES[type] !== undefined) values = readNumbers(raw, RAW_TYPES[type], count, name);
  else if (raw !== undefined && type === INT64) values = longs(raw);
  else if (type === 1) values = Float64Array.from(all(4).flatMap((field) => floatsOf(field, 4)));
  else if (type === 11) values = Float64Array.from(all(10).flatMap((field) => floatsOf(field, 8)));
  else if (type === 6) values = Float64Array.from(all(5).flatMap(wholesOf));
  else if (type === INT64) values = Float64Array.from(all(7).flatMap(wholesOf));
  else throw new TensorFileError(`has tensor '${name}' of ONNX type ${type}; accepted: ${Object.values(RAW_TYPES).join(', ')}, I64`);
  if (values.length !== count) throw new TensorFileError(`holds ${values.length} numbers for tensor '${name}', whose shape has ${count}`);
  const strange = values.findIndex((x) => !Number.isFinite(x));
  if (strange >= 0) throw new TensorFileError(`has the number ${values[strange]} at place ${strange} of tensor '${name}'`);
  return { name, tensor: { shape, values } };
}

function attributeOf(bytes: Uint8Array): [string, Attribute] {
  const parts = group(bytes);
  const all = (number: number): Field[] => parts.get(number) ?? [];
  const numbers = [
    ...all(2).flatMap((field) => floatsOf(field, 4)), ...all(3).flatMap(wholesOf),
    ...all(7).flatMap((field) => floatsOf(field, 4)), ...all(8).flatMap(wholesOf),
  ];
  const text = all(4).map(textOf).at(-1);
  const tensor = all(5).map((field) => tensorOf(bytesOf(field)).tensor).at(-1);
  return [
    all(1).map(textOf).at(-1) ?? '', { numbers, ...(text === undefined ? {} : { text }), ...(tensor === undefined ? {} : { tensor }) },
  ];
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const parts = group(bytes);
  const all = (number: number): Field[] => parts.get(number) ?? [];
  const text = (number: number): string => all(number).map(textOf).at(-1) ?? '';
  return {
    name: text(3), op: text(4), domain: text(7), inputs: all(1).map(textOf), outputs: all(2).map(textOf),
    attributes: new Map(all(5).map((field) => attributeOf(bytesOf(field)))),
  };
}

/** ValueInfoProto: name, and sides of its tensor type. */
function valueOf(bytes: Uint8Array): { readonly name: string; readonly shape: (number | undefined)[] } {
  const within = (message: Uint8Array | undefined, number: number): Uint8Array[] =>
    (message === undefined ? [] : (group(message).get(number) ?? []).map(bytesOf));
  const [type] = within(bytes, 2);
  const [tensor] = within(type, 1);
  const [shape] = within(tensor, 2);
  const sides = within(shape, 1).map((side) => (group(side).get(1) ?? []).flatMap(wholesOf).find((length) => length > 0));
  return { name: (group(bytes).get(1) ?? []).map(textOf).at(-1) ?? '', shape: sides };
}

/** Throws WireError where the bytes are no model, TensorFileError where a tensor makes no sense. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const model = group(bytes);
  const graphs = model.get(7) ?? [];
  if (graphs.length !== 1) throw new WireError('has no graph, so it is no ONNX model');
  const graph = group(bytesOf(graphs[0]!));
  const all = (number: number): Uint8Array[] => (graph.get(number) ?? []).map(bytesOf);
  const tensors = new Map(all(5).map((message) => {
    const { name, tensor } = tensorOf(message);
    return [name, tensor] as const;
  }));
  const opsets = (model.get(8) ?? []).map((field) => group(bytesOf(field)));
  const standard = opsets.find((set) => ['', 'ai.onnx'].includes((set.get(1) ?? []).map(textOf).at(-1) ?? ''));
  return {
    nodes: all(1).map(nodeOf), tensors, inputs: all(11).map(valueOf).filter(({ name }) => !tensors.has(name)),
    outputs: all(12).map((message) => valueOf(message).name), opset: (standard?.get(2) ?? []).flatMap(wholesOf).at(-1) ?? 0,
  };
}

