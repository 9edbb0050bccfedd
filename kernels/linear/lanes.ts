/** Signals and functionals of sixteen consecutive profiles at a time, one a lane, on a workbench. */
import { createCellLookup } from '../cell-lookup.ts';
import { CELL_BYTES, ITEM, LANES } from '../simd/layout.ts';
import type { Step, Workbench } from '../simd/workbench.ts';
import { cellRates, isUniform, isZeroFunctional, uniformShifts } from './evaluate.ts';
import { poolFunctionals, type PooledFunctional } from './pool.ts';
import { POSITIONS, type Coordinate, type Functional } from './positions.ts';

const sameArray = (a: Float64Array, b: Float64Array): boolean => a === b || (a.length === b.length && a.every((value, i) => value === b[i]));

/** Arguments of step `cells` that describe a law. */
function putLaw(bench: Workbench, thresholds: Float64Array): number[] {
  const { starts, scale } = createCellLookup(thresholds, 0, 2 ** 32 - 1);
  const { shifts, rates } = cellRates(thresholds);
  const places = POSITIONS / (thresholds.length - 1);
  const at = bench.reserve(thresholds.length * CELL_BYTES);
  const doubles = bench.doubles(at, (thresholds.length * CELL_BYTES) / 8);
  const ints = bench.ints(at, (thresholds.length * CELL_BYTES) / 4);
  thresholds.forEach((threshold, c) => {
    doubles.set([threshold, rates[c]!], 3 * c);
    ints.set([shifts[c]!, (c - 1) * places], 6 * c + 4);
  });
  // The loop steps on before it looks.
  return [bench.put(Float64Array.of(scale)), bench.put(starts.map((c) => c - 1)), at, places - 1];
}

export interface LaneDrawer {
  /** Address of [D] items. */
  readonly positions: number;
  /** The first is `wordsAcross` where there is anything to draw: arguments 0, 1 and 2 are the key and the profile of lane 0. */
  readonly steps: readonly Step[];
}

export function createLaneDrawer(bench: Workbench, coordinates: readonly Coordinate[]): LaneDrawer {
  const count = coordinates.length;
  const positions = bench.reserve(count * ITEM);
  if (count === 0) return { positions, steps: [] };
  const blocks = (count + 1) >>> 1;
  const stride = 32 * blocks;
  // An odd number of blocks is written as if it were even.
  const words = bench.reserve((LANES / 4) * stride + ITEM);
  const shifts = bench.put(Int32Array.from(coordinates.flatMap(({ thresholds }) => {
    const { shift, lost } = uniformShifts(thresholds.length - 1);
    return [shift, lost];
  })));
  const steps: Step[] = [['wordsAcross', 0, 0, 0, LANES / 4, blocks, words], ['positions', words, stride, shifts, count, positions]];
  const laws: { thresholds: Float64Array; law: number[] }[] = [];
  coordinates.forEach(({ thresholds }, d) => {
    if (isUniform(thresholds)) return;
    let known = laws.find((law) => sameArray(law.thresholds, thresholds));
    if (!known) {
      known = { thresholds, law: putLaw(bench, thresholds) };
      laws.push(known);
    }
    steps.push(['cells', words + 16 * d, stride, ...known.law, positions + ITEM * d]);
  });
  return { positions, steps };
}

/** Values of several functionals. Equal ones (objective and welfare, often) are evaluated once, and so are equal rows. */
export interface FunctionalBank {
  /** Address of [K] items where `steps` leave the values; 0 for a functional that is always zero. */
  values(functional: Functional): number;
  /** From positions to values, of all functionals asked for so far. */
  steps(): Step[];
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
  return {
    values(functional) {
      if (isZeroFunctional(functional)) return 0;
      const pooled = pool.pooled(functional);
      return (entries.get(pooled) ?? entryOf(pooled)).out;
    },
    steps: () => [['rows', termsAt, termsAt + terms.byteLength], ...Array.from(entries.values(), ({ list, end, size, out }): Step => ['values', list, end, size, out])],
  };
}
