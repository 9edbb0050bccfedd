/** Output formats in the order in which their files are made, one line each; the manifest last, for it lists the others. */
import { bibtex } from './bibtex.ts';
import { csv } from './csv.ts';
import { dataPackage } from './data-package.ts';
import { figures } from './figures.ts';
import type { OutputFormat } from '../../results/output-formats.ts';
import type { Format, OutputFile, Report } from './format.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { latex } from './latex.ts';
import { log } from './log.ts';
import { manifest } from './manifest.ts';
import { markdown } from './markdown.ts';
import { parquet } from './parquet.ts';
import { pdf } from './pdf.ts';
import { replication } from './replication.ts';

export const FORMATS: readonly Format[] = [
  json, csv, log, figures, pdf, dataPackage, parquet, latex, markdown, bibtex, replication, html, manifest,
];

/** Before `filesOf`, with the same names. */
export async function loadFormats(requested: readonly OutputFormat[]): Promise<void> {
  for (const { name, load } of FORMATS) if ((requested as readonly string[]).includes(name)) await load?.();
}

/** All files of a report; `requested`: names of formats asked for beside those that are always written. */
export function filesOf(report: Report, requested: readonly OutputFormat[] = []): OutputFile[] {
  const files: OutputFile[] = [];
  for (const format of FORMATS) if (!format.onRequest || (requested as readonly string[]).includes(format.name)) files.push(
    ...format.files(report, files)
  );
  return files;
}
