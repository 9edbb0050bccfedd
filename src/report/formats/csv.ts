/**
 * Long-form tables for pandas, R and Julia: one header line, LF line ends, RFC 4180 quoting, an empty cell for what is
 * absent, numbers in the shortest form that gives back the same double. datapackage.json says what every column means.
 */
import { OutputError } from '../../errors.ts';
import type { Cell, Table } from '../tables/index.ts';
import type { Format } from './format.ts';

/** What a spreadsheet would take for a formula; arithmetic of digits alone, such as -1/2, does no harm as one. */
const FORMULA = /^(?:[=@\t\r]|[+-].*[^\d\s.,eE+\-*/()])/s;

function quoted(cell: Cell): string {
  if (cell === undefined) return '';
  const text = typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Throws OutputError naming table and column of a number that is not finite. */
export function renderCsv({ name, fields, rows }: Table): string {
  const parts = [`${fields.map((field) => quoted(field.name)).join(',')}\n`];
  for (const row of rows) {
    const bad = row.findIndex((cell) => typeof cell === 'number' && !Number.isFinite(cell));
    if (bad >= 0) throw new OutputError(`result: ${name}.${fields[bad]!.name} is ${row[bad]}; a result holds finite numbers only`);
    parts.push(`${row.map(quoted).join(',')}\n`);
  }
  return parts.join('');
}

/** Name of a table's file. */
export const csvPath = ({ name }: Pick<Table, 'name'>): string => `${name}.csv`;

export const csv: Format = {
  name: 'csv', files: ({ tables }) => tables.map((table) => ({ path: csvPath(table), data: renderCsv(table) })),
};
