/** Standard output: survives a closed pipe (`| head`), and in `--json` mode carries one document and nothing else. */

/** A reader that went away is no failure: what is left to print is dropped. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
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
  const flushed = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((resolve) => {
      if (stream.destroyed || stream.writableLength === 0) resolve();
      else stream.once('drain', resolve).once('error', () => resolve()).once('close', resolve);
    }),
  );
  await Promise.all(flushed);
}
