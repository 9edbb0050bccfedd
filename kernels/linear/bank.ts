/** Functionals of sixteen profiles at a time, one a lane, on a workbench. */
import { ITEM } from '../simd/layout.ts';
import type { Step, Workbench } from '../simd/workbench.ts';
import { isZeroFunctional } from './evaluate.ts';
import { poolFunctionals, type PooledFunctional } from './pool.ts';
import type { Functional } from './positions.ts';

/** Values of several functionals. Equal ones (objective and welfare, often) are evaluated once, and so are equal rows. */
export interface FunctionalBank {
  /** Address of [K] items where `steps` leave the values; 0 for a functional that is always zero. */
  values(functional: Functional): number;
  /** From positions to values, of all functionals asked for so far. */
  steps(): Step[];
}

/** `functionals`: all that will be asked for. `order`: alternatives in the order in which their values are wanted. */
export function createFunctionalBank(
  bench: Workbench,
  functionals: readonly Functional[],
  positions: number,
  order: Int32Array,
): FunctionalBank {
  const pool = poolFunctionals(functionals.filter((functional) => !isZeroFunctional(functional)));
  const rows = bench.reserve(pool.rows * ITEM);
  const byRow = [...pool.termRow.keys()].sort((a, b) => pool.termRow[a]! - pool.termRow[b]!);
  const terms = Int32Array.from(byRow.flatMap((i, at) => {
    const first = at === 0 || pool.termRow[byRow[at - 1]!] !== pool.termRow[i];
    const multiplier = pool.multipliers[i]!;
    return [
      positions + ITEM * pool.coordinates[i]!, rows + ITEM * pool.termRow[i]!, first ? 0 : -1, multiplier >> 15, multiplier & 32767,
      multiplier >> 11,
    ];
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
  return {
    values(functional) {
      if (isZeroFunctional(functional)) return 0;
      const pooled = pool.pooled(functional);
      return (entries.get(pooled) ?? entryOf(pooled)).out;
    },
    steps: () =>
      [
        ['rows', termsAt, termsAt + terms.byteLength],
        ...Array.from(entries.values(), ({ list, end, size, out }): Step => ['values', list, end, size, out])
      ],
  };
}
