/** Signals and functionals of sixteen consecutive profiles at a time, one a lane, on a workbench. */
import type { StreamKey } from '../kernel.ts';
import { ITEM, LANES, type Workbench } from '../simd/workbench.ts';
import { cellPlacer, isUniform, isZeroFunctional, uniformShifts, type Placer } from './evaluate.ts';
import { poolFunctionals, type PooledFunctional } from './pool.ts';
import type { Coordinate, Functional } from './positions.ts';

export interface LaneDrawer {
  /** Address of [D] items. */
  readonly positions: number;
  /** Where a chunk begins. */
  begin(): void;
  /** Profiles start .. start + 15; start a multiple of 16. */
  draw(key: StreamKey, start: number): void;
}

export function createLaneDrawer(bench: Workbench, coordinates: readonly Coordinate[]): LaneDrawer {
  const count = coordinates.length;
  const blocks = (count + 1) >>> 1;
  const stride = 8 * blocks;
  const wordCount = (LANES / 4) * stride;
  // An odd number of blocks is written as if it were even.
  const words = bench.reserve(4 * wordCount + ITEM);
  const positions = bench.reserve(count * ITEM);
  const laws = bench.put(Int32Array.from(coordinates.flatMap(({ thresholds }) => {
    const { shift, lost } = uniformShifts(thresholds.length - 1);
    return [shift, lost];
  })));
  const placers = coordinates.flatMap(({ thresholds }, d): Placer[] => (isUniform(thresholds) ? [] : [cellPlacer(thresholds, { d, stride, at: d * LANES, step: 1 })]));
  const { loops } = bench;
  let wordView: Uint32Array = new Uint32Array(0);
  let positionView: Int32Array = new Int32Array(0);
  return {
    positions,
    begin() {
      wordView = bench.words(words, wordCount);
      positionView = bench.ints(positions, count * LANES);
    },
    draw({ k0, k1 }, start) {
      if (count === 0) return;
      loops.wordsAcross(k0, k1, start, LANES / 4, blocks, words);
      if (placers.length < count) loops.positions(words, 4 * stride, laws, count, positions);
      for (const place of placers) place(wordView, positionView);
    },
  };
}

/** Values of several functionals. Equal ones (objective and welfare, often) are evaluated once, and so are equal rows. */
export interface FunctionalBank {
  /** Address of [K] items where `evaluate` leaves the values; 0 for a functional that is always zero. */
  values(functional: Functional): number;
  evaluate(): void;
}

/** `functionals`: all that will be asked for. `order`: alternatives in the order in which their values are wanted. */
export function createFunctionalBank(bench: Workbench, functionals: readonly Functional[], positions: number, order: Int32Array): FunctionalBank {
  const pool = poolFunctionals(functionals.filter((functional) => !isZeroFunctional(functional)));
  const rows = bench.reserve(pool.rows * ITEM);
  const byRow = [...pool.termRow.keys()].sort((a, b) => pool.termRow[a]! - pool.termRow[b]!);
  const terms = Int32Array.from(byRow.flatMap((i, at) => {
    const first = at === 0 || pool.termRow[byRow[at - 1]!] !== pool.termRow[i];
    const multiplier = pool.multipliers[i]!;
    return [positions + ITEM * pool.coordinates[i]!, rows + ITEM * pool.termRow[i]!, first ? 0 : -1, multiplier >> 15, multiplier & 32767, multiplier >> 11];
  }));
  const termsAt = bench.put(terms);
  const entries = new Map<PooledFunctional, { list: number; end: number; size: number; out: number }>();
  const entryOf = (pooled: PooledFunctional): { out: number } => {
    const { stride, words } = pooled;
    const list = Int32Array.from({ length: words.length }, (_, i) => {
      const word = words[order[Math.floor(i / stride)]! * stride + (i % stride)]!;
      return i % stride === 0 ? word : rows + ITEM * word;
    });
    const at = bench.put(list);
    const entry = { list: at, end: at + list.byteLength, size: 4 * stride, out: bench.reserve(order.length * ITEM) };
    entries.set(pooled, entry);
    return entry;
  };
  const { loops } = bench;
  return {
    values(functional) {
      if (isZeroFunctional(functional)) return 0;
      const pooled = pool.pooled(functional);
      return (entries.get(pooled) ?? entryOf(pooled)).out;
    },
    evaluate() {
      loops.rows(termsAt, termsAt + terms.byteLength);
      for (const { list, end, size, out } of entries.values()) loops.values(list, end, size, out);
    },
  };
}
