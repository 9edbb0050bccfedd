/**
 * Cells of types with reports that thin out. A lie that pays is short, about as long as P over the density of the others' numbers, and what
 * cells of reports cost a bound is their width as a share of that length: so they are that narrow up to a few such lengths and as wide as a
 * share of the lie beyond. Any increasing numbers that begin with the cell's ends and end with the law's bound gains (cell-bounds.ts).
 */
import type { Conditional } from '../../experiments/order-statistics/conditional.ts';
import type { ReportGrid, TypeCell } from './cell-bounds.ts';

/** Of the lie that pays most: the least width of a cell of reports, and up to where no wider ones are taken. */
const NARROW = 1 / 128;
const NEAR = 2.5;
/** Of a lie longer than that, the width of a cell of reports. */
const SHARE = 1 / 8;

/** Reports that most cells have about: only where numbers are closest as many follow as are told apart. */
export const NEAR_REPORTS = 100;

/** Of a column's nodes that are counted beside: types of neighbouring cells ask for nearly the same. */
const BESIDE = 0.1;

/** Places of the reports of the cell from place i on; the last is `own`. `lie`: the length of a lie that pays. */
export function placesFrom(x: Float64Array, i: number, own: number, lie: number): Int32Array {
  const places = [i];
  for (let j = i + 1; j < own;) {
    places.push(j);
    const length = x[j]! - x[i]!;
    const farthest = x[j]! + Math.max(NARROW * lie, length > NEAR * lie ? SHARE * length : 0);
    do j++; while (j + 1 <= own && x[j + 1]! <= farthest);
  }
  return Int32Array.from([...places, own]);
}

export interface NearCell extends TypeCell {
  /** Its numbers begin with the cell's ends: `at` is 0. */
  readonly grid: ReportGrid;
  /** Places of its numbers among all. */
  readonly places: Int32Array;
}

/** Types between x[i] and x[i + 1]. */
export function nearCell({ x, own, weight }: ReportGrid, i: number, lie: number, { row, shiftOf }: Conditional): NearCell {
  const places = placesFrom(x, i, own, lie);
  const near = Float64Array.from(places, (j) => x[j]!);
  const [from, to] = [row(near, shiftOf(x[i]!), { beside: BESIDE }), row(near, shiftOf(x[i + 1]!), { beside: BESIDE })];
  return { at: 0, from, to, grid: { x: near, own: places.length - 1, weight }, places };
}
