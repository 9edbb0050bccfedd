/** A table of a document as the text of its CSV file. */
import { renderCsv } from '../../src/report/formats/csv.ts';
import { tablesOf } from '../../src/report/tables/index.ts';
import type { ResultDocument } from '../../src/results/document.ts';

/** Empty where the document has no such table. */
export function csvOf(document: ResultDocument, name: string): string {
  const table = tablesOf(document).find((candidate) => candidate.name === name);
  return table ? renderCsv(table) : '';
}
