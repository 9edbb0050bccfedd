/**
 * Laws that are functions of somebody's own: a file gives values of their distribution functions as a piecewise-linear law, and a check may
 * use no more of it than the mass between neighbouring points. The values themselves are taken as given, and every statement says so.
 */
import { z } from 'zod';
import { lawNamed } from './read-law.ts';
import { InputError } from '../../errors.ts';

/** The files in which the functions are, as `misreport` found them when the certificate was written. */
export const functionsShape = z.array(z.strictObject({ file: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).min(1).optional();
export type Functions = z.infer<typeof functionsShape>;

const NAMED = 3;

/** Points at which a table gives the distribution function, both ends included. Throws InputError naming the field. */
export function pointsGiven(text: string, field: string): readonly number[] {
  if (!text.startsWith('piecewise-linear(')) throw new InputError(field, 'must be piecewise-linear(..) where it is a table of values');
  const { support: [low, high], knots = [], atoms } = lawNamed(text, field);
  if (atoms?.length) throw new InputError(field, 'must have no point of positive probability');
  return [low, ...knots, high];
}

/** Values of a distribution function, from 0 to 1, at points that rise from one end of the support to the other. */
export interface Table {
  readonly points: readonly number[];
  readonly chances: readonly number[];
}

/** The table that a text is, read anew. Throws InputError naming the field. */
export function tableGiven(text: string, field: string): Table {
  const [, inside] = /^piecewise-linear\(([^()]*)\)$/.exec(text) ?? [];
  const numberIn = (part: string): number => (part.trim() === '' ? NaN : Number(part));
  const pairs = inside === undefined ? [] : inside.split(',').map((knot) => knot.split(':').map(numberIn));
  const [points, chances] = [pairs.map(([, x]) => x!), pairs.map(([p]) => p!)];
  const rises = (numbers: readonly number[]): boolean =>
    numbers.every((x, j) => Number.isFinite(x) && (j === 0 || x > numbers[j - 1]!));
  const isTable = pairs.length > 1 && pairs.every((pair) => pair.length === 2) && chances[0] === 0 && chances.at(-1) === 1;
  if (!isTable || !rises(points) || !rises(chances)) {
    throw new InputError(field, 'must be piecewise-linear(0:x,p:x,..,1:x), chances and points rising, where it is a table of values');
  }
  return { points, chances };
}

/** By how much the integral of such a distribution function over its support may be off its trapezoids: half of width times mass. */
export const openOf = ({ points, chances }: Table): number =>
  points.reduce((sum, x, j) => (j === 0 ? sum : sum + ((x - points[j - 1]!) * (chances[j]! - chances[j - 1]!)) / 2), 0);

/** Throws InputError naming the field where one of the points lies inside the support and its value is not given. */
export function requireGiven(text: string, field: string, points: readonly number[]): void {
  const given = pointsGiven(text, field);
  const known = new Set(given);
  const missing = points.find((x) => x > given[0]! && x < given.at(-1)! && !known.has(x));
  if (missing !== undefined) throw new InputError(field, `must give the distribution function at ${missing}, which the proof uses`);
}

/** The two points between which x lies. */
export function cellGiven(given: readonly number[], x: number): readonly [low: number, high: number] {
  let [from, to] = [0, given.length - 1];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (given[middle]! <= x) from = middle;
    else to = middle;
  }
  return [given[from]!, given[to]!];
}

/** How far apart the points are between which x lies. */
export function widthAt(given: readonly number[], x: number): number {
  const [low, high] = cellGiven(given, x);
  return high - low;
}

/** How many values there are of the laws that are tables, at least. */
export function valuesWords(signals: readonly { readonly law: string; readonly tabulated?: true | undefined }[]): string {
  const counts = signals.flatMap(({ law, tabulated }, d) => (tabulated ? [pointsGiven(law, `problem.signals.${d}.law`).length] : []));
  return `${Math.min(...counts)} values of the distribution function`;
}

/** Where functions are that a statement takes as given. */
function placeWords(functions: Functions): string {
  if (functions === undefined) return 'of which the file does not say where it is';
  const files = functions.slice(0, NAMED).map(({ file, sha256 }) => `${file}, sha256 ${sha256}`).join('; ');
  return `in ${files}${functions.length > NAMED ? `; and ${functions.length - NAMED} more` : ''}`;
}

/** What a statement takes from a function without a check. */
export const functionsWords = (what: string, functions: Functions): string =>
  `. Taken as given, not checked: ${what} ${placeWords(functions)}`;

/** What is proved of tables whose law may be any that has these values; empty where there are none. */
export const anyLawWords = (laws: readonly string[]): string =>
  (laws.length === 0 ? ''
    : `, whichever law with a density ${laws.length > 1 ? 'each of ' : ''}${laws.join(', ')} has, of those with the values given`);

/** What a statement about tables rests on besides; empty where there are none. `values`: how many there are of each law, in words. */
export const givenWords = (laws: readonly string[], values: string, functions: Functions): string =>
  (laws.length === 0 ? '' : functionsWords(`${values} of the law of ${laws.join(', ')}, a function`, functions));
