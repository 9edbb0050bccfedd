/** Points of a sweep: which parameters vary, how a point is called, what its market size is. */
import type { Point, ResultDocument } from '../results.ts';

const SYMBOLS: Readonly<Record<string, string>> = { kappa: 'κ' };

/** Identity of a point, whatever the order of its keys. */
export const pointKey = (point: Point): string =>
  JSON.stringify(Object.keys(point).sort().map((key) => [key, point[key]]));

/** Distinct points in order of first appearance. */
export function distinctPoints(points: Iterable<Point>): Point[] {
  const seen = new Map<string, Point>();
  for (const point of points) if (!seen.has(pointKey(point))) seen.set(pointKey(point), point);
  return [...seen.values()];
}

export function pointsOf(document: ResultDocument): Point[] {
  const { estimates, curves, surfaces, verdicts } = document;
  return distinctPoints([...estimates, ...curves, ...surfaces, ...verdicts].map(({ point }) => point));
}

export const parameterSymbol = (key: string): string => SYMBOLS[key] ?? key;

const isBalanced = (point: Point): boolean => typeof point.sellers === 'number' && point.sellers === point.buyers;

/**
 * The market size M that a rate is plotted against: M or traders where a point names it, else the shorter side of the
 * market; undefined for a point that names no traders.
 */
export function marketSize(point: Point): number | undefined {
  for (const key of ['M', 'traders']) if (typeof point[key] === 'number') return point[key];
  const { sellers, buyers } = point;
  return typeof sellers === 'number' && typeof buyers === 'number' ? Math.min(sellers, buyers) : undefined;
}

/** A point as columns: sellers and buyers become one M where they agree at every point. */
export interface PointColumn {
  readonly head: string;
  value(point: Point): number | string | undefined;
}

function columnsOf(points: readonly Point[]): PointColumn[] {
  const keys = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const plain = (key: string): PointColumn => ({ head: parameterSymbol(key), value: (point) => point[key] });
  if (points.length === 0 || !points.every(isBalanced)) return keys.map(plain);
  const rest = keys.filter((key) => key !== 'sellers' && key !== 'buyers');
  return [{ head: 'M', value: marketSize }, ...rest.map(plain)];
}

const distinctValues = (column: PointColumn, points: readonly Point[]): number => new Set(points.map((point) => column.value(point))).size;

/** Columns that tell the points apart; of a single point, none. */
export const sweptColumns = (points: readonly Point[]): PointColumn[] =>
  columnsOf(points).filter((column) => distinctValues(column, points) > 1);

/** Columns on which all points agree. */
export const sharedColumns = (points: readonly Point[]): PointColumn[] =>
  columnsOf(points).filter((column) => distinctValues(column, points) === 1);

const describe = (columns: readonly PointColumn[], point: Point): string =>
  columns
    .filter((column) => column.value(point) !== undefined)
    .map((column) => `${column.head} = ${column.value(point)}`)
    .join(', ');

/** `M = 8, κ = 0, cost = uniform(0,1), value = uniform(0,1)` */
export const pointLabel = (point: Point): string => describe(columnsOf([point]), point);

/** What all points share, in words. */
export const sharedLabel = (points: readonly Point[]): string => (points.length === 0 ? '' : describe(sharedColumns(points), points[0]!));

/** What tells this point from the others; its whole label where it is alone. */
export const sweptLabel = (point: Point, points: readonly Point[]): string =>
  points.length > 1 ? describe(sweptColumns(points), point) : pointLabel(point);

/** Groups points that differ in market size only: one curve of a rate figure each. */
export function groupsByMarket(points: readonly Point[]): Point[][] {
  const sizes = new Set(['M', 'traders', 'sellers', 'buyers']);
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const rest = Object.fromEntries(Object.entries(point).filter(([key]) => !sizes.has(key)));
    const key = pointKey(rest);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()];
}
