/** `.npz`: a ZIP archive of `.npy` arrays, stored or deflated, as numpy.savez writes it. Object arrays, which hold code, are refused. */
import { crc32, inflateRawSync } from 'node:zlib';
import { ENTRIES_MAX, entriesOf, readNumbers, TensorFileError, type NumberTypeName, type Tensor, type Tensors } from './tensors.ts';

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const COMMENT_MAX = 65_535;
const FILES_MAX = 4096;
const UNPACKED_MAX = 8 * ENTRIES_MAX + 65_536;
const TYPES: Readonly<Record<string, NumberTypeName>> = { '<f8': 'F64', '<f4': 'F32', '<f2': 'F16', '<i4': 'I32' };

interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const isNot = (what: string): TensorFileError => new TensorFileError(`is no .npz file that can be read: ${what}`);

/** Everything is read through a view, whose own checks turn a place outside the file into an error. */
function members(file: Uint8Array): Member[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let end = file.length - END_BYTES;
  while (end >= 0 && end > file.length - END_BYTES - COMMENT_MAX && view.getUint32(end, true) !== END) end--;
  if (end < 0 || view.getUint32(end, true) !== END) throw isNot('it has no directory');
  const count = view.getUint16(end + 10, true);
  if (count > FILES_MAX) throw isNot(`it has more than ${FILES_MAX} arrays`);
  let at = view.getUint32(end + 16, true);
  const found: Member[] = [];
  for (let n = 0; n < count; n++) {
    if (view.getUint32(at, true) !== CENTRAL) throw isNot('its directory is broken');
    const [method, check, packed, size] = [
      view.getUint16(at + 10, true), view.getUint32(at + 16, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true),
    ];
    const [nameLength, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const name = new TextDecoder().decode(file.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    if (view.getUint32(local, true) !== LOCAL) throw isNot(`the header of '${name}' is broken`);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (start + packed > file.length || size > UNPACKED_MAX) throw isNot(`'${name}' is longer than the file or too large`);
    const stored = file.subarray(start, start + packed);
    const bytes = method === 0 ? stored : method === 8 ? new Uint8Array(inflateRawSync(stored, { maxOutputLength: UNPACKED_MAX }))
      : undefined;
    if (bytes === undefined) throw isNot(`'${name}' is packed by method ${method}`);
    if (bytes.length !== size || crc32(bytes) !== check) throw isNot(`'${name}' is damaged`);
    found.push({ name, bytes });
    at += 46 + nameLength + extra + comment;
  }
  return found;
}

const field = (header: string, pattern: RegExp, name: string): string => {
  const found = pattern.exec(header)?.[1];
  if (found === undefined) throw new TensorFileError(`has array '${name}' with a header that cannot be read`);
  return found;
};

/** Entries of a column-major array in row-major order. */
function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const out = new Float64Array(values.length);
  const index = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    let at = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) at = at * shape[axis]! + index[axis]!;
    out[i] = values[at]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return out;
}

function readNpy({ name: file, bytes }: Member): readonly [string, Tensor] {
  const name = file.replace(/\.npy$/, '');
  if (bytes.length < 12 || bytes[0] !== 0x93 || new TextDecoder().decode(bytes.subarray(1, 6)) !== 'NUMPY') {
    throw new TensorFileError(`has '${name}', which is no array`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = bytes[6]! >= 2;
  const [length, start] = long ? [view.getUint32(8, true), 12] : [view.getUint16(8, true), 10];
  if (start + length > bytes.length) throw new TensorFileError(`has array '${name}' with a header longer than the array`);
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const type = TYPES[field(header, /'descr'\s*:\s*'([^']{1,8})'/, name)];
  if (type === undefined) throw new TensorFileError(`has array '${name}' of another type than ${Object.keys(TYPES).join(', ')}`);
  const shape = field(header, /'shape'\s*:\s*\(([\d,\s]*)\)/, name).split(',').map((side) => side.trim()).filter(Boolean).map(Number);
  const values = readNumbers(bytes.subarray(start + length), type, entriesOf(shape, name), name);
  return [name, { shape, values: field(header, /'fortran_order'\s*:\s*(True|False)/, name) === 'True' ? rowMajor(values, shape) : values }];
}

/** Throws TensorFileError. */
export function readNpz(file: Uint8Array): Tensors {
  try {
    return new Map(members(file).map(readNpy));
  } catch (error) {
    if (error instanceof TensorFileError) throw error;
    throw isNot(error instanceof RangeError ? 'it names places outside itself' : (error as Error).message);
  }
}
