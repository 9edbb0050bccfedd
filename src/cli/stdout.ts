/** Standard output: survives a closed pipe (`| head`), and in `--json` mode carries one document and nothing else. */

import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { OutputError } from '../errors.ts';

const unwritable = ({ code }: NodeJS.ErrnoException): OutputError =>
  new OutputError(`standard output: cannot be written: ${code === 'ENOSPC' ? 'no space left on the device' : code}`);

/** Node writes to a file once and takes no notice where the disk took only a part of it. */
function writeWhole(bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
  } catch (error) {
    throw unwritable(error as NodeJS.ErrnoException);
  }
}

/** Where standard output is a file (`> result.json`), all of it is written or an OutputError is thrown. */
export function insistOnWholeFiles(): void {
  if (!fstatSync(1).isFile()) return;
  process.stdout.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    writeWhole(typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding as BufferEncoding : 'utf8') : chunk);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') (callback as () => void)();
    return true;
  };
}

/** A reader that went away is no failure: what is left to print is dropped. Nor are remarks that nobody can take: results go on. */
export function tolerateClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw unwritable(error);
  });
  process.stderr.on('error', () => undefined);
}

/**
 * Sends everything that anybody writes to stdout (a user's scenario, a library) to stderr instead, and returns the way
 * back: a function that writes to the real stdout.
 */
export function reserveStdout(): (text: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return (text) => void write(text);
}

/** Waits until both streams have passed on what was written, or their readers are gone. */
export async function flushStreams(): Promise<void> {
  // Through the prototype: reserveStdout may have led write elsewhere. The callback comes after all that was written before.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => {
    if (stream.destroyed) resolve();
    // Nothing waits: an empty write would only ask a full device. What the last one met is told in this turn.
    else if (stream.writableLength === 0) setImmediate(resolve);
    else Writable.prototype.write.call(stream, '', 'utf8', () => resolve());
  })));
}
