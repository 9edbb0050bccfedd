/** datapackage.json: the tables' columns and the quantities in words, as a Frictionless Data Package. */
import { dictionaryOf } from '../tables/dictionary.ts';
import type { Table } from '../tables/index.ts';
import { csvPath } from './csv.ts';
import type { Format, OutputFile } from './format.ts';
import { formatJson } from './json.ts';
import { describeFile } from './manifest.ts';

const SCHEMA = 'https://datapackage.org/profiles/2.0/datapackage.json';

function resource({ name, description, fields }: Table, before: readonly OutputFile[]) {
  const path = csvPath({ name });
  const file = before.find((candidate) => candidate.path === path);
  const { bytes, sha256 } = file ? describeFile(path, file.data) : { bytes: undefined, sha256: undefined };
  return {
    name, path, description, type: 'table', format: 'csv', mediatype: 'text/csv', encoding: 'utf-8', ...(bytes === undefined ? {} : {
      bytes, hash: `sha256:${sha256}`,
    }),
    dialect: { delimiter: ',', lineTerminator: '\n', header: true },
    schema: { fields: fields.map((field) => ({ ...field })), missingValues: [''] },
  };
}

export const dataPackage: Format = {
  name: 'data-package',
  files: ({ document, tables, writtenAt }, before) => [{
    path: 'datapackage.json',
    data: formatJson({
      $schema: SCHEMA, name: `misreport-${document.command}-${document.scenario}-${document.configHash.slice(0, 8)}`, title: document.title,
      description: `misreport ${document.command} ${document.scenario}, seed `
        + `${document.seed}${document.complete ? '' : '; INCOMPLETE: the run stopped early'}`,
      version: document.version, created: writtenAt.toISOString(), sources: [{ title: document.source }],
      resources: tables.map((table) => resource(table, before)), quantities: dictionaryOf(document),
    }),
  }],
};
