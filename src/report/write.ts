/**
 * Writes a result folder so that no reader ever sees half of it: every file is first written aside and synced to disk,
 * then all are renamed into place, manifest.json last, and only then do files go that an earlier result left behind.
 */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OutputFormat } from '../results/output-formats.ts';
import { MisreportError, OutputError } from '../errors.ts';
import type { ResultDocument } from '../results/document.ts';
import { drawAll, type DrawingProgress } from './figures/index.ts';
import type { LookOptions } from './figures/look.ts';
import { failureReason, nodeFiles, type FileOperations } from './files.ts';
import { prepareOutputFolder, TEMPORARY_PREFIX, type OutputFolder } from './folder.ts';
import type { LogEntry, OutputFile, Replication } from './formats/format.ts';
import { filesOf } from './formats/index.ts';
import { assertFinite } from './formats/json.ts';
import { MANIFEST_NAME } from './formats/manifest.ts';
import { tablesOf } from './tables/index.ts';

export { discardOutputFolder, prepareOutputFolder, type OutputFolder } from './folder.ts';
export type { LogEntry } from './formats/format.ts';

const aside = (root: string, path: string, kind: 'new' | 'earlier'): string =>
  join(root, dirname(path), `${TEMPORARY_PREFIX}${process.pid}-${kind}-${path.replaceAll('/', '-')}`);

interface Placed {
  readonly path: string;
  /** Whether the file that stood there is still at hand under another name. */
  readonly kept: boolean;
}

/** Undoes moves, last first. Where no earlier file was kept there was none, or none can be had back. */
async function moveBack(root: string, placed: readonly Placed[], files: FileOperations): Promise<void> {
  for (const { path, kept } of [...placed].reverse()) {
    const undone = kept ? files.rename(aside(root, path, 'earlier'), join(root, path)) : files.remove(join(root, path));
    await undone.catch(() => undefined);
  }
}

const SHARED = 'another run wrote to the folder at the same time; give each run a folder of its own';

/** What was written aside is gone, but the folder is there: another run took it for the leftovers of a killed one. */
const isShared = async (root: string, error: unknown): Promise<boolean> =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' && stat(root).then((found) => found.isDirectory(), () => false);

/** Writes all aside, then moves all into place in order. On failure the folder is as it was. */
async function place(root: string, outputs: readonly OutputFile[], files: FileOperations): Promise<void> {
  const folders = [...new Set(outputs.map(({ path }) => join(root, dirname(path))))];
  const made: string[] = [];
  const placed: Placed[] = [];
  let current = root;
  try {
    for (const folder of folders) {
      current = folder;
      if ((await files.makeFolder(folder)) !== undefined) made.push(folder);
    }
    for (const { path, data } of outputs) {
      current = join(root, path);
      await files.remove(aside(root, path, 'new'));
      await files.writeDurably(aside(root, path, 'new'), data);
    }
    for (const { path } of outputs) {
      current = join(root, path);
      await files.remove(aside(root, path, 'earlier'));
      const kept = await files.keep(current, aside(root, path, 'earlier'));
      await files.rename(aside(root, path, 'new'), current);
      placed.push({ path, kept });
    }
    for (const folder of folders) {
      current = folder;
      await files.syncFolder(folder);
    }
  } catch (error) {
    await moveBack(root, placed, files);
    for (const { path } of outputs) {
      for (const kind of ['new', 'earlier'] as const) await files.remove(aside(root, path, kind)).catch(() => undefined);
    }
    for (const folder of made) await files.removeEmptyFolder(folder).catch(() => undefined);
    throw new OutputError(`out: cannot write ${current}: ${(await isShared(root, error)) ? SHARED : failureReason(error)}`);
  }
  for (const { path } of outputs) await files.remove(aside(root, path, 'earlier')).catch(() => undefined);
}

/** Files of the earlier result that this one does not have, and leftovers of killed runs. Failure does no harm here. */
async function removeStale(folder: OutputFolder, kept: readonly string[], files: FileOperations): Promise<void> {
  const stale = folder.earlier.filter((path) => path !== MANIFEST_NAME && !kept.includes(path));
  for (const path of stale) await files.remove(join(folder.path, path)).catch(() => undefined);
  const inners = new Set([...stale, ...kept].map((path) => join(folder.path, dirname(path))));
  for (const inner of inners) {
    const leftovers = (await readdir(inner).catch(() => [])).filter((name) => name.startsWith(TEMPORARY_PREFIX));
    for (const name of leftovers) await files.remove(join(inner, name)).catch(() => undefined);
    await files.removeEmptyFolder(inner).catch(() => undefined);
  }
}

export interface WriteOptions {
  /** Lines of log.jsonl, in order. */
  readonly log?: readonly LogEntry[];
  /** Formats asked for beside those that are always written. */
  readonly formats?: readonly OutputFormat[];
  /** What format replication makes its folder of. */
  readonly replication?: Replication;
  /** Theme, width and density of the figures. */
  readonly look?: LookOptions;
  /** Called before each figure. */
  readonly onDrawing?: DrawingProgress;
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
  const { log = [], formats = [], look = {}, replication, onDrawing, files = nodeFiles } = options;
  const writtenAt = new Date();
  assertFinite(document);
  const prepared = typeof folder === 'string' ? await prepareOutputFolder(folder, files) : folder;
  let outputs: OutputFile[];
  try {
    const pdf = formats.includes('pdf') ? { pdf: { createdAt: writtenAt } } : {};
    const figures = await drawAll(document, { look, ...pdf, ...(onDrawing ? { onDrawing } : {}) });
    outputs = filesOf({ document, tables: tablesOf(document), figures, log, writtenAt, ...(replication ? { replication } : {}) }, formats);
  } catch (error) {
    if (error instanceof MisreportError) throw error;
    throw new OutputError(`report: cannot be drawn: ${failureReason(error)}`, { cause: error });
  }
  await place(prepared.path, outputs, files);
  const paths = outputs.map(({ path }) => path);
  await removeStale(prepared, paths, files);
  return paths;
}
