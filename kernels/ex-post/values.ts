/**
 * Functionals of the present profile, each evaluated once however many agents ask for it. What all but one of many agents are worth is
 * the sum over all of them less a row, so that N such functionals take N steps and not N squared; in whole numbers nothing is lost.
 */
import { prepareRows, writeValues, type PooledFunctional, type RowPool } from '../linear/pool.ts';

/** value[k] = whole[k] + words[k * stride] - sum over j = 1 .. stride - 1 of rows[words[k * stride + j]]. */
interface Remainder extends PooledFunctional {
  readonly whole: PooledFunctional;
}

/** Numbers of the rows of an alternative, increasing, without the zero row. */
const rowsOf = ({ stride, words }: PooledFunctional, k: number): number[] =>
  [...words.subarray(k * stride + 1, (k + 1) * stride)].filter((row) => row > 0).sort((a, b) => a - b);

/** The rows of `whole` that `part` does not have; undefined where it has others. */
function missing(whole: readonly number[], part: readonly number[]): number[] | undefined {
  const left: number[] = [];
  let at = 0;
  for (const row of whole) {
    if (part[at] === row) at++;
    else left.push(row);
  }
  return at === part.length ? left : undefined;
}

/** The functional as what is left of another; undefined where that takes no fewer steps. */
function remainderOf(functional: PooledFunctional, whole: PooledFunctional): Remainder | undefined {
  const alternatives = functional.words.length / functional.stride;
  const lists: number[][] = [];
  for (let k = 0; k < alternatives; k++) {
    const list = missing(rowsOf(whole, k), rowsOf(functional, k));
    if (list === undefined || list.length + 2 >= functional.stride) return undefined;
    lists.push(list);
  }
  const stride = 1 + lists.reduce((most, { length }) => Math.max(most, length), 0);
  const words = new Int32Array(stride * alternatives);
  lists.forEach((list, k) =>
    words.set([functional.words[k * functional.stride]! - whole.words[k * whole.stride]!, ...list], k * stride));
  return { whole, stride, words };
}

function writeRemainder({ stride, words }: Remainder, whole: Int32Array, rows: Int32Array, into: Int32Array): void {
  for (let k = 0, at = 0; k < into.length; k++, at += stride) {
    let value = whole[k]! + words[at]!;
    for (let i = at + 1; i < at + stride; i++) value -= rows[words[i]!]!;
    into[k] = value;
  }
}

/** Values of whole functionals in the present profile, each functional once. */
export interface ProfileValues {
  /** [K], rewritten for every profile. */
  all(functional: PooledFunctional): Int32Array;
  /** [rows], rewritten for every profile. */
  readonly rows: Int32Array;
}

type Step = (rows: Int32Array) => void;

/** Steps that fill all that is wanted, those first that others are what is left of. */
function stepsOf(wanted: ReadonlyMap<PooledFunctional, Int32Array>): Step[] {
  const widest = [...wanted].sort(([a], [b]) => b.stride - a.stride);
  const summed: [PooledFunctional, Int32Array][] = [];
  const left: Step[] = [];
  for (const [functional, values] of widest) {
    const remainder = summed.reduce<Remainder | undefined>((found, [whole]) => found ?? remainderOf(functional, whole), undefined);
    if (remainder) left.push((rows) => writeRemainder(remainder, wanted.get(remainder.whole)!, rows, values));
    else summed.push([functional, values]);
  }
  return [...summed.map(([functional, values]): Step => (rows) => writeValues(functional, rows, values)), ...left];
}

/** Registers the functionals asked for, so that `write` fills them all. */
export function createValues(pool: RowPool, alternatives: number): ProfileValues & { write(positions: Int32Array): void } {
  const wanted = new Map<PooledFunctional, Int32Array>();
  const rows = new Int32Array(pool.rows);
  const writeRows = prepareRows(pool);
  let steps: readonly Step[] | undefined;
  return {
    rows,
    all(functional) {
      const values = wanted.get(functional) ?? new Int32Array(alternatives);
      wanted.set(functional, values);
      steps = undefined;
      return values;
    },
    write(positions) {
      writeRows(positions, rows);
      steps ??= stepsOf(wanted);
      for (const step of steps) step(rows);
    },
  };
}

export function largest(values: Int32Array): number {
  let most = values[0]!;
  for (let k = 1; k < values.length; k++) if (values[k]! > most) most = values[k]!;
  return most;
}
