/**
 * Reports to try, as rows of whole numbers within the bidder's supports. A lie's outcome does not depend on the liar's
 * type, so the list serves all types:
 *   scaled              a share lambda of the way from the lowest type to the highest: where values lie far from 0, so do reports
 *   all but one dropped the same for one object, the lowest worth for the others
 *   one lowered, raised the same with one object at its lowest or at its highest worth
 *   drawn               true values of another type, and scaled
 *   at an atom          the same point of positive probability for every object
 *   refined             steps from the best of these, as a pilot sees it
 *   of a lattice        where worths are multiples of one unit and these are few: all of them, which stand for all numbers (lattice)
 */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Distribution } from '../../distributions/distribution.ts';

export interface Report {
  readonly kind: 'scaled' | 'all but one dropped' | 'one lowered' | 'one raised' | 'drawn' | 'refined' | 'of a lattice' | 'at an atom';
  /** [M] in units. */
  readonly row: Int32Array;
}

export interface ReportSpace {
  readonly low: Int32Array;
  readonly top: Int32Array;
}

const SCALES = 16;
const QUARTERS = [0.25, 0.5, 0.75, 1] as const;
/** Objects, evenly spread, whose reports are changed alone. */
const ALONE = 4;
const DRAWN_TYPES = 6;

function spread(objects: number, most: number): number[] {
  const count = Math.min(objects, most);
  return Array.from({ length: count }, (_, x) => Math.floor((x * objects) / count));
}

/** Within the supports, whole. */
const row = ({ low, top }: ReportSpace, worth: (j: number) => number): Int32Array =>
  low.map((least, j) => Math.min(top[j]!, Math.max(least, Math.round(worth(j)))));

/** Rows that differ, in order. */
export function different(reports: readonly Report[]): Report[] {
  const seen = new Set<string>();
  return reports.filter((report) => {
    const key = report.row.join();
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

/** Reports that are gone through. */
const LATTICE_MAX = 1024;
/** Points of positive probability, of all laws together. */
const ATOMS = 32;

/**
 * All rows of whole numbers between the ends, where prices are whole too: what lies between two of them gets an object at a whole number's
 * price or ties where it does. So the supremum over all reports is the greatest of the limits from above at these. Undefined where they
 * are too many.
 */
export function lattice({ low, top }: ReportSpace): Report[] | undefined {
  let rows: number[][] = [[]];
  for (const [j, least] of low.entries()) {
    if (rows.length * (top[j]! - least + 1) > LATTICE_MAX) return undefined;
    rows = rows.flatMap((known) => Array.from({ length: top[j]! - least + 1 }, (_, x) => [...known, least + x]));
  }
  return rows.map((whole) => ({ kind: 'of a lattice', row: Int32Array.from(whole) }));
}

/** `laws` [M] of the bidder, `unit` of worth; `key` decides which types are drawn. */
export function structuredReports(space: ReportSpace, laws: readonly Distribution[], unit: number, key: StreamKey): Report[] {
  const { low, top } = space;
  const alone = spread(low.length, ALONE);
  const between = (j: number, lambda: number, worth: number): number => low[j]! + lambda * (worth - low[j]!);
  const scale = (j: number, lambda: number): number => between(j, lambda, top[j]!);
  const scaled = Array.from({ length: SCALES + 1 }, (_, x): Report => ({ kind: 'scaled', row: row(space, (j) => scale(j, x / SCALES)) }));
  const changed = (
    kind: Report['kind'],
    other: (j: number, scale: number) => number,
    own: (j: number, scale: number) => number,
  ): Report[] =>
    alone.flatMap((only) => QUARTERS.map((scale) => ({ kind, row: row(space, (j) => (j === only ? own(j, scale) : other(j, scale))) })));
  const word = (x: number): number => (threefry2x32(key, [x, 0])[0] + 0.5) / 2 ** 32;
  const drawn = Array.from({ length: DRAWN_TYPES }, (_, t) => laws.map((law, j) => law.quantile(word(t * laws.length + j)) / unit));
  const atoms = [...new Set(laws.flatMap(({ atoms: points = [] }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  return different([
    ...scaled,
    ...spread(atoms.length, ATOMS).map((x): Report => ({ kind: 'at an atom', row: row(space, () => atoms[x]! / unit) })),
    ...changed('all but one dropped', (j) => low[j]!, scale),
    ...changed('one lowered', scale, (j) => low[j]!),
    ...changed('one raised', scale, (j) => top[j]!),
    ...drawn.flatMap((type) => QUARTERS.slice(1).map((lambda): Report =>
      ({ kind: 'drawn', row: row(space, (j) => between(j, lambda, type[j]!)) }))),
  ]);
}

/** Steps of `share` of the supports' widths from `centre`: all objects together, by one and by half a step, and some objects alone. */
export function refinedReports(space: ReportSpace, centre: Int32Array, share: number): Report[] {
  const { low, top } = space;
  const step = (j: number): number => share * (top[j]! - low[j]!);
  const together = [-1, -0.5, 0.5, 1].map((steps) => row(space, (j) => centre[j]! + steps * step(j)));
  const alone = spread(top.length, ALONE).flatMap((only) =>
    [-1, 1].map((steps) => row(space, (j) => centre[j]! + (j === only ? steps * step(j) : 0))));
  return [...together, ...alone].map((refined) => ({ kind: 'refined', row: refined }));
}
