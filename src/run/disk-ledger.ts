/**
 * A ledger as a folder that runs share and outlive nothing by: `FOLDER/<name of the request>/<first>+<count>.sums`. Nothing in it is
 * needed to read results; whatever is lost of it is drawn anew.
 */
import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf, rangeOf, readKept, writeKept } from './kept-file.ts';
import { filesOf, prune } from './ledger-files.ts';
import { disjoint, isWithin, type Kept, type Ledger, type Range } from './ledger.ts';

export interface DiskLedgerOptions {
  readonly folder: string;
  /** Bytes that the files may take; the oldest go first. */
  readonly bytesMax: number;
  /** Seconds of work after which what is drawn so far is kept. */
  readonly interval: number;
  /** Seconds of work below which a range is not worth a file. */
  readonly least: number;
  /** Seconds from the start before anything is written: short runs leave nothing behind. */
  readonly after: number;
  /** Ledger.floatingPoint. */
  floatingPoint(backend: string): string | undefined;
  /** One line each: damaged files, a full disk. */
  warn(text: string): void;
  /** Called once, before the first file is written. */
  onFirst?(): void;
}

export interface DiskLedger extends Ledger {
  readonly folder: string;
  /** Profiles that were found, and that were kept. */
  readonly tally: { readonly found: number; readonly kept: number };
  /** Why nothing more is kept; undefined while it is. */
  failure(): string | undefined;
}

/** Share of the limit that may be written before the files are looked through again. */
const CHECK_SHARE = 1 / 16;
/** Bytes that wait for `after` to pass are few: what waits is held by the run anyway. */
const WAITING_MAX = 4096;

export function openDiskLedger(options: DiskLedgerOptions): DiskLedger {
  const { folder, bytesMax, interval, least, after, warn } = options;
  const started = performance.now();
  const tally = { found: 0, kept: 0 };
  const waiting: Kept[] = [];
  /** Own files are the last to go. */
  const own = new Set<string>();
  let unchecked = Infinity;
  let failure: string | undefined;
  let begun = false;

  const complain = (text: string): void => warn(`ledger ${folder}: ${text}`);
  const folderOf = (name: string): string => join(folder, name);

  function rangesOf(name: string): Range[] {
    try {
      return readdirSync(folderOf(name)).flatMap((file) => rangeOf(file) ?? []);
    } catch {
      return [];
    }
  }

  /** One range in place of those within it. */
  function write(kept: Kept): void {
    const before = rangesOf(kept.name);
    const bytes = writeKept(folderOf(kept.name), kept);
    own.add(join(folderOf(kept.name), fileNameOf(kept.range)));
    for (const range of before) {
      const isSame = range.first === kept.range.first && range.count === kept.range.count;
      if (!isSame && isWithin(range, kept.range)) rmSync(join(folderOf(kept.name), fileNameOf(range)), { force: true });
    }
    tally.kept += kept.range.count;
    unchecked += bytes;
    if (unchecked < bytesMax * CHECK_SHARE) return;
    unchecked = 0;
    prune(filesOf(folder), { bytesMax, isSpared: (path) => own.has(path) });
  }

  /** Results must not depend on whether there is room for a ledger. */
  function tryToWrite(kept: Kept): void {
    if (failure !== undefined) return;
    try {
      if (!begun) options.onFirst?.();
      begun = true;
      write(kept);
    } catch (error) {
      if (error instanceof TypeError) return;
      failure = error instanceof Error ? error.message : String(error);
      complain(`nothing more is kept: ${failure}`);
    }
  }

  return {
    folder,
    interval,
    floatingPoint: (backend) => options.floatingPoint(backend),
    tally,
    failure: () => failure,
    has: (name, within) => disjoint(rangesOf(name), within),
    find(name, within) {
      const found = disjoint(rangesOf(name), within).flatMap((range) => {
        const path = join(folderOf(name), fileNameOf(range));
        const read = readKept(path, name, range);
        if (typeof read === 'object') {
          touch(path);
          return [read];
        }
        if (read !== undefined) {
          complain(`${path.slice(folder.length + 1)} ${read}; it is drawn anew`);
          removeDamaged(path);
        }
        return [];
      });
      for (const { count } of found) tally.found += count;
      return found;
    },
    keep(kept) {
      if (kept.seconds > 0 && kept.seconds < least) return;
      if (!begun && performance.now() - started < 1000 * after) {
        if (waiting.length < WAITING_MAX) waiting.push(kept);
        return;
      }
      for (const earlier of waiting.splice(0)) tryToWrite(earlier);
      tryToWrite(kept);
    },
  };
}

/** Also a folder in the place of a file. What cannot be removed is named again by the next run, and drawn anew. */
function removeDamaged(path: string): void {
  try {
    rmSync(path, { force: true, recursive: true });
  } catch {
    // Somebody else's: keeping the range anew says why, where it cannot be.
  }
}

/** What is used is young. */
function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Somebody else's file, or gone by now: its age matters to nothing but pruning.
  }
}
