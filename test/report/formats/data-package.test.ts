/** datapackage.json against the files it speaks of and the registry of quantities. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../src/report/formats/index.ts';
import { tablesOf } from '../../../src/report/tables/index.ts';
import { quantityOf } from '../../../src/results/quantities.ts';
import type { ResultDocument } from '../../../src/results/document.ts';
import { beliefsDocument } from '../belief-fixtures.ts';
import { rateDocument, runDocument } from '../fixtures.ts';
import { auctionDocument, vectorDocument } from '../social-fixtures.ts';

interface Package {
  readonly resources: readonly {
    readonly name: string;
    readonly path: string;
    readonly bytes: number;
    readonly hash: string;
    readonly schema: { readonly fields: readonly { readonly name: string; readonly type: string; readonly description: string }[] };
  }[];
  readonly quantities: readonly { readonly quantity: string; readonly unit: string; readonly meaning: string }[];
}

const writtenAt = new Date(0);
const filesMade = (document: ResultDocument) => filesOf({ document, tables: tablesOf(document), figures: [], log: [], writtenAt });

const DOCUMENTS = {
  rate: rateDocument, run: () => runDocument(), auction: auctionDocument, vectors: () => vectorDocument(5), beliefs: beliefsDocument,
};

describe.each(Object.entries(DOCUMENTS))('%s', (_, create) => {
  const document = create();
  const files = filesMade(document);
  const read = JSON.parse(String(files.find(({ path }) => path === 'datapackage.json')!.data)) as Package;

  it('lists every CSV file with its bytes, its hash and every column in order', () => {
    const csv = files.filter(({ path }) => path.endsWith('.csv'));
    expect(read.resources.map(({ path }) => path)).toEqual(csv.map(({ path }) => path));
    for (const { path, bytes, hash, schema } of read.resources) {
      const text = String(csv.find((file) => file.path === path)!.data);
      expect(schema.fields.map(({ name }) => name)).toEqual(text.split('\n', 1)[0]!.split(','));
      expect([bytes, hash]).toEqual([Buffer.byteLength(text), `sha256:${createHash('sha256').update(text).digest('hex')}`]);
      for (const { description } of schema.fields) expect(description.length).toBeGreaterThan(0);
    }
  });

  it('gives every cell the type of its column', () => {
    for (const table of tablesOf(document)) {
      for (const row of table.rows) {
        row.forEach((cell, i) => {
          const { type } = table.fields[i]!;
          if (cell === undefined) return;
          if (type === 'string') return;
          if (typeof cell !== 'number' || (type === 'integer' && !Number.isInteger(cell))) {
            expect.fail(`${table.name}.${table.fields[i]!.name}: ${String(cell)} is no ${type}`);
          }
        });
      }
    }
  });

  it('explains the quantities that are there, in the words of the registry', () => {
    const present = new Set([...document.estimates, ...document.curves, ...document.surfaces].map(({ quantity }) => quantity));
    expect(read.quantities.map(({ quantity }) => quantity).sort()).toEqual(
      [...present].filter((name) => quantityOf(name).meaning !== '').sort()
    );
    for (const { quantity, unit, meaning } of read.quantities) expect([unit, meaning]).toEqual([
      quantityOf(quantity).unit, quantityOf(quantity).meaning,
    ]);
  });
});
