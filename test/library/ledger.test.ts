/** Whether a study is still being drawn, from what a ledger noted of its process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { forgetStudy, isStillRun, unfinishedStudies, type StudyRecord } from '../../src/library/ledger.ts';

const record = (pid: number, host = hostname()): StudyRecord => ({ pid, host }) as StudyRecord;

it('notes and forgets nothing, and lists nothing, where something else is in the place of its records', () => {
  const ledger = mkdtempSync(join(tmpdir(), 'misreport-ledger-'));
  writeFileSync(join(ledger, 'studies'), '');
  expect(unfinishedStudies(ledger)).toEqual([]);
  expect(() => forgetStudy(ledger, 'f'.repeat(64))).not.toThrow();
  rmSync(ledger, { recursive: true });
});

it('a process is there until it ends; this one and those of other machines do not count', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  expect(isStillRun(record(child.pid!))).toBe(true);
  expect(isStillRun(record(child.pid!, `not-${hostname()}`))).toBe(false);
  expect(isStillRun(record(process.pid))).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isStillRun(record(child.pid!))).toBe(false);
});

it.skipIf(platform() !== 'linux')('nor does one that was killed and whose parent has not asked about it', async () => {
  // The shell starts a process, tells its number, and becomes one that waits for nobody before the process ends.
  const shell = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30']);
  const [line] = (await once(shell.stdout, 'data')) as [Buffer];
  const pid = Number(String(line).trim());
  await vi.waitFor(() => expect(isStillRun(record(pid))).toBe(false), { timeout: 20_000 });
  expect(() => process.kill(pid, 0)).not.toThrow();
  shell.kill('SIGKILL');
});
