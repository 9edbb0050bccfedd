/** The files of a ledger, from outside: how many, how large, how old, and which go when there are too many. */
import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ASIDE, rangeOf } from './kept-file.ts';
import type { Range } from './ledger.ts';

export interface LedgerFile {
  readonly path: string;
  /** Of the request. */
  readonly name: string;
  /** Undefined for what a killed process left half written. */
  readonly range: Range | undefined;
  /** What it takes on the disk, at least a block. */
  readonly bytes: number;
  /** When it was last written or used, in milliseconds. */
  readonly used: number;
}

const BLOCK_BYTES = 4096;
const NAME = /^[0-9a-f]{64}$/;
/** A file aside that is older than this belongs to a process that was killed. */
const ASIDE_MS = 600_000;

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** In no order. Files that are gone by the time they are looked at are left out. */
export function filesOf(folder: string): LedgerFile[] {
  return namesIn(folder).filter((name) => NAME.test(name)).flatMap((name) =>
    namesIn(join(folder, name)).flatMap((file) => {
      const range = rangeOf(file);
      const found = statSync(join(folder, name, file), { throwIfNoEntry: false });
      if (found === undefined || (range === undefined && !file.startsWith(ASIDE))) return [];
      return [{ path: join(folder, name, file), name, range, bytes: Math.max(BLOCK_BYTES, found.size), used: found.mtimeMs }];
    }));
}

export interface PruneOptions {
  readonly bytesMax: number;
  /** Goes only when nothing else is left. */
  isSpared?(path: string): boolean;
}

/** Removes what a killed process left, then the oldest files until the rest fits; returns what went. */
export function prune(files: readonly LedgerFile[], { bytesMax, isSpared = () => false }: PruneOptions): LedgerFile[] {
  const now = Date.now();
  const isLeftover = ({ range, used }: LedgerFile): boolean => range === undefined && used < now - ASIDE_MS;
  const gone = files.filter(isLeftover);
  const kept = files.filter(({ range }) => range !== undefined)
    .map((file) => ({ file, spared: isSpared(file.path) }))
    .sort((a, b) => Number(a.spared) - Number(b.spared) || a.file.used - b.file.used)
    .map(({ file }) => file);
  let bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of kept) {
    if (bytes <= bytesMax) break;
    gone.push(file);
    bytes -= file.bytes;
  }
  for (const { path } of gone) {
    try {
      rmSync(path, { force: true, recursive: true });
      rmdirSync(dirname(path));
    } catch {
      // Other ranges of the request are still there, or it is somebody else's.
    }
  }
  return gone;
}
