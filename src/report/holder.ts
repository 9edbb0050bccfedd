/**
 * Who is at a folder: a process that noted itself in a file there, which is whole or not there. A note of a process that is gone holds
 * nothing; one of another machine, whose processes cannot be asked after, holds for as long as it is touched now and then.
 */
import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import type { FileOperations } from './files.ts';

export interface Holder {
  readonly host: string;
  readonly pid: number;
}

export const thisProcess = (): Holder => ({ host: hostname(), pid: process.pid });

/** Seconds for which a note of another machine counts since it was last written or touched, and between two touches. */
const [ELSEWHERE, TOUCHED_EVERY] = [60, 15];

/** Notes of this process: any other of its number is of an earlier process. */
const held = new Set<string>();

export const isHeldHere = (path: string): boolean => held.has(path);

/** From here on the note is this process's. */
export const hold = (path: string): void => void held.add(path);

/** It is no longer; the file is the caller's to remove. */
export const letGo = (path: string): boolean => held.delete(path);

/** Undefined where there is none, or one that was cut short or is no such note. */
export function readHolder<T extends Holder>(path: string): T | undefined {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Partial<T> | null;
    return typeof read?.host === 'string' && Number.isSafeInteger(read.pid) ? read as T : undefined;
  } catch {
    return undefined;
  }
}

/** A process that was killed and that its parent has not yet asked about: only Linux tells. */
function isDead(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Whether there is a process of that number on this machine, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isDead(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function isAlive(path: string, { host, pid }: Holder): boolean {
  if (host !== hostname()) return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 1000 * ELSEWHERE;
  return pid === process.pid ? held.has(path) : isRunning(pid);
}

/** What a second process is told of the folder. */
export const heldWords = (named: string, { host, pid }: Holder): string =>
  `${named} is being written by process ${pid}${host === hostname() ? '' : ` on ${host}`}; give each run its own folder`;

/** Whether nobody else's note was there. `own`: where it is written first. A file system without links may show it cut short. */
export async function note(path: string, own: string, holder: Holder, files: FileOperations): Promise<boolean> {
  const text = JSON.stringify(holder);
  await files.remove(own);
  await files.writeDurably(own, text);
  try {
    if (!(await files.keep(own, path))) await files.writeDurably(path, text);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await files.remove(own).catch(() => undefined);
  }
}

/** The note of who has a folder for as long as a run takes. */
export const CLAIM_NAME = '.misreport-claim';

/** Touched while the run goes on; taken away by the function that comes back, at once, and however the process ends. */
function keep(path: string): () => void {
  hold(path);
  const touching = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // Gone, with its folder: whoever writes there next finds out.
    }
  }, 1000 * TOUCHED_EVERY).unref();
  const release = (): void => {
    process.off('exit', release);
    clearInterval(touching);
    if (letGo(path)) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return release;
}

/** How to let go of the note at `path`, or who holds it. Throws the system's error. */
export async function claim(path: string, files: FileOperations): Promise<(() => void) | Holder> {
  for (let attempt = 1; ; attempt++) {
    if (!held.has(path) && (await note(path, `${path}-${process.pid}`, thisProcess(), files))) return keep(path);
    const other = readHolder(path);
    if (other !== undefined && (attempt > 2 || isAlive(path, other))) return other;
    if (attempt > 4) throw new Error('another run takes it at the same time');
    await files.remove(path);
  }
}
