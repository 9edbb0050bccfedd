/**
 * Every long-form table as Apache Parquet: doubles, 64-bit integers and texts, absent values as nulls, compressed with Snappy. The
 * file's metadata says what the table, its columns and its quantities mean: key `misreport` for any reader, and once more under
 * `PANDAS_ATTRS`, where pandas looks for `DataFrame.attrs`.
 */
import type { ResultDocument } from '../../results/document.ts';
import { dictionaryOf } from '../tables/dictionary.ts';
import type { Cell, Field, Table } from '../tables/index.ts';
import type { Format } from './format.ts';

/** Fifty modules, which only those who ask for the format wait for. */
let writer: typeof import('hyparquet-writer') | undefined;

export const loadParquet = async (): Promise<void> => void (writer ??= await import('hyparquet-writer'));

const TYPES = { string: 'STRING', number: 'DOUBLE', integer: 'INT64' } as const;

const stored = ({ type }: Field, cell: Cell): string | number | bigint | null => {
  if (cell === undefined) return null;
  return type === 'integer' ? BigInt(cell) : type === 'string' ? String(cell) : Number(cell);
};

/** Bytes of the file; the writer has been loaded. */
export function renderParquet({ name, description, fields, rows }: Table, document: ResultDocument): Uint8Array {
  const columns: (string | number | bigint | null)[][] = fields.map(() => []);
  for (const row of rows) for (const [i, field] of fields.entries()) columns[i]!.push(stored(field, row[i]));
  const { version, scenario, command, seed, configHash, complete } = document;
  const about = {
    table: name, description, fields, quantities: dictionaryOf(document), version, command, scenario, seed, configHash, complete,
  };
  return new Uint8Array(writer!.parquetWriteBuffer({
    columnData: fields.map(({ name: column, type }, i) => ({ name: column, data: columns[i]!, type: TYPES[type], nullable: true })),
    kvMetadata: [
      { key: 'misreport', value: JSON.stringify(about) }, { key: 'PANDAS_ATTRS', value: JSON.stringify({ misreport: about }) },
    ],
    createdBy: `misreport ${version}`,
  }));
}

export const parquet: Format = {
  name: 'parquet', onRequest: true,
  load: loadParquet,
  files: ({ document, tables }) => tables.map((table) => ({ path: `${table.name}.parquet`, data: renderParquet(table, document) })),
};
