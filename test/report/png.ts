/** A small PNG reader for tests: size and RGBA pixels of 8-bit images that are not interlaced. */
import { inflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

const guess = (filter: number, left: number, up: number, corner: number): number =>
  filter === 0 ? 0 : filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);

export function readPng(file: Uint8Array): Pixels {
  const data = Buffer.from(file);
  if (!SIGNATURE.every((byte, i) => data[i] === byte)) throw new Error('no PNG signature');
  const [width, height, depth, kind] = [data.readUInt32BE(16), data.readUInt32BE(20), data[24], data[25]];
  const channels = kind === 6 ? 4 : kind === 2 ? 3 : 0;
  if (depth !== 8 || channels === 0) throw new Error(`PNG of depth ${depth} and kind ${kind}`);
  const parts: Buffer[] = [];
  for (let at = 8; at < data.length; ) {
    const length = data.readUInt32BE(at);
    if (data.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(data.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    // A line of zeros stands above the first, and zeros to its left.
    const from = y * (stride + 1) + 1;
    const line = lines.subarray(y * stride, (y + 1) * stride);
    const above = y > 0 ? lines.subarray((y - 1) * stride, y * stride) : new Uint8Array(stride);
    const filter = raw[from - 1]!;
    for (let x = 0; x < channels; x++) line[x] = raw[from + x]! + guess(filter, 0, above[x]!, 0);
    for (let x = channels; x < stride; x++) line[x] = raw[from + x]! + guess(filter, line[x - channels]!, above[x]!, above[x - channels]!);
  }
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) for (let c = 0; c < channels; c++) rgba[4 * i + c] = lines[channels * i + c]!;
  return { width, height, rgba };
}

/** Share of pixels that are not white. */
export function inkShare({ rgba }: Pixels): number {
  let dark = 0;
  for (let i = 0; i < rgba.length; i += 4) if (rgba[i]! < 250 || rgba[i + 1]! < 250 || rgba[i + 2]! < 250) dark++;
  return dark / (rgba.length / 4);
}
