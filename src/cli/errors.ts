/** What a failure says on stderr, and the exit code it gives. */
import { EXIT, shortened } from '../errors.ts';
import { oneLine } from '../input/quote.ts';

/** Every MisreportError carries its exit code, also one thrown by another copy of the package (a user's scenario). */
const exitCodeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : undefined;

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ENOMEM: 'out of memory',
};

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `failed: ${oneLine(String(error))}`;
  if (exitCodeOf(error) !== undefined) return oneLine(error.message);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const known = SYSTEM_ERRORS[code];
  if (known !== undefined) return `${known}: ${oneLine(error.message)}`;
  return `failed: ${oneLine(error.message) || error.name} (--debug shows where)`;
}

/** Writes one line, or with `debug` the stack as well, and returns the exit code. */
export function reportError(error: unknown, debug: boolean): number {
  process.stderr.write(`misreport: ${shortened(describe(error))}\n`);
  if (debug && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ''}\n`);
    if (error.cause instanceof Error) process.stderr.write(`caused by ${error.cause.stack ?? error.cause.message}\n`);
  }
  return exitCodeOf(error) ?? EXIT.failed;
}
