/** Profile ranges: every chunk lies within one block of 2^32 profiles, where one key serves. */

export interface Chunk {
  /** Upper bits of the profile index: profiles high * 2^32 + low ... */
  readonly high: number;
  readonly low: number;
  readonly count: number;
}

const BLOCK = 2 ** 32;
/** Largest profile index plus one: what a double counts exactly. */
export const PROFILES_MAX = 2 ** 53;
/** Most profiles and about most draws in a chunk: a few tens of milliseconds, so that a stop is prompt. */
const CHUNK_PROFILES_MAX = 2 ** 16;
const CHUNK_DRAWS = 2 ** 22;

/** Chunks have no influence on results; only on how often workers look up. A power of two. */
export function chunkSize(drawsPerProfile: number): number {
  const wanted = Math.max(1, CHUNK_DRAWS / Math.max(1, drawsPerProfile));
  return Math.min(CHUNK_PROFILES_MAX, 2 ** Math.floor(Math.log2(wanted)));
}

/** Number of chunks of `size` that cover profiles first .. first + count - 1, cut at multiples of `size`. */
export const chunkCount = (first: number, count: number, size: number): number =>
  count === 0 ? 0 : Math.floor((first + count - 1) / size) - Math.floor(first / size) + 1;

/** The `index`-th of those chunks. `size` is a power of two up to 2^32, so no chunk crosses a block. */
export function chunkAt(index: number, first: number, count: number, size: number): Chunk {
  const slot = Math.floor(first / size) + index;
  const from = Math.max(first, slot * size);
  const to = Math.min(first + count, (slot + 1) * size);
  const high = Math.floor(from / BLOCK);
  return { high, low: from - high * BLOCK, count: to - from };
}

/** All of them in order. */
export function* splitIntoChunks(first: number, count: number, size: number): Generator<Chunk> {
  const total = chunkCount(first, count, size);
  for (let index = 0; index < total; index++) yield chunkAt(index, first, count, size);
}
