/** Errors a user meets: one line, the field, what is accepted. Exit codes are in `exitCode`. */

export const EXIT = { done: 0, failed: 1, badInput: 2, incomplete: 3, usage: 64 } as const;

export abstract class MisreportError extends Error {
  abstract readonly exitCode: number;
}

/** Bad configuration, found before any computing. */
export class InputError extends MisreportError {
  override readonly name = 'InputError';
  readonly exitCode = EXIT.badInput;
  readonly field: string;
  /** Message reads `field: problem`. */
  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.field = field;
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
