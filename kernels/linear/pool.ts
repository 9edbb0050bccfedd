/**
 * Functionals of the same signals with their rows pooled: a row that several functionals have (an agent's value is a part
 * of the welfare, and of the others' welfare as every other agent sees it) is computed once a profile.
 */
import type { Functional } from './positions.ts';

/** value[k] = words[k * stride] + sum over j = 1 .. stride - 1 of rows[words[k * stride + j]]. */
export interface PooledFunctional {
  readonly stride: number;
  /** [K, stride]: the constant, then numbers of rows; row 0 is zero and fills up. */
  readonly words: Int32Array;
}

export interface RowPool {
  /** Rows, the zero row counted. */
  readonly rows: number;
  /** [T] terms in the order of their coordinates: row termRow[i] gets contribution(multipliers[i], position of coordinates[i]). */
  readonly termRow: Int32Array;
  readonly coordinates: Int32Array;
  readonly multipliers: Int32Array;
  /** Functionals that are equal whatever the signals are one object here. */
  pooled(functional: Functional): PooledFunctional;
}

interface Term {
  readonly coordinate: number;
  readonly multiplier: number;
}

/** Terms of each row of a factor, the zero ones left out, in one order for equal rows. */
function rowsOf({ rows, termRow, coordinates, multipliers }: Functional['factors'][number]): Term[][] {
  const terms: Term[][] = Array.from({ length: rows }, () => []);
  termRow.forEach((row, i) => {
    if (multipliers[i] !== 0) terms[row]!.push({ coordinate: coordinates[i]!, multiplier: multipliers[i]! });
  });
  for (const row of terms) row.sort((a, b) => a.coordinate - b.coordinate || a.multiplier - b.multiplier);
  return terms;
}

/** `functionals`: all that will be asked for, of the same number of alternatives. */
export function poolFunctionals(functionals: readonly Functional[]): RowPool {
  const numbers = new Map<string, number>([['', 0]]);
  const terms: (Term & { row: number })[] = [];
  const numberOf = (row: readonly Term[]): number => {
    const key = row.map(({ coordinate, multiplier }) => `${coordinate}:${multiplier}`).join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(key, number);
    for (const term of row) terms.push({ ...term, row: number });
    return number;
  };
  const distinct = new Map<string, PooledFunctional>();
  const pooled = new Map<Functional, PooledFunctional>();
  for (const functional of functionals) {
    if (pooled.has(functional)) continue;
    const factors = functional.factors.map((factor) => ({ rowOf: factor.rowOf, numbers: rowsOf(factor).map(numberOf) }));
    const lists = Array.from(functional.constants, (_, k) =>
      factors.flatMap(({ rowOf, numbers }) =>
        (rowOf[k]! < 0 || numbers[rowOf[k]!] === 0 ? [] : [numbers[rowOf[k]!]!])).sort((a, b) => a - b));
    const stride = 1 + lists.reduce((most, { length }) => Math.max(most, length), 0);
    const words = new Int32Array(stride * lists.length);
    lists.forEach((list, k) => words.set([functional.constants[k]!, ...list], k * stride));
    const key = `${stride} ${words.join()}`;
    const same = distinct.get(key) ?? { stride, words };
    distinct.set(key, same);
    pooled.set(functional, same);
  }
  terms.sort((a, b) => a.coordinate - b.coordinate || a.row - b.row);
  return {
    rows: numbers.size,
    termRow: Int32Array.from(terms, ({ row }) => row),
    coordinates: Int32Array.from(terms, ({ coordinate }) => coordinate),
    multipliers: Int32Array.from(terms, ({ multiplier }) => multiplier),
    pooled(functional) {
      const found = pooled.get(functional);
      if (!found) throw new Error('this functional is not in the pool');
      return found;
    },
  };
}

/** Writes all rows of the pool. The parts of a multiplier that `contribution` takes are cut out once. */
export function prepareRows({ termRow, coordinates, multipliers }: RowPool): (positions: Int32Array, rows: Int32Array) => void {
  const terms = termRow.length;
  const upper = multipliers.map((m) => m >> 15);
  const middle = multipliers.map((m) => m & 32767);
  const lower = multipliers.map((m) => m >> 11);
  return (positions, rows) => {
    rows.fill(0);
    for (let i = 0; i < terms; i++) {
      const position = positions[coordinates[i]!]!;
      const high = position >> 4;
      rows[termRow[i]!]! += (Math.imul(upper[i]!, high) >> 1) + (Math.imul(middle[i]!, high) >>> 16)
        + (Math.imul(lower[i]!, position & 15) >> 9);
    }
  };
}

/** One alternative's value. */
export function valueAt({ stride, words }: PooledFunctional, rows: Int32Array, alternative: number): number {
  let value = words[alternative * stride]!;
  for (let i = alternative * stride + 1; i < (alternative + 1) * stride; i++) value += rows[words[i]!]!;
  return value;
}

/** Every alternative's value. */
export function writeValues(functional: PooledFunctional, rows: Int32Array, into: Int32Array): void {
  for (let k = 0; k < into.length; k++) into[k] = valueAt(functional, rows, k);
}

/**
 * [low, high] for every alternative: integers between which its value lies whatever the signals. A contribution is within
 * 3 of its share of the multiplier.
 */
export function valueRanges({ constants, factors }: Functional): [number, number][] {
  const rows = factors.map(({ rows, termRow, multipliers }) => {
    const ranges = Array.from({ length: rows }, (): [number, number] => [0, 0]);
    multipliers.forEach((m, i) => {
      const range = ranges[termRow[i]!]!;
      range[0] += Math.min(0, m) - 3;
      range[1] += Math.max(0, m) + 3;
    });
    return ranges;
  });
  return Array.from(constants, (constant, k): [number, number] => {
    const own = factors.flatMap(({ rowOf }, f) => (rowOf[k]! < 0 ? [] : [rows[f]![rowOf[k]!]!]));
    return [own.reduce((sum, [low]) => sum + low, constant), own.reduce((sum, [, high]) => sum + high, constant)];
  });
}

/** Alternatives by class, in a class by number, and where each class begins. */
export function classOrder(classOf: Int32Array, classes: number): { order: Int32Array; begins: Int32Array } {
  const order = Int32Array.from(classOf.keys()).sort((a, b) => classOf[a]! - classOf[b]! || a - b);
  const begins = new Int32Array(classes + 1);
  for (const c of classOf) begins[c + 1]!++;
  for (let c = 0; c < classes; c++) begins[c + 1]! += begins[c]!;
  return { order, begins };
}
