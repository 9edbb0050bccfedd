/** Named arrays of numbers, as `.safetensors` and `.npz` files hold them. No code is read, and nothing outside the file's own bounds. */

export interface Tensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
}

export type Tensors = ReadonlyMap<string, Tensor>;

/** What is wrong with a file of tensors, in words that follow its name. */
export class TensorFileError extends Error {
  override readonly name = 'TensorFileError';
}

/** Entries of all tensors of a file together. */
export const ENTRIES_MAX = 2 ** 24;
const RANK_MAX = 8;

/** Number of entries of the shape. Throws TensorFileError where it is none. */
export function entriesOf(shape: unknown, name: string): number {
  if (!Array.isArray(shape) || shape.length > RANK_MAX || !shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    throw new TensorFileError(`gives tensor '${name}' a shape that is no list of at most ${RANK_MAX} whole numbers`);
  }
  const entries = (shape as number[]).reduce((product, side) => product * side, 1);
  if (entries > ENTRIES_MAX) throw new TensorFileError(`has more than ${ENTRIES_MAX} numbers in tensor '${name}'`);
  return entries;
}

const half = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
};

const brain = (bits: number): number => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
};

interface NumberType {
  readonly bytes: number;
  read(view: DataView, at: number): number;
}

/** Little-endian numbers; every one of them is a double exactly. */
export const NUMBER_TYPES = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => brain(view.getUint16(at, true)) },
  I32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
} as const satisfies Record<string, NumberType>;

export type NumberTypeName = keyof typeof NUMBER_TYPES;

/** Throws TensorFileError where the bytes are too few or too many, or a number is not finite. */
export function readNumbers(bytes: Uint8Array, type: NumberTypeName, count: number, name: string): Float64Array {
  const { bytes: width, read } = NUMBER_TYPES[type];
  if (bytes.length !== width * count) {
    throw new TensorFileError(`holds ${bytes.length} bytes for tensor '${name}', whose ${count} numbers take ${width * count}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = read(view, i * width);
    if (!Number.isFinite(values[i]!)) throw new TensorFileError(`has the number ${values[i]} at place ${i} of tensor '${name}'`);
  }
  return values;
}
