/** Errors a user meets: one line, the field, what is accepted. Exit codes are in `exitCode`. */

/** `requeue`: a shard that was warned of its limit has kept what it has and wants to be started again (EX_TEMPFAIL). */
export const EXIT = { done: 0, failed: 1, badInput: 2, incomplete: 3, usage: 64, requeue: 75, interruptedTwice: 130 } as const;

export abstract class MisreportError extends Error {
  abstract readonly exitCode: number;
}

/** Characters of a message: enough to say what is wrong, few enough to read, whatever was given. */
export const MESSAGE_LENGTH_MAX = 500;

/** Its beginning and its end, where it has more than `length` characters. */
export function shortened(text: string, length = MESSAGE_LENGTH_MAX): string {
  if (text.length <= length) return text;
  const tail = Math.floor(length / 5);
  return `${text.slice(0, length - tail - 5)} ... ${text.slice(-tail)}`;
}

/** Bad configuration, found before any computing. */
export class InputError extends MisreportError {
  override readonly name = 'InputError';
  readonly exitCode = EXIT.badInput;
  readonly field: string;
  /** What is wrong with the field, in full. */
  readonly problem: string;
  /** Lines of the user's file round the place of the mistake, where it has one. */
  readonly frame?: string;
  /** The place itself, where its lines are still to be read. */
  readonly place?: { readonly path: string; readonly line: number };
  /** Message reads `field: problem`, shortened to 500 characters. */
  constructor(field: string, problem: string, options?: ErrorOptions) {
    super(shortened(`${field}: ${problem}`), options);
    this.field = field;
    this.problem = problem;
  }

  /** The same problem by another name of its field. */
  as(field: string): InputError {
    const { frame, place } = this;
    return Object.assign(
      new InputError(field, this.problem, { cause: this }), frame === undefined ? {} : { frame }, place === undefined ? {} : { place },
    );
  }
}

/** A requested device, or a package it needs, is not there. */
export class DeviceUnavailableError extends MisreportError {
  override readonly name = 'DeviceUnavailableError';
  readonly exitCode = EXIT.badInput;
}

/** A device failed while running: bad shader, lost device, out of memory. */
export class DeviceError extends MisreportError {
  override readonly name = 'DeviceError';
  readonly exitCode = EXIT.failed;
}

/** Writing results failed: full disk, folder vanished. */
export class OutputError extends MisreportError {
  override readonly name = 'OutputError';
  readonly exitCode = EXIT.failed;
}
