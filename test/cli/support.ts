/** Runs commands: in a process that stands by, or each as a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { answered, type Outcome } from '../support/commands.ts';
import { SHORT_RUN } from '../support/node-flags.ts';

/** The clone, also where its tests are compiled elsewhere (test/run.mjs). */
export const repository = dirname(realpathSync(fileURLToPath(new URL('../../package.json', import.meta.url))));
/** Compiled (test/support/build.mjs). */
export const executable = join(process.env.MISREPORT_TEST_BUILD!, 'bin', 'misreport.mjs');
/** The same in the clone, which compiles itself where a source has changed. */
export const fromSource = join(repository, 'bin', 'misreport.mjs');

const stopsItself = new URL('../support/stops-itself.mjs', import.meta.url).href;

export type { Outcome } from '../support/commands.ts';

export interface Options {
  readonly cwd?: string;
  /** As a process of its own: where a command may end it, hears signals, or is watched. Implied by what follows. */
  readonly alone?: boolean;
  readonly program?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Sends itself the signal `by` once it has said the words, or its ledger has so many files: at that very moment. */
  readonly stops?: { readonly by: NodeJS.Signals; readonly words: string } | { readonly by: NodeJS.Signals; readonly files: number };
  /** Sees stderr as it grows; may send signals, which come as late as the machine pleases. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export function misreport(argv: readonly string[], options: Options = {}): Promise<Outcome> {
  const { cwd = temporaryFolder(), alone, program, env, onStderr, stops } = options;
  if (!(alone ?? [program, env, onStderr, stops].some((given) => given !== undefined))) return answered(argv, cwd);
  return new Promise((resolve, reject) => {
    const before = stops === undefined ? [] : ['--import', stopsItself];
    const child = spawn(process.execPath, [...SHORT_RUN, ...before, program ?? executable, ...argv], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...(stops && { MISREPORT_TEST_STOP: JSON.stringify(stops) }), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr?.(stderr, (signal) => void child.kill(signal));
    });
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

const folders: string[] = [];

/** A fresh folder, removed after the file's tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-cli-'));
  folders.push(folder);
  return folder;
}

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** How far a command was after a second and a half, which a machine that has much else to do may need for anything. */
const PROGRESS = /^[^\n:]+: \d+% after [^\n]+, time left [^\n]+\n/gm;

/** Exit code `code`, nothing on stdout, and exactly one line on stderr that starts with the field and has at most 500 characters. */
export function expectOneLine(outcome: Outcome, code: number, pattern: RegExp): void {
  const stderr = outcome.stderr.replaceAll(PROGRESS, '');
  expect(stderr).toMatch(/^misreport: [^\n]{1,500}\n$/);
  expectComplaint({ ...outcome, stderr }, code, pattern);
}

/** The same with the lines of the user's file round the one that is to blame. */
export function expectFrame(outcome: Outcome, code: number, pattern: RegExp, blamed: string): void {
  const [, frame = ''] = /^misreport: [^\n]{1,500}\n((?:[> ] +\d* \|[^\n]*\n)+)$/.exec(outcome.stderr) ?? [];
  expect(frame.split('\n').find((line) => line.startsWith('>'))).toMatch(/^> +\d+ \| /);
  expect(frame).toContain(blamed);
  expectComplaint(outcome, code, pattern);
}

function expectComplaint(outcome: Outcome, code: number, pattern: RegExp): void {
  expect(outcome.stdout).toBe('');
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  expect(outcome.stderr.slice('misreport: '.length)).toMatch(pattern);
  expect(outcome.code).toBe(code);
}
