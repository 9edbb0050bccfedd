/**
 * Numbers by which the gains of one cell of types are bounded. A lie that pays is short, about as long as P over the density of the others'
 * numbers, and what the distance of numbers costs a bound is its share of that length. A cell is as wide as the posterior may move: its
 * types are told apart by numbers inside it, all between the posteriors of its ends, so that wide cells do as long as numbers are close.
 * Numbers lie on dyadic lattices of the type space, so that neighbouring cells share them, and thin out beyond lies that pay. Any
 * increasing numbers that begin with the cell's ends and end with the law's bound gains (cell-bounds.ts).
 */
import type { Range } from '../../experiments/order-statistics/common-component.ts';
import type { Conditional, Posterior } from '../../experiments/order-statistics/conditional.ts';
import type { ReportGrid, TypeCell } from './cell-bounds.ts';

/** Numbers a lie that pays at level 0, up to how many such lies from the cell there are no fewer, and their distance beyond, of a lie's. */
const NUMBERS = 8;
const NEAR = 2.5;
const SHARE = 1 / 8;
/** Parts of a cell's types at most; halvings of the type space. */
const TYPES = 64;
const HALVINGS = 45;

/** Types from the first to the second inside the space; `lie`: the length of a lie that pays; numbers of a level are twice as close. */
export interface Numbered {
  readonly types: Range;
  readonly space: Range;
  readonly lie: number;
  readonly level: number;
  /** Parts of types a lie that pays. */
  readonly parts: number;
  /** Numbers that count beyond the types whatever their distance; absent: none. */
  readonly jumps?: readonly number[];
  /** The posterior of types of one number, which are an atom; absent: given their chance. */
  readonly posterior?: Posterior;
}

/** The numbers of a cell and the places that part its types. */
export function numbersOf(
  { types: [first, last], space: [low, high], lie, level, parts }: Numbered,
): { x: Float64Array; places: number[] } {
  const size = high - low;
  const distance = Math.max(lie / (NUMBERS * 2 ** level), (last - first) / (TYPES * 2 ** level));
  const count = 2 ** Math.min(HALVINGS, Math.max(0, Math.ceil(Math.log2(size / distance))));
  const at = (k: number): number => low + size * (k / count);
  const numbers = [first];
  const add = (y: number): void => {
    if (y > numbers.at(-1)!) numbers.push(y);
  };
  let k = Math.floor(((first - low) / size) * count);
  for (; at(k) < last; k++) add(at(k));
  add(last);
  const places = partsOf(numbers, Math.max(lie / parts, (last - first) / TYPES));
  while (k < count) {
    add(at(k));
    const beyond = at(k) - last;
    const step = beyond > NEAR * lie ? 2 ** Math.max(0, Math.floor(Math.log2((SHARE * beyond * count) / size))) : 1;
    k = (Math.floor(k / step) + 1) * step;
  }
  add(high);
  return { x: Float64Array.from(numbers), places };
}

/** The first place, the last, and others between that are `apart` as far as numbers go. */
function partsOf(numbers: readonly number[], apart: number): number[] {
  const places = [0];
  numbers.forEach((y, j) => {
    if (j > 0 && (j === numbers.length - 1 || y - numbers[places.at(-1)!]! >= apart)) places.push(j);
  });
  return places;
}

/** What bounds a cell's gains: its numbers, and rows at its ends. */
export function nearCell(
  numbered: Numbered, weight: number, { row, rowGiven, shiftOf }: Conditional,
): { grid: ReportGrid; cell: TypeCell } {
  const { jumps = [], posterior, types: [, last], space: [, high] } = numbered;
  const { x: near, places } = numbersOf(numbered);
  const beyond = jumps.filter((y) => y > last && y < high);
  const x = beyond.length > 0 ? Float64Array.from(new Set([...near, ...beyond])).sort() : near;
  const grid = { x, own: x.length - 1, weight };
  if (posterior) {
    const given = rowGiven(x, posterior);
    return { grid, cell: { places: [0, 0], from: given, to: given } };
  }
  const [from, to] = numbered.types.map((c) => row(x, shiftOf(c))) as [TypeCell['from'], TypeCell['to']];
  return { grid, cell: { places, from, to } };
}

/**
 * Places, from i on, of numbers x[0] .. x[own] as wide apart as a share of their distance from x[i], and of jumps; the last is `own`.
 */
export function placesFrom(x: Float64Array, i: number, own: number, jumps: ReadonlySet<number> = new Set()): Int32Array {
  const places = [i];
  for (let j = i + 1; j < own;) {
    places.push(j);
    const farthest = x[j]! + SHARE * (x[j]! - x[i]!);
    do j++; while (j + 1 <= own && x[j + 1]! <= farthest && !jumps.has(x[j]!));
  }
  return Int32Array.from([...places, ...(i < own ? [own] : [])]);
}
