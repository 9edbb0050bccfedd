/**
 * The loops of linear environments (linear-source.ts, pieces-source.ts, pairs-source.ts) with a memory that tables and
 * buffers are laid out in. Why everything between a draw and the sums runs there: it takes sixteen profiles at a time, and
 * what JavaScript closures hold is looked up and checked in every step once a second kernel has been prepared.
 */
import { instantiateLoops } from './simd.ts';
import { STEP_BYTES, STEPS, type StepName } from './layout.ts';

/** A loop and its arguments, which are named where the loop is written. */
export type Step = readonly [StepName, ...number[]];

export interface Program {
  /** Address of argument i of step number `step`. */
  argument(step: number, i: number): number;
  /** All steps, so many times over. */
  run(times: number): void;
}

interface Exports {
  run(program: number, end: number, times: number): void;
  spill(from: number, end: number, into: number): void;
}

export interface Workbench {
  program(steps: readonly Step[]): Program;
  /** Moves the sums of addMoments from .. end to doubles and clears them. */
  spill(from: number, end: number, into: number): void;
  /** All that the module exports, by name. */
  readonly loops: Record<string, unknown>;
  /** Address of so many zeroed bytes; never 0, which stands for nothing. */
  reserve(bytes: number): number;
  /** Address of a copy. */
  put(values: Int32Array | Float32Array | Float64Array): number;
  /** Views, dead after the next reservation: make them where a chunk begins. */
  ints(at: number, length: number): Int32Array;
  words(at: number, length: number): Uint32Array;
  doubles(at: number, length: number): Float64Array;
  singles(at: number, length: number): Float32Array;
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
  const put = (values: Int32Array | Float32Array | Float64Array): number => {
    const at = reserve(values.byteLength);
    new Uint8Array(memory.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    return at;
  };
  const loops = instantiateLoops(memory);
  const { run, spill } = loops as unknown as Exports;
  return {
    program(steps) {
      const words = new Int32Array((steps.length * STEP_BYTES) / 4);
      steps.forEach(([name, ...values], i) => words.set([STEPS.indexOf(name), ...values], (i * STEP_BYTES) / 4));
      const at = put(words);
      return {
        argument: (step, i) => at + step * STEP_BYTES + 4 + 4 * i,
        run: (times) => run(at, at + words.byteLength, times),
      };
    },
    spill,
    loops,
    reserve,
    put,
    ints: (at, length) => new Int32Array(memory.buffer, at, length),
    words: (at, length) => new Uint32Array(memory.buffer, at, length),
    doubles: (at, length) => new Float64Array(memory.buffer, at, length),
    singles: (at, length) => new Float32Array(memory.buffer, at, length),
  };
}
