/** Folders that cannot be written to and disks that are full, each mounted for one command alone: needs Linux and the right to mount. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executable, temporaryFolder } from '../cli/support.ts';
import { SHORT_RUN } from '../support/node-flags.ts';
import { further } from '../support/evidence.ts';

const RUN = ['run', 'double-auction', '--traders', '4', '--profiles', '4e4', '--sampler', 'direct', '--device', 'cpu', '--workers', '1'];

const mayMount = spawnSync('unshare', ['--mount', 'true']).status === 0;

/** The command where `mount` has been done, in a place that no other process sees. */
function withMount(mount: string, more: readonly string[], cwd: string): { status: number | null; stderr: string; left: string } {
  const words = [process.execPath, ...SHORT_RUN, executable, ...RUN, '--quiet', ...more].join(' ');
  const script = `${mount} && { ${words} > shown.txt; code=$?; find disk -type f; exit $code; }`;
  const { status, stderr, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { cwd, encoding: 'utf8' });
  return { status, stderr, left: stdout };
}

function mountPoint(): string {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'disk'));
  return cwd;
}

const READ_ONLY = 'mount -t tmpfs -o ro tmpfs disk';
const FULL = 'mount -t tmpfs -o size=64k tmpfs disk';

it.runIf(mayMount)('a read-only folder for the results: one line, exit code 2, nothing drawn', () => {
  const { status, stderr, left } = withMount(READ_ONLY, ['--no-ledger', '--out', 'disk/x'], mountPoint());
  expect(stderr).toMatch(/^misreport: (out|--out): [^\n]+\n$/);
  expect({ status, left }).toEqual({ status: 2, left: '' });
});

it.runIf(mayMount)('a read-only folder for a ledger that is asked for: one line, exit code 2, nothing drawn', () => {
  const { status, stderr } = withMount(READ_ONLY, ['--ledger', 'disk/kept', '--out', 'x'], mountPoint());
  expect(stderr).toMatch(/^misreport: --ledger: [^\n]+\n$/);
  expect(status).toBe(2);
});

it.runIf(mayMount)('a disk that fills while the results are written: exit code 1, one line, nothing left, and the result shown', () => {
  const cwd = mountPoint();
  const { status, stderr, left } = withMount(FULL, ['--no-ledger', '--out', 'disk/x'], cwd);
  expect(stderr).toMatch(/^misreport: [^\n]+\n$/);
  expect({ status, left }).toEqual({ status: 1, left: '' });
  expect(existsSync(join(cwd, 'shown.txt'))).toBe(true);
});

it.runIf(mayMount)('a disk without room for a ledger that is asked for: one line, exit code 2', further('ways'), () => {
  const full = `${FULL} && mkdir disk/kept && (cat /dev/zero > disk/filler 2>/dev/null || true)`;
  const { status, stderr } = withMount(full, ['--ledger', 'disk/kept', '--out', 'x'], mountPoint());
  expect(stderr).toMatch(/^misreport: --ledger: [^\n]*ENOSPC[^\n]*\n$/);
  expect(status).toBe(2);
});

it.runIf(mayMount)('a disk that fills under a shard: it stops, names the disk, exit code 1', further('ways'), () => {
  const cwd = mountPoint();
  const { status: planned } = spawnSync(process.execPath, [
    ...SHORT_RUN, executable, 'plan', 'run', 'double-auction', '--traders', '2', '--profiles', '4e5', '--sampler', 'direct',
    '--share-from', '10', '--shards', '2', '--plan', 'plan', '--quiet',
  ], { cwd });
  expect(planned).toBe(0);
  const shard = ['shard', 'disk', '--index', '0', '--device', 'cpu', '--workers', '1'];
  const words = [process.execPath, ...SHORT_RUN, executable, ...shard].join(' ');
  const script = `mount -t tmpfs -o size=12k tmpfs disk && cp plan/plan.json disk && ${words}`;
  const { status, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { cwd, encoding: 'utf8' });
  expect(stderr).toMatch(/\nmisreport: ledger \S+: cannot be written to: ENOSPC[^\n]*; make room and draw the shard again, [^\n]*\n$/);
  expect(status).toBe(1);
});

it.runIf(mayMount)('a disk without room for a new scenario: one line, exit code 1, and no file that would be in the way later', () => {
  const words = [process.execPath, ...SHORT_RUN, executable, 'new', 'my-market'].join(' ');
  const script = `${FULL} && cd disk && (cat /dev/zero > filler 2>/dev/null || true) && { ${words}; code=$?; ls; exit $code; }`;
  const { status, stderr, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { cwd: mountPoint(), encoding: 'utf8' });
  expect(stderr).toMatch(/^misreport: my-market\.ts cannot be written: no space left on the device \(ENOSPC\)\n$/);
  expect([status, stdout]).toEqual([1, 'filler\n']);
});
