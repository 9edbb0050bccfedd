/**
 * Loads the SIMD loops with a memory of their own. One instance per prepared kernel and thread.
 * Memory: bytes 0-3 the count left by filterDraws, 16-271 the packing shuffles, from 1024 the word buffer.
 */
import { moduleBase64 } from './module.ts';

interface Exports {
  filterDraws(
    k0: number,
    k1: number,
    profile: number,
    first: number,
    end: number,
    lo: number,
    span: number,
    table: number,
    out: number,
  ): number;
  wordsAcross(k0: number, k1: number, profile: number, quads: number, blocks: number, out: number): void;
  words(k0: number, k1: number, profile: number, groups: number, out: number): void;
}

const TABLE = 16;
const BUFFER = 1024;
const PAGE = 65536;
/** Bytes that a store may reach past the last word asked for. */
const SLACK = 128;

let compiled: WebAssembly.Module | undefined;

/** All loops, on this memory. */
export function instantiateLoops(memory: WebAssembly.Memory): Record<string, unknown> {
  compiled ??= new WebAssembly.Module(Buffer.from(moduleBase64, 'base64'));
  return new WebAssembly.Instance(compiled, { host: { memory } }).exports;
}

export interface SimdLoops {
  /** The word buffer that the loops write to. */
  readonly buffer: Uint32Array;
  /**
   * Packs the draws `first .. end - 1` of `profile` with (word - lo) mod 2^32 <= span into `buffer` from `offset`, in
   * no particular order, and returns how many. `belowLast()` then tells how many words were below lo.
   */
  filterDraws(k0: number, k1: number, profile: number, first: number, end: number, lo: number, span: number, offset: number): number;
  belowLast(): number;
  /** Words of 4 * quads consecutive profiles; buffer layout [quad][draw = 0 .. 2 blocks - 1][profile in quad]. */
  wordsAcross(k0: number, k1: number, profile: number, quads: number, blocks: number): void;
  /** Draws 0 .. 16 groups - 1 of one profile, in order. */
  words(k0: number, k1: number, profile: number, groups: number): void;
}

/** `capacity`: words that `buffer` holds. */
export function loadSimdLoops(capacity: number): SimdLoops {
  const pages = Math.ceil((BUFFER + 4 * capacity + SLACK) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages });
  const exports = instantiateLoops(memory) as unknown as Exports;
  const bytes = new Uint8Array(memory.buffer);
  for (let bits = 0; bits < 16; bits++) {
    let slot = TABLE + 16 * bits;
    for (let lane = 0; lane < 4; lane++) {
      if ((bits >> lane) & 1) for (let byte = 0; byte < 4; byte++) bytes[slot++] = 4 * lane + byte;
    }
  }
  const below = new Int32Array(memory.buffer, 0, 1);
  return {
    buffer: new Uint32Array(memory.buffer, BUFFER, capacity),
    filterDraws: (k0, k1, profile, first, end, lo, span, offset) =>
      exports.filterDraws(k0, k1, profile, first, end, lo, span, TABLE, BUFFER + 4 * offset),
    belowLast: () => below[0]!,
    wordsAcross: (k0, k1, profile, quads, blocks) => exports.wordsAcross(k0, k1, profile, quads, blocks, BUFFER),
    words: (k0, k1, profile, groups) => exports.words(k0, k1, profile, groups, BUFFER),
  };
}
