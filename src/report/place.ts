/**
 * Puts files into a folder so that no reader takes half of them for a result. Every file is first written aside and synced; a journal
 * notes what is about to happen; the earlier manifest goes, so that it vouches for no mixture; the files are renamed into place, the
 * manifest last; the journal goes. Whoever finds a journal of a process that is gone finishes or undoes what it tells.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError, OutputError } from '../errors.ts';
import { failureReason, nodeFiles, type FileOperations } from './files.ts';
import type { OutputFile } from './formats/format.ts';
import { MANIFEST_NAME } from './formats/manifest.ts';

/** Files being written carry this prefix until they are whole. */
export const TEMPORARY_PREFIX = '.misreport-partial-';
const JOURNAL_NAME = `${TEMPORARY_PREFIX}journal`;

interface Journal {
  readonly host: string;
  readonly pid: number;
  /** In the order in which they are moved into place. */
  readonly paths: readonly string[];
  /** Those of them that stood there before. */
  readonly earlier: readonly string[];
}

const aside = (root: string, path: string, kind: 'new' | 'earlier', pid = process.pid): string =>
  join(root, dirname(path), `${TEMPORARY_PREFIX}${pid}-${kind}-${path.replaceAll('/', '-')}`);

const SHARED = 'another run wrote to the folder at the same time; give each run a folder of its own';

/** What was written aside is gone, but the folder is there: another run took it for the leftovers of a killed one. */
const isShared = async (root: string, error: unknown): Promise<boolean> =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' && stat(root).then((found) => found.isDirectory(), () => false);

/** Moves what stands there out of the way, under a name that the journal leads to. */
async function setAside(root: string, path: string, files: FileOperations): Promise<void> {
  const name = aside(root, path, 'earlier');
  await files.remove(name);
  if (!(await files.keep(join(root, path), name))) await files.rename(join(root, path), name);
}

/** Everything back as it was before the journal was written. What is missing was never moved. */
async function moveBack(root: string, { pid, paths, earlier }: Journal, files: FileOperations): Promise<void> {
  for (const path of [...paths].reverse()) {
    const kept = aside(root, path, 'earlier', pid);
    const isMoved = !existsSync(aside(root, path, 'new', pid));
    if (existsSync(kept)) await files.rename(kept, join(root, path));
    else if (isMoved && !earlier.includes(path)) await files.remove(join(root, path));
  }
}

async function removeAside(root: string, { pid, paths }: Journal, files: FileOperations): Promise<void> {
  for (const path of paths) for (const kind of ['new', 'earlier'] as const) await files.remove(aside(root, path, kind, pid));
}

/** Writes all aside, then moves all into place in order, which ends with the manifest. On failure the folder is as it was. */
export async function place(root: string, outputs: readonly OutputFile[], files: FileOperations = nodeFiles): Promise<void> {
  const folders = [...new Set(outputs.map(({ path }) => join(root, dirname(path))))];
  const made: string[] = [];
  const paths = outputs.map(({ path }) => path);
  const journal: Journal = {
    host: hostname(), pid: process.pid, paths, earlier: paths.filter((path) => existsSync(join(root, path))),
  };
  let current = root;
  let begun = false;
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
    current = join(root, JOURNAL_NAME);
    await files.remove(current);
    begun = true;
    await files.writeDurably(current, JSON.stringify(journal));
    // The manifest first: from here on nothing vouches for the rest.
    for (const path of journal.earlier.toSorted((a, b) => Number(b === MANIFEST_NAME) - Number(a === MANIFEST_NAME))) {
      current = join(root, path);
      await setAside(root, path, files);
      if (path === MANIFEST_NAME) await files.remove(current);
    }
    for (const path of paths) {
      current = join(root, path);
      await files.rename(aside(root, path, 'new'), current);
    }
    for (const folder of folders) {
      current = folder;
      await files.syncFolder(folder);
    }
  } catch (error) {
    if (begun) await moveBack(root, journal, files).catch(() => undefined);
    await removeAside(root, journal, files).catch(() => undefined);
    await files.remove(join(root, JOURNAL_NAME)).catch(() => undefined);
    for (const folder of made) await files.removeEmptyFolder(folder).catch(() => undefined);
    throw new OutputError(`out: cannot write ${current}: ${(await isShared(root, error)) ? SHARED : failureReason(error)}`);
  }
  await files.remove(join(root, JOURNAL_NAME)).catch(() => undefined);
  await removeAside(root, journal, files).catch(() => undefined);
}

function readJournal(root: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(join(root, JOURNAL_NAME), 'utf8')) as Journal;
  } catch {
    // None, or one that was cut short, before anything was moved.
    return undefined;
  }
}

function isAlive({ host, pid }: Journal): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Finishes, or undoes, what a killed process began: a result whose manifest was in place already is whole, any other makes way for what
 * was there before. Throws InputError where the process is still at it.
 */
export async function recover(root: string, named: string, files: FileOperations = nodeFiles): Promise<void> {
  const journal = readJournal(root);
  if (journal === undefined) return;
  if (isAlive(journal)) throw new InputError('out', `${named} is being written by process ${journal.pid}; give each run its own folder`);
  const isWhole = !existsSync(aside(root, MANIFEST_NAME, 'new', journal.pid)) && existsSync(join(root, MANIFEST_NAME));
  if (!isWhole) await moveBack(root, journal, files);
  await files.remove(join(root, JOURNAL_NAME));
  await removeAside(root, journal, files);
}

/** Names in a folder, without what is only half there: files aside, and folders of nothing else. */
export async function entriesOf(folder: string): Promise<string[]> {
  const found = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith(TEMPORARY_PREFIX));
  const kept = await Promise.all(found.map(async (entry) =>
    !entry.isDirectory() || (await readdir(join(folder, entry.name))).some((name) => !name.startsWith(TEMPORARY_PREFIX))));
  return found.filter((_, at) => kept[at]).map(({ name }) => name);
}
