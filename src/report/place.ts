/**
 * Puts files into a folder so that no reader takes half of them for a result. A journal notes what is about to happen, and is the claim to
 * the folder: whoever finds that of a living process touches nothing. Every file is first written aside and synced; the earlier manifest
 * goes, so that it vouches for no mixture; the files are renamed into place, the manifest last; files that the earlier result alone had
 * go; the journal goes. Whoever finds a journal of a process that is gone finishes or undoes what it tells.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, OutputError } from '../errors.ts';
import { failureReason, nodeFiles, type FileOperations } from './files.ts';
import type { OutputFile } from './formats/format.ts';
import { MANIFEST_NAME, readManifestPaths } from './formats/manifest.ts';
import { CLAIM_NAME, heldWords, hold, isAlive, isHeldHere, letGo, note, readHolder, thisProcess, type Holder } from './holder.ts';

/** Files being written carry this prefix until they are whole. */
export const TEMPORARY_PREFIX = '.misreport-partial-';
const JOURNAL_NAME = `${TEMPORARY_PREFIX}journal`;

interface Journal extends Holder {
  /** In the order in which they are moved into place. */
  readonly paths: readonly string[];
  /** Those of them that stood there before. */
  readonly earlier: readonly string[];
}

const aside = (root: string, path: string, kind: 'new' | 'earlier', pid = process.pid): string =>
  join(root, dirname(path), `${TEMPORARY_PREFIX}${pid}-${kind}-${path.replaceAll('/', '-')}`);

const SHARED = 'another run is writing to the folder at the same time; give each run a folder of its own';

const journalOf = (root: string): string => join(root, JOURNAL_NAME);
const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;

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

/** Undefined where there is none, or one that was cut short, before anything was moved. */
const readJournal = (root: string): Journal | undefined => readHolder<Journal>(journalOf(root));

/**
 * Finishes, or undoes, what a killed process began: a result whose manifest was in place already is whole, any other makes way for what
 * was there before. Throws InputError where the process is still at it.
 */
export async function recover(root: string, named: string, files: FileOperations = nodeFiles): Promise<void> {
  const journal = readJournal(root);
  if (journal === undefined) return;
  if (isAlive(journalOf(root), journal)) throw new InputError('out', heldWords(named, journal));
  const isWhole = !existsSync(aside(root, MANIFEST_NAME, 'new', journal.pid)) && existsSync(join(root, MANIFEST_NAME));
  if (!isWhole) await moveBack(root, journal, files);
  await files.remove(journalOf(root));
  await removeAside(root, journal, files);
}

const ownNote = (root: string): string => join(root, `${TEMPORARY_PREFIX}${process.pid}-claim`);

async function release(root: string, files: FileOperations): Promise<void> {
  await files.remove(journalOf(root)).catch(() => undefined);
  letGo(journalOf(root));
}

/** The journal as it stands: written anew where another result was put there just before the claim. */
async function confirm(root: string, journal: Journal, now: Journal, files: FileOperations): Promise<Journal> {
  hold(journalOf(root));
  if (journal.earlier.length === now.earlier.length) return journal;
  try {
    await files.writeDurably(ownNote(root), JSON.stringify(now));
    await files.rename(ownNote(root), journalOf(root));
    return now;
  } catch (error) {
    await release(root, files);
    throw error;
  }
}

/** The journal of a folder that is claimed now, made anew where a run that failed has just taken it away; throws where another is at it. */
async function claimSurely(root: string, asked: Omit<Journal, 'earlier'>, files: FileOperations): Promise<Journal> {
  const found = (): Journal => ({ ...asked, earlier: asked.paths.filter((path) => existsSync(join(root, path))) });
  for (let attempt = 1; ; attempt++) {
    const journal = found();
    try {
      await files.makeFolder(root);
      if (!isHeldHere(journalOf(root)) && (await note(journalOf(root), ownNote(root), journal, files))) {
        return await confirm(root, journal, found(), files);
      }
      const other = readJournal(root);
      if (attempt > 2 || isHeldHere(journalOf(root)) || (other !== undefined && isAlive(journalOf(root), other))) {
        throw new OutputError(`out: cannot write to ${root}: ${SHARED}`);
      }
      await (other === undefined ? files.remove(journalOf(root)) : recover(root, root, files));
    } catch (error) {
      if (attempt > 2 || !isCode(error, 'ENOENT')) throw error;
    }
  }
}

