/** What is computed is not lost to whoever reads it, nor to a rerun that is cut short. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executable, misreport, temporaryFolder } from '../cli/support.ts';
import { SHORT_RUN } from '../support/node-flags.ts';
import { further } from '../support/evidence.ts';

const RUN = ['run', 'double-auction', '--traders', '4', '--profiles', '1000', '--device', 'cpu', '--workers', '1', '--quiet'];

it.runIf(existsSync('/dev/full'))('a full disk behind standard output: exit code 1, one line, and the folder whole', () => {
  const cwd = temporaryFolder();
  const line = [process.execPath, ...SHORT_RUN, executable, ...RUN, '--json', '--out', 'kept'].join(' ');
  const { status, stderr } = spawnSync('sh', ['-c', `${line} > /dev/full`], { cwd, encoding: 'utf8' });
  expect(stderr).toMatch(/^misreport: [^\n]*(disk is full|no space)[^\n]*\n$/);
  expect(status).toBe(1);
  const { files } = JSON.parse(readFileSync(join(cwd, 'kept', 'manifest.json'), 'utf8')) as { files: { path: string; bytes: number }[] };
  for (const { path, bytes } of files) expect(statSync(join(cwd, 'kept', path)).size).toBe(bytes);
});

const FULL = 'a full disk behind standard error: the result is printed, and a mistake keeps its exit code';
it.runIf(existsSync('/dev/full'))(FULL, further('ways'), () => {
  const cwd = temporaryFolder();
  const within = (to: string, ...argv: string[]) =>
    spawnSync('sh', ['-c', `${[process.execPath, ...SHORT_RUN, executable, ...argv].join(' ')} ${to}`], { cwd, encoding: 'utf8' });
  const { status, stdout } = within('2> /dev/full', ...RUN.slice(0, -1), '--no-out');
  expect([status, stdout.includes('epsilon-LIC') || stdout.includes('ε-LIC')]).toEqual([0, true]);
  // Nor does standard output, to which nothing was said, change it.
  expect(within('> /dev/full 2>&1', 'run', 'nonsense').status).toBe(2);
});

it('an interrupted rerun does not replace a complete result', async () => {
  const cwd = temporaryFolder();
  expect((await misreport([...RUN, '--no-figures', '--out', 'kept'], { cwd })).code).toBe(0);
  const before = readFileSync(join(cwd, 'kept', 'manifest.json'), 'utf8');
  // Stopped where its second point begins, which takes seconds.
  const study = ['rate', 'double-auction', '--traders', '2,1000', '--sampler', 'direct', '--profiles', '1e6', '--device', 'cpu'];
  const stopped = await misreport([...study, '--out', 'kept', '--no-ledger'], { cwd, stops: { by: 'SIGTERM', words: 'point 2 of 2' } });
  expect(stopped.code).toBe(3);
  expect(stopped.stdout).toContain('INCOMPLETE');
  expect(stopped.stderr).toContain('kept holds a complete result, which this incomplete one does not replace');
  expect(readFileSync(join(cwd, 'kept', 'manifest.json'), 'utf8')).toBe(before);
});
