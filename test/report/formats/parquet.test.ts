/** Parquet files, read back by another library than the one that writes them: the cells of the CSV tables, typed, with their meaning. */
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { loadParquet, parquet, renderParquet } from '../../../src/report/formats/parquet.ts';
import { tablesOf, type Table } from '../../../src/report/tables/index.ts';
import { rateDocument, runDocument } from '../fixtures.ts';
import { vectorDocument } from '../social-fixtures.ts';

const bytesOf = (file: Uint8Array): ArrayBuffer => file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;

/** As the table has them: whole numbers as numbers, nulls as absent. */
async function readBack(file: Uint8Array): Promise<Record<string, unknown>[]> {
  const rows = await parquetReadObjects({ file: bytesOf(file) });
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) =>
    [name, typeof value === 'bigint' ? Number(value) : value ?? undefined])));
}

const expected = ({ fields, rows }: Table): Record<string, unknown>[] =>
  [...rows].map((row) => Object.fromEntries(fields.map(({ name }, i) => [name, row[i]])));

await loadParquet();

const DOCUMENTS = { rate: rateDocument(), run: runDocument(), social: vectorDocument(8) };

describe.each(Object.entries(DOCUMENTS))('%s', (_name, document) => {
  it('holds every cell of every table, whatever is absent', async () => {
    const tables = tablesOf(document);
    const names = parquet.files({ document, tables, figures: [], log: [], writtenAt: new Date(0) }, []).map(({ path }) => path);
    expect(names).toEqual(tables.map(({ name }) => `${name}.parquet`));
    for (const table of tables) expect(await readBack(renderParquet(table, document)), table.name).toEqual(expected(table));
  });
});

describe('metadata', () => {
  const document = rateDocument();
  const [estimates] = tablesOf(document);
  const { schema, key_value_metadata: pairs = [], created_by: by } = parquetMetadata(bytesOf(renderParquet(estimates!, document)));
  const about = JSON.parse(pairs.find(({ key }) => key === 'misreport')?.value ?? '') as {
    fields: { name: string; description: string }[]; quantities: { quantity: string; unit: string; meaning: string }[]; seed: string;
  };

  it('says what columns and quantities mean, with their units, for pandas too', () => {
    expect(about.fields.map(({ name }) => name)).toEqual(estimates!.fields.map(({ name }) => name));
    expect(about.fields.every(({ description }) => description !== '')).toBe(true);
    const units = about.quantities.map(({ quantity, unit, meaning }) => [quantity, unit !== '', meaning !== '']);
    expect(units).toContainEqual(['epsilonLic', true, true]);
    expect(about.seed).toBe(document.seed);
    const pandas = JSON.parse(pairs.find(({ key }) => key === 'PANDAS_ATTRS')?.value ?? '') as { misreport: unknown };
    expect(pandas.misreport).toEqual(about);
    expect(by).toBe(`misreport ${document.version}`);
  });

  it('types numbers as doubles, whole ones as 64-bit integers, texts as UTF-8', () => {
    const typeOf = (column: string) => schema.find(({ name }) => name === column);
    expect([typeOf('estimate')?.type, typeOf('profiles')?.type, typeOf('quantity')?.converted_type]).toEqual(['DOUBLE', 'INT64', 'UTF8']);
  });

  it('has the same bytes for the same table', () =>
    expect(renderParquet(estimates!, document)).toEqual(renderParquet(estimates!, document)));

  it('keeps whole numbers past 2^32 and texts in any script', async () => {
    const table: Table = {
      name: 'odd', description: 'd', rows: [[2 ** 48, 'δ*, "価"\n', 1e-300], [undefined, '', undefined]],
      fields: [
        { name: 'n', type: 'integer', description: 'd' }, { name: 't', type: 'string', description: 'd' },
        { name: 'x', type: 'number', description: 'd' },
      ],
    };
    expect(await readBack(renderParquet(table, document))).toEqual([
      { n: 2 ** 48, t: 'δ*, "価"\n', x: 1e-300 }, { n: undefined, t: '', x: undefined },
    ]);
  });
});
