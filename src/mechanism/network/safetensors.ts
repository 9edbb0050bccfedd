/**
 * `.safetensors`: eight bytes with the length of a JSON header, the header with type, shape and place of every tensor, then their bytes
 * (https://github.com/huggingface/safetensors).
 */
import { shown } from '../../input/scalar.ts';
import { entriesOf, NUMBER_TYPES, readNumbers, TensorFileError, type NumberTypeName, type Tensor, type Tensors } from './tensors.ts';

const HEADER_MAX = 1 << 24;

interface Entry {
  readonly dtype?: unknown;
  readonly shape?: unknown;
  readonly data_offsets?: unknown;
}

function headerOf(file: Uint8Array): { readonly header: Readonly<Record<string, unknown>>; readonly start: number } {
  if (file.length < 8) throw new TensorFileError('is too short for a .safetensors file');
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > HEADER_MAX || 8 + length > file.length) throw new TensorFileError('has a header that is longer than the file');
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length)));
    if (header !== null && typeof header === 'object' && !Array.isArray(header)) {
      return { header: header as Record<string, unknown>, start: 8 + length };
    }
  } catch {
    // Said below.
  }
  throw new TensorFileError('has a header that is no JSON object, so it is no .safetensors file');
}

/** Throws TensorFileError. */
export function readSafetensors(file: Uint8Array): Tensors {
  const { header, start } = headerOf(file);
  const tensors = new Map<string, Tensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Entry;
    if (typeof dtype !== 'string' || !Object.hasOwn(NUMBER_TYPES, dtype)) {
      const type = dtype === undefined ? 'without a type' : `of type ${shown(dtype)}`;
      throw new TensorFileError(`has tensor '${name}' ${type}; accepted: ${Object.keys(NUMBER_TYPES).join(', ')}`);
    }
    const count = entriesOf(shape, name);
    const [from, to] = (Array.isArray(offsets) ? offsets : []) as unknown[];
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && 0 <= (from as number) && (from as number) <= (to as number)
      && start + (to as number) <= file.length)) {
      throw new TensorFileError(`has tensor '${name}' at a place outside the file`);
    }
    const bytes = file.subarray(start + (from as number), start + (to as number));
    tensors.set(name, { shape: shape as number[], values: readNumbers(bytes, dtype as NumberTypeName, count, name) });
  }
  return tensors;
}
