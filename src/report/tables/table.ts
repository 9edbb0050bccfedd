/** A table of the result in long form: one row a number, as CSV files, data packages and Parquet have it. */
import type { Point, ResultDocument, Signal } from '../../results/document.ts';

export type Cell = string | number | undefined;

export interface Field {
  readonly name: string;
  /** Numbers are doubles; `integer` ones are whole. An absent value is an empty cell. */
  readonly type: 'string' | 'number' | 'integer';
  readonly description: string;
}

export interface Table {
  /** Base name of its files. */
  readonly name: string;
  readonly description: string;
  readonly fields: readonly Field[];
  /** May be run through more than once. */
  readonly rows: Iterable<readonly Cell[]>;
}

/** One table of a document; undefined where there is nothing to put in it. */
export type TableOf = (document: ResultDocument) => Table | undefined;

export const text = (name: string, description: string): Field => ({ name, type: 'string', description });
export const number = (name: string, description: string): Field => ({ name, type: 'number', description });
export const integer = (name: string, description: string): Field => ({ name, type: 'integer', description });

/** Signals of several dimensions as a JSON list, in one cell. */
export const signalCell = (signal: Signal | undefined): Cell => (typeof signal === 'object' ? `[${signal.join(', ')}]` : signal);

/** A column of signals: numbers where all have one dimension. */
export const signal = (name: string, description: string, values: readonly (Signal | undefined)[]): Field =>
  (values.some((value) => typeof value === 'object') ? text(name, `${description}; a JSON list`) : number(name, description));

/** A row before it is laid out: its point, and cells by the names of the fields. */
export interface Entry {
  readonly point: Point;
  readonly cells: Readonly<Record<string, Cell>>;
}

const isInteger = (value: Cell): boolean => value === undefined || Number.isInteger(value);

/** Type of a point's key: by its values. */
function pointField(name: string, key: string, values: readonly Cell[]): Field {
  const type = values.every(isInteger) ? 'integer' : values.every(
    (value) => value === undefined || typeof value === 'number'
  ) ? 'number' : 'string';
  return {
    name, type,
    description: `parameter or facet '${key}' of the point; a text of more than 48 letters goes by its short name, which manifest.json `
      + `explains`,
  };
}

export interface TableColumns {
  readonly name: string;
  readonly description: string;
  /** Fields before the keys of the points, and after them. */
  readonly before: readonly Field[];
  readonly after: readonly Field[];
  /** All points of the entries, for the columns of their keys in order of first appearance. */
  readonly points: readonly Point[];
  readonly entries: () => Iterable<Entry>;
}

/** Keys of points as columns between the others; a key that is also the name of another column gets the prefix `point_`. */
export function tableOf({ name, description, before, after, points, entries }: TableColumns): Table {
  const keys = [...new Set(points.flatMap((point) => Object.keys(point)))];
  const fixed = new Set([...before, ...after].map((field) => field.name));
  const ofKeys = keys.map((key) => pointField(fixed.has(key) ? `point_${key}` : key, key, points.map((point) => point[key])));
  return {
    name, description, fields: [...before, ...ofKeys, ...after],
    rows: {
      * [Symbol.iterator]() {
        for (const { point, cells } of entries()) {
          yield [...before.map((field) => cells[field.name]), ...keys.map((key) => point[key]), ...after.map((field) => cells[field.name])];
        }
      },
    },
  };
}

export const SCENARIO = text('scenario', 'identifier of the scenario');
export const QUANTITY = text('quantity', 'identifier of the quantity; the dictionary of quantities is in datapackage.json');
export const AGENT = text('agent', 'the agent, or `market` for all together');
export const CONFIDENCE = number('confidence', 'of the interval [lower, upper] on its own, in (0, 1)');
export const GUARANTEE = text('guarantee', 'what the interval is worth: exact, continuum, grid or point; of two different ends the weaker');
export const PROFILES = integer('profiles', 'profiles drawn; 0 where nothing is drawn');
export const UNIT = text('unit', 'unit of estimate, lower and upper');
export const SIZE = number(
  'size', 'the size that rates are fitted against: M, the traders on the shorter side, or the size that the scenario names'
);
export const INTERVAL: readonly Field[] = [
  number('estimate', 'the estimate'), number('lower', 'lower end of the interval'), number('upper', 'upper end of the interval'),
];
