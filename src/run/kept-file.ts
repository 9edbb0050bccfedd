/**
 * One kept range as a file: a line with the SHA-256 of all that follows, a line of JSON that says what it is, and the sums (encode.ts).
 * A file is written aside and renamed, so there is never half of one; what a dying disk or a careless hand makes of it is found out
 * when it is read.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../input/make-folder.ts';
import { decode, encode } from './encode.ts';
import type { Kept, KeptRange, Range } from './ledger.ts';

const SCHEMA = 'misreport.ledger/1';
const ENDING = '.sums';
/** Files being written carry this prefix until they are whole. */
export const ASIDE = '.partial-';
const HEAD_BYTES = 4096;

/** The second line. */
export interface KeptHead extends Range {
  readonly name: string;
  readonly what: string;
}

export const fileNameOf = ({ first, count }: Range): string => `${first}+${count}${ENDING}`;

/** The range that a file's name tells, if it is the name of such a file. */
export function rangeOf(fileName: string): Range | undefined {
  const [, first, count] = /^(\d{1,16})\+([1-9]\d{0,15})[.]sums$/.exec(fileName) ?? [];
  return first === undefined ? undefined : { first: Number(first), count: Number(count) };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let written = 0;

/** Writes aside, then renames. Several processes may do so at once, on several machines. */
export function writeAside(path: string, bytes: Uint8Array): void {
  try {
    writeOnce(path, bytes);
  } catch (error) {
    // Another process may have removed the folder when its last file went.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    writeOnce(path, bytes);
  }
}

function writeOnce(path: string, bytes: Uint8Array): void {
  const aside = asideOf(path);
  try {
    writeTo(aside, bytes, path);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

/** All of them or, where one cannot be written, none: each is aside before the first has its name. `onFailure` is told which it was. */
export function writeAllAside(files: readonly (readonly [path: string, bytes: Uint8Array])[], onFailure: (path: string) => void): void {
  const asides = files.map(([path]) => asideOf(path));
  let at = 0;
  try {
    for (at = 0; at < files.length; at++) writeTo(asides[at]!, files[at]![1], files[at]![0]);
    for (at = 0; at < files.length; at++) renameSync(asides[at]!, files[at]![0]);
  } catch (error) {
    // What cannot be removed was not written here.
    for (const aside of asides) try { rmSync(aside, { force: true }); } catch {}
    onFailure(files[at]![0]);
    throw error;
  }
}

const asideOf = (path: string): string => join(dirname(path), `${ASIDE}${hostname()}-${process.pid}-${written++}`);

/** Under the name `aside`; a disk that is full tells no name, so that the file's own is put beside what it tells. */
function writeTo(aside: string, bytes: Uint8Array, path: string): void {
  makeFolder(dirname(aside));
  const file = openSync(aside, 'w');
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  } catch (error) {
    if (error instanceof Error) error.message += ` '${path}'`;
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Bytes written. Throws what the file system throws, and TypeError for sums that are not plain data. */
export function writeKept(folder: string, { name, what, range: { first, count, sums } }: Kept): number {
  const head: KeptHead & { readonly schema: string } = { schema: SCHEMA, name, what, first, count };
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), encode(sums)]);
  const bytes = Buffer.concat([Buffer.from(`${sha256(body)}\n`), body]);
  writeAside(join(folder, fileNameOf({ first, count })), bytes);
  return bytes.length;
}

/** What is wrong with the file, in words, or what it holds; undefined where it is gone. */
export function readKept(path: string, name: string, range: Range): KeptRange | string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : `cannot be read (${code})`;
  }
  const end = bytes.indexOf(10);
  const body = bytes.subarray(end + 1);
  if (end !== 64 || bytes.toString('latin1', 0, 64) !== sha256(body)) return 'does not have the content that its hash tells';
  try {
    const headEnd = body.indexOf(10);
    const head = JSON.parse(body.toString('utf8', 0, headEnd)) as KeptHead & { readonly schema: string };
    const isIt = head.schema === SCHEMA && head.name === name && head.first === range.first && head.count === range.count;
    if (!isIt) return 'holds something else than its name tells';
    return { ...range, sums: decode(body.subarray(headEnd + 1)) };
  } catch {
    return 'is not what this version writes';
  }
}

/** The second line alone, without a check; undefined where there is none. */
export function readHead(path: string): KeptHead | undefined {
  try {
    const file = openSync(path, 'r');
    const bytes = Buffer.alloc(HEAD_BYTES);
    const read = readSync(file, bytes, 0, HEAD_BYTES, 0);
    closeSync(file);
    return JSON.parse(bytes.toString('utf8', 0, read).split('\n')[1] ?? '') as KeptHead;
  } catch {
    return undefined;
  }
}
