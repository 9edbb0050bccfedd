/** Fields of a message in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding/). No code is read. */

/** What is wrong with the bytes, in words that follow the file's name. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export interface Field {
  readonly number: number;
  /** A whole number of wire type 0; else the field's bytes: 8, 4, or as many as it says. */
  readonly value: bigint | Uint8Array;
}

const VARINT_BYTES = 10;

class Reader {
  at = 0;
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  whole(): bigint {
    let value = 0n;
    for (let i = 0; i < VARINT_BYTES; i++) {
      if (this.at >= this.bytes.length) throw new WireError('ends within a number');
      const byte = this.bytes[this.at++]!;
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new WireError('has a number of more than ten bytes');
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new WireError('ends within a field');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** Throws WireError where the bytes are no message. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const reader = new Reader(bytes);
  while (reader.at < bytes.length) {
    const tag = Number(reader.whole());
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number < 1 || number >= 2 ** 29) throw new WireError('has a field without a number');
    if (wire === 0) yield { number, value: reader.whole() };
    else if (wire === 1) yield { number, value: reader.take(8) };
    else if (wire === 2) yield { number, value: reader.take(Number(reader.whole())) };
    else if (wire === 5) yield { number, value: reader.take(4) };
    else throw new WireError(`has a field of wire type ${wire}`);
  }
}

/** The bytes of a field that must have some. */
export function bytesOf({ value }: Field): Uint8Array {
  if (typeof value === 'bigint') throw new WireError('has a number where bytes belong');
  return value;
}

const UTF8 = new TextDecoder('utf-8');
export const textOf = (field: Field): string => UTF8.decode(bytesOf(field));

const signed = (value: bigint): number => Number(BigInt.asIntN(64, value));

/** Whole numbers of a field that may be repeated: one, or packed in bytes. */
export function wholesOf({ value }: Field): number[] {
  if (typeof value === 'bigint') return [signed(value)];
  const reader = new Reader(value);
  const found: number[] = [];
  while (reader.at < value.length) found.push(signed(reader.whole()));
  return found;
}

/** Floating-point numbers of `width` bytes, one or packed. */
export function floatsOf(field: Field, width: 4 | 8): number[] {
  const bytes = bytesOf(field);
  if (bytes.length % width !== 0) throw new WireError('ends within a floating-point number');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (i: number): number => (width === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true));
  return Array.from({ length: bytes.length / width }, (_, i) => at(i));
}
