/** Writes a result folder so that no reader takes half of it for a result (place.ts). */
import type { OutputFormat } from '../results/output-formats.ts';
import { MisreportError, OutputError } from '../errors.ts';
import type { ResultDocument } from '../results/document.ts';
import { drawAll, type DrawingProgress } from './figures/index.ts';
import type { LookOptions } from './figures/look.ts';
import { failureReason, nodeFiles, type FileOperations } from './files.ts';
import { prepareOutputFolder, type OutputFolder } from './folder.ts';
import type { LogEntry, OutputFile, Replication } from './formats/format.ts';
import { filesOf, loadFormats } from './formats/index.ts';
import { assertFinite } from './formats/json.ts';
import { place } from './place.ts';
import { tablesOf } from './tables/index.ts';

export { claimOutputFolder, discardOutputFolder, prepareOutputFolder, type OutputFolder } from './folder.ts';
export type { LogEntry } from './formats/format.ts';

export interface WriteOptions {
  /** Lines of log.jsonl, in order. */
  readonly log?: readonly LogEntry[];
  /** Formats asked for beside those that are always written. */
  readonly formats?: readonly OutputFormat[];
  /** What format replication makes its folder of. */
  readonly replication?: Replication;
  /** False: none. */
  readonly figures?: boolean;
  /** Theme, width and density of the figures. */
  readonly look?: LookOptions;
  /** Called before each figure. */
  readonly onDrawing?: DrawingProgress;
  /** Once it is aborted, figures that are not drawn within half a second are left out. */
  readonly signal?: AbortSignal;
  /** Told how many. */
  readonly onLeftOut?: (figures: number) => void;
  /** Once it is aborted the folder is left as it was, or as it is where all is in place; rejects then. */
  readonly abandon?: AbortSignal;
  readonly files?: FileOperations;
}

/**
 * Writes result.json, the CSV files, log.jsonl, figures, datapackage.json, report.html, the formats asked for and, last,
 * manifest.json. `folder` comes from `prepareOutputFolder`, or is a path that is then checked the same way. Returns the paths
 * written, relative to the folder. Everything is made in memory first, so that a failure to draw leaves the folder as it was.
 * Throws OutputError (nothing half-written, an earlier result left as it was) or InputError for a bad folder.
 *
 *     import { study, writeResults } from 'misreport';
 *
 *     const document = await study({ scenario: 'double-auction', traders: 2, profiles: 1000 });
 *     const paths = await writeResults('results/mine', { ...document, curves: [], surfaces: [] }, { formats: ['latex', 'parquet'] });
 *     console.assert(paths.includes('estimates.parquet'));
 */
export async function writeResults(folder: OutputFolder | string, document: ResultDocument, options: WriteOptions = {}): Promise<string[]> {
  const { log = [], formats = [], look = {}, replication, files = nodeFiles } = options;
  const writtenAt = new Date();
  assertFinite(document);
  const prepared = typeof folder === 'string' ? await prepareOutputFolder(folder, files) : folder;
  let outputs: OutputFile[];
  try {
    const pdf = formats.includes('pdf') ? { pdf: { createdAt: writtenAt } } : {};
    const figures = options.figures === false ? [] : await drawAll(document, { ...options, look, ...pdf });
    await loadFormats(formats);
    outputs = filesOf({ document, tables: tablesOf(document), figures, log, writtenAt, ...(replication ? { replication } : {}) }, formats);
  } catch (error) {
    if (error instanceof MisreportError) throw error;
    throw new OutputError(`report: cannot be drawn: ${failureReason(error)}`, { cause: error });
  }
  await place(prepared.path, outputs, files, options.abandon);
  return outputs.map(({ path }) => path);
}
