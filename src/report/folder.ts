/** The output folder, checked before any computing, so that a bad one costs nothing. */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { failureReason, nodeFiles, type FileOperations } from './files.ts';
import { MANIFEST_NAME, readManifestPaths } from './formats/manifest.ts';
import { claim, CLAIM_NAME, heldWords } from './holder.ts';
import { entriesOf, recover, TEMPORARY_PREFIX } from './place.ts';

const ACCEPTED = `accepted are a new folder, an empty one, or one with an earlier misreport result (${MANIFEST_NAME})`;

export interface OutputFolder {
  /** Absolute. */
  readonly path: string;
  /** First folder that had to be created, undefined where the folder was there. */
  readonly created: string | undefined;
  /** Lets others have it, where it was claimed. */
  readonly leave?: () => void;
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function createFolder(path: string, named: string, files: FileOperations): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) throw new InputError('out', `${named} is a file, not a folder; ${ACCEPTED}`);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (!isMissing(error)) throw new InputError('out', `${named} cannot be used: ${failureReason(error)}; ${ACCEPTED}`);
  }
  try {
    return await files.makeFolder(path);
  } catch (error) {
    throw new InputError('out', `${named} cannot be created: ${failureReason(error)}; ${ACCEPTED}`);
  }
}

/** Permission bits say little on network drives and for root, so a file is really written. */
async function checkWritable(folder: string, named: string, files: FileOperations): Promise<void> {
  const probe = join(folder, `${TEMPORARY_PREFIX}probe-${process.pid}`);
  try {
    await files.remove(probe);
    await files.writeDurably(probe, 'probe');
  } catch (error) {
    throw new InputError('out', `${named} is not writable: ${failureReason(error)}; name a folder that is`);
  } finally {
    await files.remove(probe).catch(() => undefined);
  }
}

/**
 * Creates the folder where it is missing. Throws InputError where it is a file, cannot be written to, or holds anything
 * but an earlier result (leftovers of a killed run apart).
 */
export async function prepareOutputFolder(folder: string, files: FileOperations = nodeFiles): Promise<OutputFolder> {
  if (folder.trim() === '') throw new InputError('out', `the name is empty; ${ACCEPTED}`);
  const path = resolve(folder);
  const created = await createFolder(path, folder, files);
  let entries: string[];
  try {
    await recover(path, folder, files);
    entries = await entriesOf(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('out', `${folder} cannot be read: ${failureReason(error)}; ${ACCEPTED}`);
  }
  if (entries.length > 0 && (await readManifestPaths(path)) === undefined) throw new InputError(
    'out', `${folder} holds other files, e.g. ${entries.sort()[0]}; ${ACCEPTED}`
  );
  const result: OutputFolder = { path, created: created === undefined ? undefined : resolve(created) };
  try {
    await checkWritable(path, folder, files);
  } catch (error) {
    await discardOutputFolder(result, files);
    throw error;
  }
  return result;
}

/** The same, and the folder is this run's until it leaves it: whoever comes later is told before anything is computed. */
export async function claimOutputFolder(folder: string, files: FileOperations = nodeFiles): Promise<OutputFolder> {
  const prepared = await prepareOutputFolder(folder, files);
  try {
    const claimed = await claim(join(prepared.path, CLAIM_NAME), files);
    if (typeof claimed === 'function') return { ...prepared, leave: claimed };
    throw new InputError('out', heldWords(folder, claimed));
  } catch (error) {
    await discardOutputFolder(prepared, files);
    if (error instanceof InputError) throw error;
    throw new InputError('out', `${folder} is not writable: ${failureReason(error)}; name a folder that is`);
  }
}

/** Takes back folders that `prepareOutputFolder` created and nothing was written to: for runs that fail. */
export async function discardOutputFolder({ path, created, leave }: OutputFolder, files: FileOperations = nodeFiles): Promise<void> {
  leave?.();
  if (created === undefined) return;
  for (let folder = path; ; folder = dirname(folder)) {
    await files.removeEmptyFolder(folder).catch(() => undefined);
    if (folder === created || folder === dirname(folder)) return;
  }
}
