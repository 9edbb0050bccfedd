/** What a failure says on stderr, and the exit code it gives. */
import { EXIT, InputError, shortened } from '../errors.ts';
import { codeFrame, placeOf } from '../library/code-frame.ts';
import { oneLine, quote } from '../input/quote.ts';
import { shown } from '../input/scalar.ts';

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
  if (!(error instanceof Error)) return `failed: ${shown(error)} was thrown`;
  if (exitCodeOf(error) !== undefined) return oneLine(error.message);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const known = SYSTEM_ERRORS[code];
  if (known !== undefined) return `${known}: ${oneLine(error.message)}`;
  return `failed: ${oneLine(error.message) || error.name} (--debug shows where)`;
}

/** What went wrong in the first place, where that was not an error of our own making. */
function foreignCause(error: Error): Error | undefined {
  let at: unknown = error;
  for (let depth = 0; depth < 8 && at instanceof Error; depth++, at = at.cause) if (exitCodeOf(at) === undefined) return at;
  return undefined;
}

/** Lines of a user's file that are to blame: found when the error was made, or by the stack of what was thrown in a function of theirs. */
function frameOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('frame' in error && typeof error.frame === 'string') return error.frame;
  const place = error instanceof InputError && error.place ? error.place : placeOf(foreignCause(error));
  return place === undefined ? '' : `${place.path}:${place.line}\n${codeFrame(place)}`;
}

/** What was thrown where nobody waits, here or in a thread that it cost: an input error of the user's file, if it was one of theirs. */
export function blamed(error: unknown): unknown {
  const thrown = error instanceof Error && !(error instanceof InputError) ? foreignCause(error) : undefined;
  const place = placeOf(thrown);
  if (thrown === undefined || place === undefined) return error;
  const accepted = 'throw in the function that is called, and await what it starts';
  const text = `a timer, or a promise that nobody awaits, threw ${quote(thrown.message)}; ${accepted}`;
  return Object.assign(new InputError(`${place.path}:${place.line}`, text, { cause: error }), { frame: codeFrame(place) });
}

/** Writes one line, lines of the user's own file if they are to blame, with `debug` the stack as well, and returns the exit code. */
export function reportError(error: unknown, debug: boolean): number {
  process.stderr.write(`misreport: ${shortened(describe(error))}\n${frameOf(error)}`);
  if (debug && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ''}\n`);
    if (error.cause instanceof Error) process.stderr.write(`caused by ${error.cause.stack ?? error.cause.message}\n`);
  }
  return exitCodeOf(error) ?? EXIT.failed;
}
