/**
 * The loops of linear environments (linear-source.ts, pieces-source.ts, pairs-source.ts) with a memory that tables and
 * buffers are laid out in. Why everything between a draw and the sums runs there: it takes sixteen profiles at a time, and
 * what JavaScript closures hold is looked up and checked in every step once a second kernel has been prepared.
 */
import { instantiateLoops } from './simd.ts';
import { ITEM, LANES } from './text.ts';

export { ITEM, LANES };

type Loop = (...numbers: number[]) => void;

/** Parameters are named where the loops are written. */
export type LinearLoops = Readonly<Record<
  | 'wordsAcross' | 'positions' | 'rows' | 'values' | 'largest' | 'carried' | 'sum' | 'subtract' | 'choose' | 'pivots' | 'lookUp' | 'addTable' | 'addReports'
  | 'addPieces' | 'listLines' | 'addPaid' | 'listCounts' | 'addMoments' | 'spill', Loop>>;

export interface Workbench {
  readonly loops: LinearLoops;
  /** Address of so many zeroed bytes; never 0, which stands for nothing. */
  reserve(bytes: number): number;
  /** Address of a copy. */
  put(values: Int32Array | Float64Array): number;
  /** Views, dead after the next reservation: make them where a chunk begins. */
  ints(at: number, length: number): Int32Array;
  words(at: number, length: number): Uint32Array;
  doubles(at: number, length: number): Float64Array;
}

const PAGE = 65536;
/** A cache line, so that no item straddles two. */
const ALIGNMENT = 64;

export function createWorkbench(): Workbench {
  const memory = new WebAssembly.Memory({ initial: 1 });
  let end = ALIGNMENT;
  const reserve = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    // Some loops read or write up to a vector set past what they were asked for.
    const pages = Math.ceil((end + 2 * ALIGNMENT - memory.buffer.byteLength) / PAGE);
    if (pages > 0) memory.grow(pages);
    return at;
  };
  return {
    loops: instantiateLoops(memory) as unknown as LinearLoops,
    reserve,
    put(values) {
      const at = reserve(values.byteLength);
      new Uint8Array(memory.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
      return at;
    },
    ints: (at, length) => new Int32Array(memory.buffer, at, length),
    words: (at, length) => new Uint32Array(memory.buffer, at, length),
    doubles: (at, length) => new Float64Array(memory.buffer, at, length),
  };
}
