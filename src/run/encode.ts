/**
 * Sums as bytes: a line of JSON in which typed arrays stand as their type and length, then their elements, compressed. Every number
 * comes back with the same bits. Bytes of elements are little-endian, as on every machine that runs Node.js.
 */
import { constants, deflateSync, inflateSync } from 'node:zlib';

const ARRAYS = {
  Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array,
} as const;
type ArrayName = keyof typeof ARRAYS;

/** Keys that data of ours never has. */
const ARRAY = '$array';
const NUMBER = '$number';
/** What JSON has no number for. */
const SPECIAL: readonly number[] = [NaN, Infinity, -Infinity, -0];

const isSpecial = (value: unknown): value is number => typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0));

/** Throws TypeError for what is not plain data: functions, class instances, missing values in lists. */
export function encode(value: unknown): Buffer {
  const parts: Uint8Array[] = [];
  const text = JSON.stringify(layout(value, parts));
  return Buffer.concat([Buffer.from(`${text}\n`), deflateSync(Buffer.concat(parts), { level: constants.Z_BEST_SPEED })]);
}

/** Throws where the bytes are not what `encode` wrote. */
export function decode(bytes: Buffer): unknown {
  const end = bytes.indexOf(10);
  const elements = inflateSync(bytes.subarray(end + 1));
  const at = { byte: 0 };
  return restore(JSON.parse(bytes.toString('utf8', 0, end)), elements, at);
}

function layout(value: unknown, parts: Uint8Array[]): unknown {
  if (isSpecial(value)) return { [NUMBER]: SPECIAL.findIndex((special) => Object.is(special, value)) };
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (ArrayBuffer.isView(value)) {
    const name = value.constructor.name;
    if (!Object.hasOwn(ARRAYS, name)) throw new TypeError(`a ${name} cannot be kept`);
    parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return { [ARRAY]: name, length: (value as Float64Array).length };
  }
  if (Array.isArray(value)) return value.map((part) => layout(part, parts));
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, layout(member, parts)]));
  }
  throw new TypeError(`a ${typeof value} cannot be kept`);
}

function restore(value: unknown, elements: Buffer, at: { byte: number }): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((part) => restore(part, elements, at));
  if (NUMBER in value) return SPECIAL[value[NUMBER] as number];
  if (ARRAY in value && 'length' in value) {
    const array = ARRAYS[value[ARRAY] as ArrayName];
    const bytes = (value.length as number) * array.BYTES_PER_ELEMENT;
    if (at.byte + bytes > elements.length) throw new RangeError('ends early');
    // A copy of its own, so that it is aligned.
    const own = Uint8Array.from(elements.subarray(at.byte, (at.byte += bytes)));
    return new array(own.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, restore(member, elements, at)]));
}
