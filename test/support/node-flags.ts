/**
 * Flags of Node.js for the commands that tests start: few of them run long enough for optimised code to pay, and with all cores taken
 * threads that collect garbage together wait for each other. A tenth of their processor time; the code and its numbers are the same.
 */
export const SHORT_RUN: readonly string[] = ['--interrupt-budget=600000', '--single-threaded-gc'];