/** Files of the earlier result that this one does not have, and leftovers of killed runs. Failure does no harm here. */
async function removeStale(root: string, earlier: readonly string[], kept: readonly string[], files: FileOperations): Promise<void> {
  const stale = earlier.filter((path) => path !== MANIFEST_NAME && !kept.includes(path));
  for (const path of stale) await files.remove(join(root, path)).catch(() => undefined);
  const inners = new Set([...stale, ...kept].map((path) => join(root, dirname(path))));
  for (const inner of inners) {
    const leftovers = (await readdir(inner).catch(() => [])).filter((name) => name.startsWith(TEMPORARY_PREFIX) && name !== JOURNAL_NAME);
    for (const name of leftovers) await files.remove(join(inner, name)).catch(() => undefined);
    await files.removeEmptyFolder(inner).catch(() => undefined);
  }
}

/**
 * Writes all aside, then moves all into place in order, which ends with the manifest. On failure, and where `abandon` is aborted before the
 * manifest is in place, the folder is as it was; where another run is at it, nothing is touched.
 */
export async function place(
  root: string, outputs: readonly OutputFile[], files: FileOperations = nodeFiles, abandon?: AbortSignal,
): Promise<void> {
  const folders = [...new Set(outputs.map(({ path }) => join(root, dirname(path))))];
  const made: string[] = [];
  const paths = outputs.map(({ path }) => path);
  let journal: Journal | undefined;
  let current = root;
  try {
    journal = await claimSurely(root, { ...thisProcess(), paths }, files);
    const before = (await readManifestPaths(root)) ?? [];
    for (const folder of folders) {
      current = folder;
      if ((await files.makeFolder(folder)) !== undefined) made.push(folder);
    }
    for (const { path, data } of outputs) {
      abandon?.throwIfAborted();
      current = join(root, path);
      await files.remove(aside(root, path, 'new'));
      await files.writeDurably(aside(root, path, 'new'), data);
    }
    // The manifest first: from here on nothing vouches for the rest.
    for (const path of journal.earlier.toSorted((a, b) => Number(b === MANIFEST_NAME) - Number(a === MANIFEST_NAME))) {
      abandon?.throwIfAborted();
      current = join(root, path);
      await setAside(root, path, files);
      if (path === MANIFEST_NAME) await files.remove(current);
    }
    for (const path of paths) {
      abandon?.throwIfAborted();
      current = join(root, path);
      await files.rename(aside(root, path, 'new'), current);
    }
    for (const folder of folders) {
      current = folder;
      await files.syncFolder(folder);
    }
    await removeAside(root, journal, files).catch(() => undefined);
    await removeStale(root, before, paths, files);
  } catch (error) {
    if (journal !== undefined) {
      await moveBack(root, journal, files).catch(() => undefined);
      await removeAside(root, journal, files).catch(() => undefined);
    }
    for (const folder of made) await files.removeEmptyFolder(folder).catch(() => undefined);
    if (error instanceof OutputError) throw error;
    throw new OutputError(`out: cannot write ${current}: ${failureReason(error)}`);
  } finally {
    if (journal !== undefined) await release(root, files);
  }
}

/** Names in a folder, without what is only half there or says who is at work: files aside, claims, and folders of nothing else. */
export async function entriesOf(folder: string): Promise<string[]> {
  const isWhole = (name: string): boolean => !name.startsWith(TEMPORARY_PREFIX) && !name.startsWith(CLAIM_NAME);
  const found = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => isWhole(name));
  const kept = await Promise.all(found.map(async (entry) =>
    !entry.isDirectory() || (await readdir(join(folder, entry.name))).some(isWhole)));
  return found.filter((_, at) => kept[at]).map(({ name }) => name);
}
