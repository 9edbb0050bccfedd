/** Ledgers on disk as commands open them, and what they say of studies that are not finished. */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { openDiskLedger, type DiskLedger } from '../run/disk-ledger.ts';
import { isRunning } from '../report/holder.ts';
import { writeAside } from '../run/kept-file.ts';
import { floatingPointOf } from './floating-point.ts';

/** Seconds of work after which what is drawn so far is on disk. */
const INTERVAL = 2;
/** Seconds of work that are worth a file. */
const LEAST = 0.005;
/** Seconds from the start before a ledger that nobody asked for is begun. */
const UNASKED_AFTER = 10;
export const DEFAULT_LEDGER = join('results', '.ledger');
export const DEFAULT_MEBIBYTES = 1024;

export interface LedgerRequest {
  readonly folder: string;
  readonly mebibytes: number;
  /** Named by the user: an error where it cannot be used, and written to from the start. */
  readonly asked: boolean;
  /** Who asked for it, in errors; default `--ledger`. */
  readonly field?: string;
  /** False where it may be read only: what cannot be kept is said once. Default: `asked`. */
  readonly probed?: boolean;
  /** Everything is worth a file, where many processes will ask for it again. */
  readonly all?: boolean;
  readonly scenarioFile: string | undefined;
  warn(text: string): void;
  onFirst?(): void;
}

/** Throws InputError where a folder that was asked for cannot be written to. */
export function openLedger(request: LedgerRequest): DiskLedger {
  const { folder, mebibytes, asked, field = '--ledger', probed = asked, all = false, scenarioFile, warn, onFirst } = request;
  const path = resolve(folder);
  if (probed) requireWritable(path, folder, field);
  return openDiskLedger({
    folder: path, bytesMax: mebibytes * 2 ** 20, interval: INTERVAL, least: all ? 0 : LEAST, after: asked ? 0 : UNASKED_AFTER,
    floatingPoint: floatingPointOf(scenarioFile), warn, ...(onFirst ? { onFirst } : {}),
  });
}

function requireWritable(path: string, named: string, field: string): void {
  const probe = join(path, `.probe-${process.pid}`);
  try {
    writeAside(probe, Buffer.from('probe'));
    rmSync(probe, { force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFile = code === 'EEXIST' || code === 'ENOTDIR';
    const why = `cannot be written to (${code})${isFile ? ', which is a file or lies in one' : ''}; name a folder that can`;
    throw new InputError(field, field === '--ledger' ? `${named} ${why}`
      : `its ledger ${named} cannot be written to (${code}); whoever made it must let you, or copy its folder`);
  }
}

/** A study that was begun with a ledger: how to go on with it. Removed when it is finished. */
export interface StudyRecord {
  readonly schema: 'misreport.unfinished/1';
  readonly configHash: string;
  /** After `misreport`. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Absolute; absent where no files are written. */
  readonly out?: string;
  readonly startedAt: string;
  readonly host: string;
  readonly pid: number;
}

const STUDIES = 'studies';
const recordPath = (ledger: string, hash: string): string => join(ledger, STUDIES, `${hash.slice(0, 16)}.json`);

export function noteStudy(ledger: string, study: Pick<StudyRecord, 'configHash' | 'argv' | 'out'>): void {
  const record: StudyRecord = {
    schema: 'misreport.unfinished/1', ...study, cwd: process.cwd(), startedAt: new Date().toISOString(), host: hostname(), pid: process.pid,
  };
  writeAside(recordPath(ledger, study.configHash), Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`));
}

/** Does nothing where there is no such record. */
export function forgetStudy(ledger: string, configHash: string): void {
  try {
    rmSync(recordPath(ledger, configHash), { force: true });
  } catch {
    // There is something else in the place of the folder or the record: results do not depend on what a ledger notes.
  }
}

/** Oldest first; what is not a record is passed over. */
export function unfinishedStudies(ledger: string): StudyRecord[] {
  const folder = join(ledger, STUDIES);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder).filter((file) => file.endsWith('.json')).flatMap((file) => {
    try {
      const record = JSON.parse(readFileSync(join(folder, file), 'utf8')) as StudyRecord;
      return record.schema === 'misreport.unfinished/1' ? [record] : [];
    } catch {
      return [];
    }
  }).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

/** One line: hash, when it began, and its command. */
export const describeStudy = ({ configHash, argv, startedAt }: StudyRecord): string =>
  `${configHash.slice(0, 8)} since ${startedAt.slice(0, 16).replace('T', ' ')}: misreport ${argv.join(' ')}`;

/** Whether the process that began it is still there; of other machines nothing is known. */
export const isStillRun = ({ host, pid }: StudyRecord): boolean => host === hostname() && pid !== process.pid && isRunning(pid);
