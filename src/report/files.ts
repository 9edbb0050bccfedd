/** The file operations that writing results needs; tests hand in failing ones. */
import { link, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { makeFolder } from '../input/make-folder.ts';

export interface FileOperations {
  /** Creates missing folders; the first one created, or undefined where all were there. */
  makeFolder(path: string): Promise<string | undefined>;
  /** Writes a new file and waits until the disk has it. */
  writeDurably(path: string, data: string | Uint8Array): Promise<void>;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for the same file; whether there is such a file and the file system can do it. */
  keep(path: string, name: string): Promise<boolean>;
  /** No error where there is nothing. */
  remove(path: string): Promise<void>;
  /** Removes a folder if it is empty. */
  removeEmptyFolder(path: string): Promise<void>;
  /** Waits until the disk has the folder's entries. */
  syncFolder(path: string): Promise<void>;
}

export const nodeFiles: FileOperations = {
  makeFolder: async (path) => makeFolder(path),
  async writeDurably(path, data) {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  keep: (path, name) => link(path, name).then(() => true, () => false),
  remove: (path) => rm(path, { force: true }),
  async removeEmptyFolder(path) {
    if ((await readdir(path).catch(() => ['unreadable'])).length === 0) await rmdir(path);
  },
  async syncFolder(path) {
    // Windows cannot open folders; its rename is as durable as it gets.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the device',
  EDQUOT: 'disk quota exceeded',
  EFBIG: 'file too large for the file system',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'it is a file',
  ENOENT: 'there is no such folder',
  EIO: 'input/output error',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
};

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** `no space left on the device (ENOSPC)`, on one line. */
export function failureReason(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined && REASONS[code] !== undefined) return `${REASONS[code]} (${code})`;
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
}
