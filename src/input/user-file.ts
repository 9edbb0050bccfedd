/** Files that a user names: read whole, and refused in words before anything is read that never ends, fills the memory or is no text. */
import { readFileSync, statSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { quote } from './quote.ts';

const MEBIBYTE = 2 ** 20;

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'does not exist', EACCES: 'may not be read' };

const read = new Set<string>();

/** Paths of the files that users named and that were read in this process, in order: what a copy of the command needs beside it. */
export const userFilesRead = (): string[] => [...read];

/** The file's bytes, at most `mebibytes` of them. Throws InputError: `field` is how messages call what was given. */
export function readUserFile(path: string, field: string, mebibytes: number): Buffer {
  const refuse = (problem: string): InputError => new InputError(field, `${quote(path)} ${problem}`);
  try {
    const found = statSync(path);
    // Devices and pipes have no size, and may have no end.
    if (!found.isFile()) throw refuse(`is ${found.isDirectory() ? 'a folder' : 'not a regular file'}; give a file`);
    if (found.size > mebibytes * MEBIBYTE) {
      throw refuse(`has ${Math.ceil(found.size / MEBIBYTE)} MiB, and at most ${mebibytes} ${mebibytes === 1 ? 'is' : 'are'} read`);
    }
    const bytes = readFileSync(path);
    read.add(path);
    return bytes;
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw refuse(REASONS[code] ?? `cannot be read (${code})`);
  }
}

/** Its text without a byte order mark. Throws InputError also where it is not text. */
export function readUserText(path: string, field: string, mebibytes: number): string {
  return textOf(readUserFile(path, field, mebibytes), path, field);
}

/** The bytes of a file as text without a byte order mark. Throws InputError where they are none: messages would show them as they are. */
export function textOf(bytes: Buffer, path: string, field: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new InputError(field, `${quote(path)} is not a text file in UTF-8`);
}
