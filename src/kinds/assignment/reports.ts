/**
 * Reports to try, as rows of whole numbers within the bidder's supports. A lie's outcome does not depend on the liar's
 * type, so the list serves all types:
 *   scaled              lambda times the highest type
 *   all but one dropped the same for one object, the lowest worth for the others
 *   one lowered, raised the same with one object at its lowest or at its highest worth
 *   drawn               true values of another type, and scaled
 *   refined             steps from the best of these, as a pilot sees it
 */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import type { Distribution } from '../../distributions/distribution.ts';

export interface Report {
  readonly kind: 'scaled' | 'all but one dropped' | 'one lowered' | 'one raised' | 'drawn' | 'refined';
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

/** `laws` [M] of the bidder, `unit` of worth; `key` decides which types are drawn. */
export function structuredReports(space: ReportSpace, laws: readonly Distribution[], unit: number, key: StreamKey): Report[] {
  const { low, top } = space;
  const alone = spread(low.length, ALONE);
  const scaled = Array.from({ length: SCALES + 1 }, (_, x): Report => ({ kind: 'scaled', row: row(space, (j) => (top[j]! * x) / SCALES) }));
  const changed = (
    kind: Report['kind'],
    other: (j: number, scale: number) => number,
    own: (j: number, scale: number) => number,
  ): Report[] =>
    alone.flatMap((only) => QUARTERS.map((scale) => ({ kind, row: row(space, (j) => (j === only ? own(j, scale) : other(j, scale))) })));
  const word = (x: number): number => (threefry2x32(key, [x, 0])[0] + 0.5) / 2 ** 32;
  const drawn = Array.from({ length: DRAWN_TYPES }, (_, t) => laws.map((law, j) => law.quantile(word(t * laws.length + j)) / unit));
  const scale = (j: number, lambda: number): number => lambda * top[j]!;
  return different([
    ...scaled,
    ...changed('all but one dropped', (j) => low[j]!, scale),
    ...changed('one lowered', scale, (j) => low[j]!),
    ...changed('one raised', scale, (j) => top[j]!),
    ...drawn.flatMap((type) => QUARTERS.slice(1).map((lambda): Report => ({ kind: 'drawn', row: row(space, (j) => lambda * type[j]!) }))),
  ]);
}

/** Steps of `share` of the highest worth from `centre`: all objects together, by one and by half a step, and some objects alone. */
export function refinedReports(space: ReportSpace, centre: Int32Array, share: number): Report[] {
  const { top } = space;
  const together = [-1, -0.5, 0.5, 1].map((steps) => row(space, (j) => centre[j]! + steps * share * top[j]!));
  const alone = spread(top.length, ALONE).flatMap((only) =>
    [-1, 1].map((steps) => row(space, (j) => centre[j]! + (j === only ? steps * share * top[j]! : 0))));
  return [...together, ...alone].map((refined) => ({ kind: 'refined', row: refined }));
}
